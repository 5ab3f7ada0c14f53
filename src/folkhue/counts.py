"""A photograph, or many, as a bag of counted colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.images import Photo


@dataclass(frozen=True, eq=False)
class ColorCounts:
    """Distinct colours and how often each occurs.

    Attributes
    ----------
    colors : ndarray of uint8, shape (n, 3)
        sRGB, in ascending order of ``pack(colors)``, all different.
    counts : ndarray of int64, shape (n,)
        At least 1 each.
    """

    colors: NDArray[np.uint8]
    counts: NDArray[np.int64]

    @classmethod
    def of_pixels(cls, rgb: NDArray[np.uint8]) -> ColorCounts:
        """Count the pixels of an array of any shape (..., 3)."""
        codes, counts = np.unique(pack(rgb), return_counts=True)
        return cls(unpack(codes), counts.astype(np.int64))

    @classmethod
    def of_photo(cls, photo: Photo) -> ColorCounts:
        """Count the opaque pixels of a photograph."""
        return cls.of_pixels(photo.rgb[photo.opaque])

    @classmethod
    def merge(cls, parts: Iterable[ColorCounts]) -> ColorCounts:
        """Add up several bags."""
        parts = [cls(np.empty((0, 3), np.uint8), np.empty(0, np.int64)), *parts]
        codes, where = np.unique(
            np.concatenate([pack(p.colors) for p in parts]), return_inverse=True
        )
        counts = np.zeros(len(codes), np.int64)
        np.add.at(counts, where, np.concatenate([p.counts for p in parts]))
        return cls(unpack(codes), counts)

    @property
    def total(self) -> int:
        """Number of pixels."""
        return int(self.counts.sum())

    def __len__(self) -> int:
        return len(self.counts)

    def select(self, mask: NDArray[np.bool_]) -> ColorCounts:
        """Keep the colours where `mask`, of shape (n,), is true."""
        return ColorCounts(self.colors[mask], self.counts[mask])

    def to_pixels(self) -> NDArray[np.uint8]:
        """Repeat each colour as often as it was counted; shape (total, 3)."""
        return np.repeat(self.colors, self.counts, axis=0)


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Give each colour of shape (..., 3) its number ``r·65536 + g·256 + b``; shape (m,)."""
    red, green, blue = np.asarray(rgb, np.uint8).reshape(-1, 3).astype(np.uint32).T
    return (red << 16 | green << 8 | blue).astype(np.uint32)


def unpack(codes: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Undo `pack`: numbers of shape (m,) to colours of shape (m, 3)."""
    codes = np.asarray(codes, np.uint32)
    return np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1).astype(np.uint8)
