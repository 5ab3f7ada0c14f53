"""What all denoising methods share.

A photograph tagged "red" shows something red, and much else: its tag is a noisy label of its
pixels. A denoiser is an estimator that turns the tag into weights of the pixels. `fit` learns
from all photographs and their terms, `transform` weighs the colors of other photographs. As
with scikit-learn's ``TargetEncoder``, `fit_transform` weighs each training photograph by what
was estimated from the others only.

Photographs are processed batch by batch, so that any number of them fits into memory.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence, Sized
from itertools import islice, repeat
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, batched
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.origin import UNKNOWN, Origin

Floats = NDArray[np.float64]

ColorWeights = dict[str, Floats]
"""Term → weight of each color of a photograph under this term, shape (n,), from 0 to 1."""

ClusterWeights = dict[str, Floats]
"""Term → weight of each cluster of a photograph under this term, shape (k,), from 0 to 1."""

Photos = Iterable[ClusteredPhoto]
"""A list or a `ClusteredDataset`: something that can be iterated over several times."""

Labels = Iterable[Sequence[str]]
"""The terms of each photograph."""


Batch = tuple[Photos, Sequence[Sequence[str]]]
"""Some photographs, and as many labels."""


T = TypeVar("T")


def known(origins: Iterable[Origin] | None) -> Iterable[Origin]:
    """Return the origins of photographs; without any, as many unknown ones as wanted."""
    return repeat(UNKNOWN) if origins is None else origins


class Denoiser(ABC, BaseEstimator):  # type: ignore[misc]
    """Base class of all methods. `fit` learns nothing, unless a subclass does."""

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Learn from photographs and the terms of each.

        Parameters
        ----------
        photos : iterable of ClusteredPhoto
        labels : iterable of sequence of str
        origins : iterable of Origin, optional
            Of each photograph. By default, all count the same, and are of one source. Only
            methods that estimate posterior probabilities use them.

        Raises
        ------
        ValueError
            If a parameter is out of range, or there are not as many labels as photographs.
        """
        return self

    def transform(
        self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None
    ) -> Iterator[ColorWeights]:
        """Yield the weights of the colors of photographs that are not in the training data."""
        every = zip(zip(photos, labels, strict=True), known(origins), strict=False)
        return (self.weigh(*pair, origin) for pair, origin in every)

    def fit_transform(
        self,
        photos: Photos,
        labels: Labels,
        origins: Sequence[Origin] | None = None,
    ) -> Iterator[ColorWeights]:
        """Fit, and yield the weights of the colors of the same photographs."""
        self.fit(photos, labels, origins)
        every = zip(zip(photos, labels, strict=True), known(origins), strict=False)
        return (self.weigh_training_photo(*pair, origin) for pair, origin in every)

    @abstractmethod
    def weigh(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph that is not in the training data.

        Parameters
        ----------
        photo : ClusteredPhoto
            Of n colors.
        terms : sequence of str
            Its weak labels.
        origin : Origin

        Returns
        -------
        dict of str to ndarray of float64, shape (n,)
            For each term, weights from 0 to 1.
        """

    def weigh_training_photo(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph that is in the training data; see `weigh`.

        Methods that can leave the photograph out of what they learned do so. Its origin is that
        which `fit` had.
        """
        return self.weigh(photo, terms, origin)


class ClusterDenoiser(Denoiser):
    """Base class of the methods that give all pixels of a cluster the same weight."""

    def weigh(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph by their clusters; see `Denoiser.weigh`."""
        clusters = self._weigh_clusters(photo, terms)
        return {term: weights[photo.cluster] for term, weights in clusters.items()}

    @abstractmethod
    def _weigh_clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ClusterWeights:
        """Weigh the clusters of a photograph that is not in the training data."""


def batches(photos: Photos, labels: Iterable[T]) -> Iterator[tuple[Photos, list[T]]]:
    """Cut photographs, and their labels, into batches: a dataset into its shards.

    Raises
    ------
    ValueError
        If there are more labels than photographs.
    """
    remaining = iter(labels)
    for batch in photos.shards if isinstance(photos, ClusteredDataset) else batched(photos):
        yield batch, list(islice(remaining, len(batch)))
    if next(remaining, None) is not None:
        raise ValueError("expected as many labels as photos, got more labels")


def batch_size(batch: tuple[Photos, Sized]) -> int:
    """Return how many photographs are in a batch."""
    return len(batch[1])


def number_of(photos: Photos) -> int | None:
    """Return how many photographs there are, if that is known."""
    return len(photos) if isinstance(photos, Sized) else None


def check_at_least(name: str, value: float, limit: float) -> None:
    """Check a parameter of an estimator."""
    if not value >= limit:
        raise ValueError(f"expected {name} to be at least {limit}, got {value!r}")
