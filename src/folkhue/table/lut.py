"""A 3-D lookup table of color names, in two levels that fit into a processor's cache."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.errors import TableError

BLOCK_EDGE = 4
"""Edge of a block of colors; of the 64³ blocks some 94 in 100 hold a single name."""

BLOCK_SIZE = BLOCK_EDGE**3
BLOCK_COUNT = (256 // BLOCK_EDGE) ** 3

Names = NDArray[np.uint8]


class ColorLut:
    """The names of the 2**24 sRGB colors, stored as the distinct ones of their 4³ blocks.

    Parameters
    ----------
    index : ndarray of unsigned int, shape (262144,)
        For the block ``(b//4)·4096 + (g//4)·64 + r//4`` its row in `blocks`.
    blocks : ndarray of uint8, shape (n, 64)
        Distinct blocks: for the color ``(b%4)·16 + (g%4)·4 + r%4`` of a block its name.

    Notes
    -----
    Red is the lowest byte of a color's code, as it is in memory: bytes R, G, B, read as a
    little-endian number, are the code.
    """

    def __init__(self, index: NDArray[np.unsignedinteger[Any]], blocks: Names) -> None:
        self.index, self.blocks = np.ascontiguousarray(index), np.ascontiguousarray(blocks)
        self.index.flags.writeable = self.blocks.flags.writeable = False

    @classmethod
    def from_names(cls, names: Names) -> ColorLut:
        """Store the names of the colors ``r·65536 + g·256 + b``, shape (2**24,).

        Raises
        ------
        TableError
            If `names` has another shape or is not uint8.
        """
        if names.shape != (1 << 24,) or names.dtype != np.uint8:
            raise TableError(f"expected 2**24 uint8 names, got {names.dtype} {names.shape}")
        side = 256 // BLOCK_EDGE
        axes = names.reshape(3 * (side, BLOCK_EDGE)).transpose(4, 2, 0, 5, 3, 1)
        blocks, index = distinct_rows(axes.reshape(BLOCK_COUNT, BLOCK_SIZE))
        return cls(index, blocks)

    @cached_property
    def max_name(self) -> int:
        """The highest index of a term; 255, for unnamed, does not count."""
        used = self.blocks[np.bincount(self.index, minlength=len(self.blocks)) > 0]
        return int(used[used != UNNAMED].max(initial=0))

    @cached_property
    def flat(self) -> Names:
        """The names of the colors ``b·65536 + g·256 + r``, shape (2**24,); 16 MB."""
        side = 256 // BLOCK_EDGE
        axes = self.blocks[self.index].reshape(*3 * (side,), *3 * (BLOCK_EDGE,))
        return np.ascontiguousarray(axes.transpose(0, 3, 1, 4, 2, 5)).reshape(-1)

    def by_rgb(self) -> Names:
        """Return the names as ``names[r, g, b]``, shape (256, 256, 256)."""
        return self.flat.reshape(256, 256, 256).transpose(2, 1, 0)


def distinct_rows(rows: Names) -> tuple[Names, NDArray[np.unsignedinteger[Any]]]:
    """Return the distinct rows of 64 bytes, and for every row its index among them."""
    # Sorting hashes is several times as fast as sorting rows.
    words = rows.view(np.uint64) * _MULTIPLIERS
    hashes = ((words ^ words >> np.uint64(32)) * _MULTIPLIERS[::-1]).sum(axis=1)
    _, first, place = np.unique(hashes, return_index=True, return_inverse=True)
    distinct = rows[first]
    if not np.array_equal(distinct[place], rows):  # a collision
        distinct, place = np.unique(rows, axis=0, return_inverse=True)
    return distinct, place.ravel().astype(np.min_scalar_type(len(distinct)))


_MULTIPLIERS = np.random.default_rng(0).integers(1 << 63, size=BLOCK_SIZE // 8, dtype=np.uint64) | 1
