"""Histograms of colors: of a photograph's clusters, and of all photographs by term.

Counts are fixed-point numbers, so that their sums do not depend on the order of photographs,
nor on how they are split into batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.lab_bins import FINE, LabBins

Floats = NDArray[np.float64]
FixedPoint = NDArray[np.int64]

Counted = tuple[NDArray[np.intp], Mapping[str, FixedPoint]]
"""What a photograph adds to histograms: some different bins, and their shares under each term."""

NO_TERM = ""
"""The key of photographs without a term; they count as a class of their own."""

ONE = 2.0**32
"""The fixed-point number of one photograph: two thousand million add up without overflow."""


def fixed_point(amounts: Floats, total: float = 1.0) -> FixedPoint:
    """Round amounts, as shares of a total, to fixed-point numbers."""
    return np.rint(amounts * (ONE / total)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class ClusterHistogram:
    """The pixels of each cluster of a photograph, by bin of `FINE`.

    Attributes
    ----------
    bins : ndarray of int, shape (s,)
        The bins that occur in the photograph, ascending.
    pixels : ndarray of float64, shape (k, s)
        Pixels of each cluster in each of these bins.
    """

    bins: NDArray[np.intp]
    pixels: Floats

    @classmethod
    def from_photo(cls, photo: ClusteredPhoto) -> ClusterHistogram:
        """Count the pixels of a photograph."""
        occurs = np.zeros(len(FINE), bool)
        occurs[photo.bins] = True
        column = occurs.cumsum() - 1
        columns, clusters = int(column[-1]) + 1, len(photo.centers)
        codes = photo.cluster.astype(np.intp) * columns + column[photo.bins]
        counts = photo.counts.counts.astype(float)
        pixels = np.bincount(codes, counts, clusters * columns).astype(float)
        return cls(np.flatnonzero(occurs), pixels.reshape(-1, columns))

    def shares(self, weights: Floats) -> FixedPoint:
        """Share of each bin in the weighted pixels.

        Parameters
        ----------
        weights : ndarray of float64, shape (k,)
            Of the clusters; not all of them 0.

        Returns
        -------
        ndarray of int64, shape (s,)
            They add up to `ONE`, but for rounding.
        """
        weighted = weights @ self.pixels
        return fixed_point(weighted, weighted.sum())

    def shares_by_term(self, weights: Mapping[str, Floats]) -> dict[str, FixedPoint]:
        """Return the shares under each term; under `NO_TERM` if the photograph has none.

        A term under which every cluster has the weight 0 is left out.
        """
        if not weights:
            return {NO_TERM: self.shares(np.ones(len(self.pixels)))}
        return {term: self.shares(some) for term, some in weights.items() if some.any()}

    def means(self, values: Floats) -> Floats:
        """Average values of the bins over each cluster's pixels; shape (v, s) to (v, k)."""
        means: Floats = (values @ self.pixels.T) / self.pixels.sum(axis=1)
        return means


def count_pixels(photo: ClusteredPhoto, terms: Sequence[str]) -> Counted:
    """Count all pixels of a photograph, by bin of `FINE`, under each of its terms.

    They count under `NO_TERM` if the photograph has none.
    """
    pixels = np.bincount(photo.bins, photo.counts.counts).astype(float)
    bins = np.flatnonzero(pixels)
    shares = fixed_point(pixels[bins], photo.counts.total)
    return bins, dict.fromkeys(terms or (NO_TERM,), shares)


def scaled(counted: Counted, photo_weights: Mapping[str, float]) -> Counted:
    """Multiply what a photograph adds under each term by its weight; 1 without one."""
    bins, shares = counted
    return bins, {
        term: np.rint(some * photo_weights.get(term, 1.0)).astype(np.int64)
        for term, some in shares.items()
    }


class TermHistograms:
    """A histogram of colors for each term, in which every photograph has its weight.

    Parameters
    ----------
    grid : LabBins

    Attributes
    ----------
    sums : dict of str to ndarray of int64, shape (bins,)
        Fixed-point sums over the photographs of each term.
    """

    def __init__(self, grid: LabBins) -> None:
        self.grid = grid
        self.sums: dict[str, FixedPoint] = {}
        self._likelihoods: dict[str, Floats] = {}

    @property
    def terms(self) -> set[str]:
        """Terms of the photographs counted."""
        return self.sums.keys() - {NO_TERM}

    def add(self, bins: NDArray[np.intp], shares: Mapping[str, FixedPoint]) -> None:
        """Count a photograph: the shares of some different bins, under each of its terms."""
        for term, some in shares.items():
            self._sum_of(term)[bins] += some

    def merge(self, parts: Iterable[TermHistograms]) -> TermHistograms:
        """Count the photographs of other histograms too; returns itself."""
        for part in parts:
            for term, some in part.sums.items():
                self._sum_of(term)[:] += some
        return self

    def _sum_of(self, term: str) -> FixedPoint:
        self._likelihoods.pop(term, None)
        return self.sums.setdefault(term, np.zeros(len(self.grid), np.int64))

    def without(self, bins: NDArray[np.intp], shares: Mapping[str, FixedPoint]) -> TermHistograms:
        """Copy the histograms, less a photograph that was counted with these shares."""
        rest = TermHistograms(self.grid)
        rest.sums = dict(self.sums)
        rest._likelihoods = dict(self._likelihoods)
        for term, some in shares.items():
            rest.sums[term] = self.sums[term].copy()
            rest.sums[term][bins] -= some
            rest._likelihoods.pop(term, None)
        return rest

    def likelihood(self, term: str) -> Floats:
        """Estimate p(bin | term), smoothed; shape (bins,), all 0 for a term without photographs."""
        if term not in self._likelihoods:
            sums = self.sums.get(term, np.zeros(len(self.grid), np.int64))
            self._likelihoods[term] = self.grid.smooth(sums) / max(int(sums.sum()), 1)
        return self._likelihoods[term]
