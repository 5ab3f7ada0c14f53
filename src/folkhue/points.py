"""Weighted points that stand for a picture's colours, few enough for clustering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from folkhue.colorspace import to_din99o
from folkhue.counts import ColorCounts, pack
from folkhue.images import Photo

Floats = NDArray[np.float64]

EXACT = 4096
"""A picture of at most so many colours has a point for each of them."""

_BIN = 8
"""Otherwise, steps of red, green and blue each within which colours are one point."""

CELL = 3.0
"""Edge of the cells in which density is counted, in DIN99o; also the blur's standard deviation."""

_BLUR = np.exp(-(np.arange(-3, 4) ** 2) / 2)

_STRIP = 1 << 22
"""Pixels that are counted at a time."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of DIN99o that hold points.

    Attributes
    ----------
    of : ndarray of intp, shape (n,)
        The cell of each point.
    places : ndarray of float64, shape (cells, 3)
        Mean place of its points.
    density : ndarray of float64, shape (cells,)
        Weight of the points in and around it.
    """

    of: NDArray[np.intp]
    places: Floats
    density: Floats


@dataclass(frozen=True, eq=False)
class Points:
    """Groups of like colours.

    Attributes
    ----------
    means : ndarray of float64, shape (n, 3)
        Mean sRGB of each group, 0 to 255.
    weights : ndarray of float64, shape (n,)
        Its pixels, or another measure of how much it counts; above 0.
    top : ndarray of uint8, shape (n, 3)
        Its most frequent colour, by which the groups are sorted; all different.
    top_weights : ndarray of float64, shape (n,)
        The part of `weights` that this colour has.
    """

    means: Floats
    weights: Floats
    top: NDArray[np.uint8]
    top_weights: Floats

    @classmethod
    def of_photo(cls, photo: Photo) -> Points:
        """Group the opaque pixels of a photograph; it may have none."""
        height, width = photo.opaque.shape
        rows = max(1, _STRIP // width)
        return cls.merged(
            [
                cls.of_counts(
                    ColorCounts.of_photo(Photo(photo.rgb[top:][:rows], photo.opaque[top:][:rows]))
                )
                for top in range(0, height, rows)
            ]
        )

    @classmethod
    def of_counts(cls, counts: ColorCounts) -> Points:
        """Group counted colours."""
        weights = counts.counts.astype(float)
        return cls(counts.colors.astype(float), weights, counts.colors, weights)._grouped()

    @classmethod
    def merged(cls, several: Sequence[Points]) -> Points:
        """Group what several pictures, or parts of one, are made of."""
        if len(several) == 1:
            return several[0]
        fields = zip(*((p.means, p.weights, p.top, p.top_weights) for p in several), strict=True)
        return cls(*(np.concatenate(field) for field in fields))._grouped()

    def _grouped(self) -> Points:
        exact = self._by(pack(self.top))
        return exact if len(exact) <= EXACT else exact._by(pack(exact.top // _BIN))

    def _by(self, keys: NDArray[np.uint32]) -> Points:
        """Make one group of all that have the same key."""
        group = np.unique(keys, return_inverse=True)[1]
        weights, same = _sums(group, self.weights), pack(self.top)
        sums = [_sums(group, self.weights * channel) for channel in self.means.T]
        # The heaviest of each group comes first, of equals the one of the lowest number.
        order = np.lexsort((same, -self.top_weights, group))
        firsts = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
        heaviest = self.top_weights[firsts]
        if (same[firsts][group] == same).all():
            heaviest = _sums(group, self.top_weights)
        means = np.stack(sums, axis=-1) / weights[:, None]
        return Points(means, weights, self.top[firsts], heaviest)

    def scaled(self, factors: Floats | float) -> Points:
        """Make points count more or less; factors of shape (n,) or one for all."""
        return replace(self, weights=self.weights * factors, top_weights=self.top_weights * factors)

    def accented(self) -> Points:
        """Make colourful and rare points count for more.

        Weights are multiplied by the square of a tenth and a thirtieth of the chroma (in
        DIN99o, where that of sRGB's primaries is 33 to 49), and divided by the fourth root of
        how dense points are there.
        """
        chroma = np.hypot(self.places[:, 1], self.places[:, 2])
        rarity = (self.cells.density[self.cells.of] / self.total) ** -0.25
        return self.scaled((0.1 + chroma / 30) ** 2 * rarity)

    @cached_property
    def places(self) -> Floats:
        """The points in DIN99o, shape (n, 3)."""
        return to_din99o(np.rint(self.means).astype(np.uint8))

    @cached_property
    def cells(self) -> Cells:
        """Count how dense the points are."""
        at = np.floor(self.places / CELL).astype(np.intp)
        at -= at.min(axis=0)
        shape = tuple(at.max(axis=0) + 1)
        cell = np.ravel_multi_index(tuple(at.T), shape)
        size = int(np.prod(shape))
        weights = np.bincount(cell, self.weights, size)
        density = weights.reshape(shape)
        for axis in range(3):
            density = _blurred(density, axis)
        held = np.flatnonzero(weights)
        sums = [np.bincount(cell, self.weights * x, size)[held] for x in self.places.T]
        means = np.stack(sums, axis=-1) / weights[held, None]
        return Cells(np.searchsorted(held, cell), means, density.ravel()[held])

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return float(self.weights.sum())

    def __len__(self) -> int:
        return len(self.weights)


def _sums(group: NDArray[np.intp], values: Floats) -> Floats:
    """Add up the values of each group."""
    return np.asarray(np.bincount(group, values), np.float64)


def _blurred(cube: Floats, axis: int) -> Floats:
    reach = len(_BLUR) // 2
    padded = np.pad(np.moveaxis(cube, axis, 0), ((reach, reach), (0, 0), (0, 0)))
    size = cube.shape[axis]
    total = sum(weight * padded[step : step + size] for step, weight in enumerate(_BLUR))
    return np.moveaxis(np.asarray(total), 0, axis)
