"""Few colors for many: clustering, slices of hue, and median cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import encode, from_din99o
from folkhue.color.spaces import to_hsl
from folkhue.images.histogram import pack
from folkhue.palettes.points import Floats, Points

MOST = 256
"""Colors that a palette has at most."""

AUTO_MOST = 12
"""Colors that are tried where the number is to be found."""

AUTO_GAIN = 0.07
"""The share of the mean distance by which a further color has to lower it, to be worth it."""

AUTO_SEEN = 2.0
"""Added to that distance, as less than this can hardly be seen: noise is not cut to pieces."""

FAR = 30.0
"""A distance from the colors chosen so far beyond which further is no better, in DIN99o."""

ITERATIONS = 20
"""At most so many steps towards the medians; fewer are usual."""

CORE = 0.5
"""Distance within which a point pulls no harder the nearer it is, in DIN99o."""

_STILL = 0.02  # DIN99o; a step that moves no center further is the last

Found = tuple[NDArray[np.uint8], NDArray[np.intp]]
"""Colors, (k, 3), and which of them stands for each point, (n,)."""


def quantize(points: Points, k: int, method: str = "kmeans") -> Found:
    """Find few colors that stand for many; if there are no more than asked for, all of them.

    Parameters
    ----------
    points : Points
    k : int
        At least 1.
    method : str
        One of `METHODS`.

    Returns
    -------
    colors : ndarray of uint8, shape (at most k, 3)
        All different.
    nearest : ndarray of intp, shape (n,)
        Which of them stands for each point.
    """
    if len(points) <= k:
        return points.top, np.arange(len(points))
    return METHODS[method](points, k)


def kmeans(points: Points, k: int) -> Found:
    """Cluster points around colors from which they are near, as CIEDE2000 sees it.

    Lloyd's algorithm in DIN99o with geometric medians instead of means, so that the mean
    distance is made small rather than that of its squares, and a few pixels far off, as along
    edges, do not pull a color away from the others. It starts from where points are dense and
    far from each other, not at random.

    Parameters
    ----------
    points : Points
        More than `k`.
    k : int

    Returns
    -------
    colors, nearest
        As of `quantize`: `k` colors.

    References
    ----------
    A. Rodriguez, A. Laio, "Clustering by fast search and find of density peaks", Science 344,
    2014; E. Weiszfeld, "Sur le point pour lequel la somme des distances de n points donnés est
    minimum", Tohoku Mathematical Journal 43, 1937.
    """
    return _around(points, _seeds(points, k))


def _around(points: Points, seeds: Floats) -> Found:
    centers = _medians(points, seeds)
    nearest = _filled(points, _squared(points.places, centers))
    return _colors(points, centers, nearest), nearest


def _seeds(points: Points, k: int) -> Floats:
    """Choose cells one by one by density (its cube root) times distance from those chosen."""
    cells = points.cells
    places, worth = cells.places, np.cbrt(cells.density)
    if len(places) < k:
        places, worth = points.places, np.cbrt(points.weights)
    chosen = [int(worth.argmax())]
    distance = np.full(len(places), FAR)
    while len(chosen) < k:
        distance = np.minimum(distance, np.sqrt(_squared(places, places[chosen[-1:]])[0]))
        distance[chosen[-1]] = -1  # never again, whatever rounding left
        chosen.append(int((worth * distance).argmax()))
    seeds: Floats = places[chosen]
    return seeds


def _squared(places: Floats, centers: Floats, norms: Floats | None = None) -> Floats:
    """Squared distances, shape (centers, places); norms are those of places, squared."""
    if norms is None:
        norms = (places**2).sum(axis=1)
    squares: Floats = norms + (centers**2).sum(axis=1)[:, None] - 2 * (centers @ places.T)
    return np.maximum(squares, 0, out=squares)


def _medians(points: Points, centers: Floats) -> Floats:
    extended = np.column_stack([points.places, np.ones(len(points))])
    norms = (points.places**2).sum(axis=1)
    numbers = np.arange(len(centers))[:, None]
    for _ in range(ITERATIONS):
        squares = _squared(points.places, centers, norms)
        nearest = squares.argmin(axis=0)
        distance = np.sqrt(squares.min(axis=0))
        pull = points.weights / np.maximum(distance, CORE)
        sums = ((nearest == numbers) * pull) @ extended
        held = sums[:, -1:] > 0
        moved = np.where(held, sums[:, :-1] / np.where(held, sums[:, -1:], 1), centers)
        still = np.abs(moved - centers).max() < _STILL
        centers = moved
        if still:
            break
    return centers


def _filled(points: Points, squares: Floats) -> NDArray[np.intp]:
    """Give each point its nearest center, and a center without points the one furthest off."""
    nearest: NDArray[np.intp] = squares.argmin(axis=0)
    sizes = np.bincount(nearest, minlength=len(squares))
    lost = points.weights * np.sqrt(squares.min(axis=0))
    for center in np.flatnonzero(sizes == 0):
        spare = np.where(sizes[nearest] > 1, lost, -1)
        point = int(spare.argmax())
        sizes[nearest[point]] -= 1
        sizes[center], nearest[point], lost[point] = 1, center, 0
    return nearest


def _colors(points: Points, centers: Floats, nearest: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Give clusters colors: their own if one has more than half of it, else the median."""
    order = np.lexsort((-points.top_weights, nearest))
    firsts = order[np.flatnonzero(np.diff(nearest[order], prepend=-1))]
    weights = np.bincount(nearest, points.weights)
    own = points.top_weights[firsts] > weights / 2
    colors = np.where(own[:, None], points.top[firsts], encode(from_din99o(centers)))
    if len(np.unique(pack(colors))) < len(colors):
        return points.top[firsts]  # of different points, so that no two are equal
    return colors


def hue_slices(points: Points, k: int) -> Found:
    """Sort points by hue, cut them into slices of equal weight, and average each.

    Quick and simple, but less accurate than clustering: a slice may hold what is light and what
    is dark, and a color that fills more than a slice is there twice, nearly.
    """
    hue, saturation, lightness = to_hsl(points.top).T
    order = np.lexsort((lightness, hue, saturation > 0))
    before = points.weights[order].cumsum() - points.weights[order] / 2
    slices = np.minimum((before / points.total * k).astype(np.intp), k - 1)
    nearest = np.empty(len(points), np.intp)
    nearest[order] = slices
    return _averaged(points, np.unique(nearest, return_inverse=True)[1])


def median_cut(points: Points, k: int) -> Found:
    """Cut the box of all colors, again and again the widest, at its median.

    References
    ----------
    P. Heckbert, "Color image quantization for frame buffer display", SIGGRAPH 1982.
    """
    boxes = [np.arange(len(points))]
    while len(boxes) < k:
        weights = [_spread(points, box) for box in boxes]
        boxes.extend(_halves(points, boxes.pop(int(np.argmax(weights)))))
    nearest = np.empty(len(points), np.intp)
    for number, box in enumerate(boxes):
        nearest[box] = number
    return _averaged(points, nearest)


def _spread(points: Points, box: NDArray[np.intp]) -> float:
    return float(np.ptp(points.means[box], axis=0).max() * points.weights[box].sum() ** 0.5)


def _halves(points: Points, box: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    longest = int(np.ptp(points.means[box], axis=0).argmax())
    box = box[np.argsort(points.means[box, longest], kind="stable")]
    upto = points.weights[box].cumsum()
    cut = int(np.searchsorted(upto, upto[-1] / 2).clip(0, len(box) - 2)) + 1
    return [box[:cut], box[cut:]]


def _averaged(points: Points, nearest: NDArray[np.intp]) -> Found:
    """Give each group its mean; equal means are made one."""
    weights = np.bincount(nearest, points.weights)
    sums = [np.bincount(nearest, points.weights * channel) for channel in points.means.T]
    means = np.rint(np.stack(sums, axis=-1) / weights[:, None]).astype(np.uint8)
    _, firsts, same = np.unique(pack(means), return_index=True, return_inverse=True)
    return means[firsts], same[nearest]


METHODS: dict[str, Callable[[Points, int], Found]] = {
    "kmeans": kmeans,
    "hue-slices": hue_slices,
    "median-cut": median_cut,
}
"""Name → way to find colors, fewer than there are points; see `quantize`."""


def best_number(points: Points) -> int:
    """Find how many colors a picture needs, at most `AUTO_MOST`.

    The number whose last color is the last to lower the mean distance of pixels from the
    nearest color (clustered, in DIN99o; and `AUTO_SEEN` added) by `AUTO_GAIN` of it or more.
    """
    most = min(AUTO_MOST, len(points))
    seeds = _seeds(points, most)
    errors = np.array([_error(points, seeds[:number]) for number in range(1, most + 1)])
    worth = errors[1:] < (1 - AUTO_GAIN) * errors[:-1]
    return int(np.flatnonzero(worth).max(initial=-1)) + 2


def _error(points: Points, seeds: Floats) -> float:
    squares = _squared(points.places, _medians(points, seeds)).min(axis=0)
    return AUTO_SEEN + float(np.average(np.sqrt(squares), weights=points.weights))
