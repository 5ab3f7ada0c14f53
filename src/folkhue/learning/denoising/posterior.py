"""Denoising by the posterior probability of the tag: a base class, and that of clusters."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from folkhue.learning.denoising.base import ColorWeights, Denoiser, Labels, Photos, check_at_least
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import (
    ClusterHistogram,
    TermHistograms,
    count_pixels,
    scaled,
)
from folkhue.learning.denoising.lab_bins import FINE, LabBins
from folkhue.learning.denoising.likelihood import count_by_term, log_likelihood
from folkhue.learning.denoising.origin import UNKNOWN, Origin

Floats = NDArray[np.float64]


class PosteriorDenoiser(Denoiser):
    """Base class: weigh by the posterior probability of a term among all terms.

    Attributes
    ----------
    histograms_ : TermHistograms
        Of all pixels of the photographs.
    """

    sharpness: float
    """The power of the weights, at least 0. 0 gives every pixel the weight 1."""

    grid: LabBins = FINE
    """The bins in which colors are counted, and how their counts are smoothed."""

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Count the colors of all photographs by term."""
        check_at_least("sharpness", self.sharpness, 0)
        self.histograms_ = count_by_term(photos, labels, count_pixels, origins, self.grid)
        return self

    def weigh(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph; see `Denoiser.weigh`."""
        return self._weigh(photo, terms, origin, self.histograms_)

    def weigh_training_photo(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph, left out of the training data (leave-one-out)."""
        counted = scaled(count_pixels(photo, terms), origin.weights)
        return self._weigh(photo, terms, origin, self.histograms_.without(*counted))

    def _weigh(
        self,
        photo: ClusteredPhoto,
        terms: Sequence[str],
        origin: Origin,
        histograms: TermHistograms,
    ) -> ColorWeights:
        """Weigh the colors of a photograph that is not counted in the histograms."""
        if not terms:
            return {}
        every = sorted({*histograms.terms, *terms})
        weights, part = self._weigh_parts(photo, every, histograms)
        return {term: (weights[every.index(term)] ** self.sharpness)[part] for term in terms}

    @abstractmethod
    def _weigh_parts(
        self, photo: ClusteredPhoto, terms: Sequence[str], histograms: TermHistograms
    ) -> tuple[Floats, NDArray[np.integer]]:
        """Weigh parts of a photograph, such as clusters, under all terms.

        Returns
        -------
        weights : ndarray of float64, shape (terms, parts)
            From 0 to 1, before sharpening.
        part : ndarray of int, shape (n,)
            The part of each color.
        """


class TermPosterior(PosteriorDenoiser):
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

    def _weigh_parts(
        self, photo: ClusteredPhoto, terms: Sequence[str], histograms: TermHistograms
    ) -> tuple[Floats, NDArray[np.integer]]:
        clusters = ClusterHistogram.from_photo(photo)
        logs = np.stack([log_likelihood(term, histograms, clusters.bins) for term in terms])
        posterior = softmax(clusters.means(logs), axis=0)
        among_terms = posterior / posterior.max(axis=0)
        among_clusters = posterior / posterior.max(axis=1, keepdims=True)
        return among_terms * among_clusters, photo.cluster
