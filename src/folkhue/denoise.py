"""Tell how far each pixel of a photograph is what its tag was said of.

A photo tagged "red" has red somewhere in it, and much else. Every method here is an
estimator: `fit` looks at all photographs and their tags, `transform` gives each
photograph's belief in its colours. As with scikit-learn's TargetEncoder, `fit_transform`
leaves each photograph out of what is learned for it, lest it prove itself right; but PLSA,
as published, does not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.special import softmax
from sklearn.base import BaseEstimator

from folkhue.clusters import ClusteredPhoto
from folkhue.colorspace import to_lab
from folkhue.counts import ColorCounts

Floats = NDArray[np.float64]

Belief = dict[str, Floats]
"""Term → how far each colour of a photo is what the term was said of, shape (n,), 0 to 1."""

Photos = Sequence[ClusteredPhoto]
Labels = Sequence[Sequence[str]]

CELL = 8.0
"""Edge, in CIELAB units, of the cells in which it is counted how common colours are."""

BLUR = 2.0
"""How far, in cells, a colour counts for its neighbours too (standard deviation)."""

_LOW = np.array([0.0, -88.0, -112.0])  # sRGB lies within L* 0…100, a* -87…99, b* -108…95
_SHAPE = (13, 24, 26)
_CELLS = 13 * 24 * 26


class Denoiser(BaseEstimator):  # type: ignore[misc]
    """Learns nothing, and believes every pixel: what "none" means, and the others build on."""

    def fit(self, photos: Photos, labels: Labels) -> Denoiser:
        """Look at all photographs and the terms of each."""
        return self

    def transform(self, photos: Photos, labels: Labels) -> list[Belief]:
        """Give the belief in the colours of photographs that `fit` has not seen."""
        return [self._believe(photo, terms) for photo, terms in zip(photos, labels, strict=True)]

    def fit_transform(self, photos: Photos, labels: Labels) -> list[Belief]:
        """Fit, and give the beliefs of the same photographs."""
        return self.fit(photos, labels).transform(photos, labels)

    def _believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        return {term: np.ones(len(photo.counts)) for term in terms}


class LargestCluster(Denoiser):
    """Believe the largest cluster of each photo."""

    def _believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        largest = (photo.cluster == photo.sizes.argmax()).astype(float)
        return dict.fromkeys(terms, largest)


@dataclass
class TagColors:
    """How common each colour is under each tag; its photos weigh the same.

    Photos without a term count as if the term were "".
    """

    sums: dict[str, Floats] = field(default_factory=dict)
    photos: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, photos: Photos, beliefs: Sequence[Belief]) -> TagColors:
        """Count the colours that are believed."""
        colors = cls()
        for photo, belief in zip(photos, beliefs, strict=True):
            for term, shares in _histograms(photo, belief).items():
                colors.sums[term] = colors.sums.get(term, 0.0) + shares
                colors.photos[term] = colors.photos.get(term, 0) + 1
        return colors

    def without(self, photo: ClusteredPhoto, belief: Belief) -> TagColors:
        """Give what is left if a photo that was counted with this belief is taken out."""
        left = TagColors(dict(self.sums), dict(self.photos))
        for term, shares in _histograms(photo, belief).items():
            left.sums[term] = (self.sums[term] - shares).clip(0)
            left.photos[term] -= 1
            if not left.photos[term]:
                del left.sums[term], left.photos[term]
        return left

    def share(self, term: str) -> Floats:
        """Share of each cell under a tag, shape (cells,); nothing for a tag nobody used."""
        if term not in self.sums:
            return np.zeros(_CELLS)
        return self.sums[term] / self.photos[term]


class _ByTagColors(Denoiser, ABC):
    """What methods share that compare a photo's colours with those of the tags."""

    smoothing = 1e-5  # added to a cell's share: a cell seen nowhere speaks for no term
    rounds = 1

    def fit(self, photos: Photos, labels: Labels) -> Denoiser:
        """Count how common each colour is under each tag."""
        self.fit_transform(photos, labels)
        return self

    def fit_transform(self, photos: Photos, labels: Labels) -> list[Belief]:
        """Fit, and give the beliefs of the same photographs, each left out of its own."""
        beliefs = Denoiser().transform(photos, labels)
        for _ in range(self.rounds):
            self.colors_ = TagColors.of(photos, beliefs)
            self._logs = {term: self._log(self.colors_.share(term)) for term in self.colors_.sums}
            beliefs = [
                self._weigh(photo, terms, self.colors_.without(photo, belief))
                for photo, terms, belief in zip(photos, labels, beliefs, strict=True)
            ]
        return beliefs

    def _believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        return self._weigh(photo, terms, self.colors_)

    @abstractmethod
    def _weigh(self, photo: ClusteredPhoto, terms: Sequence[str], colors: TagColors) -> Belief:
        """Give the belief in a photo's colours, beside those of the tags."""

    def _log(self, shares: Floats) -> Floats:
        return np.log(shares + self.smoothing)


class LiftedClusters(_ByTagColors):
    """Believe the clusters whose colours are commoner under the tag than elsewhere.

    The lift of a colour for a term is how many times commoner it is in the photos
    with this tag than in the mean of the other tags (and of the photos without one,
    as if that were a tag). A cluster's lift is the geometric mean over its pixels. It
    is kept if that reaches `min_lift`; if none of a photo does, the best is, unless it
    is rarer under the tag than elsewhere. Of a photo's several terms the one that a
    cluster fits best gets it. From the second round on, a term's colours are counted
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

    def _weigh(self, photo: ClusteredPhoto, terms: Sequence[str], colors: TagColors) -> Belief:
        if not terms:
            return {}
        scores = _by_cluster(photo, [self._log_lift(term, colors) for term in terms])
        fits_best = scores.argmax(axis=0) == np.arange(len(terms))[:, None]
        own = np.where(fits_best, scores, -np.inf)
        enough = own >= np.log(max(self.min_lift, 1e-9))
        # Where no color stands out (gray is everywhere), the best is still about the tag.
        best = (own == own.max(axis=1, keepdims=True)) & (own >= 0)
        kept = np.where(enough.any(axis=1, keepdims=True), enough, best).astype(float)
        return {term: kept[place, photo.cluster] for place, term in enumerate(terms)}

    def _log_lift(self, term: str, colors: TagColors) -> Floats:
        others = [colors.share(other) for other in self.colors_.sums if other != term]
        rest = sum(others, np.zeros(_CELLS)) / max(1, len(others))
        return self._log(colors.share(term)) - self._log(rest)


class TermPosterior(_ByTagColors):
    """Believe a cluster as far as its colours call for its photo's term, and no other.

    Of a cluster with the pixels c₁ … cₘ, and of the tags t, let P(t) ∝ (∏ p(cᵢ | t))^(1/m):
    naive Bayes, with the geometric mean as pixels of one cluster are no independent
    witnesses. The belief in a cluster for the photo's term t is::

        (P(t) / maxₛ P(s) · P(t) / max over the photo's clusters of P(t)) ** sharpness

    The first factor asks whether another term would fit better (grass in a photo
    tagged "yellow"), the second whether another part of the photo would (a gray wall
    behind a white dog). Nothing is dropped for good that may be right: terms whose
    colours are everywhere, such as brown and black, keep as much as red does.

    Parameters
    ----------
    sharpness : float
        At least 0. 0 believes every pixel.
    """

    def __init__(self, sharpness: float = 2.0) -> None:
        self.sharpness = sharpness

    def _weigh(self, photo: ClusteredPhoto, terms: Sequence[str], colors: TagColors) -> Belief:
        if not terms:
            return {}
        every = [term for term in self.colors_.sums if term]
        logs = {t: self._log(colors.share(t)) if t in terms else self._logs[t] for t in every}
        posterior = softmax(_by_cluster(photo, [logs[term] for term in every]), axis=0)
        rival = posterior / posterior.max(axis=0)
        within = posterior / posterior.max(axis=1, keepdims=True)
        belief = (rival * within) ** self.sharpness
        return {term: belief[every.index(term), photo.cluster] for term in terms}


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

    A photo with several labels has a weight for each. The belief in a colour is
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
        number = {term: place for place, term in enumerate(self.terms_)}
        words = [self._words(photo) for photo in photos]
        topics = np.zeros((len(self.terms_) + 1, int(np.prod(self.bins))))
        for (word, share), terms in zip(words, labels, strict=True):
            np.add.at(topics[-1], word, share)
            for term in terms:
                np.add.at(topics[number[term]], word, share)
        self.topics_ = _distributions(topics)
        own = [np.array([*(number[term] for term in terms), -1]) for terms in labels]
        mixing = [np.full(len(topic), 1 / len(topic)) for topic in own]
        for _ in range(self.iterations):
            fresh = np.zeros_like(self.topics_)
            for place, ((word, share), topic) in enumerate(zip(words, own, strict=True)):
                mine = share * self._responsible(word, topic, mixing[place])
                mixing[place] = mine.sum(axis=1)
                for row, amount in zip(topic, mine, strict=True):
                    fresh[row] += np.bincount(word, amount, fresh.shape[1])
            self.topics_ = _distributions(fresh)
        return self

    def _believe(self, photo: ClusteredPhoto, terms: Sequence[str]) -> Belief:
        word, share = self._words(photo)
        topic = np.array([*(self.terms_.index(term) for term in terms), -1])
        mixing = np.full(len(topic), 1 / len(topic))
        for _ in range(self.iterations):
            found = self._responsible(word, topic, mixing)
            mixing = (share * found).sum(axis=1)
        return {term: found[place] for place, term in enumerate(terms)}

    def _responsible(self, word: NDArray[np.intp], topic: Any, mixing: Floats) -> Floats:
        """Give p(topic | word, photo), shape (topics, words)."""
        joint = self.topics_[topic][:, word] * mixing[:, None] + 1e-300
        responsible: Floats = joint / joint.sum(axis=0)
        return responsible

    def _words(self, photo: ClusteredPhoto) -> tuple[NDArray[np.intp], Floats]:
        """Give the word of each colour of a photo, and the share of its pixels."""
        scaled = (to_lab(photo.counts.colors) - _LOW) / (CELL * np.array(_SHAPE)) * self.bins
        word = np.ravel_multi_index(tuple(scaled.astype(np.intp).T), self.bins)
        return word, photo.counts.counts / photo.counts.total


def _distributions(rows: Floats) -> Floats:
    """Scale each row to sum to one."""
    scaled: Floats = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-300)
    return scaled


def _by_cluster(photo: ClusteredPhoto, values: Sequence[Floats]) -> Floats:
    """Mean over each cluster's pixels of values of their cells, shape (values, k)."""
    cells, sizes = _cells(photo.counts.colors), photo.sizes
    sums = [
        np.bincount(photo.cluster, value[cells] * photo.counts.counts, len(sizes))
        for value in values
    ]
    means: Floats = np.stack(sums) / sizes
    return means


def _cells(colors: NDArray[np.uint8]) -> NDArray[np.intp]:
    lightness, a, b = ((to_lab(colors) - _LOW) // CELL).astype(np.intp).T
    cells: NDArray[np.intp] = (lightness * _SHAPE[1] + a) * _SHAPE[2] + b
    return cells


def _histograms(photo: ClusteredPhoto, belief: Belief) -> dict[str, Floats]:
    """Share of each cell among what is believed of a photo, by term; "" if it has none."""
    everything = np.ones(len(photo.counts))
    believed = {term: weights for term, weights in belief.items() if weights.any()}
    if belief and not believed:
        return {}
    return {
        term: _histogram(photo.counts, weights)
        for term, weights in (believed or {"": everything}).items()
    }


def _histogram(counts: ColorCounts, weights: Floats) -> Floats:
    """Share of each cell among a photo's pixels, blurred over the neighbouring cells."""
    amount = counts.counts * weights
    shares = np.bincount(_cells(counts.colors), amount / amount.sum(), _CELLS)
    # Without reflection a cell at the border of the cube loses to the outside; that is the
    # same for every term, so that it does not change a comparison of terms.
    cube: Floats = gaussian_filter(shares.reshape(_SHAPE), sigma=BLUR, mode="constant")
    return cube.ravel()


METHODS: Mapping[str, Callable[..., Denoiser]] = {
    "none": Denoiser,
    "largest": LargestCluster,
    "kmeans": LiftedClusters,
    "plsa": Plsa,
    "posterior": TermPosterior,
}
"""``denoise.method`` → estimator."""
