"""Denoising by the posterior probability of the tag, given each color."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from folkhue.learning.denoising.backgrounds import SourceBackgrounds
from folkhue.learning.denoising.base import ColorWeights, Labels, Photos
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import TermHistograms
from folkhue.learning.denoising.lab_bins import EDGE, FINE, LabBins
from folkhue.learning.denoising.likelihood import log_likelihood
from folkhue.learning.denoising.origin import Origin
from folkhue.learning.denoising.posterior import PosteriorDenoiser

Floats = NDArray[np.float64]

BACKGROUNDS = ("none", "source")
"""What the colors of a term are compared with beside those of other terms."""


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
    smoothing : float
        Standard deviation, in units of CIELAB, by which counts of colors are smoothed; above 0.
    background : str
        One of `BACKGROUNDS`. "source": weights are multiplied by what exceeds the colors of other
        photographs of the same source; see
        `folkhue.learning.denoising.backgrounds.SourceBackgrounds`.
    """

    def __init__(
        self, sharpness: float = 1.0, smoothing: float = 16.0, background: str = "none"
    ) -> None:
        self.sharpness = sharpness
        self.smoothing = smoothing
        self.background = background

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Count the colors of all photographs by term and, if wanted, by source."""
        if not self.smoothing > 0:
            raise ValueError(f"expected smoothing to be above 0, got {self.smoothing!r}")
        if self.background not in BACKGROUNDS:
            raise ValueError(
                f"expected background to be {' or '.join(BACKGROUNDS)}, got {self.background!r}"
            )
        self.grid = LabBins(FINE.shape, self.smoothing / EDGE)
        labels, origins = list(labels), None if origins is None else list(origins)
        super().fit(photos, labels, origins)
        if self.background == "source":
            self.backgrounds_ = SourceBackgrounds.fit(photos, labels, origins, self.grid)
        return self

    def _weigh(
        self,
        photo: ClusteredPhoto,
        terms: Sequence[str],
        origin: Origin,
        histograms: TermHistograms,
    ) -> ColorWeights:
        weights = super()._weigh(photo, terms, origin, histograms)
        if self.background == "none":
            return weights
        backgrounds = self.backgrounds_
        if histograms is not self.histograms_:
            backgrounds = backgrounds.without(photo, terms, origin.source)
        return {
            term: some
            * backgrounds.excess(term, origin.source, histograms.likelihood(term))[photo.bins]
            for term, some in weights.items()
        }

    def _weigh_parts(
        self, photo: ClusteredPhoto, terms: Sequence[str], histograms: TermHistograms
    ) -> tuple[Floats, NDArray[np.integer]]:
        bins, place = np.unique(photo.bins.astype(np.intp), return_inverse=True)
        logs = np.stack([log_likelihood(term, histograms, bins) for term in terms])
        return softmax(logs, axis=0), place
