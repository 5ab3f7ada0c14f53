"""Find the pixels of a photograph that its tag was about.

A photo tagged "red" has red somewhere in it, and much else. k-means gathers each
photo's colours into clusters; over the whole collection a cluster is kept if its
colours are commoner in photos with this tag than in the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from sklearn.cluster import KMeans

from folkhue.colorspace import SPACES, to_lab
from folkhue.counts import ColorCounts, pack, unpack
from folkhue.errors import ImageError
from folkhue.images import read_photo
from folkhue.parallel import parallel_map

CELL = 8.0
"""Edge, in CIELAB units, of the cells in which it is counted how common colours are."""

BLUR = 2.0
"""How far, in cells, a colour counts for its neighbours too (standard deviation)."""

_LOW = np.array([0.0, -88.0, -112.0])  # sRGB lies within L* 0…100, a* -87…99, b* -108…95
_SHAPE = (13, 24, 26)
_CELLS = 13 * 24 * 26


@dataclass(frozen=True, eq=False)
class ClusteredPhoto:
    """A photograph's colours, in clusters.

    Attributes
    ----------
    counts : ColorCounts
        Of n distinct colours.
    centers : ndarray of float64, shape (k, 3)
        In the colour space `space`, all different.
    cluster : ndarray of uint8, shape (n,)
        The nearest center of each colour.
    space : str
        A key of `folkhue.colorspace.SPACES`.
    """

    counts: ColorCounts
    centers: NDArray[np.float64]
    cluster: NDArray[np.uint8]
    space: str

    def assign(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Find the nearest center of every pixel of shape (..., 3)."""
        counts, where = np.unique(pack(rgb), return_inverse=True)
        return _nearest(SPACES[self.space](unpack(counts)), self.centers)[where].reshape(
            rgb.shape[:-1]
        )

    def pixels_of(self, keep: NDArray[np.bool_]) -> ColorCounts:
        """Count the colours whose cluster is kept; `keep` has shape (k,)."""
        return self.counts.select(keep[self.cluster])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Pixels per cluster, shape (k,)."""
        sizes = np.bincount(self.cluster, self.counts.counts, len(self.centers))
        return sizes.astype(np.int64)


def cluster_photo(
    path: str | Path, clusters: int, max_pixels: int, space: str, seed: int
) -> ClusteredPhoto:
    """Decode a photograph and cluster its counted colours.

    Parameters
    ----------
    path : path
    clusters : int
        At most as many as the photo has distinct colours.
    max_pixels : int
        The photo is thinned to no more pixels than this.
    space : str
        Colour space in which distance is measured.
    seed : int

    Returns
    -------
    ClusteredPhoto

    Raises
    ------
    ImageError
        If the photo cannot be decoded, or no pixel of it is opaque.
    """
    photo = read_photo(path)
    # A sliver of a cut-out may fall between the rows that thinning keeps.
    counts = ColorCounts.of_photo(photo.thin(max_pixels)) or ColorCounts.of_photo(photo)
    if not counts:
        raise ImageError(f"{path}: every pixel is transparent")
    return cluster_counts(counts, clusters, space, seed)


def cluster_counts(counts: ColorCounts, clusters: int, space: str, seed: int) -> ClusteredPhoto:
    """Cluster counted colours; see `cluster_photo`."""
    points = SPACES[space](counts.colors)
    weights = counts.counts.astype(float)
    if len(counts) > clusters:
        coarse, where = np.unique(pack(counts.colors & np.uint8(0xF8)), return_inverse=True)
        if len(coarse) > clusters:  # a tenth of the points, the same clusters
            points_in, weights_in = _means(points, weights, where, len(coarse))
        else:
            points_in, weights_in = points, weights
        model = KMeans(clusters, n_init=1, max_iter=100, random_state=seed)
        centers = model.fit(points_in, sample_weight=weights_in).cluster_centers_
    else:
        centers = points
    cluster = _nearest(points, centers)
    used, renumbered = np.unique(cluster, return_inverse=True)
    return ClusteredPhoto(counts, centers[used], renumbered.astype(np.uint8), space)


def _means(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    where: NDArray[np.intp],
    groups: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    total = np.bincount(where, weights, groups).astype(np.float64)
    sums = [np.bincount(where, weights * points[:, axis], groups) for axis in range(3)]
    return np.stack(sums, axis=1) / total[:, None], total


def _nearest(points: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.uint8]:
    squared = ((points[:, None, :] - centers[None]) ** 2).sum(axis=2)
    nearest: NDArray[np.intp] = squared.argmin(axis=1)
    return nearest.astype(np.uint8)


Kept = dict[str, NDArray[np.bool_]]
"""Term → which clusters of a photo were about it, shape (k,)."""


def keep_all(photos: Sequence[ClusteredPhoto], labels: Sequence[Sequence[str]]) -> list[Kept]:
    """Believe every pixel."""
    return [
        {term: np.ones(len(photo.centers), bool) for term in terms}
        for photo, terms in zip(photos, labels, strict=True)
    ]


def keep_largest(photos: Sequence[ClusteredPhoto], labels: Sequence[Sequence[str]]) -> list[Kept]:
    """Believe the largest cluster of each photo."""
    return [
        {term: np.arange(len(photo.centers)) == photo.sizes.argmax() for term in terms}
        for photo, terms in zip(photos, labels, strict=True)
    ]


def keep_by_lift(
    photos: Sequence[ClusteredPhoto],
    labels: Sequence[Sequence[str]],
    *,
    min_lift: float = 1.5,
    rounds: int = 2,
) -> list[Kept]:
    """Believe the clusters whose colours are commoner under the tag than elsewhere.

    The lift of a colour for a term is how many times commoner it is in the photos
    with this tag, the photo itself left out, than in the mean of the other tags
    (and of the photos without one, as if that were a tag). A cluster's lift is the
    geometric mean over its pixels. It is kept if that reaches `min_lift`; if none of
    a photo does, the best is, unless it is rarer under the tag than elsewhere. Of a
    photo's several terms the one that a cluster fits best gets it. From the second round on, a
    term's colours are counted in its kept clusters only.

    Parameters
    ----------
    photos : sequence of ClusteredPhoto
    labels : sequence of sequence of str
        The terms of each photo.
    min_lift : float
        At least 0; 1 keeps what is no rarer under the tag than elsewhere.
    rounds : int
        At least 1.

    Returns
    -------
    list of dict
        For each photo, term → mask of its clusters. A mask may be all false: then
        the photo says nothing of the term.
    """
    kept = keep_all(photos, labels)
    for _ in range(rounds):
        lifts = _Lifts(photos, labels, kept)
        kept = [
            _choose(lifts, number, terms, min_lift, len(photos[number].centers))
            for number, terms in enumerate(labels)
        ]
    return kept


def _choose(
    lifts: _Lifts, number: int, terms: Sequence[str], min_lift: float, clusters: int
) -> Kept:
    if not terms:
        return {}
    scores = np.stack([lifts.of_clusters(number, term) for term in terms])
    fits_best = scores.argmax(axis=0) == np.arange(len(terms))[:, None]
    own = np.where(fits_best, scores, -np.inf)
    enough = own >= np.log(max(min_lift, 1e-9))
    # Where no color stands out (gray is everywhere), the best is still about the tag.
    best = (own == own.max(axis=1, keepdims=True)) & (own >= 0)
    chosen = np.where(enough.any(axis=1, keepdims=True), enough, best)
    return {term: chosen[place] for place, term in enumerate(terms)}


class _Lifts:
    """How much commoner each colour is under a tag; its photos weigh the same, and so do tags."""

    smoothing = 1e-5  # added to a cell's share: a cell seen nowhere has lift 1

    def __init__(
        self,
        photos: Sequence[ClusteredPhoto],
        labels: Sequence[Sequence[str]],
        kept: Sequence[Kept],
    ) -> None:
        self.photos = photos
        self.own: list[dict[str, NDArray[np.float32]]] = [
            {term: _histogram(photo.pixels_of(keep[term])) for term in terms if keep[term].any()}
            if terms
            else {"": _histogram(photo.counts)}
            for photo, terms, keep in zip(photos, labels, kept, strict=True)
        ]
        self.sums: dict[str, NDArray[np.float64]] = {}
        self.members: dict[str, int] = {}
        for shares in self.own:
            for term, histogram in shares.items():
                self.sums[term] = self.sums.get(term, 0.0) + histogram.astype(float)
                self.members[term] = self.members.get(term, 0) + 1

    def of_clusters(self, number: int, term: str) -> NDArray[np.float64]:
        """Mean log lift of each cluster of a photo, shape (k,)."""
        photo = self.photos[number]
        shares = {t: self._share_without(t, self.own[number].get(t)) for t in self.sums}
        here = shares.pop(term, np.zeros(1))
        rest = sum(shares.values(), np.zeros(1)) / max(1, len(shares))
        lift = np.log(here + self.smoothing) - np.log(rest + self.smoothing)
        lift = np.broadcast_to(lift, _CELLS)
        per_pixel = lift[_cells(photo.counts.colors)] * photo.counts.counts
        return np.bincount(photo.cluster, per_pixel, len(photo.centers)) / photo.sizes

    def _share_without(self, term: str, own: NDArray[np.float32] | None) -> NDArray[np.float64]:
        others = self.members[term] - (own is not None)
        if not others:
            return np.zeros(1)
        return (self.sums[term] - (0.0 if own is None else own)).clip(0) / others


def _cells(colors: NDArray[np.uint8]) -> NDArray[np.intp]:
    lightness, a, b = ((to_lab(colors) - _LOW) // CELL).astype(np.intp).T
    cells: NDArray[np.intp] = (lightness * _SHAPE[1] + a) * _SHAPE[2] + b
    return cells


def _histogram(counts: ColorCounts) -> NDArray[np.float32]:
    """Share of each cell among a photo's pixels, blurred over the neighbouring cells."""
    shares = np.bincount(_cells(counts.colors), counts.counts, _CELLS) / counts.total
    # Without reflection a cell at the border of the cube loses to the outside; that is the
    # same for every term, so that it does not change a lift.
    cube: NDArray[np.float64] = gaussian_filter(shares.reshape(_SHAPE), sigma=BLUR, mode="constant")
    return cube.ravel().astype(np.float32)


METHODS: Mapping[str, Callable[..., list[Kept]]] = {
    "none": keep_all,
    "largest": keep_largest,
    "kmeans": keep_by_lift,
}
"""``denoise.method`` → which clusters to believe."""


def cluster_photos(
    paths: Sequence[Path], clusters: int, max_pixels: int, space: str, seed: int
) -> list[ClusteredPhoto]:
    """Cluster many photographs in parallel; see `cluster_photo`."""
    return parallel_map(cluster_photo, paths, clusters, max_pixels, space, seed, title="clusters")
