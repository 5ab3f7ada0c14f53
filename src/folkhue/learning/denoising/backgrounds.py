"""What the photographs of each source show, whatever their terms.

The photographs of a shop have a white background, and many of its olive shirts are worn by people:
pure white and skin are frequent under "olive" because of the source, not because of the word. So
the colors of a term are compared with those of other photographs of the same source. Where these
have a color as often, it is the background of a mixture, and only the excess is the term's, as in
background subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.denoising.base import Labels, Photos, known
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import ONE, TermHistograms, count_pixels
from folkhue.learning.denoising.lab_bins import LabBins
from folkhue.learning.denoising.likelihood import SMOOTHING, count_by_term
from folkhue.learning.denoising.origin import Origin

Floats = NDArray[np.float64]

PRIOR_PHOTOS = 10.0
"""How many photographs of all sources are added to those of one, which may be few."""


class SourceBackgrounds:
    """The colors of each source's photographs, by term and in all.

    Parameters
    ----------
    histograms : TermHistograms
        With a key for each source, and for each term in a source; see `fit`.
    overall : ndarray of float64, shape (bins,)
        p(bin) of all photographs.
    """

    def __init__(self, histograms: TermHistograms, overall: Floats) -> None:
        self._histograms = histograms
        self._overall = overall

    @classmethod
    def fit(
        cls, photos: Photos, labels: Labels, origins: Iterable[Origin] | None, grid: LabBins
    ) -> SourceBackgrounds:
        """Count the colors of photographs.

        Parameters
        ----------
        photos : iterable of ClusteredPhoto
        labels : iterable of sequence of str
        origins : iterable of Origin, optional
            By default, all photographs are of one source.
        grid : LabBins
        """
        each = zip(labels, known(origins), strict=False)
        keys = [_keys(origin.source, terms) for terms, origin in each]
        histograms = count_by_term(photos, keys, count_pixels, grid=grid)
        every = sum(histograms.sums[source] for source in {own[0] for own in keys})
        return cls(histograms, grid.smooth(np.asarray(every)) / max(int(np.sum(every)), 1))

    def without(
        self, photo: ClusteredPhoto, terms: Sequence[str], source: str
    ) -> SourceBackgrounds:
        """Leave out a photograph that was counted."""
        counted = count_pixels(photo, _keys(source, terms))
        return SourceBackgrounds(self._histograms.without(*counted), self._overall)

    def excess(self, term: str, source: str, likelihood: Floats) -> Floats:
        """Estimate which share of each color is a term's, and not that of its source.

        Let p be the probability of a color in photographs of the source that have the term, and o
        that in its others. The excess is 1 − o / p, at least 0. Where the source has few of the
        first, the term's in all sources are added, and where it has few others, all photographs.

        Parameters
        ----------
        term, source : str
        likelihood : ndarray of float64, shape (bins,)
            p(bin | term), in all sources.

        Returns
        -------
        ndarray of float64, shape (bins,)
            From 0 to 1.
        """
        in_source, with_term = _keys(source, [term])
        number, own = self._counted(with_term)
        total, every = self._counted(in_source)
        p = (own + PRIOR_PHOTOS * likelihood) / (number + PRIOR_PHOTOS)
        o = (every - own + PRIOR_PHOTOS * self._overall) / (total - number + PRIOR_PHOTOS)
        return np.maximum(1 - (np.maximum(o, 0) + SMOOTHING) / (p + SMOOTHING), 0)

    def _counted(self, key: str) -> tuple[float, Floats]:
        """Return the number of photographs, and the smoothed sum of their shares."""
        number = int(self._histograms.sums[key].sum()) / ONE if key in self._histograms.sums else 0
        return number, number * self._histograms.likelihood(key)


def _keys(source: str, terms: Sequence[str]) -> list[str]:
    """Return the key of a source, and those of terms in it."""
    return [f"{source}:", *(f"{source}: {term}" for term in terms)]
