"""A photograph's colors, gathered into clusters by k-means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue._utils.parallel import in_parallel
from folkhue.color.spaces import SPACES, to_lab
from folkhue.errors import ImageError
from folkhue.images.histogram import ColorHistogram
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.kmeans import kmeans
from folkhue.learning.denoising.lab_bins import NUMBER, cells_of

BATCH = 64
"""Photographs that a worker handles at a time. Fixed, so that nothing depends on the workers."""

Floats = NDArray[np.float64]
Item = TypeVar("Item")


@dataclass(frozen=True, eq=False)
class ClusteredPhoto:
    """A photograph's colors, in clusters.

    Attributes
    ----------
    counts : ColorHistogram
        Of n distinct colors.
    centers : ndarray of float64, shape (k, axes)
        In the color space of the clustering, all different.
    cluster : ndarray of uint8, shape (n,)
        The nearest center of each color.
    cells : ndarray of uint16, shape (n,)
        The cell of CIELAB in which each color lies; see `folkhue.learning.denoising.lab_bins`.
    """

    counts: ColorHistogram
    centers: Floats
    cluster: NDArray[np.uint8]
    cells: NDArray[np.uint16]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Pixels per cluster, shape (k,)."""
        sizes = np.bincount(self.cluster, self.counts.counts, len(self.centers))
        return sizes.astype(np.int64)

    def by_cell(self) -> tuple[NDArray[np.intp], Floats]:
        """Give the cells that occur, shape (s,), and each cluster's pixels in them, (k, s)."""
        occurs = np.zeros(NUMBER, bool)
        occurs[self.cells] = True
        place = occurs.cumsum() - 1
        number = int(place[-1]) + 1
        codes = self.cluster.astype(np.intp) * number + place[self.cells]
        weights = self.counts.counts.astype(float)
        pixels = np.bincount(codes, weights, len(self.centers) * number).astype(float)
        return np.flatnonzero(occurs), pixels.reshape(-1, number)


@dataclass(frozen=True)
class Clustering:
    """How photographs are clustered.

    Attributes
    ----------
    clusters : int
        At most as many as a photo has distinct colors; 1 to 255.
    max_pixels : int
        A photo is thinned to no more pixels than this.
    space : str
        Color space in which distance is measured.
    seed : int
    """

    clusters: int
    max_pixels: int
    space: str
    seed: int


def cluster_photo(path: str | Path, how: Clustering) -> ClusteredPhoto:
    """Decode a photograph and cluster its counted colors.

    Raises
    ------
    ImageError
        If the photo cannot be decoded, or no pixel of it is opaque.
    """
    photo = read_photo(path)
    # A sliver of a cut-out may fall between the rows that thinning keeps.
    thinned = ColorHistogram.from_photo(photo.thin(how.max_pixels))
    counts = thinned or ColorHistogram.from_photo(photo)
    if not counts:
        raise ImageError(f"{path}: every pixel is transparent", "transparent")
    return cluster_counts(counts, how.clusters, how.space, how.seed)


def cluster_counts(counts: ColorHistogram, clusters: int, space: str, seed: int) -> ClusteredPhoto:
    """Cluster counted colors; see `Clustering`."""
    lab = to_lab(counts.colors)
    points = lab if space == "lab" else SPACES[space](counts.colors)
    if len(counts) > clusters:
        centers = kmeans(*_coarse(counts, points, clusters), clusters, seed)
    else:
        centers = points
    cluster = _nearest(points, centers)
    used = np.bincount(cluster, minlength=len(centers)) > 0
    renumbered = (used.cumsum() - 1).astype(np.uint8)
    return ClusteredPhoto(counts, centers[used], renumbered[cluster], cells_of(lab))


def _coarse(counts: ColorHistogram, points: Floats, clusters: int) -> tuple[Floats, Floats]:
    """Give the means of colors alike in the first five bits, and their weights.

    They are a fifth of the points, and their clusters are the same; where they would be too
    few, the points are given themselves.
    """
    weights = counts.counts.astype(float)
    red, green, blue = (counts.colors >> 3).astype(np.intp).T
    codes = red << 10 | green << 5 | blue
    total = np.bincount(codes, weights).astype(float)
    occur = np.flatnonzero(total)
    if len(occur) <= clusters:
        return points, weights
    sums = [np.bincount(codes, weights * axis)[occur] for axis in points.T]
    return np.stack(sums, axis=1) / total[occur, None], total[occur]


def _nearest(points: Floats, centers: Floats) -> NDArray[np.uint8]:
    axes = np.ascontiguousarray(points.T)
    nearest = np.zeros(len(points), np.uint8)
    least = np.full(len(points), np.inf)
    for number, center in enumerate(centers):
        squared = sum((axis - place) ** 2 for axis, place in zip(axes, center, strict=True))
        nearest[squared < least] = number
        least = np.minimum(least, squared)
    return nearest


@dataclass(frozen=True)
class Spilled:
    """A batch of clustered photographs in a file, read whenever it is looked through."""

    path: Path
    number: int

    @classmethod
    def write(cls, path: Path, photos: Sequence[ClusteredPhoto]) -> Spilled:
        """Write photographs to a file, whole or not at all."""
        parts = {
            "ends": np.cumsum([len(photo.counts) for photo in photos]),
            "center_ends": np.cumsum([len(photo.centers) for photo in photos]),
            "colors": np.concatenate([photo.counts.colors for photo in photos]),
            "counts": np.concatenate([photo.counts.counts for photo in photos]).astype("u4"),
            "centers": np.concatenate([photo.centers for photo in photos]),
            "cluster": np.concatenate([photo.cluster for photo in photos]),
            "cells": np.concatenate([photo.cells for photo in photos]),
        }
        with atomic_write(path) as temporary:
            np.savez(temporary, allow_pickle=False, **parts)
        return cls(path, len(photos))

    def __iter__(self) -> Iterator[ClusteredPhoto]:
        with np.load(self.path) as file:
            parts = dict(file)
        colors, counts, cluster, cells = (
            np.split(parts[name], parts["ends"][:-1])
            for name in ("colors", "counts", "cluster", "cells")
        )
        centers = np.split(parts["centers"], parts["center_ends"][:-1])
        for place in range(self.number):
            bag = ColorHistogram(colors[place], counts[place].astype(np.int64))
            yield ClusteredPhoto(bag, centers[place], cluster[place], cells[place])

    def __len__(self) -> int:
        return self.number


@dataclass(frozen=True)
class Album:
    """Any number of clustered photographs, of which a batch at a time is in memory.

    It can be looked through as often as one likes. To look a photo up by its place, every
    batch but the last must hold `BATCH` of them.
    """

    batches: tuple[Spilled, ...]

    def __iter__(self) -> Iterator[ClusteredPhoto]:
        for batch in self.batches:
            yield from batch

    def __len__(self) -> int:
        return sum(map(len, self.batches))

    def __getitem__(self, place: int) -> ClusteredPhoto:
        return next(islice(self.batches[place // BATCH], place % BATCH, None))


def batches_of(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut into batches of `BATCH`, the last of what is left."""
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def cluster_photos(
    photos: Iterable[tuple[Path, str]], how: Clustering, folder: Path, total: int | None = None
) -> Album:
    """Cluster photographs in parallel, and keep them in files.

    Batches that are in the folder from an earlier run are taken as they are.

    Parameters
    ----------
    photos : iterable of (path, str)
        Each with what tells its contents from others', such as a digest.
    how : Clustering
    folder : path
        Where all workers can read and write.
    total : int, optional
        Number of photos, for the progress bar.

    Raises
    ------
    ImageError
        If a photo cannot be decoded, or no pixel of it is opaque.
    """
    batches = enumerate(batches_of(photos))
    number = None if total is None else -(-total // BATCH)
    return Album(tuple(in_parallel(_spill, batches, how, folder, title="clusters", total=number)))


def _spill(
    numbered: tuple[int, Sequence[tuple[Path, str]]], how: Clustering, folder: Path
) -> Spilled:
    number, photos = numbered
    told = hashlib.sha256(repr((how, [(path.name, digest) for path, digest in photos])).encode())
    path = folder / f"{number:07}-{told.hexdigest()[:16]}.npz"
    if path.is_file():
        return Spilled(path, len(photos))
    return Spilled.write(path, [cluster_photo(photo, how) for photo, _ in photos])
