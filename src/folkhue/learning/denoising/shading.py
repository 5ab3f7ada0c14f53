"""Shading: of a surface's pixels, those in the light show the color that people name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_oklab
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.base import ColorWeights, Denoiser, Labels, Photos
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.origin import UNKNOWN, Origin

Floats = NDArray[np.float64]

CHROMATICITY_STEP = 0.06
"""Width of the bins of a/L and b/L in which colors count as those of one surface.

Neutral gray is at the center of a bin.
"""

LEAST_LIGHTNESS = 0.05
"""Below this, the chromaticity of a pixel of eight bits is noise."""


def lightness_ranks(counts: ColorHistogram) -> Floats:
    """Rank the pixels of each chromaticity in a photograph by lightness.

    Shading a surface scales linear light, and so L, a and b of OKLab by one factor: a/L and b/L
    stay. So pixels of one surface, lit and in the shade, have about one chromaticity.

    Parameters
    ----------
    counts : ColorHistogram
        Of n distinct colors.

    Returns
    -------
    ndarray of float64, shape (n,)
        The share of the pixels of the same chromaticity that are darker, those of the same
        color counted half: above 0 and below 1.
    """
    oklab, pixels = to_oklab(counts.colors), counts.counts.astype(float)
    ratios = oklab[:, 1:] / np.maximum(oklab[:, :1], LEAST_LIGHTNESS)
    bins = np.rint(ratios / CHROMATICITY_STEP).astype(np.int64)
    order = np.lexsort((oklab[:, 0], bins[:, 1], bins[:, 0]))
    is_first = np.any(np.diff(bins[order], axis=0, prepend=bins[order[:1]] - 1), axis=1)
    firsts = np.flatnonzero(is_first)
    surface = is_first.cumsum() - 1
    until = pixels[order].cumsum()
    before = (until - pixels[order])[firsts]
    totals = np.add.reduceat(pixels[order], firsts)
    ranks = np.empty(len(pixels))
    ranks[order] = (until - pixels[order] / 2 - before[surface]) / totals[surface]
    return ranks


class Unshaded(Denoiser):
    """Multiply the weights of another method by the pixels' `lightness_ranks`.

    Parameters
    ----------
    denoiser : Denoiser
    """

    def __init__(self, denoiser: Denoiser) -> None:
        self.denoiser = denoiser

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Fit the other method; see `Denoiser.fit`."""
        self.denoiser.fit(photos, labels, origins)
        return self

    def weigh(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a photograph; see `Denoiser.weigh`."""
        return _ranked(photo, self.denoiser.weigh(photo, terms, origin))

    def weigh_training_photo(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of a training photograph; see `Denoiser.weigh_training_photo`."""
        return _ranked(photo, self.denoiser.weigh_training_photo(photo, terms, origin))


def _ranked(photo: ClusteredPhoto, weights: ColorWeights) -> ColorWeights:
    ranks = lightness_ranks(photo.counts)
    return {term: some * ranks for term, some in weights.items()}
