"""Networks in npz files: a description, and the weights of layers in 16 bits, with a checksum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.array_file import (
    Parts,
    checksum,
    description_part,
    pack,
    part,
    read_model,
    unpack_kind,
)
from folkhue._utils.atomic import atomic_write
from folkhue.networks.encoder_decoder import check_layers, shapes

MAX_BYTES = 1 << 22
"""Size of the largest file that is read, packed and unpacked."""

Weights = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NetworkFile:
    """What a file holds.

    Attributes
    ----------
    kind : str
        What the network is for.
    terms : tuple of str
        What its outputs stand for.
    layers : mapping of str to (ndarray, ndarray)
        Weights and bias, float64, of the layers of `folkhue.networks.encoder_decoder`; as they
        are after rounding to 16 bits.
    numbers : mapping of str to float
        Further parameters.
    metadata : mapping
        How it was made; JSON types only.
    """

    kind: str
    terms: tuple[str, ...]
    layers: Mapping[str, tuple[Weights, Weights]]
    numbers: Mapping[str, float] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits that differ for another network."""
        return checksum(self._parts()).tobytes().hex()[:12]

    def save(self, path: str | Path) -> None:
        """Write the file; the same network gives the same bytes."""
        with atomic_write(path) as temporary:
            temporary.write_bytes(pack(self._parts()))

    def _parts(self) -> Parts:
        """Return the arrays of the file."""
        described = {
            "kind": self.kind,
            "terms": self.terms,
            "numbers": self.numbers,
            "metadata": self.metadata,
        }
        parts: dict[str, NDArray[Any]] = {"description": description_part(described)}
        for name in shapes(1, 1):
            weights, bias = self.layers[name]
            parts[f"{name}.weights"] = weights.astype(np.float16)
            parts[f"{name}.bias"] = bias.astype(np.float32)
        return parts

    @classmethod
    def load(cls, path: str | Path, kind: str) -> NetworkFile:
        """Read a file. No code in it is run.

        Raises
        ------
        TableError
            If it is missing, damaged, altered, of another version or for something else.
        """
        decoded = partial(cls._decoded, kind=kind)
        return read_model(path, "network", decoded, max_bytes=MAX_BYTES)

    @classmethod
    def _decoded(cls, contents: bytes, kind: str) -> NetworkFile:
        parts, described = unpack_kind(contents, MAX_BYTES, kind)
        layers = {
            name: (
                part(parts, f"{name}.weights", np.float16).astype(np.float64),
                part(parts, f"{name}.bias").astype(np.float64),
            )
            for name in shapes(1, 1)
        }
        check_layers(layers)
        terms = tuple(str(term) for term in described.items("terms"))
        numbers = {name: float(value) for name, value in described.mapping("numbers").items()}
        return cls(kind, terms, layers, numbers, described.mapping("metadata"))
