"""What the photographs of each source show, whatever their terms.

The photographs of a shop have a white background, and many of its olive shirts are worn by people:
pure white and skin are frequent under "olive" because of the source, not because of the word. So
the colors of a term are compared with those of other photographs of the same source. Where these
have a color as often, it is the background of a mixture, and only the excess is the term's, as in
background subtraction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.denoising.base import Labels, Origin, Photos, known
from folkhue.learning.denoising.histograms import TermHistograms, count_pixels
from folkhue.learning.denoising.lab_bins import LabBins
from folkhue.learning.denoising.likelihood import SMOOTHING, count_by_term

Floats = NDArray[np.float64]

MIN_PHOTOS = 10.0
"""A source of fewer photographs is described by all sources rather than by its own."""


class SourceBackgrounds:
    """The colors of the photographs of each source, of which excess is measured.

    Parameters
    ----------
    photos : iterable of ClusteredPhoto
    labels : iterable of sequence of str
    origins : iterable of Origin, optional
        Of each photograph; by default, all are of one source.
    grid : LabBins
    """

    def __init__(
        self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None, grid: LabBins
    ) -> None:
        self._photos: Counter[str] = Counter()
        self._with_term: Counter[tuple[str, str]] = Counter()
        sources = []
        for terms, origin in zip(labels, known(origins), strict=False):
            sources.append(_key(origin.source))
            self._photos[sources[-1]] += 1
            self._with_term.update((sources[-1], term) for term in terms)
        alone = ((source,) for source in sources)
        counted = count_by_term(photos, alone, count_pixels, grid=grid)
        self._backgrounds = _shrunk(counted, self._photos)

    def excess(
        self, terms: Sequence[str], likelihoods: Floats, source: str, bins: NDArray[np.intp]
    ) -> Floats:
        """Estimate which share of each color is a term's, and not that of its source.

        Let the photographs of the source have a color with the probability b, those with the term
        make up a share s of them, and have it with the probability p. Then all others have it
        with o = (b − s p) / (1 − s), and the excess is 1 − o / p, at least 0.

        Parameters
        ----------
        terms : sequence of str
        likelihoods : ndarray of float64, shape (terms, bins)
            p(color | term), smoothed.
        source : str
            Of the photograph.
        bins : ndarray of int, shape (bins,)

        Returns
        -------
        ndarray of float64, shape (terms, bins)
            From 0 to 1; 1 everywhere for a term that all photographs of the source have.
        """
        key = _key(source)
        if not (total := self._photos[key]):
            return np.ones_like(likelihoods)
        background = self._backgrounds[key][bins] + SMOOTHING
        shares = np.array([self._with_term[key, term] / total for term in terms])[:, None]
        others = np.maximum(background - shares * likelihoods, 0) / np.maximum(1 - shares, 1e-9)
        return np.where(shares < 1, np.maximum(1 - others / likelihoods, 0), 1.0)


def _key(source: str) -> str:
    """Return the key of a source; that of photographs without a term is the empty string."""
    return f"from {source}"


def _shrunk(counted: TermHistograms, photos: Counter[str]) -> dict[str, Floats]:
    """Return p(bin | source) of each source, of small ones near that of all."""
    every = np.stack([counted.likelihood(source) for source in photos])
    numbers = np.array([photos[source] for source in photos], float)[:, None]
    mean = (every * numbers).sum(axis=0) / numbers.sum()
    shrunk = (every * numbers + MIN_PHOTOS * mean) / (numbers + MIN_PHOTOS)
    return dict(zip(photos, shrunk, strict=True))
