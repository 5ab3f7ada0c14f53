"""Weighted points that stand for a picture's colors, few enough for clustering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_din99o
from folkhue.images.histogram import ColorHistogram, pack
from folkhue.images.photo import Photo

Floats = NDArray[np.float64]

EXACT = 4096
"""A picture of at most so many colors has a point for each of them."""

_BIN = 8
"""Otherwise, steps of red, green and blue each within which colors are one point."""

CELL = 3.0
"""Edge of the cells in which density is counted, in DIN99o; also the blur's standard deviation."""

_BLUR = np.append(np.exp(-(np.arange(4) ** 2) / 2), 0)  # weights of cells so many steps off


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
    """Groups of like colors.

    Attributes
    ----------
    means : ndarray of float64, shape (n, 3)
        Mean sRGB of each group, 0 to 255.
    weights : ndarray of float64, shape (n,)
        Its pixels, or another measure of how much it counts; above 0.
    top : ndarray of uint8, shape (n, 3)
        Its most frequent color; all different.
    top_weights : ndarray of float64, shape (n,)
        The part of `weights` that this color has.
    """

    means: Floats
    weights: Floats
    top: NDArray[np.uint8]
    top_weights: Floats

    @classmethod
    def of_photos(cls, photos: Iterable[Photo]) -> Points:
        """Group the opaque pixels of photographs, or of strips of one; there may be none."""
        nothing = cls.of_counts(ColorHistogram.from_pixels(np.empty((0, 3), np.uint8)))
        several = (cls.of_counts(ColorHistogram.from_photo(photo)) for photo in photos)
        return reduce(cls.merged, several, nothing)

    @classmethod
    def of_counts(cls, counts: ColorHistogram) -> Points:
        """Group counted colors."""
        weights = counts.counts.astype(float)
        return cls(counts.colors.astype(float), weights, counts.colors, weights)._few()

    def merged(self, other: Points) -> Points:
        """Group the points of both."""
        if not len(self) or not len(other):
            return self if len(self) else other
        both = Points(
            np.concatenate([self.means, other.means]),
            np.concatenate([self.weights, other.weights]),
            np.concatenate([self.top, other.top]),
            np.concatenate([self.top_weights, other.top_weights]),
        )
        return both._distinct()._few()

    def _distinct(self) -> Points:
        """Make one group of those with the same most frequent color, and sort by it."""
        starts, order = _groups(pack(self.top))
        weights = np.add.reduceat(self.weights[order], starts)
        sums = np.add.reduceat((self.means * self.weights[:, None])[order], starts)
        tops = np.add.reduceat(self.top_weights[order], starts)
        return Points(sums / weights[:, None], weights, self.top[order[starts]], tops)

    def _few(self) -> Points:
        """Make fewer of them, if there are too many."""
        return self if len(self) <= EXACT else self.grouped()

    def grouped(self) -> Points:
        """Make one group of all in a bin of 8 × 8 × 8 colors."""
        red, green, blue = (self.top // _BIN).T.astype(np.intp)
        bins = red << 10 | green << 5 | blue
        rank = np.cumsum(np.bincount(bins) > 0) - 1
        group = rank[bins]
        weights = np.asarray(np.bincount(group, self.weights), float)
        sums = [np.bincount(group, self.weights * channel) for channel in self.means.T]
        most = np.zeros(len(weights))
        np.maximum.at(most, group, self.top_weights)
        heaviest = np.flatnonzero(self.top_weights == most[group])[::-1]
        first = np.empty(len(weights), np.intp)
        first[group[heaviest]] = heaviest  # of several the last that is written
        return Points(np.stack(sums, axis=-1) / weights[:, None], weights, self.top[first], most)

    def scaled(self, factors: Floats | float) -> Points:
        """Make points count more or less; factors of shape (n,) or one for all."""
        return replace(self, weights=self.weights * factors, top_weights=self.top_weights * factors)

    def accented(self) -> Points:
        """Make colorful and rare points count for more.

        A weight is multiplied by ``(0.1 + chroma / 30) ** 1.5``, where chroma is that of
        DIN99o (33 to 49 for sRGB's primaries), and divided by the fourth root of the share of
        all weights that lies in and around the point's cell.
        """
        chroma = np.hypot(self.places[:, 1], self.places[:, 2])
        rarity = (self.cells.density[self.cells.of] / self.total) ** -0.25
        return self.scaled((0.1 + chroma / 30) ** 1.5 * rarity)

    @cached_property
    def places(self) -> Floats:
        """The points in DIN99o, shape (n, 3)."""
        return to_din99o(np.rint(self.means).astype(np.uint8))

    @cached_property
    def cells(self) -> Cells:
        """Count how dense the points are."""
        # Grays lie on edges of cells: rounding shall not push them to one side or the other.
        at = np.floor(self.places / CELL + 1e-9).astype(np.intp)
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


def _groups(keys: NDArray[np.unsignedinteger]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Sort by key; tell where each begins, and the order."""
    order = np.argsort(keys, kind="stable")
    return np.flatnonzero(np.diff(keys[order].astype(np.int64), prepend=-1)), order


def _blurred(cube: Floats, axis: int) -> Floats:
    steps = np.abs(np.subtract.outer(*2 * [np.arange(cube.shape[axis])]))
    weights = _BLUR[np.minimum(steps, len(_BLUR) - 1)]
    return np.moveaxis(np.tensordot(weights, cube, axes=(1, axis)), 0, axis)
