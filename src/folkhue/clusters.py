"""A photograph's colours, gathered into clusters by k-means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from folkhue.colorspace import SPACES
from folkhue.counts import ColorCounts, pack
from folkhue.errors import ImageError
from folkhue.images import read_photo
from folkhue.parallel import parallel_map


@dataclass(frozen=True, eq=False)
class ClusteredPhoto:
    """A photograph's colours, in clusters.

    Attributes
    ----------
    counts : ColorCounts
        Of n distinct colours.
    centers : ndarray of float64, shape (k, axes)
        In the colour space of the clustering, all different.
    cluster : ndarray of uint8, shape (n,)
        The nearest center of each colour.
    """

    counts: ColorCounts
    centers: NDArray[np.float64]
    cluster: NDArray[np.uint8]

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
    return ClusteredPhoto(counts, centers[used], renumbered.astype(np.uint8))


def _means(
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    where: NDArray[np.intp],
    groups: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    total = np.bincount(where, weights, groups).astype(np.float64)
    sums = [np.bincount(where, weights * axis, groups) for axis in points.T]
    return np.stack(sums, axis=1) / total[:, None], total


def _nearest(points: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.uint8]:
    squared = ((points[:, None, :] - centers[None]) ** 2).sum(axis=2)
    nearest: NDArray[np.intp] = squared.argmin(axis=1)
    return nearest.astype(np.uint8)


def cluster_photos(
    paths: Sequence[Path], clusters: int, max_pixels: int, space: str, seed: int
) -> list[ClusteredPhoto]:
    """Cluster many photographs in parallel; see `cluster_photo`."""
    return parallel_map(cluster_photo, paths, clusters, max_pixels, space, seed, title="clusters")
