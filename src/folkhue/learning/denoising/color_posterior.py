"""Denoising by the posterior probability of the tag, given each color."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import softmax

from folkhue.learning.denoising.base import ClusterWeights, ColorWeights, check_at_least
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import ClusterHistogram, TermHistograms
from folkhue.learning.denoising.likelihood import LikelihoodDenoiser


class ColorPosterior(LikelihoodDenoiser):
    """Weigh each color by the posterior probability of the photograph's term.

    The weight of a color under the photograph's term t is::

        (p(color | t) / Σₛ p(color | s)) ** sharpness

    with the sum over all terms: Bayes' theorem with equal priors. Unlike `TermPosterior`, it
    compares neither clusters nor the colors of a photograph with each other, and drops hardly a
    pixel. It earns little on each photograph, and keeps the rare colors of a name, which decide
    where its borders are.

    Parameters
    ----------
    sharpness : float
        At least 0. 0 gives every pixel the weight 1.
    """

    def __init__(self, sharpness: float = 1.0) -> None:
        self.sharpness = sharpness

    def _check_params(self) -> None:
        check_at_least("sharpness", self.sharpness, 0)

    def weigh(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ColorWeights:
        """Weigh the colors of a photograph; see `Denoiser.weigh`."""
        return self._weigh_colors(photo, terms, self.histograms_[-1])

    def weigh_training_photo(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ColorWeights:
        """Weigh the colors of a photograph, left out of the training data (leave-one-out)."""
        counted = ClusterHistogram.from_photo(photo)
        ones = {term: np.ones(len(counted.pixels)) for term in terms}
        others = self.histograms_[-1].without(counted.bins, counted.shares_by_term(ones))
        return self._weigh_colors(photo, terms, others)

    def _weigh_colors(
        self, photo: ClusteredPhoto, terms: Sequence[str], histograms: TermHistograms
    ) -> ColorWeights:
        if not terms:
            return {}
        every = sorted({*histograms.terms, *terms})
        bins, place = np.unique(photo.bins.astype(np.intp), return_inverse=True)
        logs = np.stack([self._log_likelihood(term, histograms, bins) for term in every])
        weights = softmax(logs, axis=0) ** self.sharpness
        return {term: weights[every.index(term)][place] for term in terms}

    def _weigh(
        self, photo: ClusterHistogram, terms: Sequence[str], histograms: TermHistograms
    ) -> ClusterWeights:
        """Weigh all clusters the same: colors are counted once, with all pixels."""
        return {term: np.ones(len(photo.pixels)) for term in terms}
