"""Color quantization: k-means, also guided by features, slices of hue, and median cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import from_lab
from folkhue.color.spaces import to_hsl
from folkhue.images.histogram import pack
from folkhue.palettes.backend import fast_kernels
from folkhue.palettes.clustering import (
    Mask,
    apart,
    filled,
    medians,
    seeds,
    squared,
    within_reach,
)
from folkhue.palettes.points import Floats, Points

MAX_COLORS = 256
"""Maximum number of colors of a palette."""

DISTINCT = 6.0
"""Minimum distance in DIN99o of two colors of a palette, by default; nearer ones look alike."""

Method = Literal["kmeans", "guided", "hue-slices", "median-cut"]
Emphasis = Literal["share", "accent"]

EMPHASES: tuple[Emphasis, ...] = get_args(Emphasis)
"""What colors of a palette are for: to be near all pixels, or also to have rare, colorful ones."""

AUTO_MAX_COLORS = 12
"""Maximum number of colors that `best_number` finds."""

AUTO_MIN_GAIN = 0.07
"""Minimum relative decrease of the mean distance by a further color."""

AUTO_NOISE = 2.0
"""Added to that distance, in DIN99o, as smaller ones are hardly visible, so that noise gets no
colors of its own."""

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

RARE = 0.1
"""Share below which a color is rare: with accents, it has only pixels that look like it."""

LOST = 12.0
"""Distance in DIN99o from all colors, beyond which a color that is not rare is missed."""

ATTEMPTS = 4
"""How often more colors are looked for, if some look alike."""

Quantized = tuple[NDArray[np.uint8], NDArray[np.intp]]
"""Colors, shape (k, 3), and the index of the color of each point, shape (n,)."""


def quantize(
    points: Points,
    k: int,
    method: str = "kmeans",
    emphasis: str = "share",
    distinct: float = DISTINCT,
) -> Quantized:
    """Represent points by few colors; if there are at most `k` distinct points, by their own.

    Each color is the median, in CIELAB, of the points that have it, or the one that more than half
    of their weight has. A point has the nearest color, in DIN99o; with method "guided", that of
    the nearest cluster. With emphasis "accent", colors of less than `RARE` have only points within
    `folkhue.palettes.clustering.REACH`, and all others have one of the other colors.

    Parameters
    ----------
    points : Points
    k : int
        At least 1.
    method : str
        One of `METHODS`.
    emphasis : str
        One of `EMPHASES`; with "accent", clusters start where those of `Points.accented` are.
    distinct : float
        Minimum distance of two colors in DIN99o, where distances are close to those of CIEDE2000.

    Returns
    -------
    colors : ndarray of uint8, shape (at most k, 3)
        Distinct, in the gamut of the points.
    nearest : ndarray of intp, shape (n,)
        Index of the color of each point.
    """
    if len(points) <= k and len(apart(points.places, points.weights, distinct, k)) == len(points):
        return points.top, np.arange(len(points))
    return _distinct(points, min(k, len(points)), method, emphasis, distinct)


def _distinct(points: Points, k: int, method: str, emphasis: str, distinct: float) -> Quantized:
    """Find `k` colors; if some look alike, find more, and leave out the smaller ones of these."""
    places, weights = _space(points, method)
    large = np.empty((0, 3))
    if emphasis == "accent" and method != "guided":
        large = _large(points, METHODS[method](points, k))
    number = k
    for _ in range(ATTEMPTS):
        centers = _starts(points, number, method, emphasis)
        accents = np.zeros(len(centers), bool)
        if emphasis == "accent":
            accents = _rare(points, places, centers)
        found = _represented(points, places, weights, centers, accents, distinct, k)
        found = _with_large(points, large, found, distinct, k)
        missing = k - len(found[0])
        if missing <= 0 or number == len(points):
            break
        number = min(number + missing, len(points))
    return found


def _space(points: Points, method: str) -> tuple[Floats, Floats]:
    """Return where points are, shape (n, d), and how much they attract centers, shape (n,)."""
    if method != "guided" or points.features is None:
        return points.places, points.weights
    weighted, places = _with_subject(points)
    return places, weighted.weights


def _starts(points: Points, k: int, method: str, emphasis: str) -> Floats:
    """Return places from which clusters start, shape (k, d)."""
    if emphasis != "accent":
        return METHODS[method](points, k)
    accented = points.accented()
    return medians(*_space(accented, method), METHODS[method](accented, k))


def _large(points: Points, starts: Floats) -> Floats:
    """Return where colors are that are not rare, the largest first, shape (n, 3)."""
    centers = medians(points.places, points.weights, starts)
    sizes = points.sizes(squared(points.places, centers).argmin(axis=0), len(centers))
    order = np.argsort(-sizes, kind="stable")
    return centers[order[sizes[order] >= RARE * points.total]]


def _with_large(
    points: Points, large: Floats, found: Quantized, distinct: float, k: int
) -> Quantized:
    """Give up the accent that is most like another color, if a large color is far from all."""
    if not len(large):
        return found
    colors, nearest = found
    centers = points.placed(colors)
    lost = large[squared(large, centers).min(axis=0) > LOST**2]
    rare = points.sizes(nearest, len(colors)) < RARE * points.total
    if not len(lost) or rare.sum() < 2:
        return found
    squares = squared(centers, centers)
    np.fill_diagonal(squares, np.inf)
    given = int(np.where(rare, squares.min(axis=0), np.inf).argmin())
    centers[given], rare[given] = lost[0], False
    return _represented(points, points.places, points.weights, centers, rare, distinct, k)


def _rare(points: Points, places: Floats, centers: Floats) -> Mask:
    sizes = points.sizes(squared(places, centers).argmin(axis=0), len(centers))
    rare = sizes < RARE * points.total
    rare[sizes.argmax()] = False
    return rare


def _represented(
    points: Points,
    places: Floats,
    weights: Floats,
    centers: Floats,
    accents: Mask,
    distinct: float,
    k: int,
) -> Quantized:
    """Let centers settle among their own points, until `k` or fewer colors are distinct."""
    while True:
        centers = medians(places, weights, centers, accents)
        nearest = filled(points, within_reach(squared(places, centers), accents))
        colors = _colors(points, nearest)
        kept = apart(points.placed(colors), points.sizes(nearest, len(colors)), distinct, k)
        if len(kept) == len(colors):
            return colors, nearest
        centers = centers[kept]
        accents = accents[kept] & _rare(points, places, centers)


def kmeans(points: Points, k: int) -> Floats:
    """Cluster points so that their mean distance to the nearest color is small.

    Lloyd's algorithm in DIN99o, whose distances are close to CIEDE2000, with geometric medians
    instead of means. They minimize the mean distance instead of the mean squared distance, so
    that outliers, such as pixels along edges, have little influence. The seeds are not random:
    they are dense and far from each other.

    Parameters
    ----------
    points : Points
        At least `k`.
    k : int

    Returns
    -------
    ndarray of float64, shape (k, 3)
        Places in DIN99o from which `folkhue.palettes.clustering.medians` starts.

    References
    ----------
    A. Rodriguez, A. Laio, "Clustering by fast search and find of density peaks", Science 344,
    2014; E. Weiszfeld, "Sur le point pour lequel la somme des distances de n points donnés est
    minimum", Tohoku Mathematical Journal 43, 1937.
    """
    return seeds(points, k)


def guided(points: Points, k: int) -> Floats:
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
    ndarray of float64, shape (k, 4)
        Places in DIN99o, and a fourth coordinate; only the former without features.
    """
    if points.features is None:
        return kmeans(points, k)
    weighted, places = _with_subject(points)
    return medians(places, weighted.weights, seeds(weighted, k, places))


def _with_subject(points: Points) -> tuple[Points, Floats]:
    """Weight points by part and subject, and give them the subject as a fourth coordinate."""
    assert points.features is not None
    subject = points.features[:, 0]  # the first of `folkhue.palettes.features.NAMES`
    parted = np.column_stack([points.places, FEATURE_DISTANCE * points.features])
    weighted = _without_size(points, parted).scaled(1 + SUBJECT_WEIGHT * subject)
    return weighted, np.column_stack([points.places, FEATURE_DISTANCE * subject])


def _without_size(points: Points, places: Floats) -> Points:
    """Decrease the weights of points in large parts."""
    parts = seeds(points, min(PARTS, len(points)), places)
    part = squared(places, parts).argmin(axis=0)
    shares = np.bincount(part, points.weights)[part] / points.total
    return points.scaled(shares**-SHRINKAGE)


def _colors(points: Points, nearest: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Choose the color of each cluster: one of more than half of its weight, or the median."""
    weights = points.sizes(nearest, int(nearest.max()) + 1)
    tops = (np.where(nearest == number, points.top_weights, 0) for number in range(len(weights)))
    firsts = np.array([each.argmax() for each in tops])
    own = points.top_weights[firsts] > weights / 2
    middle = points.encoded(from_lab(_middles(points, nearest, weights)))
    top: NDArray[np.uint8] = points.top[firsts]
    colors = np.where(own[:, None], top, middle)
    # Those on top are of different points, so that all are distinct.
    return colors if len(np.unique(pack(colors))) == len(colors) else top


def _middles(points: Points, nearest: NDArray[np.intp], weights: Floats) -> Floats:
    """Return the median of each coordinate of each cluster's points, in CIELAB."""
    halves = weights / 2 * (1 - _ROUNDING)
    if fast := fast_kernels():
        return fast.weighted_medians(points.lab, points.weights, nearest, halves)  # type: ignore[no-any-return]
    before = np.append(0, weights.cumsum()[:-1])
    found = []
    for axis in points.lab.T:
        order = np.lexsort((axis, nearest))
        upto = points.weights[order].cumsum()
        places = np.searchsorted(upto, before + halves)
        found.append(axis[order[places]])
    return np.stack(found, axis=-1)


_ROUNDING = 1e-9  # so that half of the weight is reached whatever the rounding of sums


def hue_slices(points: Points, k: int) -> Floats:
    """Sort points by hue, cut them into slices of equal weight, and average each.

    It is simple, but less accurate than dense seeds: a slice can hold light and dark colors, and
    a color that fills more than one slice occurs almost twice.
    """
    hue, saturation, lightness = to_hsl(points.to_srgb(points.top)).T
    order = np.lexsort((lightness, hue, saturation > 0))
    middle = points.weights[order].cumsum() - points.weights[order] / 2
    numbers = np.arange(1, k)
    cuts = np.searchsorted(middle, numbers * points.total / k)
    cuts = np.maximum.accumulate(cuts - numbers).clip(0, len(points) - k) + numbers  # none is empty
    nearest = np.empty(len(points), np.intp)
    nearest[order] = np.searchsorted(cuts, np.arange(len(points)), side="right")
    return _averaged(points, nearest)


def median_cut(points: Points, k: int) -> Floats:
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


def _averaged(points: Points, group: NDArray[np.intp]) -> Floats:
    """Return the mean place of each group."""
    weights = np.bincount(group, points.weights)
    sums = [np.bincount(group, points.weights * each) for each in points.places.T]
    return np.stack(sums, axis=-1) / weights[:, None]


METHODS: dict[str, Callable[[Points, int], Floats]] = {
    "kmeans": kmeans,
    "guided": guided,
    "hue-slices": hue_slices,
    "median-cut": median_cut,
}
"""Name → method; returns places from which clusters start. See `quantize`."""


def best_number(points: Points) -> int:
    """Find how many colors an image needs, at most `AUTO_MAX_COLORS`.

    It is the largest number whose last color decreases the mean distance of pixels to the
    nearest color (in DIN99o, plus `AUTO_NOISE`) by at least the fraction `AUTO_MIN_GAIN`.
    """
    most = min(AUTO_MAX_COLORS, len(points))
    first = seeds(points, most)
    errors = np.array([_error(points, first[:number]) for number in range(1, most + 1)])
    worth = errors[1:] < (1 - AUTO_MIN_GAIN) * errors[:-1]
    return int(np.flatnonzero(worth).max(initial=-1)) + 2


def _error(points: Points, centers: Floats) -> float:
    squares = squared(points.places, medians(points.places, points.weights, centers)).min(axis=0)
    return AUTO_NOISE + float(np.average(np.sqrt(squares), weights=points.weights))
