"""Color quantization: k-means, also guided by features, slices of hue, and median cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import from_din99o
from folkhue.color.spaces import to_hsl
from folkhue.images.histogram import pack
from folkhue.palettes.points import Floats, Points

MAX_COLORS = 256
"""Maximum number of colors of a palette."""

AUTO_MAX_COLORS = 12
"""Maximum number of colors that `best_number` finds."""

AUTO_MIN_GAIN = 0.07
"""Minimum relative decrease of the mean distance by a further color."""

AUTO_NOISE = 2.0
"""Added to that distance, in DIN99o, as smaller ones are hardly visible, so that noise gets no
colors of its own."""

MAX_SPREAD = 30.0
"""Distance in DIN99o from the seeds chosen before, beyond which a larger one counts no more."""

FEATURE_DISTANCE = 10.0
"""Distance in DIN99o of two equal colors whose features differ by 1, for `guided`; such as one of
the subject and one of its surroundings."""

SUBJECT_WEIGHT = 2.0
"""How much more a pixel of the subject weighs, for `guided`."""

PARTS = 24
"""Number of parts of photographs, for `guided`."""

SHRINKAGE = 1 / 3
"""The weight of a part is divided by this power of its share, for `guided`, so that large ones
leave colors to small ones."""

ITERATIONS = 20
"""Maximum number of iterations; most images take fewer."""

MIN_DISTANCE = 0.5
"""Lower bound of the distances in Weiszfeld's weights, in DIN99o."""

_TOLERANCE = 0.02  # DIN99o; iteration stops when no center moves further

Quantized = tuple[NDArray[np.uint8], NDArray[np.intp]]
"""Colors, shape (k, 3), and the index of the color of each point, shape (n,)."""


def quantize(points: Points, k: int, method: str = "kmeans") -> Quantized:
    """Represent points by few colors; if there are at most `k` points, by their own.

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
        Distinct, in the gamut of the points.
    nearest : ndarray of intp, shape (n,)
        Index of the color of each point.
    """
    if len(points) <= k:
        return points.top, np.arange(len(points))
    return METHODS[method](points, k)


def kmeans(points: Points, k: int) -> Quantized:
    """Cluster points so that their mean distance to the nearest color is small.

    Lloyd's algorithm in DIN99o, whose distances are close to CIEDE2000, with geometric medians
    instead of means. They minimize the mean distance instead of the mean squared distance, so
    that outliers, such as pixels along edges, have little influence. The seeds are not random:
    they are dense and far from each other.

    Parameters
    ----------
    points : Points
        More than `k`.
    k : int

    Returns
    -------
    colors, nearest
        As in `quantize`, with `k` colors.

    References
    ----------
    A. Rodriguez, A. Laio, "Clustering by fast search and find of density peaks", Science 344,
    2014; E. Weiszfeld, "Sur le point pour lequel la somme des distances de n points donnés est
    minimum", Tohoku Mathematical Journal 43, 1937.
    """
    return _clustered(points, _seeds(points, k))


def guided(points: Points, k: int) -> Quantized:
    """Cluster points as `kmeans` does, so that objects keep colors of their own.

    Parts of photographs are found first, by color and by features beside it. Large parts weigh
    less, and the subject weighs more, than their pixels do. Whether a color belongs to the subject
    then is a fourth coordinate beside those of DIN99o. Equal colors are one point, so that no
    feature forces them apart. Without `Points.features` it is the same as `kmeans`.

    Parameters
    ----------
    points : Points
        With the features of `folkhue.palettes.features`.
    k : int

    Returns
    -------
    colors, nearest
        As in `quantize`, with `k` colors.
    """
    if points.features is None:
        return kmeans(points, k)
    subject = points.features[:, 0]  # the first of `folkhue.palettes.features.NAMES`
    parted = np.column_stack([points.places, FEATURE_DISTANCE * points.features])
    weighted = _without_size(points, parted).scaled(1 + SUBJECT_WEIGHT * subject)
    places = np.column_stack([points.places, FEATURE_DISTANCE * subject])
    return _clustered(weighted, _seeds(weighted, k, places), places)


def _without_size(points: Points, places: Floats) -> Points:
    """Decrease the weights of points in large parts."""
    seeds = _seeds(points, min(PARTS, len(points)), places)
    part = _squared(places, seeds).argmin(axis=0)
    shares = np.bincount(part, points.weights)[part] / points.total
    return points.scaled(shares**-SHRINKAGE)


def _clustered(points: Points, seeds: Floats, places: Floats | None = None) -> Quantized:
    places = points.places if places is None else places
    centers = _medians(points, seeds, places)
    nearest = _filled(points, _squared(places, centers))
    return _colors(points, centers[:, :3], nearest), nearest


def _seeds(points: Points, k: int, at: Floats | None = None) -> Floats:
    """Choose cells one by one, by the cube root of density times the distance from those chosen."""
    cells = points.cells
    at = points.places if at is None else at
    places, worth = _cell_means(points, at), np.cbrt(cells.density)
    if len(places) < k:
        places, worth = at, np.cbrt(points.weights)
    chosen = [int(worth.argmax())]
    distance = np.full(len(places), MAX_SPREAD)
    while len(chosen) < k:
        distance = np.minimum(distance, np.sqrt(_squared(places, places[chosen[-1:]])[0]))
        distance[chosen[-1]] = -1  # rounding errors must not select it again
        chosen.append(int((worth * distance).argmax()))
    seeds: Floats = places[chosen]
    return seeds


def _cell_means(points: Points, places: Floats) -> Floats:
    cells = points.cells
    weights = np.bincount(cells.labels, points.weights)
    sums = [np.bincount(cells.labels, points.weights * each) for each in places[:, 3:].T]
    return np.column_stack([cells.places, *(each / weights for each in sums)])


def _squared(places: Floats, centers: Floats, norms: Floats | None = None) -> Floats:
    """Squared distances, shape (centers, places); `norms` are the squared norms of places."""
    if norms is None:
        norms = (places**2).sum(axis=1)
    squares: Floats = norms + (centers**2).sum(axis=1)[:, None] - 2 * (centers @ places.T)
    return np.maximum(squares, 0, out=squares)


def _medians(points: Points, centers: Floats, places: Floats | None = None) -> Floats:
    places = points.places if places is None else places
    extended = np.column_stack([places, np.ones(len(points))])
    norms = (places**2).sum(axis=1)
    numbers = np.arange(len(centers))[:, None]
    for _ in range(ITERATIONS):
        squares = _squared(places, centers, norms)
        nearest = squares.argmin(axis=0)
        distance = np.sqrt(squares.min(axis=0))
        pull = points.weights / np.maximum(distance, MIN_DISTANCE)
        sums = ((nearest == numbers) * pull) @ extended
        held = sums[:, -1:] > 0
        moved = np.where(held, sums[:, :-1] / np.where(held, sums[:, -1:], 1), centers)
        still = np.abs(moved - centers).max() < _TOLERANCE
        centers = moved
        if still:
            break
    return centers


def _filled(points: Points, squares: Floats) -> NDArray[np.intp]:
    """Assign each point to its nearest center; a center without points gets the farthest one."""
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
    """Choose the color of each cluster: one of more than half of its weight, or the median."""
    order = np.lexsort((-points.top_weights, nearest))
    firsts = order[np.flatnonzero(np.diff(nearest[order], prepend=-1))]
    weights = np.bincount(nearest, points.weights)
    own = points.top_weights[firsts] > weights / 2
    colors = np.where(own[:, None], points.top[firsts], points.encoded(from_din99o(centers)))
    if len(np.unique(pack(colors))) < len(colors):
        return points.top[firsts]  # of different points, so that all are distinct
    return colors


def hue_slices(points: Points, k: int) -> Quantized:
    """Sort points by hue, cut them into slices of equal weight, and average each.

    It is fast and simple, but less accurate than clustering: a slice can hold light and dark
    colors, and a color that fills more than one slice occurs almost twice.
    """
    hue, saturation, lightness = to_hsl(points.to_srgb(points.top)).T
    order = np.lexsort((lightness, hue, saturation > 0))
    before = points.weights[order].cumsum() - points.weights[order] / 2
    slices = np.minimum((before / points.total * k).astype(np.intp), k - 1)
    nearest = np.empty(len(points), np.intp)
    nearest[order] = slices
    return _averaged(points, np.unique(nearest, return_inverse=True)[1])


def median_cut(points: Points, k: int) -> Quantized:
    """Split the box of all colors, and then the largest box each time, at its median.

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


def _averaged(points: Points, nearest: NDArray[np.intp]) -> Quantized:
    """Return the mean color of each group; groups of equal means are merged."""
    weights = np.bincount(nearest, points.weights)
    sums = [np.bincount(nearest, points.weights * channel) for channel in points.means.T]
    means = np.rint(np.stack(sums, axis=-1) / weights[:, None]).astype(np.uint8)
    _, firsts, same = np.unique(pack(means), return_index=True, return_inverse=True)
    return means[firsts], same[nearest]


METHODS: dict[str, Callable[[Points, int], Quantized]] = {
    "kmeans": kmeans,
    "guided": guided,
    "hue-slices": hue_slices,
    "median-cut": median_cut,
}
"""Name → method; each takes more points than colors. See `quantize`."""


def best_number(points: Points) -> int:
    """Find how many colors an image needs, at most `AUTO_MAX_COLORS`.

    It is the largest number whose last color decreases the mean distance of pixels to the
    nearest color (in DIN99o, plus `AUTO_NOISE`) by at least the fraction `AUTO_MIN_GAIN`.
    """
    most = min(AUTO_MAX_COLORS, len(points))
    seeds = _seeds(points, most)
    errors = np.array([_error(points, seeds[:number]) for number in range(1, most + 1)])
    worth = errors[1:] < (1 - AUTO_MIN_GAIN) * errors[:-1]
    return int(np.flatnonzero(worth).max(initial=-1)) + 2


def _error(points: Points, seeds: Floats) -> float:
    squares = _squared(points.places, _medians(points, seeds)).min(axis=0)
    return AUTO_NOISE + float(np.average(np.sqrt(squares), weights=points.weights))
