"""k-means clustering of a photograph's colors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import SPACES, to_lab
from folkhue.errors import ImageError
from folkhue.images.histogram import ColorHistogram, bin_codes
from folkhue.images.photo import read_photo
from folkhue.images.tar_member import Member, read_bytes
from folkhue.learning.denoising.kmeans import kmeans
from folkhue.learning.denoising.lab_bins import FINE

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClusteredPhoto:
    """A photograph's colors in clusters.

    Attributes
    ----------
    counts : ColorHistogram
        Of n distinct colors.
    centers : ndarray of float64, shape (k, 3)
        In the color space of the clustering, all different.
    cluster : ndarray of uint8, shape (n,)
        The nearest center of each color.
    bins : ndarray of uint16, shape (n,)
        The bin of `folkhue.learning.denoising.lab_bins.FINE` of each color.
    """

    counts: ColorHistogram
    centers: Floats
    cluster: NDArray[np.uint8]
    bins: NDArray[np.uint16]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Pixels of each cluster, shape (k,)."""
        sizes = np.bincount(self.cluster, self.counts.counts, len(self.centers))
        return sizes.astype(np.int64)


@dataclass(frozen=True)
class ClusterOptions:
    """How photographs are clustered.

    Attributes
    ----------
    clusters : int
        Number of clusters, 1 to 255; fewer if a photograph has fewer distinct colors.
    max_pixels : int
        Larger photographs are thinned to at most so many pixels.
    space : str
        Color space of the distances, a key of `folkhue.color.spaces.SPACES`.
    seed : int
    """

    clusters: int
    max_pixels: int
    space: str
    seed: int


def cluster_photo(path: str | Path, options: ClusterOptions, sha256: str = "") -> ClusteredPhoto:
    """Decode a photograph and cluster its colors.

    Parameters
    ----------
    path : path
    options : ClusterOptions
    sha256 : str
        Of the file; not checked if empty.

    Raises
    ------
    ImageError
        If the photograph is not the one of that digest, cannot be decoded, or has no opaque
        pixel.
    """
    if sha256:
        _check_digest(path, sha256)
    photo = read_photo(path)
    # A thin opaque part of a transparent picture may lie between the rows that thinning keeps.
    thinned = ColorHistogram.from_photo(photo.thin(options.max_pixels))
    counts = thinned or ColorHistogram.from_photo(photo)
    if not counts:
        raise ImageError(f"{path}: every pixel is transparent", "transparent")
    return cluster_histogram(counts, options.clusters, options.space, options.seed)


def _check_digest(path: str | Path, sha256: str) -> None:
    try:
        found = hashlib.sha256(read_bytes(path)).hexdigest()
    except OSError as error:
        reason = str(error.strerror).lower()
        raise ImageError(f"{path}: {reason}; fetch it again: dvc repro download") from error
    if found != sha256:
        member = Member.parse(path)
        raise ImageError(
            f"{path} is damaged: its bytes are not those that were downloaded; remove "
            f"{member.shard if member else path} and fetch it again: dvc repro download"
        )


def cluster_histogram(
    counts: ColorHistogram, clusters: int, space: str, seed: int
) -> ClusteredPhoto:
    """Cluster the colors of a histogram; for the parameters see `ClusterOptions`."""
    lab = to_lab(counts.colors)
    points = lab if space == "lab" else SPACES[space](counts.colors)
    if len(counts) > clusters:
        centers = kmeans(*_merge_similar(counts, points, clusters), clusters, seed)
    else:
        centers = points
    cluster = _nearest(points, centers)
    used = np.bincount(cluster, minlength=len(centers)) > 0
    renumbered = (used.cumsum() - 1).astype(np.uint8)
    return ClusteredPhoto(counts, centers[used], renumbered[cluster], FINE.index(lab))


def _merge_similar(counts: ColorHistogram, points: Floats, clusters: int) -> tuple[Floats, Floats]:
    """Average the colors that agree in the first five bits of each channel; add up their counts.

    That leaves a fifth of the points, and practically the same clusters. Unless more points
    than clusters are left, the points stay as they are.
    """
    weights = counts.counts.astype(float)
    codes = bin_codes(counts.colors, 8)
    total = np.bincount(codes, weights).astype(float)
    occur = np.flatnonzero(total)
    if len(occur) <= clusters:
        return points, weights
    sums = [np.bincount(codes, weights * axis)[occur] for axis in points.T]
    return np.stack(sums, axis=1) / total[occur, None], total[occur]


def _nearest(points: Floats, centers: Floats) -> NDArray[np.uint8]:
    """Return the index of the nearest center of each point, the first of equally near ones."""
    axes = np.ascontiguousarray(points.T)
    nearest = np.zeros(len(points), np.uint8)
    least = np.full(len(points), np.inf)
    for index, center in enumerate(centers):
        squared = sum((axis - value) ** 2 for axis, value in zip(axes, center, strict=True))
        nearest[squared < least] = index
        least = np.minimum(least, squared)
    return nearest
