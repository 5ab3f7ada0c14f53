"""Denoising by lift: clusters of colors that are more frequent under the tag than elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.denoising.base import ClusterWeights, check_at_least
from folkhue.learning.denoising.histograms import ClusterHistogram, TermHistograms
from folkhue.learning.denoising.likelihood import LikelihoodDenoiser

Floats = NDArray[np.float64]


class ClusterLift(LikelihoodDenoiser):
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
    """

    def __init__(self, min_lift: float = 1.5, rounds: int = 2) -> None:
        self.min_lift = min_lift
        self.rounds = rounds

    def _check_params(self) -> None:
        check_at_least("min_lift", self.min_lift, 0)
        check_at_least("rounds", self.rounds, 1)

    def _weigh(
        self, photo: ClusterHistogram, terms: Sequence[str], histograms: TermHistograms
    ) -> ClusterWeights:
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
        lift: Floats = self._log_likelihood(term, histograms, bins) - np.log(rest + self.smoothing)
        return lift
