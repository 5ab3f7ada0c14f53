"""A classifier compiled to a table: the name of every colour there is."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import TableError
from folkhue.files import whole_file, zipped
from folkhue.vocabulary import UNNAMED, UNNAMED_NAME, UNNAMED_SWATCH

if TYPE_CHECKING:
    from folkhue.classifiers import ColorClassifier

VERSION = 1
"""Version of the file format."""

EDGE = 8
"""Edge of the blocks in which a table is stored; most hold one name only."""

_CHUNK = 1 << 20


class ColorTable:
    """The name of each of the 16,777,216 sRGB colours.

    Parameters
    ----------
    terms : sequence of str
        Colour names.
    swatches : sequence of (int, int, int)
        What each is painted with.
    names : ndarray of uint8, shape (2**24,)
        For colour number ``r·65536 + g·256 + b`` the index of its term, or 255 for
        a colour without a name.
    metadata : mapping, optional
        How the table came about; JSON types only.

    Examples
    --------
    >>> import folkhue
    >>> table = folkhue.load()
    >>> pixel = np.array([200, 20, 30], np.uint8)
    >>> table.terms[table.predict(pixel)]
    'red'
    """

    def __init__(
        self,
        terms: tuple[str, ...],
        swatches: tuple[tuple[int, int, int], ...],
        names: NDArray[np.uint8],
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        if names.shape != (1 << 24,) or names.dtype != np.uint8:
            raise TableError(f"expected 2**24 uint8 names, got {names.dtype} {names.shape}")
        if len(terms) != len(swatches) or not 0 < len(terms) < UNNAMED:
            raise TableError(f"got {len(terms)} terms and {len(swatches)} swatches")
        if (unknown := int(names[names != UNNAMED].max(initial=0))) >= len(terms):
            raise TableError(f"a colour has name {unknown}, but there are {len(terms)} terms")
        self.terms = tuple(terms)
        self.swatches = tuple(swatches)
        self.metadata = dict(metadata or {})
        self._names = names
        self._paint = np.full((256, 3), UNNAMED_SWATCH, np.uint8)
        self._paint[: len(terms)] = swatches

    def predict(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Name every pixel.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3)
            sRGB.

        Returns
        -------
        ndarray of uint8, shape (...)
            Indices into `terms`; 255 where the table leaves a colour unnamed.

        Raises
        ------
        TypeError
            If `rgb` is not uint8.
        ValueError
            If its last axis is not 3 long.
        """
        rgb = np.asarray(rgb)
        if rgb.dtype != np.uint8:
            raise TypeError(f"expected uint8 (0–255), got {rgb.dtype}; scale and convert it first")
        if rgb.shape[-1:] != (3,):
            raise ValueError(f"expected RGB in the last axis, shape (..., 3), got {rgb.shape}")
        flat = rgb.reshape(-1, 3)
        named = np.empty(len(flat), np.uint8)
        for start in range(0, len(flat), _CHUNK):
            part = flat[start : start + _CHUNK].astype(np.int32)
            named[start : start + _CHUNK] = self._names[
                part[:, 0] << 16 | part[:, 1] << 8 | part[:, 2]
            ]
        return named.reshape(rgb.shape[:-1])

    def recolor(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Paint every pixel in its term's swatch: uint8 (..., 3) → uint8 (..., 3)."""
        return self._paint[self.predict(rgb)]

    def shares(
        self, rgb: NDArray[np.uint8], opaque: NDArray[np.bool_] | None = None
    ) -> dict[str, float]:
        """Tell which part of an image has which name.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3)
        opaque : ndarray of bool, shape (...), optional
            Pixels to count; all of them if absent.

        Returns
        -------
        dict of str to float
            Term → share from 0 to 1, the largest first, terms that do not occur
            left out; ``"unnamed"`` where the table has no name. Empty for an image
            without pixels.
        """
        named = self.predict(rgb)
        counts = np.bincount(named[opaque] if opaque is not None else named.ravel(), minlength=256)
        present = sorted(np.flatnonzero(counts), key=lambda index: (-counts[index], index))
        return {
            UNNAMED_NAME if index == UNNAMED else self.terms[index]: float(
                counts[index] / counts.sum()
            )
            for index in present
        }

    def save(self, path: str | Path) -> None:
        """Write the table; the same table gives the same bytes."""
        numbers: dict[bytes, int] = {}
        index = [numbers.setdefault(block.tobytes(), len(numbers)) for block in self._blocks()]
        description = {
            "terms": self.terms,
            "swatches": self.swatches,
            "sha256": self._checksum(),
            "metadata": self.metadata,
        }
        arrays = {
            "version": np.array(VERSION),
            "description": np.frombuffer(json.dumps(description).encode(), np.uint8),
            "blocks": np.frombuffer(b"".join(numbers), np.uint8).reshape(-1, EDGE**3),
            "index": np.array(index, np.uint16),
        }
        # Not by np.savez: what that writes differs between versions of Python.
        members = {f"{name}.npy": _npy(array) for name, array in arrays.items()}
        with whole_file(path) as beside:
            beside.write_bytes(zipped(members))

    def _checksum(self) -> str:
        shown = json.dumps([self.terms, self.swatches]).encode()
        return hashlib.sha256(shown + self._names.tobytes()).hexdigest()

    def _blocks(self) -> NDArray[np.uint8]:
        side = 256 // EDGE
        cube = self._names.reshape(side, EDGE, side, EDGE, side, EDGE)
        return cube.transpose(0, 2, 4, 1, 3, 5).reshape(side**3, EDGE**3)

    @classmethod
    def load(cls, path: str | Path) -> ColorTable:
        """Read a table. No code in the file is run.

        Raises
        ------
        TableError
            If the file is missing, truncated, altered, of another version, or no table.
        """
        try:
            with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as archive:
                version = int(archive["version"])
                if version != VERSION:
                    raise TableError(f"of version {version}; this folkhue reads {VERSION}")
                description = json.loads(archive["description"].tobytes())
                names = _from_blocks(archive["blocks"][archive["index"]])
            table = cls(
                tuple(str(term) for term in description["terms"]),
                tuple((int(r), int(g), int(b)) for r, g, b in description["swatches"]),
                names,
                description["metadata"],
            )
            checksum = description["sha256"]
        except FileNotFoundError as error:
            raise TableError(f"{path}: no such file") from error
        except TableError as error:
            raise TableError(f"{path}: a table that cannot be used: {error}") from error
        except (
            *(OSError, ValueError, KeyError, TypeError, IndexError, AttributeError),
            *(EOFError, MemoryError, NotImplementedError, zipfile.BadZipFile, zlib.error),
        ) as error:
            raise TableError(f"{path}: not a colour table, or a damaged one ({error})") from error
        if table._checksum() != checksum:
            raise TableError(f"{path}: the checksum does not fit; the file was altered")
        return table

    @classmethod
    def compile(
        cls,
        classifier: ColorClassifier,
        swatches: tuple[tuple[int, int, int], ...],
        metadata: Mapping[str, Any] | None = None,
        unnamed_below: float = 0.0,
    ) -> ColorTable:
        """Ask a classifier for the name of each of the 2**24 colours.

        Colours whose likeliest name has a probability below `unnamed_below` get none.
        """
        from folkhue.parallel import parallel_map

        parts = parallel_map(_name_reds, range(256), classifier, unnamed_below, title="colours")
        return cls(classifier.terms, swatches, np.concatenate(parts), metadata)


def all_colors(red: int) -> NDArray[np.uint8]:
    """List the 65,536 colours with this red, in order of their numbers; shape (65536, 3)."""
    green, blue = np.divmod(np.arange(1 << 16), 256)
    return np.stack([np.full(1 << 16, red), green, blue], axis=1).astype(np.uint8)


def _name_reds(red: int, classifier: ColorClassifier, unnamed_below: float) -> NDArray[np.uint8]:
    colors = all_colors(red)
    if not unnamed_below:
        return classifier.predict(colors)
    probabilities = classifier.predict_proba(colors)
    names: NDArray[np.uint8] = probabilities.argmax(axis=1).astype(np.uint8)
    names[probabilities.max(axis=1) < unnamed_below] = UNNAMED
    return names


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _from_blocks(blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    side = 256 // EDGE
    cube = blocks.reshape(side, side, side, EDGE, EDGE, EDGE)
    return np.ascontiguousarray(cube.transpose(0, 3, 1, 4, 2, 5)).reshape(-1)


SHIPPED = ("basic8", "basic11", "sampler8", "sampler11")
"""Tables inside the package, each with a card (``data/NAME.md``) on what it learned from."""


def load(path: str | Path | None = None) -> ColorTable:
    """Load a compiled classifier.

    Parameters
    ----------
    path : path or str, optional
        A table written by the pipeline (``models/colortable.npz``), or the name of
        one that ships inside folkhue: "basic8" (if absent) and "basic11" learned
        from some 3,500 photographs, "sampler8" and "sampler11" from the embedded
        ones alone, so that anyone can make them again.

    Raises
    ------
    TableError
        If the file cannot be used.

    Examples
    --------
    >>> load("basic11").terms[-3:]
    ('brown', 'pink', 'gray')
    """
    name = "basic8" if path is None else str(path)
    if name not in SHIPPED:
        return ColorTable.load(name)
    with as_file(files("folkhue") / "data" / f"{name}.npz") as shipped:
        return ColorTable.load(shipped)
