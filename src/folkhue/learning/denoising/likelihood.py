"""What methods share that compare the likelihood of a photograph's colors under each term."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue.learning.denoising.base import (
    Batch,
    ClusterDenoiser,
    ClusterWeights,
    ColorWeights,
    Labels,
    Photos,
    batches,
)
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import ClusterHistogram, TermHistograms
from folkhue.learning.denoising.lab_bins import FINE

Floats = NDArray[np.float64]


class LikelihoodDenoiser(ClusterDenoiser):
    """Base class: estimate p(color | term), then weigh clusters by it.

    Attributes
    ----------
    histograms_ : list of TermHistograms
        Of each round. From the second round on, colors count by the weights of the round
        before.
    """

    smoothing: ClassVar[float] = 1e-5
    """Added to likelihoods, so that a bin without any pixel is evidence for no term."""

    rounds: int = 1

    def fit(self, photos: Photos, labels: Labels) -> Self:
        """Count the colors of all photographs by term."""
        self._check_params()
        self.histograms_: list[TermHistograms] = []
        for _ in range(self.rounds):
            parts = in_parallel(_count, batches(photos, labels), self, title="colors by term")
            histograms = TermHistograms(FINE).merge(parts)
            for term in histograms.sums:
                histograms.likelihood(term)  # smoothed here once, not in every worker
            self.histograms_.append(histograms)
        return self

    def weigh_training_photo(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ColorWeights:
        """Weigh the colors of a photograph, left out of the training data (leave-one-out)."""
        clusters = self._leave_one_out(ClusterHistogram.from_photo(photo), terms)
        return {term: weights[photo.cluster] for term, weights in clusters.items()}

    def _leave_one_out(self, photo: ClusterHistogram, terms: Sequence[str]) -> ClusterWeights:
        # Repeating the rounds is cheaper than keeping every photograph's weights of each round.
        weights = {term: np.ones(len(photo.pixels)) for term in terms}
        for histograms in self.histograms_:
            others = histograms.without(photo.bins, photo.shares_by_term(weights))
            weights = self._weigh(photo, terms, others)
        return weights

    def _weigh_clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ClusterWeights:
        return self._weigh(ClusterHistogram.from_photo(photo), terms, self.histograms_[-1])

    def _log_likelihood(
        self, term: str, histograms: TermHistograms, bins: NDArray[np.intp]
    ) -> Floats:
        return np.log(histograms.likelihood(term)[bins] + self.smoothing)

    @abstractmethod
    def _check_params(self) -> None:
        """Raise ValueError if a parameter is out of range."""

    @abstractmethod
    def _weigh(
        self, photo: ClusterHistogram, terms: Sequence[str], histograms: TermHistograms
    ) -> ClusterWeights:
        """Weigh the clusters of a photograph that is not counted in the histograms."""


def _count(batch: Batch, denoiser: LikelihoodDenoiser) -> TermHistograms:
    """Count the colors of a batch by term, with the weights of the rounds so far."""
    counted = TermHistograms(FINE)
    for photo, terms in zip(*batch, strict=True):
        histogram = ClusterHistogram.from_photo(photo)
        weights = denoiser._leave_one_out(histogram, terms)
        counted.add(histogram.bins, histogram.shares_by_term(weights))
    return counted
