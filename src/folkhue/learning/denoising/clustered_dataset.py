"""Any number of clustered photographs, kept in files of a batch each."""

from __future__ import annotations

import hashlib
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue._utils.parallel import in_parallel
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import ClusteredPhoto, ClusterOptions, cluster_photo

BATCH_SIZE = 64
"""Photographs that a worker processes at a time."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Shard:
    """A batch of clustered photographs in an ``.npz`` file, read again by each iteration.

    Attributes
    ----------
    path : path
    length : int
        Photographs in the file.
    skipped : frozenset of int
        The places of those that iterations leave out.
    """

    path: Path
    length: int
    skipped: frozenset[int] = frozenset()

    @classmethod
    def write(cls, path: Path, photos: Sequence[ClusteredPhoto]) -> Shard:
        """Write photographs to a file, whole or not at all."""
        arrays = {
            "ends": np.cumsum([len(photo.counts) for photo in photos]),
            "center_ends": np.cumsum([len(photo.centers) for photo in photos]),
            "colors": np.concatenate([photo.counts.colors for photo in photos]),
            "counts": np.concatenate([photo.counts.counts for photo in photos]).astype("u4"),
            "centers": np.concatenate([photo.centers for photo in photos]),
            "cluster": np.concatenate([photo.cluster for photo in photos]),
            "bins": np.concatenate([photo.bins for photo in photos]),
        }
        with atomic_write(path) as temporary:
            np.savez(temporary, allow_pickle=False, **arrays)
        return cls(path, len(photos))

    def __iter__(self) -> Iterator[ClusteredPhoto]:
        with self.path.open("rb") as file, np.load(file) as archive:
            arrays = dict(archive)
        colors, counts, cluster, bins = (
            np.split(arrays[name], arrays["ends"][:-1])
            for name in ("colors", "counts", "cluster", "bins")
        )
        centers = np.split(arrays["centers"], arrays["center_ends"][:-1])
        for index in self.places:
            histogram = ColorHistogram(colors[index], counts[index].astype(np.int64))
            yield ClusteredPhoto(histogram, centers[index], cluster[index], bins[index])

    def __len__(self) -> int:
        return self.length - len(self.skipped)

    @property
    def places(self) -> list[int]:
        """The places in the file of the photographs that are not left out."""
        return [place for place in range(self.length) if place not in self.skipped]

    def select(self, wanted: NDArray[np.bool_]) -> Shard:
        """Leave out the photographs that are not wanted; shape (photographs,)."""
        unwanted = {place for place, keep in zip(self.places, wanted, strict=True) if not keep}
        return replace(self, skipped=self.skipped | unwanted)

    def is_whole(self) -> bool:
        """Whether the file is there and can be read to its end; zip files have checksums."""
        try:
            return len(list(self)) == len(self)
        # NumPy and zipfile raise whatever they meet in a damaged file.
        except Exception:
            return False


@dataclass(frozen=True)
class ClusteredDataset:
    """Any number of clustered photographs, of which one shard at a time is in memory.

    It can be iterated over several times.
    """

    shards: tuple[Shard, ...]

    def __iter__(self) -> Iterator[ClusteredPhoto]:
        for shard in self.shards:
            yield from shard

    def __len__(self) -> int:
        return sum(map(len, self.shards))

    def __getitem__(self, index: int) -> ClusteredPhoto:
        if not 0 <= index < len(self):
            raise IndexError(f"expected an index from 0 to below {len(self)}, got {index}")
        ends = list(accumulate(map(len, self.shards)))
        number = bisect_right(ends, index)
        shard = self.shards[number]
        return next(islice(shard, index - (ends[number] - len(shard)), None))

    def select(self, wanted: NDArray[np.bool_]) -> ClusteredDataset:
        """Select photographs, in the same files.

        Parameters
        ----------
        wanted : ndarray of bool, shape (photographs,)
        """
        ends = np.cumsum([len(shard) for shard in self.shards])[:-1]
        pairs = zip(self.shards, np.split(wanted, ends), strict=True)
        return ClusteredDataset(tuple(shard.select(some) for shard, some in pairs if some.any()))


def batched(items: Iterable[Item], batch_size: int = BATCH_SIZE) -> Iterator[list[Item]]:
    """Cut items into batches; the last one holds what is left."""
    remaining = iter(items)
    while batch := list(islice(remaining, batch_size)):
        yield batch


def cluster_photos(
    photos: Iterable[tuple[Path, str]],
    options: ClusterOptions,
    folder: Path,
    total: int | None = None,
    batch_size: int = BATCH_SIZE,
) -> ClusteredDataset:
    """Cluster photographs in parallel, and keep them in files.

    Files that an earlier run with the same photographs and options left in the folder are used
    as they are.

    Parameters
    ----------
    photos : iterable of (path, str)
        Each with the SHA-256 of its file.
    options : ClusterOptions
    folder : path
        Where all workers can read and write.
    total : int, optional
        Number of photographs, for the progress bar.
    batch_size : int
        Photographs per file.

    Raises
    ------
    ImageError
        If a photograph is not the one of its digest, cannot be decoded, or has no opaque pixel.
    """
    batches = enumerate(batched(photos, batch_size))
    shards = in_parallel(
        _write_shard,
        batches,
        options,
        folder,
        title="photographs clustered",
        total=total,
        size=lambda numbered: len(numbered[1]),
    )
    return ClusteredDataset(tuple(shards))


@contextmanager
def temporary_clusters(
    photos: Iterable[tuple[Path, str]],
    options: ClusterOptions,
    folder: Path,
    total: int | None = None,
    batch_size: int = BATCH_SIZE,
) -> Iterator[ClusteredDataset]:
    """Cluster photographs for the time of a block; see `cluster_photos`.

    The folder is removed afterwards. After an error it stays, for the next run to continue.
    """
    folder = folder.resolve()  # workers may have another working directory
    yield cluster_photos(photos, options, folder, total, batch_size)
    shutil.rmtree(folder)


def _write_shard(
    numbered: tuple[int, Sequence[tuple[Path, str]]], options: ClusterOptions, folder: Path
) -> Shard:
    """Write a shard, unless there is one; its name holds a digest of all that it depends on."""
    number, photos = numbered
    inputs = repr((options, [(path.name, digest) for path, digest in photos]))
    digest = hashlib.sha256(inputs.encode()).hexdigest()
    path = folder / f"{number:07}-{digest[:16]}.npz"
    shard = Shard(path, len(photos))
    if shard.is_whole():
        return shard
    return Shard.write(path, [cluster_photo(photo, options, sha256) for photo, sha256 in photos])
