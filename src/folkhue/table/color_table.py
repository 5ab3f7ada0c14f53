"""A classifier compiled to a table: the name of every color there is."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write, reproducible_zip
from folkhue.color.vocabulary import UNNAMED, UNNAMED_SWATCH
from folkhue.errors import TableError
from folkhue.table.kernels import Kernel, over
from folkhue.table.lut import ColorLut
from folkhue.table.name_counts import NameCounts

VERSION = 2
"""Version of the file format."""

NODES = 17
"""Along each axis, of the lattice on which probabilities are kept: 0, 16, …, 240, 255."""

NODE_VALUES = np.minimum(np.arange(NODES) * 16, 255).astype(np.uint8)
"""Red, green or blue at the nodes of that lattice."""

PROBABILITY_STEPS = 63
"""In how many steps probabilities are kept."""

BINS = 32
"""Along each axis, in which probabilities are told."""

_PARTS = ("description", "blocks", "counts", "names", "bits", "rises")


class ColorTable:
    """The name of each of the 16,777,216 sRGB colors.

    Parameters
    ----------
    terms : sequence of str
        Color names.
    swatches : sequence of (int, int, int)
        What each is painted with.
    lut : ColorLut
        The names, as indices into `terms`, or 255 for a color without a name.
    metadata : mapping, optional
        How the table came about; JSON types only.
    lattice : ndarray of uint8, shape (17, 17, 17, terms), optional
        Probabilities of the terms, in 63rds, at the values 0, 16, …, 240, 255 of red, green
        and blue. Without it, probabilities are the shares of names in a bin.

    Notes
    -----
    Pixels are uint8, sRGB, of any shape (…, 3), or RGBA of any shape (…, 4), however they lie
    in memory or, mapped, on disk; a pixel whose alpha is 0 has no name. Results go to `out`,
    if that is given, and that is returned. An image is worked on in parts of 65,536 pixels,
    large ones in several threads, and Python's lock is released. Once 268 million pixels were
    named in a process, numba compiles the look-up, if installed: the same answers, faster.

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
        lut: ColorLut,
        metadata: Mapping[str, Any] | None = None,
        lattice: NDArray[np.uint8] | None = None,
    ) -> None:
        if len(terms) != len(swatches) or not 0 < len(terms) < UNNAMED:
            raise TableError(f"got {len(terms)} terms and {len(swatches)} swatches")
        if (unknown := lut.highest) >= len(terms):
            raise TableError(f"a color has name {unknown}, but there are {len(terms)} terms")
        shape = (NODES, NODES, NODES, len(terms))
        if lattice is not None and (lattice.shape != shape or lattice.dtype != np.uint8):
            raise TableError(f"expected probabilities uint8 {shape}, got {lattice.shape}")
        self.terms = tuple(terms)
        self.swatches = tuple(swatches)
        self.metadata = dict(metadata or {})
        self.lut = lut
        self._lattice = lattice
        self._paint = np.full((256, 3), UNNAMED_SWATCH, np.uint8)
        self._paint[: len(terms)] = swatches

    def predict(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint8] | None = None
    ) -> NDArray[np.uint8]:
        """Name every pixel.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of uint8, shape (...), optional

        Returns
        -------
        ndarray of uint8, shape (...)
            Indices into `terms`; 255 where the table leaves a color unnamed, or alpha is 0.

        Raises
        ------
        TypeError
            If `rgb` is not uint8, or `out` is of another type.
        ValueError
            If the last axis of `rgb` is neither 3 nor 4 long, or `out` of another shape.
        """
        rgb = _pixels(rgb)
        out = _result(out, rgb.shape[:-1], np.uint8)
        return over(rgb, out, lambda kernel, pixels, part: kernel.names(pixels, self.lut, part))

    def recolor(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint8] | None = None
    ) -> NDArray[np.uint8]:
        """Paint every pixel in its term's swatch: uint8 (..., 3) → uint8 (..., 3).

        RGBA keeps its alpha. Parameters and errors are those of `predict`.
        """

        def work(kernel: Kernel, pixels: NDArray[np.uint8], part: NDArray[np.uint8]) -> None:
            names = np.empty(len(pixels), np.uint8)
            kernel.names(pixels, self.lut, names)
            if pixels.shape[1] == 3:
                kernel.paint(names, self._paint, part)
            else:
                part[:, :3], part[:, 3] = self._paint[names], pixels[:, 3]

        rgb = _pixels(rgb)
        return over(rgb, _result(out, rgb.shape, np.uint8), work)

    def counts(self, rgb: NDArray[np.uint8], opaque: NDArray[np.bool_] | None = None) -> NameCounts:
        """Count the pixels of each name.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
            Pixels whose alpha is 0 are not counted.
        opaque : ndarray of bool, shape (...), optional
            Pixels to count; all of them if absent.
        """
        rgb, counts = _pixels(rgb), np.zeros(256, np.int64)
        lock = Lock()

        def work(kernel: Kernel, pixels: NDArray[np.uint8], counted: NDArray[np.bool_]) -> None:
            if pixels.shape[1] == 4:
                counted = counted & (pixels[:, 3] > 0)
            found = np.zeros(256, np.int64)
            kernel.tally(pixels if counted.all() else pixels[counted], self.lut, found)
            with lock:
                counts[:] += found

        over(rgb, np.broadcast_to(True if opaque is None else opaque, rgb.shape[:-1]), work)
        return NameCounts.from_bytes(counts, self.terms)

    def shares(
        self, rgb: NDArray[np.uint8], opaque: NDArray[np.bool_] | None = None
    ) -> dict[str, float]:
        """Give the share of each name that occurs in an image; see `NameCounts.shares`.

        Parameters are those of `counts`.
        """
        return self.counts(rgb, opaque).shares()

    def confidence(
        self, rgb: NDArray[np.uint8], out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Tell how probable the name of every pixel is.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of float32, shape (...), optional

        Returns
        -------
        ndarray of float32, shape (...)
            From 0 to 1: of the pixel's name in the pixel's bin (see `probabilities`), so
            that near a border of names it may be below another name's. 0 without a name.

        Raises
        ------
        TypeError, ValueError
            As `predict` does.
        """

        def work(kernel: Kernel, pixels: NDArray[np.uint8], part: NDArray[np.float32]) -> None:
            names, bins = np.empty(len(pixels), np.uint8), np.empty(len(pixels), np.uint16)
            kernel.names(pixels, self.lut, names)
            kernel.bins(pixels, bins)
            kernel.weigh(bins, names, self._weights, part)

        rgb = _pixels(rgb)
        return over(rgb, _result(out, rgb.shape[:-1], np.float32), work)

    def bins(
        self, rgb: NDArray[np.uint8], out: NDArray[np.uint16] | None = None
    ) -> NDArray[np.uint16]:
        """Give every pixel's row in `probabilities`.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (..., 3) or (..., 4)
        out : ndarray of uint16, shape (...), optional

        Returns
        -------
        ndarray of uint16, shape (...)
            ``r // 8 + g // 8 * 32 + b // 8 * 1024``.

        Raises
        ------
        TypeError, ValueError
            As `predict` does.
        """
        rgb = _pixels(rgb)
        out = _result(out, rgb.shape[:-1], np.uint16)
        return over(rgb, out, lambda kernel, pixels, part: kernel.bins(pixels, part))

    def probabilities(self) -> NDArray[np.float32]:
        """Give the probability of each name in each of 32³ bins.

        ``table.probabilities()[table.bins(image)]`` are the color-name features that trackers
        and retrieval systems take from the table ``w2c`` of van de Weijer et al., rows in the
        same order.

        Returns
        -------
        ndarray of float32, shape (32768, terms)
            Rows in the order of `bins`; each sums to 1, unless the table has no probabilities
            of its own and leaves colors unnamed. Interpolated at the centers of bins.

        References
        ----------
        J. van de Weijer, C. Schmid, J. Verbeek, D. Larlus, "Learning Color Names for
        Real-World Applications", IEEE Transactions on Image Processing 18 (7), 2009.
        """
        return self._weights[:, :-1].copy()

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        """Probabilities with a last column for pixels without a name, (32768, terms + 1)."""
        shares = self._name_shares() if self._lattice is None else _interpolated(self._lattice)
        nothing = np.zeros((len(shares), 1), np.float32)
        return np.concatenate([shares.astype(np.float32), nothing], axis=1)

    def _name_shares(self) -> NDArray[np.float64]:
        edge = 256 // BINS
        axes = self.lut.flat.reshape(BINS, edge, BINS, edge, BINS, edge)
        bins = axes.transpose(0, 2, 4, 1, 3, 5).reshape(BINS**3, edge**3)
        return np.stack([(bins == n).mean(axis=1) for n in range(len(self.terms))], axis=1)

    def save(self, path: str | Path) -> None:
        """Write the table; the same table gives the same bytes."""
        description = {
            "terms": self.terms,
            "swatches": self.swatches,
            "metadata": self.metadata,
        }
        parts = {
            "description": np.frombuffer(json.dumps(description).encode(), np.uint8),
            **self.lut.pack(),
            "rises": _rises(self._lattice),
        }
        arrays = {"version": np.array(VERSION), "sha256": _checksum(parts), **parts}
        # Not by np.savez: what that writes differs between versions of Python.
        members = {f"{name}.npy": _npy(array) for name, array in arrays.items()}
        with atomic_write(path) as temporary:
            temporary.write_bytes(reproducible_zip(members))

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
                if (version := int(archive["version"])) != VERSION:
                    raise TableError(
                        f"of version {version}; this folkhue reads {VERSION}: compile it anew"
                    )
                parts = {name: archive[name] for name in _PARTS}
                if not np.array_equal(archive["sha256"], _checksum(parts)):
                    raise TableError("the checksum does not fit; the file was altered")
            description = json.loads(parts["description"].tobytes())
            return cls(
                tuple(str(term) for term in description["terms"]),
                tuple((int(r), int(g), int(b)) for r, g, b in description["swatches"]),
                ColorLut.unpack(parts),
                description["metadata"],
                _risen(parts["rises"]),
            )
        except FileNotFoundError as error:
            raise TableError(f"{path}: no such file") from error
        except TableError as error:
            raise TableError(f"{path}: a table that cannot be used: {error}") from error
        except (
            *(OSError, ValueError, KeyError, TypeError, IndexError, AttributeError),
            *(EOFError, MemoryError, NotImplementedError, zipfile.BadZipFile, zlib.error),
        ) as error:
            raise TableError(f"{path}: not a color table, or a damaged one ({error})") from error


def all_colors(red: int) -> NDArray[np.uint8]:
    """List the 65,536 colors with this red, in order of their numbers; shape (65536, 3)."""
    green, blue = np.divmod(np.arange(1 << 16), 256)
    return np.stack([np.full(1 << 16, red), green, blue], axis=1).astype(np.uint8)


def _pixels(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rgb = np.asarray(rgb)
    if rgb.dtype != np.uint8:
        raise TypeError(f"expected uint8 (0–255), got {rgb.dtype}; scale and convert it first")
    if rgb.shape[-1:] not in ((3,), (4,)):
        raise ValueError(f"expected RGB or RGBA, shape (..., 3) or (..., 4), got {rgb.shape}")
    return rgb


def _result(out: NDArray[Any] | None, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Make the array for results, or check the one that was given."""
    if out is None:
        return np.empty(shape, dtype)
    if out.dtype != dtype:
        raise TypeError(f"expected out to be {np.dtype(dtype)}, got {out.dtype}")
    if out.shape != shape or not out.flags.writeable:
        raise ValueError(f"expected out to be writeable, of shape {shape}, got {out.shape}")
    return out


def _rises(lattice: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Lay probabilities out as they deflate well: term by term, as rises from red to red."""
    if lattice is None:
        return np.zeros((0, NODES, NODES, NODES), np.uint8)
    by_term = lattice.transpose(3, 0, 1, 2)
    return np.ascontiguousarray(np.diff(by_term, axis=1, prepend=np.uint8(0)))


def _risen(rises: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Undo `_rises`."""
    if not len(rises):
        return None
    return np.cumsum(rises, axis=1, dtype=np.uint8).transpose(1, 2, 3, 0)


def _interpolated(lattice: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Probabilities at the centers of bins, shape (32768, terms), blue the slowest axis."""
    centers = (np.arange(BINS) + 0.5) * (256 // BINS) - 0.5
    weights = np.stack([np.interp(centers, NODE_VALUES, unit) for unit in np.eye(NODES)], axis=1)
    values = np.einsum(
        "ir,jg,kb,rgbt->kjit", *3 * [weights], lattice / PROBABILITY_STEPS, optimize=True
    )
    rows = values.reshape(BINS**3, -1)
    rounded: NDArray[np.float64] = rows / rows.sum(axis=1, keepdims=True)
    return rounded


def _checksum(parts: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """SHA-256 of the parts, with their types and shapes, uint8 (32,)."""
    digest = hashlib.sha256()
    for name in _PARTS:
        digest.update(f"{name} {parts[name].dtype.str} {parts[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(parts[name]).data)
    return np.frombuffer(digest.digest(), np.uint8)


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


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
