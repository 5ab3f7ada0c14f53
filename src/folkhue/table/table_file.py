"""Files of color tables: npz without pickle, reproducible and checked by SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.array_file import description_of, description_part, read_model
from folkhue._utils.atomic import atomic_write
from folkhue._utils.npz import arrays_checksum, npz_contents, read_npz
from folkhue.errors import TableError
from folkhue.table.description import terms_and_swatches
from folkhue.table.lut import ColorLut
from folkhue.table.lut_packing import pack_lut, unpack_lut
from folkhue.table.probabilities import NODES, STEPS

Made = TypeVar("Made")

VERSION = 2
"""Version of the file format."""

MAX_BYTES = 1 << 25
"""Size of the largest file that is read, packed and unpacked; tables take some 300 kB."""

_PARTS = ("description", "blocks", "counts", "names", "bits", "rises")


class TableContents(NamedTuple):
    """What a file holds; see `folkhue.table.color_table.ColorTable`, which is made of it."""

    terms: tuple[str, ...]
    swatches: tuple[tuple[int, int, int], ...]
    lut: ColorLut
    metadata: Mapping[str, Any]
    lattice: NDArray[np.uint8] | None


def write_table(path: str | Path, table: TableContents) -> None:
    """Write a table; the same table gives the same bytes."""
    description = {"terms": table.terms, "swatches": table.swatches, "metadata": table.metadata}
    parts = {
        "description": description_part(description),
        **pack_lut(table.lut),
        "rises": _pack_lattice(table.lattice),
    }
    arrays = {"version": np.array(VERSION), "sha256": checksum(parts), **parts}
    if sum(array.nbytes for array in arrays.values()) > MAX_BYTES:
        raise TableError(f"{path}: names of colors change too often to be kept in a file")
    with atomic_write(path) as temporary:
        temporary.write_bytes(npz_contents(arrays))


def read_table(path: str | Path, make: Callable[..., Made]) -> Made:
    """Read a table, and make something of the fields of its `TableContents`.

    No code in the file is run. Errors of `make` are told like those of the file.

    Raises
    ------
    TableError
        If the file is missing, truncated, altered, of another version, or no table.
    """
    return read_model(
        path, "color table", lambda contents: make(*_decoded(contents)), max_bytes=MAX_BYTES
    )


def _decoded(contents: bytes) -> TableContents:
    parts = _parts(read_npz(contents, MAX_BYTES))
    description = description_of(parts)
    return TableContents(
        *terms_and_swatches(description),
        unpack_lut(parts),
        description.mapping("metadata"),
        _unpack_lattice(parts["rises"]),
    )


def _parts(arrays: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
    """Check that all parts are there, and unaltered."""
    version = arrays.get("version")
    if version is None or version.shape or not {"sha256", *_PARTS} <= arrays.keys():
        raise TableError("a part is missing, as in files of other programs")
    if version != VERSION:
        raise TableError(f"of version {version}; this folkhue reads {VERSION}: compile it again")
    if not np.array_equal(arrays["sha256"], checksum(arrays)):
        raise TableError("the checksum does not fit; the file was altered")
    return arrays


def _pack_lattice(lattice: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Lay probabilities out so that they deflate well: by term, as differences along red."""
    if lattice is None:
        return np.zeros((0, NODES, NODES, NODES), np.uint8)
    by_term = lattice.transpose(3, 0, 1, 2)
    return np.ascontiguousarray(np.diff(by_term, axis=1, prepend=np.uint8(0)))


def _unpack_lattice(rises: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    if rises.dtype != np.uint8 or rises.shape[1:] != 3 * (NODES,):
        raise TableError("its probabilities are of another kind")
    if not len(rises):
        return None
    lattice = np.cumsum(rises, axis=1, dtype=np.uint8).transpose(1, 2, 3, 0)
    if lattice.max() > STEPS or not lattice.any(axis=-1).all():
        raise TableError("its probabilities are out of range")
    return lattice


def checksum(parts: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """SHA-256 of the parts, with their types and shapes, uint8 (32,)."""
    return arrays_checksum({name: parts[name] for name in _PARTS})
