"""Denoising by lift: clusters of colors that are more frequent under the tag than elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.denoising.base import (
    ClusterDenoiser,
    ClusterWeights,
    ColorWeights,
    Labels,
    Photos,
    check_at_least,
)
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import ClusterHistogram, Counted, TermHistograms
from folkhue.learning.denoising.likelihood import SMOOTHING, count_by_term, log_likelihood
from folkhue.learning.denoising.origin import UNKNOWN, Origin

Floats = NDArray[np.float64]


class ClusterLift(ClusterDenoiser):
    """Keep the clusters whose colors are more frequent under the tag than elsewhere.

    The lift of a color for a term is p(color | term), divided by the mean of p(color | other)
    over all other terms. Photographs without a term count as a term of their own. The lift of
    a cluster is the geometric mean over its pixels. A cluster gets the weight 1 if its lift
    is at least `min_lift`, else 0. If no cluster of a photograph reaches `min_lift`, the one
    of the highest lift is kept, provided that its lift is at least 1. If a photograph has
    several terms, a cluster is kept only for the term of the highest lift. From the second
    round on, the likelihood of colors is estimated on the kept clusters only.

    Parameters
    ----------
    min_lift : float
        At least 0; 1 keeps what is no rarer under the tag than elsewhere.
    rounds : int
        At least 1.

    Attributes
    ----------
    histograms_ : list of TermHistograms
        Of each round. From the second round on, colors count by the weights of the round before.
    """

    def __init__(self, min_lift: float = 1.5, rounds: int = 2) -> None:
        self.min_lift = min_lift
        self.rounds = rounds

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Count the colors of all photographs by term, in each round."""
        check_at_least("min_lift", self.min_lift, 0)
        check_at_least("rounds", self.rounds, 1)
        self.histograms_: list[TermHistograms] = []
        for _ in range(self.rounds):
            self.histograms_.append(count_by_term(photos, labels, self._count))
        return self

    def weigh_training_photo(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph, left out of the training data (leave-one-out)."""
        clusters = self._leave_one_out(ClusterHistogram.from_photo(photo), terms)
        return {term: weights[photo.cluster] for term, weights in clusters.items()}

    def _count(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Counted:
        """Count the colors of a photograph with the weights of the rounds so far."""
        clusters = ClusterHistogram.from_photo(photo)
        return clusters.bins, clusters.shares_by_term(self._leave_one_out(clusters, terms))

    def _leave_one_out(self, photo: ClusterHistogram, terms: Sequence[str]) -> ClusterWeights:
        # Repeating the rounds is cheaper than keeping every photograph's weights of each round.
        weights = {term: np.ones(len(photo.pixels)) for term in terms}
        for histograms in self.histograms_:
            others = histograms.without(photo.bins, photo.shares_by_term(weights))
            weights = self._weigh(photo, terms, others)
        return weights

    def _weigh_clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ClusterWeights:
        return self._weigh(ClusterHistogram.from_photo(photo), terms, self.histograms_[-1])

    def _weigh(
        self, photo: ClusterHistogram, terms: Sequence[str], histograms: TermHistograms
    ) -> ClusterWeights:
        """Weigh the clusters of a photograph that is not counted in the histograms."""
        if not terms:
            return {}
        lifts = [self._log_lift(term, histograms, photo.bins) for term in terms]
        scores = photo.means(np.stack(lifts))
        fits_best = scores.argmax(axis=0) == np.arange(len(terms))[:, None]
        own = np.where(fits_best, scores, -np.inf)
        enough = own >= np.log(max(self.min_lift, 1e-9))
        # Gray is frequent under every term, so that its lift is never high.
        best = (own == own.max(axis=1, keepdims=True)) & (own >= 0)
        kept = np.where(enough.any(axis=1, keepdims=True), enough, best).astype(float)
        return dict(zip(terms, kept, strict=True))

    def _log_lift(self, term: str, histograms: TermHistograms, bins: NDArray[np.intp]) -> Floats:
        others = [
            histograms.likelihood(other)[bins] for other in sorted(histograms.sums) if other != term
        ]
        rest = np.mean(others, axis=0) if others else np.zeros(len(bins))
        lift: Floats = log_likelihood(term, histograms, bins) - np.log(rest + SMOOTHING)
        return lift
