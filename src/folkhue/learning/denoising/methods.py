"""Tell how far each pixel of a photograph is what its tag was said of.

A photo tagged "red" has red somewhere in it, and much else. Every method here is an
estimator: `fit` looks at all photographs and their tags, `transform` gives each
photograph's belief in its colors. As with scikit-learn's TargetEncoder, `fit_transform`
leaves each photograph out of what is learned for it, lest it prove itself right; but PLSA,
as published, does not.

However many photographs there are, a batch of them at a time is in memory: what is learned
of each batch is added up. Amounts are whole numbers, so that their sums are the same in any
order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator

from folkhue._utils.parallel import in_parallel
from folkhue.color.spaces import to_lab
from folkhue.learning.denoising import lab_bins as cells
from folkhue.learning.denoising.clustering import Album, ClusteredPhoto, batches_of

Floats = NDArray[np.float64]
Amounts = NDArray[np.int64]

Belief = dict[str, Floats]
"""Term → how far each color of a photo is what the term was said of, shape (n,), 0 to 1."""

ByCluster = dict[str, Floats]
"""The same of each cluster, shape (k,)."""

Photos = Iterable[ClusteredPhoto]
"""To be looked through several times: a list, or an `Album`."""

Labels = Iterable[Sequence[str]]

Batch = tuple[Photos, Sequence[Sequence[str]]]

WHOLE = 2.0**32
"""What a photograph amounts to: two thousand million of them add up without overflow."""


class Denoiser(BaseEstimator):  # type: ignore[misc]
    """Learns nothing, and believes every pixel: what "none" means, and the others build on."""

    def fit(self, photos: Photos, labels: Labels) -> Denoiser:
        """Look at all photographs and the terms of each."""
        return self

    def transform(self, photos: Photos, labels: Labels) -> Iterator[Belief]:
        """Yield the belief in the colors of photographs that `fit` has not seen."""
        return (self.believe(photo, terms) for photo, terms in zip(photos, labels, strict=True))

    def fit_transform(self, photos: Photos, labels: Labels) -> Iterator[Belief]:
        """Fit, and yield the beliefs of the same photographs."""
        self.fit(photos, labels)
        return (self.review(photo, terms) for photo, terms in zip(photos, labels, strict=True))

    def believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        """Give the belief in the colors of a photograph that `fit` has not seen."""
        clusters = self._clusters(photo, terms)
        return {term: weights[photo.cluster] for term, weights in clusters.items()}

    def review(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        """Give the belief in the colors of a photograph that `fit` has seen."""
        return self.believe(photo, terms)

    def _clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ByCluster:
        return {term: np.ones(len(photo.centers)) for term in terms}


class LargestCluster(Denoiser):
    """Believe the largest cluster of each photo."""

    def _clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ByCluster:
        sizes = photo.sizes
        largest = (np.arange(len(sizes)) == sizes.argmax()).astype(float)
        return dict.fromkeys(terms, largest)


@dataclass(frozen=True, eq=False)
class Histogram:
    """Of each cluster of a photo, pixels in the cells that occur, shape (k, s)."""

    cells: NDArray[np.intp]
    pixels: Floats

    @classmethod
    def of(cls, photo: ClusteredPhoto) -> Histogram:
        """Count the pixels of a photo."""
        return cls(*photo.by_cell())

    def amounts(self, weights: Floats) -> Amounts:
        """Share of each cell in what is believed of the clusters, shape (s,); `WHOLE` in all."""
        believed = weights @ self.pixels
        amounts: Amounts = np.rint(believed * (WHOLE / believed.sum())).astype(np.int64)
        return amounts

    def means(self, values: Floats) -> Floats:
        """Mean over each cluster's pixels of values of the cells, (v, s) to (v, k)."""
        means: Floats = (values @ self.pixels.T) / self.pixels.sum(axis=1)
        return means


@dataclass(frozen=True, eq=False)
class TagColors:
    """How common each color is under each tag; its photos weigh the same.

    Photos without a term count as if the term were "".

    Attributes
    ----------
    sums : dict of str to ndarray of int64, shape (cells.NUMBER,)
        A photo amounts to `WHOLE`.
    photos : dict of str to int
        How many were counted.
    """

    sums: dict[str, Amounts] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)
    _shares: dict[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, counted: Iterable[tuple[Histogram, ByCluster]]) -> TagColors:
        """Count the colors that are believed of photographs."""
        colors = cls()
        for histogram, belief in counted:
            for term, amounts in _counted(histogram, belief).items():
                whole = colors.sums.setdefault(term, np.zeros(cells.NUMBER, np.int64))
                whole[histogram.cells] += amounts
                colors.photos[term] = colors.photos.get(term, 0) + 1
        return colors

    @classmethod
    def merge(cls, parts: Iterable[TagColors]) -> TagColors:
        """Add up what was counted of several photographs; the same in any order."""
        merged = cls()
        for part in parts:
            for term, amounts in part.sums.items():
                merged.sums[term] = merged.sums.get(term, 0) + amounts
                merged.photos[term] = merged.photos.get(term, 0) + part.photos[term]
        return merged

    def without(self, histogram: Histogram, belief: ByCluster) -> TagColors:
        """Give what is left if a photo that was counted with this belief is taken out."""
        left = TagColors(dict(self.sums), dict(self.photos), self._shares.copy())
        for term, amounts in _counted(histogram, belief).items():
            left.sums[term] = self.sums[term].copy()
            left.sums[term][histogram.cells] -= amounts
            left.photos[term] -= 1
            left._shares.pop(term, None)
        return left

    def share(self, term: str) -> Floats:
        """Share of each cell under a tag, and of its neighbors; nothing for one nobody used."""
        if not self.photos.get(term):
            return np.zeros(cells.NUMBER)
        if term not in self._shares:
            self._shares[term] = cells.blurred(self.sums[term]) / (WHOLE * self.photos[term])
        return self._shares[term]

    @property
    def terms(self) -> set[str]:
        """Terms with which photographs were counted."""
        return self.sums.keys() - {""}


class _ByTagColors(Denoiser, ABC):
    """What methods share that compare a photo's colors with those of the tags."""

    smoothing = 1e-5  # added to a cell's share: a cell seen nowhere speaks for no term
    rounds = 1

    def fit(self, photos: Photos, labels: Labels) -> Denoiser:
        """Count how common each color is under each tag; in each round, as far as believed."""
        self.colors_: list[TagColors] = []
        for _ in range(self.rounds):
            counted = in_parallel(_count, _batches(photos, labels), self, title="colors of tags")
            colors = TagColors.merge(counted)
            for term in colors.sums:
                colors.share(term)  # blurred here once, not by every worker
            self.colors_ = [*self.colors_, colors]
        return self

    def review(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        """Give the belief in a photograph that `fit` has seen, left out of what was learned."""
        clusters = self._left_out(Histogram.of(photo), terms)
        return {term: weights[photo.cluster] for term, weights in clusters.items()}

    def _left_out(self, histogram: Histogram, terms: Sequence[str]) -> ByCluster:
        """Go through the rounds again: cheaper than to keep what each photo was believed."""
        belief = {term: np.ones(len(histogram.pixels)) for term in terms}
        for colors in self.colors_:
            belief = self._weigh(histogram, terms, colors.without(histogram, belief))
        return belief

    def _clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ByCluster:
        return self._weigh(Histogram.of(photo), terms, self.colors_[-1])

    @abstractmethod
    def _weigh(self, histogram: Histogram, terms: Sequence[str], colors: TagColors) -> ByCluster:
        """Give the belief in a photo's clusters, beside the colors of the tags."""

    def _log(self, shares: Floats) -> Floats:
        return np.log(shares + self.smoothing)


class LiftedClusters(_ByTagColors):
    """Believe the clusters whose colors are commoner under the tag than elsewhere.

    The lift of a color for a term is how many times commoner it is in the photos
    with this tag than in the mean of the other tags (and of the photos without one,
    as if that were a tag). A cluster's lift is the geometric mean over its pixels. It
    is kept if that reaches `min_lift`; if none of a photo does, the best is, unless it
    is rarer under the tag than elsewhere. Of a photo's several terms the one that a
    cluster fits best gets it. From the second round on, a term's colors are counted
    in its kept clusters only.

    Parameters
    ----------
    min_lift : float
        At least 0; 1 keeps what is no rarer under the tag than elsewhere.
    rounds : int
        At least 1.
    """

    def __init__(self, min_lift: float = 1.5, rounds: int = 2) -> None:
        self.min_lift = min_lift
        self.rounds = rounds

    def _weigh(self, histogram: Histogram, terms: Sequence[str], colors: TagColors) -> ByCluster:
        if not terms:
            return {}
        lifts = [self._log_lift(term, colors, histogram.cells) for term in terms]
        scores = histogram.means(np.stack(lifts))
        fits_best = scores.argmax(axis=0) == np.arange(len(terms))[:, None]
        own = np.where(fits_best, scores, -np.inf)
        enough = own >= np.log(max(self.min_lift, 1e-9))
        # Where no color stands out (gray is everywhere), the best is still about the tag.
        best = (own == own.max(axis=1, keepdims=True)) & (own >= 0)
        kept = np.where(enough.any(axis=1, keepdims=True), enough, best).astype(float)
        return dict(zip(terms, kept, strict=True))

    def _log_lift(self, term: str, colors: TagColors, seen: NDArray[np.intp]) -> Floats:
        others = [colors.share(other)[seen] for other in sorted(colors.sums) if other != term]
        rest = np.mean(others, axis=0) if others else np.zeros(len(seen))
        return self._log(colors.share(term)[seen]) - self._log(rest)


class TermPosterior(_ByTagColors):
    """Believe a cluster as far as its colors call for its photo's term, and no other.

    Of a cluster with the pixels c₁ … cₘ, and of the tags t, let P(t) ∝ (∏ p(cᵢ | t))^(1/m):
    naive Bayes, with the geometric mean as pixels of one cluster are no independent
    witnesses. The belief in a cluster for the photo's term t is::

        (P(t) / maxₛ P(s) · P(t) / max over the photo's clusters of P(t)) ** sharpness

    The first factor asks whether another term would fit better (grass in a photo
    tagged "yellow"), the second whether another part of the photo would (a gray wall
    behind a white dog). Nothing is dropped for good that may be right: terms whose
    colors are everywhere, such as brown and black, keep as much as red does.

    Parameters
    ----------
    sharpness : float
        At least 0. 0 believes every pixel.
    """

    def __init__(self, sharpness: float = 2.0) -> None:
        self.sharpness = sharpness

    def _weigh(self, histogram: Histogram, terms: Sequence[str], colors: TagColors) -> ByCluster:
        if not terms:
            return {}
        every = sorted({*colors.terms, *terms})
        logs = np.stack([self._log(colors.share(term)[histogram.cells]) for term in every])
        posterior = softmax(histogram.means(logs), axis=0)
        rival = posterior / posterior.max(axis=0)
        within = posterior / posterior.max(axis=1, keepdims=True)
        belief = (rival * within) ** self.sharpness
        return {term: belief[every.index(term)] for term in terms}


def _count(batch: Batch, estimator: _ByTagColors) -> TagColors:
    """Count the colors of a batch, each photograph as far as the rounds before believe it."""
    histograms = ((Histogram.of(photo), terms) for photo, terms in zip(*batch, strict=True))
    return TagColors.of((found, estimator._left_out(found, terms)) for found, terms in histograms)


def _counted(histogram: Histogram, belief: ByCluster) -> dict[str, Amounts]:
    """Amounts of a photo's cells by the terms under which it counts; "" if it has none."""
    if not belief:
        return {"": histogram.amounts(np.ones(len(histogram.pixels)))}
    return {t: histogram.amounts(weights) for t, weights in belief.items() if weights.any()}


def _batches(photos: Photos, labels: Labels) -> Iterator[Batch]:
    """Give batches of photographs, an album's own or pieces of a list, with their labels."""
    remaining = iter(labels)
    for batch in photos.batches if isinstance(photos, Album) else batches_of(photos):
        yield batch, list(islice(remaining, len(batch)))
    if next(remaining, None) is not None:
        raise ValueError("expected as many labels as photos, got more")


class Plsa(Denoiser):
    """PLSA with a shared background topic, as a reference.

    The histogram of a photo d over words w (cells of L*a*b*) is a mixture of the topics
    of its labels, which share their words with every photo of the label, and of a
    background that all photos share::

        p(w | d) = α_d p(w | t_d) + (1 − α_d) p(w | bg)

    EM maximises the likelihood of all photos' counts n(w, d)::

        E:  p(t | w, d) = α_d p(w | t) / (α_d p(w | t) + (1 − α_d) p(w | bg))
        M:  p(w | t)  ∝ Σ_{d: t_d = t} n(w, d) p(t | w, d)
            p(w | bg) ∝ Σ_d n(w, d) (1 − p(t | w, d))
            α_d       = Σ_w n(w, d) p(t | w, d) / Σ_w n(w, d)

    A photo with several labels has a weight for each. The belief in a color is
    p(t | w, d). Here every photo counts the same, whatever its size.

    Parameters
    ----------
    iterations : int
        Of EM, at least 1.

    References
    ----------
    J. van de Weijer, C. Schmid, J. Verbeek, D. Larlus, "Learning Color Names for
    Real-World Applications", IEEE Transactions on Image Processing 18 (7), 2009: the
    model PLSA-bg, without the later prior on the shape of topics.
    """

    bins = (10, 20, 20)  # of L*, a*, b*, as in the paper

    def __init__(self, iterations: int = 30) -> None:
        self.iterations = iterations

    def fit(self, photos: Photos, labels: Labels) -> Denoiser:
        """Find the topics of all terms and the background."""
        self.terms_ = sorted({term for terms in labels for term in terms})
        self.topics_ = np.ones((len(self.terms_) + 1, int(np.prod(self.bins))))
        # Of each photo, the weights of its topics: all that is kept of it from round to round.
        mixings = [
            np.concatenate([_even(terms) for terms in tagged])
            for _, tagged in _batches(photos, labels)
        ]
        found = in_parallel(_count_words, _batches(photos, labels), self, title="topics")
        self.topics_ = _distributions(sum(found, np.zeros(self.topics_.shape, np.int64)))
        for _ in range(self.iterations):
            batches = zip(_batches(photos, labels), mixings, strict=True)
            self.topics_, mixings = self._maximize(
                in_parallel(_expect, batches, self, title="topics")
            )
        return self

    def _maximize(self, found: Iterable[tuple[Amounts, Floats]]) -> tuple[Floats, list[Floats]]:
        topics, mixings = np.zeros(self.topics_.shape, np.int64), []
        for amounts, mixing in found:
            topics += amounts
            mixings.append(mixing)
        return _distributions(topics), mixings

    def believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        """Give the belief in the colors of any photograph."""
        words, share, where = self._words(photo)
        own, mixing = self._own(terms), _even(terms)
        for _ in range(self.iterations):
            found = self._responsible(words, own, mixing)
            mixing = (share * found).sum(axis=1)
        return {term: found[place][where] for place, term in enumerate(terms)}

    def _count(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Amounts:
        """Count a photograph's words under each of its topics."""
        words, share, _ = self._words(photo)
        amounts = np.zeros(self.topics_.shape, np.int64)
        amounts[np.ix_(self._own(terms), words)] = np.rint(share * WHOLE)
        return amounts

    def _expect(
        self, photo: ClusteredPhoto, terms: Sequence[str], mixing: Floats
    ) -> tuple[Amounts, Floats]:
        """Count a photograph's words under the topics they come from; weigh its topics anew."""
        words, share, _ = self._words(photo)
        own = self._own(terms)
        mine = share * self._responsible(words, own, mixing)
        amounts = np.zeros(self.topics_.shape, np.int64)
        amounts[np.ix_(own, words)] = np.rint(mine * WHOLE)
        return amounts, mine.sum(axis=1)

    def _own(self, terms: Sequence[str]) -> NDArray[np.intp]:
        """Give the topics of a photograph: those of its terms, and the background."""
        return np.array([*(self.terms_.index(term) for term in terms), len(self.terms_)])

    def _responsible(self, words: NDArray[np.intp], own: Any, mixing: Floats) -> Floats:
        """Give p(topic | word, photo), shape (topics, words)."""
        joint = self.topics_[own][:, words] * mixing[:, None] + 1e-300
        responsible: Floats = joint / joint.sum(axis=0)
        return responsible

    def _words(self, photo: ClusteredPhoto) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp]]:
        """Give the words of a photo, the share of its pixels in each, and each color's word."""
        extent = cells.EDGE * np.array(cells.SHAPE)
        scaled = (to_lab(photo.counts.colors) - cells.LOW) / extent * self.bins
        word = np.ravel_multi_index(tuple(scaled.astype(np.intp).T), self.bins)
        words, where = np.unique(word, return_inverse=True)
        share = np.bincount(where, photo.counts.counts) / photo.counts.total
        return words, share, where


def _count_words(batch: Batch, estimator: Plsa) -> Amounts:
    topics = np.zeros(estimator.topics_.shape, np.int64)
    for photo, terms in zip(*batch, strict=True):
        topics += estimator._count(photo, terms)
    return topics


def _expect(given: tuple[Batch, Floats], estimator: Plsa) -> tuple[Amounts, Floats]:
    (photos, labels), weights = given
    ends = np.cumsum([len(terms) + 1 for terms in labels])[:-1]
    topics, mixings = np.zeros(estimator.topics_.shape, np.int64), []
    for photo, terms, mixing in zip(photos, labels, np.split(weights, ends), strict=True):
        amounts, mixed = estimator._expect(photo, terms, mixing)
        topics += amounts
        mixings.append(mixed)
    return topics, np.concatenate(mixings)


def _even(terms: Sequence[str]) -> Floats:
    """Weigh a photograph's topics, the background among them, the same."""
    return np.full(len(terms) + 1, 1 / (len(terms) + 1))


def _distributions(rows: Amounts) -> Floats:
    """Scale each row to sum to one."""
    scaled: Floats = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1)
    return scaled


METHODS: Mapping[str, Callable[..., Denoiser]] = {
    "none": Denoiser,
    "largest": LargestCluster,
    "kmeans": LiftedClusters,
    "plsa": Plsa,
    "posterior": TermPosterior,
}
"""``denoise.method`` → estimator."""
