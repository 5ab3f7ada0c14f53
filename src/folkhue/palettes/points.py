"""Weighted points that represent the colors of an image, few enough for clustering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from folkhue.color.display_p3 import encode_p3, from_p3, to_p3
from folkhue.color.gamut import encode
from folkhue.color.spaces import din99o_from_lab, lab_from_linear, to_linear
from folkhue.images.histogram import ColorHistogram, bin_codes, opaque_pixels, pack
from folkhue.images.photo import Photo
from folkhue.palettes.backend import fast_kernels

Floats = NDArray[np.float64]

MAX_POINTS = 4096
"""An image of at most so many colors has a point for each of them."""

_BIN = 8
"""In other images, colors in a bin of so many levels of red, green and blue become one point."""

CELL = 3.0
"""Edge of the cells in which density is estimated, and standard deviation of its smoothing kernel,
in DIN99o."""

_KERNEL = np.append(np.exp(-(np.arange(4) ** 2) / 2), 0)  # weights of cells at distances from 0


@dataclass(frozen=True, eq=False)
class Cells:
    """Density of points in DIN99o, estimated in cells.

    Attributes
    ----------
    labels : ndarray of intp, shape (n,)
        The cell of each point.
    places : ndarray of float64, shape (cells, 3)
        Weighted mean of the points in a cell.
    density : ndarray of float64, shape (cells,)
        Smoothed weight of the points in and around a cell.
    """

    labels: NDArray[np.intp]
    places: Floats
    density: Floats


@dataclass(frozen=True, eq=False)
class Points:
    """Groups of similar colors.

    Attributes
    ----------
    means : ndarray of float64, shape (n, 3)
        Mean RGB of each group, 0 to 255.
    weights : ndarray of float64, shape (n,)
        Weight of each group, such as its pixels; above 0.
    top : ndarray of uint8, shape (n, 3)
        The most frequent color of each group; distinct.
    top_weights : ndarray of float64, shape (n,)
        Weight of this color.
    gamut : str
        What red, green and blue are of: "srgb" or "p3".
    features : ndarray of float64, shape (n, f), optional
        What else is known of the pixels of a group, on the average; see
        `folkhue.palettes.features`.
    """

    means: Floats
    weights: Floats
    top: NDArray[np.uint8]
    top_weights: Floats
    gamut: str = "srgb"
    features: Floats | None = None

    @classmethod
    def from_photos(cls, photos: Iterable[Photo], gamut: str = "srgb") -> Points:
        """Group the opaque pixels of photographs, or of strips of one."""
        parts = (cls._from_photo(photo, gamut) for photo in photos)
        return reduce(cls.merged, parts, _nothing(gamut))

    @classmethod
    def _from_photo(cls, photo: Photo, gamut: str) -> Points:
        fast, pixels = fast_kernels(), opaque_pixels(photo, gamut)
        if fast and len(pixels) > MAX_POINTS:
            grouped = fast.group_pixels(pixels)
            if grouped.distinct > MAX_POINTS:
                weights, tops = grouped.counts.astype(float), grouped.top_counts.astype(float)
                return cls(grouped.sums / weights[:, None], weights, grouped.top, tops, gamut)
        return cls.from_histogram(ColorHistogram.from_pixels(pixels), gamut)

    @classmethod
    def from_histogram(cls, histogram: ColorHistogram, gamut: str = "srgb") -> Points:
        """Group the colors of a histogram."""
        weights, colors = histogram.counts.astype(float), histogram.colors
        return cls(colors.astype(float), weights, colors, weights, gamut)._limited()

    def with_features(self, photo: Photo, features: NDArray[np.floating]) -> Points:
        """Average features of pixels over the points of one photograph.

        Parameters
        ----------
        photo : Photo
            The one whose points these are.
        features : ndarray of float, shape (height, width, f)
        """
        colors = photo.in_gamut(self.gamut)[photo.opaque]
        exact = np.isin(pack(colors), pack(self.top)).all()
        keys, own = (
            (pack(each) if exact else bin_codes(each, _BIN)).astype(np.int64)
            for each in (colors, self.top)
        )
        order = np.argsort(own)
        group = order[np.searchsorted(own, keys, sorter=order)]
        several = (features[..., n][photo.opaque] for n in range(features.shape[-1]))
        sums = [np.bincount(group, each, len(self)) for each in several]
        means = np.stack(sums, axis=-1) / np.bincount(group, minlength=len(self))[:, None]
        return replace(self, features=means)

    def merged(self, other: Points) -> Points:
        """Combine the points of both; in Display P3 if one of them is."""
        if not len(self) or not len(other):
            return self if len(self) else other
        if self.gamut != other.gamut:
            return self._in_p3().merged(other._in_p3())
        both = replace(
            self,
            means=np.concatenate([self.means, other.means]),
            weights=np.concatenate([self.weights, other.weights]),
            top=np.concatenate([self.top, other.top]),
            top_weights=np.concatenate([self.top_weights, other.top_weights]),
            features=_joined(self.features, other.features),
        )
        return both._distinct()._limited()

    def _in_p3(self) -> Points:
        if self.gamut == "p3":
            return self
        means = to_p3(np.rint(self.means).astype(np.uint8)).astype(float)
        return replace(self, means=means, top=to_p3(self.top), gamut="p3")._distinct()

    def _distinct(self) -> Points:
        """Merge groups with the same most frequent color, and sort by it."""
        starts, order = _groups(pack(self.top))
        weights = np.add.reduceat(self.weights[order], starts)
        sums = np.add.reduceat((self.means * self.weights[:, None])[order], starts)
        tops = np.add.reduceat(self.top_weights[order], starts)
        means, top = sums / weights[:, None], self.top[order[starts]]
        features = None
        if self.features is not None:
            sums = np.add.reduceat((self.features * self.weights[:, None])[order], starts)
            features = sums / weights[:, None]
        return replace(
            self, means=means, weights=weights, top=top, top_weights=tops, features=features
        )

    def _limited(self) -> Points:
        """Bin the points if there are more than `MAX_POINTS`."""
        return self if len(self) <= MAX_POINTS else self.binned()

    def binned(self) -> Points:
        """Make one group of all points in a bin of 8 × 8 × 8 colors."""
        bins = bin_codes(self.top, _BIN)
        rank = np.cumsum(np.bincount(bins) > 0) - 1
        group = rank[bins]
        weights = np.asarray(np.bincount(group, self.weights), float)
        sums = [np.bincount(group, self.weights * channel) for channel in self.means.T]
        most = np.zeros(len(weights))
        np.maximum.at(most, group, self.top_weights)
        heaviest = np.flatnonzero(self.top_weights == most[group])[::-1]
        first = np.empty(len(weights), np.intp)
        first[group[heaviest]] = heaviest  # assignments to the same index: the last one holds
        means, top = np.stack(sums, axis=-1) / weights[:, None], self.top[first]
        features = None
        if self.features is not None:
            sums = [np.bincount(group, self.weights * each) for each in self.features.T]
            features = np.stack(sums, axis=-1) / weights[:, None]
        return replace(
            self, means=means, weights=weights, top=top, top_weights=most, features=features
        )

    def scaled(self, factors: Floats | float) -> Points:
        """Multiply the weights by factors of shape (n,), or by one factor."""
        return replace(self, weights=self.weights * factors, top_weights=self.top_weights * factors)

    def normalized(self) -> Points:
        """Scale the weights so that they add up to 1, if there are any points."""
        return self.scaled(1 / self.total) if len(self) else self

    def sizes(self, labels: NDArray[np.intp], number: int) -> Floats:
        """Sum the weights of the points with each label from 0 to `number`, excluded."""
        return np.asarray(np.bincount(labels, self.weights, number), float)

    def accented(self) -> Points:
        """Increase the weights of colorful and rare points, to find where accents are.

        A weight is multiplied by ``(0.1 + chroma / 30) ** 2.5``, where chroma is that of
        DIN99o (33 to 49 for sRGB's primaries), and divided by the fourth root of the share of
        all weights that lies in and around the point's cell.
        """
        chroma = np.hypot(self.places[:, 1], self.places[:, 2])
        rarity = (self.cells.density[self.cells.labels] / self.total) ** -0.25
        return self.scaled((0.1 + chroma / 30) ** 2.5 * rarity)

    @cached_property
    def places(self) -> Floats:
        """The points in DIN99o, shape (n, 3)."""
        return din99o_from_lab(self.lab)

    @cached_property
    def lab(self) -> Floats:
        """The points in CIELAB, shape (n, 3)."""
        return lab_from_linear(self._linear(np.rint(self.means).astype(np.uint8)))

    def placed(self, colors: NDArray[np.uint8]) -> Floats:
        """Convert colors of shape (n, 3) from the gamut of the points to DIN99o."""
        return din99o_from_lab(lab_from_linear(self._linear(colors)))

    def to_srgb(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Convert colors of shape (n, 3) from the gamut of the points to sRGB, clipped."""
        return colors if self.gamut == "srgb" else encode(self._linear(colors))

    def encoded(self, linear: Floats) -> NDArray[np.uint8]:
        """Encode linear-light sRGB, shape (n, 3), in the gamut of the points, clipped."""
        return encode(linear) if self.gamut == "srgb" else encode_p3(linear)

    def _linear(self, colors: NDArray[np.uint8]) -> Floats:
        return to_linear(colors) if self.gamut == "srgb" else from_p3(colors)

    @cached_property
    def cells(self) -> Cells:
        """The density of the points."""
        axes = np.ascontiguousarray(self.places.T)
        # Grays lie on edges of cells; the offset keeps rounding errors from splitting them.
        at = np.floor(axes / CELL + 1e-9).astype(np.intp)
        at -= at.min(axis=1, keepdims=True)
        shape = tuple(at.max(axis=1) + 1)
        cell = (at[0] * shape[1] + at[1]) * shape[2] + at[2]
        size = int(np.prod(shape))
        weights = np.bincount(cell, self.weights, size)
        density = _smoothed(weights.reshape(shape))
        is_held = weights > 0
        labels = (np.cumsum(is_held) - 1)[cell]
        sums = [np.bincount(labels, self.weights * x) for x in axes]
        means = np.stack(sums, axis=-1) / weights[is_held, None]
        return Cells(labels, means, density.ravel()[is_held])

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return float(self.weights.sum())

    def __len__(self) -> int:
        return len(self.weights)


@cache
def _nothing(gamut: str) -> Points:
    return Points.from_histogram(ColorHistogram.from_pixels(np.empty((0, 3), np.uint8)), gamut)


def _joined(one: Floats | None, other: Floats | None) -> Floats | None:
    return None if one is None or other is None else np.concatenate([one, other])


def _groups(keys: NDArray[np.unsignedinteger]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each distinct key begins in sorted order, and that order."""
    order = np.argsort(keys, kind="stable")
    return np.flatnonzero(np.diff(keys[order].astype(np.int64), prepend=-1)), order


def _smoothed(cube: Floats) -> Floats:
    """Smooth along each axis; as products of matrices, which need no copies."""
    first, second, third = map(_smoothing, cube.shape)
    found: Floats = second @ (first @ cube.reshape(len(cube), -1)).reshape(cube.shape) @ third
    return found


@cache
def _smoothing(length: int) -> Floats:
    steps = np.abs(np.subtract.outer(*2 * [np.arange(length)]))
    matrix: Floats = _KERNEL[np.minimum(steps, len(_KERNEL) - 1)]
    matrix.flags.writeable = False  # it is shared
    return matrix
