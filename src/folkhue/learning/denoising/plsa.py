"""Denoising by probabilistic latent semantic analysis (PLSA), a published reference method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue._utils.progress import counted
from folkhue.color.spaces import to_lab
from folkhue.learning.denoising.base import (
    Batch,
    ColorWeights,
    Denoiser,
    Labels,
    Photos,
    batch_size,
    batches,
    check_at_least,
    number_of,
)
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.histograms import TermHistograms, fixed_point
from folkhue.learning.denoising.lab_bins import COARSE
from folkhue.learning.denoising.origin import UNKNOWN, Origin

Floats = NDArray[np.float64]

BACKGROUND = ""
"""The topic that all photographs share; no term has this name."""


@dataclass(frozen=True, eq=False)
class PhotoWords:
    """A photograph as a document: its words are the bins of `COARSE` in which its colors lie.

    Attributes
    ----------
    words : ndarray of int, shape (w,)
        The bins that occur.
    shares : ndarray of float64, shape (w,)
        Share of the pixels in each of them.
    word : ndarray of int, shape (n,)
        Position in `words` of each color.
    """

    words: NDArray[np.intp]
    shares: Floats
    word: NDArray[np.intp]

    @classmethod
    def from_photo(cls, photo: ClusteredPhoto) -> PhotoWords:
        """Count the words of a photograph."""
        bins = COARSE.index(to_lab(photo.counts.colors)).astype(np.intp)
        words, word = np.unique(bins, return_inverse=True)
        return cls(words, np.bincount(word, photo.counts.counts) / photo.counts.total, word)


class PLSA(Denoiser):
    """PLSA with a topic for each term and a shared background topic.

    The histogram of a photograph d over words w (bins of CIELAB) is a mixture of the topics of
    its terms, which are shared with all photographs of the term, and of a background topic that
    all photographs share::

        p(w | d) = α_d p(w | t_d) + (1 − α_d) p(w | bg)

    EM maximizes the likelihood of the counts n(w, d) of all photographs::

        E:  p(t | w, d) = α_d p(w | t) / (α_d p(w | t) + (1 − α_d) p(w | bg))
        M:  p(w | t)  ∝ Σ_{d: t_d = t} n(w, d) p(t | w, d)
            p(w | bg) ∝ Σ_d n(w, d) (1 − p(t | w, d))
            α_d       = Σ_w n(w, d) p(t | w, d) / Σ_w n(w, d)

    A photograph with several terms has an α for each. The weight of a color is p(t | w, d).
    Here n(w, d) are shares, so that every photograph counts the same. As published, the method
    does not leave a training photograph out when it weighs it.

    Parameters
    ----------
    iterations : int
        Of EM, at least 1.

    Attributes
    ----------
    terms_ : list of str
    topics_ : ndarray of float64, shape (terms + 1, bins)
        p(w | t) of each term, and p(w | bg).

    References
    ----------
    J. van de Weijer, C. Schmid, J. Verbeek, D. Larlus, "Learning Color Names for
    Real-World Applications", IEEE Transactions on Image Processing 18 (7), 2009: the
    model PLSA-bg, without the later prior on the shape of topics.
    """

    def __init__(self, iterations: int = 30) -> None:
        self.iterations = iterations

    def fit(self, photos: Photos, labels: Labels, origins: Iterable[Origin] | None = None) -> Self:
        """Estimate the topics of all terms and of the background by EM."""
        check_at_least("iterations", self.iterations, 1)
        self.terms_ = sorted({term for terms in labels for term in terms})
        count = partial(in_parallel, title="photographs", total=number_of(photos))
        words = count(_count, batches(photos, labels), size=batch_size)
        self.topics_ = self._maximize(TermHistograms(COARSE).merge(words))
        # The mixing weights are all that is kept of each photograph between iterations.
        mixings = [
            np.concatenate([_uniform(terms) for terms in batch])
            for _, batch in batches(photos, labels)
        ]
        for _ in counted(range(self.iterations), "iterations", self.iterations):
            jobs = zip(batches(photos, labels), mixings, strict=True)
            expected = count(_expect, jobs, self, size=_job_size)
            self.topics_, mixings = self._merge(expected)
        return self

    def _merge(self, parts: Iterable[tuple[TermHistograms, Floats]]) -> tuple[Floats, list[Floats]]:
        histograms, mixings = TermHistograms(COARSE), []
        for part, mixing in parts:
            histograms.merge([part])
            mixings.append(mixing)
        return self._maximize(histograms), mixings

    def _maximize(self, histograms: TermHistograms) -> Floats:
        """Scale the counts of each topic to add up to 1 (M step)."""
        nothing = np.zeros(len(COARSE), np.int64)
        topics = (*self.terms_, BACKGROUND)
        counts = np.stack([histograms.sums.get(topic, nothing) for topic in topics])
        scaled: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return scaled

    def weigh(
        self, photo: ClusteredPhoto, terms: Sequence[str], origin: Origin = UNKNOWN
    ) -> ColorWeights:
        """Weigh the colors of any photograph: fit its mixing weights to the topics."""
        document, mixing = PhotoWords.from_photo(photo), _uniform(terms)
        for _ in range(self.iterations):
            responsibilities = self._responsibilities(document, terms, mixing)
            mixing = (document.shares * responsibilities).sum(axis=1)
        return {term: responsibilities[row][document.word] for row, term in enumerate(terms)}

    def _responsibilities(
        self, document: PhotoWords, terms: Sequence[str], mixing: Floats
    ) -> Floats:
        """Return p(topic | word, photo), shape (terms + 1, w); the last topic is the background."""
        topics = [*(self.terms_.index(term) for term in terms), len(self.terms_)]
        joint = self.topics_[topics][:, document.words] * mixing[:, None] + 1e-300
        responsibilities: Floats = joint / joint.sum(axis=0)
        return responsibilities


def _count(batch: Batch) -> TermHistograms:
    """Count all words of a batch under each topic of their photographs."""
    counted = TermHistograms(COARSE)
    for photo, terms in zip(*batch, strict=True):
        document = PhotoWords.from_photo(photo)
        shares = fixed_point(document.shares)
        counted.add(document.words, dict.fromkeys((*terms, BACKGROUND), shares))
    return counted


def _job_size(job: tuple[Batch, Floats]) -> int:
    return batch_size(job[0])


def _expect(job: tuple[Batch, Floats], denoiser: PLSA) -> tuple[TermHistograms, Floats]:
    """Count the words of a batch by responsibility; update the mixing weights (E step)."""
    (photos, labels), mixings = job
    ends = np.cumsum([len(terms) + 1 for terms in labels])[:-1]
    counted, updated = TermHistograms(COARSE), []
    for photo, terms, mixing in zip(photos, labels, np.split(mixings, ends), strict=True):
        document = PhotoWords.from_photo(photo)
        shares = document.shares * denoiser._responsibilities(document, terms, mixing)
        counted.add(
            document.words, dict(zip((*terms, BACKGROUND), fixed_point(shares), strict=True))
        )
        updated.append(shares.sum(axis=1))
    return counted, np.concatenate(updated)


def _uniform(terms: Sequence[str]) -> Floats:
    """Mixing weights that are the same for each topic of a photograph."""
    return np.full(len(terms) + 1, 1 / (len(terms) + 1))
