"""A 3-D lookup table of color names, in two levels that fit into a processor's cache."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.errors import TableError

EDGE = 4
"""Edge of the blocks; of 64³ blocks some 94 in 100 hold a single name."""

BLOCKS = (256 // EDGE) ** 3
CELLS = EDGE**3

_MIXED = UNNAMED - 1
"""Stands, in a file, for a block of several names; never the number of a term."""

Names = NDArray[np.uint8]


class ColorLut:
    """The names of the 2**24 sRGB colors, as blocks of which most are alike.

    Parameters
    ----------
    index : ndarray of uint16 or uint32, shape (262144,)
        For the block ``(b//4)·4096 + (g//4)·64 + r//4`` the row in `cells`.
    cells : ndarray of uint8, shape (n, 64)
        Distinct blocks: for the color ``(b%4)·16 + (g%4)·4 + r%4`` of a block its name.

    Notes
    -----
    Red comes first within numbers, as it does in memory: bytes R, G, B, read as a
    little-endian number, are the number of the color.
    """

    def __init__(self, index: NDArray[np.unsignedinteger[Any]], cells: Names) -> None:
        self.index, self.cells = np.ascontiguousarray(index), np.ascontiguousarray(cells)
        self.index.flags.writeable = self.cells.flags.writeable = False

    @classmethod
    def from_names(cls, names: Names) -> ColorLut:
        """Take the names of the colors ``r·65536 + g·256 + b``, shape (2**24,)."""
        if names.shape != (1 << 24,) or names.dtype != np.uint8:
            raise TableError(f"expected 2**24 uint8 names, got {names.dtype} {names.shape}")
        side = 256 // EDGE
        axes = names.reshape(side, EDGE, side, EDGE, side, EDGE)
        return cls(*_distinct(axes.transpose(4, 2, 0, 5, 3, 1).reshape(BLOCKS, CELLS)))

    @cached_property
    def highest(self) -> int:
        """The highest number among the names; 255, for none, does not count."""
        used = self.cells[np.bincount(self.index, minlength=len(self.cells)) > 0]
        return int(used[used != UNNAMED].max(initial=0))

    @cached_property
    def flat(self) -> Names:
        """The names of the colors ``b·65536 + g·256 + r``, shape (2**24,); 16 MB."""
        side = 256 // EDGE
        axes = self.cells[self.index].reshape(side, side, side, EDGE, EDGE, EDGE)
        return np.ascontiguousarray(axes.transpose(0, 3, 1, 4, 2, 5)).reshape(-1)

    def by_rgb(self) -> Names:
        """Give the names as ``names[r, g, b]``, shape (256, 256, 256)."""
        return self.flat.reshape(256, 256, 256).transpose(2, 1, 0)

    def pack(self) -> dict[str, NDArray[Any]]:
        """Lay the names out as arrays that deflate well.

        Returns
        -------
        dict
            ``blocks``, uint8 (262144,): the name that fills a block, or 254. For the blocks
            of several names, in order: ``counts``, uint8: how many; ``names``, uint8: which,
            ascending; ``bits``, uint8 (…, 8): for each name but a block's first, a bit for
            each of the 64 colors, red by red and within that blue by blue, that has it.
        """
        mixed = (self.cells != self.cells[:, :1]).any(axis=1)
        blocks = np.where(mixed, np.uint8(_MIXED), self.cells[:, 0])[self.index]
        cells = self.cells[self.index[blocks == _MIXED]]
        used = np.unique(self.cells)
        present = np.stack([(cells == name).any(axis=1) for name in used], axis=1)
        block, place = np.nonzero(present)
        name = used[place]
        later = _ranks(present.sum(axis=1)) > 0
        bits = np.packbits(_turned(cells[block[later]] == name[later, None]), axis=1)
        return {
            "blocks": blocks,
            "counts": present.sum(axis=1).astype(np.uint8),
            "names": name,
            "bits": bits,
        }

    @classmethod
    def unpack(cls, arrays: Mapping[str, NDArray[Any]]) -> ColorLut:
        """Undo `pack`.

        Raises
        ------
        TableError
            If the arrays do not fit together.
        """
        blocks, counts, names, bits = (arrays[n] for n in ("blocks", "counts", "names", "bits"))
        mixed = np.flatnonzero(blocks == _MIXED)
        fits = (
            all(array.dtype == np.uint8 for array in (blocks, counts, names, bits))
            and blocks.shape == (BLOCKS,)
            and counts.shape == mixed.shape
            and bool((counts > 1).all())
            and names.shape == (int(counts.sum(dtype=np.int64)),)
            and bits.shape == (len(names) - len(counts), CELLS // 8)
        )
        if not fits:
            raise TableError("its parts do not fit together")
        whole = np.repeat(np.arange(256, dtype=np.uint8), CELLS).reshape(-1, CELLS)
        rows, distinct = _distinct(_painted(counts, names, bits))
        index = blocks.astype(np.min_scalar_type(len(whole) + len(distinct)))
        index[mixed] = len(whole) + rows.astype(np.int64)
        return cls(index, np.concatenate([whole, distinct]))


def _painted(counts: Names, names: Names, bits: Names) -> Names:
    """Fill the blocks of several names, layer upon layer; shape (n, 64)."""
    rank, block = _ranks(counts), np.repeat(np.arange(len(counts)), counts)
    cells = np.repeat(names[rank == 0], CELLS).reshape(-1, CELLS)
    upper = rank > 0
    rank, block, names = rank[upper], block[upper], names[upper]
    has = _turned(np.unpackbits(bits, axis=1).view(bool), axes=(0, 2, 3, 1))
    for layer in range(1, int(rank.max(initial=0)) + 1):
        at = rank == layer
        cells[block[at]] = np.where(has[at], names[at, None], cells[block[at]])
    return cells


def _turned(cells: NDArray[np.bool_], axes: tuple[int, ...] = (0, 3, 1, 2)) -> NDArray[np.bool_]:
    """Order the colors of blocks by red, blue, green: a sixth smaller, deflated."""
    return cells.reshape(-1, EDGE, EDGE, EDGE).transpose(axes).reshape(-1, CELLS)


def _distinct(blocks: Names) -> tuple[NDArray[np.unsignedinteger[Any]], Names]:
    """Keep each distinct row once; give the place of every row among them, and them."""
    words = blocks.view(np.uint64) * _MULTIPLIERS
    keys = ((words ^ words >> np.uint64(32)) * _MULTIPLIERS[::-1]).sum(axis=1)
    _, first, where = np.unique(keys, return_index=True, return_inverse=True)
    rows = blocks[first]
    if not np.array_equal(rows[where], blocks):  # two rows with one key: hardly ever
        rows, where = np.unique(blocks, axis=0, return_inverse=True)
    return where.ravel().astype(np.min_scalar_type(len(rows))), rows


def _ranks(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Count up within groups of these sizes: (2, 3) → 0 1 0 1 2."""
    ends = np.cumsum(counts, dtype=np.int64)
    ranks: NDArray[np.int64] = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
    return ranks


_MULTIPLIERS = np.random.default_rng(0).integers(1 << 63, size=CELLS // 8, dtype=np.uint64) | 1
