"""What takes longest in finding a palette, compiled by numba.

Grouping colors gives the same as NumPy does; medians, the same but for rounding.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from folkhue._utils.compilation import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

U32, U64, UINT = np.uint32, np.uint64, np.uintp

_BINS = 1 << 15
"""Bins of 8 × 8 × 8 colors, by the upper five bits of red, green and blue."""


class Grouped(NamedTuple):
    """Pixels grouped by bin, in ascending order of bins.

    Attributes
    ----------
    distinct : int
        Number of distinct colors of all pixels.
    counts : ndarray of int64, shape (n,)
        Pixels of each bin.
    sums : ndarray of int64, shape (n, 3)
        Sums of their red, green and blue.
    top : ndarray of uint8, shape (n, 3)
        The most frequent color of each bin; of several, the first in ascending order.
    top_counts : ndarray of int64, shape (n,)
        Pixels of that color.
    """

    distinct: int
    counts: Ints
    sums: Ints
    top: NDArray[np.uint8]
    top_counts: Ints


def group_pixels(pixels: NDArray[np.uint8]) -> Grouped:
    """Group pixels, uint8, shape (n, 3), by bin."""
    flat = np.ascontiguousarray(pixels).reshape(-1)
    flat.flags.writeable = False
    starts = np.zeros(_BINS + 1, np.int64)
    lower = np.empty(len(pixels), np.uint16)
    _sort_by_bin(flat, starts, lower)
    bins = np.flatnonzero(np.diff(starts))
    sums, top = np.empty((len(bins), 3), np.int64), np.empty((len(bins), 3), np.uint8)
    top_counts, distinct = np.empty(len(bins), np.int64), np.zeros(1, np.int64)
    _describe_bins(bins, starts, lower, sums, top, top_counts, distinct)
    return Grouped(int(distinct[0]), np.diff(starts)[bins], sums, top, top_counts)


@compiled
def _sort_by_bin(data: Any, starts: Any, lower: Any) -> None:
    """Write where each bin starts, and the lower bits of the pixels of each bin after another."""
    pixels = lower.shape[0]
    bins, low = np.empty(pixels, np.uint16), np.empty(pixels, np.uint16)
    counts = np.zeros((2, _BINS), np.uint32)  # two, as neighbors often have the same bin
    for pixel in range(pixels):
        place = UINT(3 * pixel)  # of a signed one numba would check whether it is negative
        red, green, blue = U32(data[place]), U32(data[place + UINT(1)]), U32(data[place + UINT(2)])
        bin_ = red >> U32(3) << U32(10) | green >> U32(3) << U32(5) | blue >> U32(3)
        low[pixel] = (red & U32(7)) << U32(6) | (green & U32(7)) << U32(3) | blue & U32(7)
        bins[pixel] = bin_
        counts[pixel & 1, bin_] += U32(1)
    ends = np.empty(_BINS, np.uint32)
    total = U32(0)
    for number in range(_BINS):
        starts[number] = ends[number] = total
        total += counts[0, number] + counts[1, number]
    starts[_BINS] = total
    for pixel in range(pixels):
        bin_ = bins[pixel]
        lower[ends[bin_]] = low[pixel]
        ends[bin_] += U32(1)


@compiled
def _describe_bins(
    bins: Any, starts: Any, lower: Any, sums: Any, top: Any, top_counts: Any, distinct: Any
) -> None:
    found = np.zeros(512, np.uint32)
    colors = U32(0)
    for row in range(bins.shape[0]):
        place = bins[row]
        first, stop = starts[place], starts[place + 1]
        red, green, blue = U32(0), U32(0), U32(0)
        for pixel in range(first, stop):
            color = U32(lower[pixel])
            red += color >> U32(6)
            green += color >> U32(3) & U32(7)
            blue += color & U32(7)
            found[color] += U32(1)
        best = U64(0)  # the highest count, and behind it a number that decreases with the color
        for pixel in range(first, stop):
            color = U32(lower[pixel])
            count = found[color]
            found[color] = U32(0)
            colors += U32(count > 0)
            best = max(best, U64(count) << U64(9) | U64(511 - color))
        pixels, low = stop - first, 511 - np.int64(best & U64(511))
        for channel in range(3):
            base = (place >> 10 - 5 * channel & 31) << 3
            sums[row, channel] = base * pixels + (red, green, blue)[channel]
            top[row, channel] = base | low >> 6 - 3 * channel & 7
        top_counts[row] = np.int64(best >> U64(9))
    distinct[0] = colors


def medians(
    places: Floats, weights: Floats, centers: Floats, reach: Floats, how: tuple[int, float, float]
) -> Floats:
    """Move centers to the geometric medians of their points.

    Parameters
    ----------
    places : ndarray of float64, shape (n, d)
    weights : ndarray of float64, shape (n,)
    centers : ndarray of float64, shape (k, d)
    reach : ndarray of float64, shape (k,)
        Squared distance beyond which a center has no points.
    how : tuple
        Maximum number of iterations; the lower bound of distances; and the tolerance.

    Returns
    -------
    ndarray of float64, shape (k, d)
    """
    found = np.array(centers, float)
    _medians(np.ascontiguousarray(places.T), weights, found, reach, *how)
    return found


@compiled
def _medians(
    places: Any,
    weights: Any,
    centers: Any,
    reach: Any,
    iterations: Any,
    min_distance: Any,
    tolerance: Any,
) -> None:
    number, axes = centers.shape
    points = places.shape[1]
    nearest, least, squares = np.empty(points, np.uint16), np.empty(points), np.empty(points)
    for _ in range(iterations):
        least[:] = np.inf
        nearest[:] = 0
        for center in range(number):  # loops over points have no branches, so that they are SIMD
            squares[:] = 0
            for axis in range(axes):
                middle = centers[center, axis]
                for point in range(points):
                    step = places[axis, point] - middle
                    squares[point] += step * step
            limit = reach[center]
            for point in range(points):
                square = squares[point]
                closer = (square < least[point]) & (square <= limit)
                least[point] = square if closer else least[point]
                nearest[point] = center if closer else nearest[point]
        for point in range(points):
            squares[point] = weights[point] / max(np.sqrt(least[point]), min_distance)
        if _moved(places, squares, nearest, centers) < tolerance:
            break


@njit  # type: ignore[untyped-decorator]
def _moved(places: Any, pulls: Any, nearest: Any, centers: Any) -> Any:
    """Move centers to the weighted means of their points; return how far one moved on an axis."""
    number, axes = centers.shape
    sums = np.zeros((number, axes + 1))
    for point in range(len(pulls)):
        center, pull = nearest[point], pulls[point]
        for axis in range(axes):
            sums[center, axis] += pull * places[axis, point]
        sums[center, axes] += pull
    furthest = 0.0
    for center in range(number):
        if sums[center, axes] > 0:
            for axis in range(axes):
                moved = sums[center, axis] / sums[center, axes]
                furthest = max(furthest, abs(moved - centers[center, axis]))
                centers[center, axis] = moved
    return furthest


def weighted_medians(
    values: Floats, weights: Floats, groups: NDArray[np.intp], halves: Floats
) -> Floats:
    """Return the weighted median of each group, for each axis.

    Parameters
    ----------
    values : ndarray of float64, shape (n, d)
    weights : ndarray of float64, shape (n,)
    groups : ndarray of intp, shape (n,)
    halves : ndarray of float64, shape (k,)
        Half the weight of each group: that of the values up to the median reaches it.

    Returns
    -------
    ndarray of float64, shape (k, d)
    """
    found = np.empty((len(halves), values.shape[1]))
    _weighted_medians(values, weights, groups, halves, found)
    return found


@njit  # type: ignore[untyped-decorator]
def _selected(values: Any, weights: Any, wanted: Any) -> Any:
    """Return the least value up to which weights add up to what is wanted; changes both arrays.

    Quickselect, which parts the values into those below a pivot, equal to it, and above it.
    """
    first, last = 0, len(values) - 1
    while first < last:
        pivot, low, at, high = values[(first + last) // 2], first, first, last
        below, equal = 0.0, 0.0
        while at <= high:
            value, weight = values[at], weights[at]
            if value < pivot:
                values[at], weights[at] = values[low], weights[low]
                values[low], weights[low] = value, weight
                below += weight
                low += 1
                at += 1
            elif value > pivot:
                values[at], weights[at] = values[high], weights[high]
                values[high], weights[high] = value, weight
                high -= 1
            else:
                equal += weight
                at += 1
        if below >= wanted:
            last = low - 1
        elif below + equal >= wanted:
            return pivot
        else:
            wanted -= below + equal
            first = min(high + 1, last)
    return values[first]


@compiled
def _weighted_medians(values: Any, weights: Any, groups: Any, halves: Any, found: Any) -> None:
    own, heavy = np.empty(len(weights)), np.empty(len(weights))
    for group in range(found.shape[0]):
        for axis in range(found.shape[1]):
            number = 0
            for point in range(len(weights)):
                if groups[point] == group:
                    own[number], heavy[number] = values[point, axis], weights[point]
                    number += 1
            found[group, axis] = _selected(own[:number], heavy[:number], halves[group])
