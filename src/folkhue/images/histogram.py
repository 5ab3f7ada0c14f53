"""A photograph, or many, as a bag of counted colors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo


@dataclass(frozen=True, eq=False)
class ColorHistogram:
    """Distinct colors and how often each occurs.

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
    def from_pixels(cls, rgb: NDArray[np.uint8]) -> ColorHistogram:
        """Count the pixels of an array of any shape (..., 3)."""
        codes = np.sort(pack(rgb))
        is_first = np.ones(len(codes), bool)
        np.not_equal(codes[1:], codes[:-1], out=is_first[1:])
        first = np.flatnonzero(is_first)
        return cls(unpack(codes[first]), np.diff(first, append=len(codes)))

    @classmethod
    def from_photo(cls, photo: Photo) -> ColorHistogram:
        """Count the opaque pixels of a photograph."""
        everything = photo.opaque.all()  # as nearly always; to pick pixels takes a while
        return cls.from_pixels(photo.rgb if everything else photo.rgb[photo.opaque])

    @property
    def total(self) -> int:
        """Number of pixels."""
        return int(self.counts.sum())

    def __len__(self) -> int:
        return len(self.counts)

    def select(self, mask: NDArray[np.bool_]) -> ColorHistogram:
        """Keep the colors where `mask`, of shape (n,), is true."""
        return ColorHistogram(self.colors[mask], self.counts[mask])

    def to_pixels(self) -> NDArray[np.uint8]:
        """Repeat each color as often as it was counted; shape (total, 3)."""
        return np.repeat(self.colors, self.counts, axis=0)


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Give each color of shape (..., 3) its number ``r·65536 + g·256 + b``; shape (m,)."""
    triples = np.ascontiguousarray(rgb, np.uint8).reshape(-1, 3)
    codes = np.empty(len(triples), np.uint32)
    if len(triples) > 1:  # four bytes at each third one are quicker read than three
        np.right_shift(np.ndarray(len(triples) - 1, ">u4", triples, strides=(3,)), 8, codes[:-1])
    codes[-1:] = triples[-1:] @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return codes


def unpack(codes: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Undo `pack`: numbers of shape (m,) to colors of shape (m, 3)."""
    quads = np.asarray(codes).astype(">u4").view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(quads[:, 1:])
