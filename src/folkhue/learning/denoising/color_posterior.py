"""Denoising by the posterior probability of the tag, given each color."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import TermHistograms
from folkhue.learning.denoising.likelihood import log_likelihood
from folkhue.learning.denoising.posterior import PosteriorDenoiser

Floats = NDArray[np.float64]


class ColorPosterior(PosteriorDenoiser):
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

    def _weigh_parts(
        self, photo: ClusteredPhoto, terms: Sequence[str], histograms: TermHistograms
    ) -> tuple[Floats, NDArray[np.integer]]:
        bins, place = np.unique(photo.bins.astype(np.intp), return_inverse=True)
        logs = np.stack([log_likelihood(term, histograms, bins) for term in terms])
        return softmax(logs, axis=0), place
