"""Denoising by the posterior probability of the tag, given the colors of each cluster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import softmax

from folkhue.learning.denoising.base import ClusterWeights, check_at_least
from folkhue.learning.denoising.histograms import ClusterHistogram, TermHistograms
from folkhue.learning.denoising.likelihood import LikelihoodDenoiser


class TermPosterior(LikelihoodDenoiser):
    """Weigh each cluster by the posterior probability of the photograph's term.

    For a cluster with the pixels c₁ … cₘ, let P(t) ∝ (∏ p(cᵢ | t))^(1/m) over all terms t:
    naive Bayes with equal priors, and with the geometric mean, since the pixels of one cluster
    are not independent evidence. The weight of the cluster under the photograph's term t is::

        (P(t) / maxₛ P(s) · P(t) / max over the photograph's clusters of P(t)) ** sharpness

    The first factor is low if another term fits the cluster better (grass in a photograph
    tagged "yellow"), the second if another cluster fits the term better (a gray wall behind a
    white dog). The weights are soft and relative, so that terms whose colors are frequent
    under every term, such as brown and black, keep as many pixels as red does.

    Parameters
    ----------
    sharpness : float
        At least 0. 0 gives every pixel the weight 1.
    """

    def __init__(self, sharpness: float = 2.0) -> None:
        self.sharpness = sharpness

    def _check_params(self) -> None:
        check_at_least("sharpness", self.sharpness, 0)

    def _weigh(
        self, photo: ClusterHistogram, terms: Sequence[str], histograms: TermHistograms
    ) -> ClusterWeights:
        if not terms:
            return {}
        every = sorted({*histograms.terms, *terms})
        logs = np.stack([self._log_likelihood(term, histograms, photo.bins) for term in every])
        posterior = softmax(photo.means(logs), axis=0)
        among_terms = posterior / posterior.max(axis=0)
        among_clusters = posterior / posterior.max(axis=1, keepdims=True)
        weights = (among_terms * among_clusters) ** self.sharpness
        return {term: weights[every.index(term)] for term in terms}
