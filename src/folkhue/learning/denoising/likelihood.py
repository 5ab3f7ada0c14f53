"""How likely each color is under each term, counted over all photographs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue.learning.denoising.base import (
    Labels,
    Photos,
    batch_size,
    batches,
    known,
    number_of,
)
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import Counted, TermHistograms, scaled
from folkhue.learning.denoising.lab_bins import FINE, LabBins
from folkhue.learning.denoising.origin import Origin

Floats = NDArray[np.float64]

Count = Callable[[ClusteredPhoto, Sequence[str]], Counted]

WeightedBatch = tuple[Photos, Sequence[tuple[Sequence[str], Origin]]]
"""Some photographs, and the terms and the origin of each."""

SMOOTHING = 1e-5
"""Added to likelihoods, so that a bin without any pixel is evidence for no term."""


def count_by_term(
    photos: Photos,
    labels: Labels,
    count: Count,
    origins: Iterable[Origin] | None = None,
    grid: LabBins = FINE,
) -> TermHistograms:
    """Count the colors of all photographs by term, on the workers that the caller set up.

    Parameters
    ----------
    photos : iterable of ClusteredPhoto
    labels : iterable of sequence of str
    count : callable
        Counts the colors of a photograph under its terms. Other processes must be able to
        import it.
    origins : iterable of Origin, optional
        By default, all photographs count the same.
    grid : LabBins
        With the bins of `FINE`, which may be smoothed otherwise.
    """
    weighted = zip(labels, known(origins), strict=False)
    parts = in_parallel(
        _count_batch,
        batches(photos, weighted),
        count,
        title="photographs counted",
        total=number_of(photos),
        size=batch_size,
    )
    histograms = TermHistograms(grid).merge(parts)
    for term in histograms.sums:
        histograms.likelihood(term)  # smoothed here once, not in every worker
    return histograms


def log_likelihood(term: str, histograms: TermHistograms, bins: NDArray[np.intp]) -> Floats:
    """Return log p(bin | term) of some bins, shape (bins,)."""
    return np.log(histograms.likelihood(term)[bins] + SMOOTHING)


def _count_batch(batch: WeightedBatch, count: Count) -> TermHistograms:
    counted = TermHistograms(FINE)
    for photo, (terms, origin) in zip(*batch, strict=True):
        counted.add(*scaled(count(photo, terms), origin.weights))
    return counted
