"""Confusion matrices, the scores made of them, and how sure those are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2000
"""How often is resampled for an interval."""

COMPLETE = 0.6
"""Share of draws that must hold every term; 0.63 do if one term is in a single group of many."""


@dataclass(frozen=True, eq=False)
class Confusion:
    """Which term was predicted how often for which.

    Attributes
    ----------
    terms : tuple of str
    counts : ndarray of int64, shape (k, k)
        Actual term by row, predicted by column.
    """

    terms: tuple[str, ...]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        actual: NDArray[np.integer],
        predicted: NDArray[np.integer],
        terms: tuple[str, ...],
    ) -> Confusion:
        """Count pairs of indices into `terms`."""
        counts = np.zeros((len(terms), len(terms)), np.int64)
        np.add.at(counts, (actual, predicted), 1)
        return cls(terms, counts)

    @property
    def accuracy(self) -> float:
        """Share of right answers; 0 if there were no questions."""
        return float(np.trace(self.counts) / max(1, self.counts.sum()))

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of the terms that occur; 0 if none does."""
        return float(balanced_accuracy(self.counts))

    @property
    def recall(self) -> NDArray[np.float64]:
        """For each term the share of its examples named so, shape (k,)."""
        return _share(np.diag(self.counts), self.counts.sum(axis=1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """For each term the share of what was named so that is, shape (k,)."""
        return _share(np.diag(self.counts), self.counts.sum(axis=0))

    def summary(self) -> dict[str, Any]:
        """Give the scores as JSON types: overall, and per term."""
        per_term = zip(
            self.terms,
            self.precision.tolist(),
            self.recall.tolist(),
            self.counts.sum(axis=1).tolist(),
            strict=True,
        )
        return {
            "accuracy": self.accuracy,
            "balanced_accuracy": self.balanced_accuracy,
            "terms": {
                term: {"precision": precision, "recall": recall, "support": support}
                for term, precision, recall, support in per_term
            },
        }

    def rows(self) -> list[tuple[str, str, int]]:
        """List (actual, predicted, count), every pair once."""
        return [
            (actual, predicted, int(self.counts[i, j]))
            for i, actual in enumerate(self.terms)
            for j, predicted in enumerate(self.terms)
        ]


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.true_divide(part, np.maximum(1, whole), dtype=np.float64)


def balanced_accuracy(counts: NDArray[np.integer] | NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean recall of the terms that occur, of confusion matrices of shape (…, k, k)."""
    asked = counts.sum(axis=-1)
    recall = np.diagonal(counts, axis1=-2, axis2=-1) / np.maximum(1, asked)
    return np.asarray(recall.sum(axis=-1) / np.maximum(1, (asked > 0).sum(axis=-1)), np.float64)


@dataclass(frozen=True, eq=False)
class Tally:
    """Confusion matrices of groups that belong together, such as a photograph's pixels.

    Pixels of a photograph are alike: ten thousand of them are no ten thousand opinions.
    Intervals are therefore had by drawing whole groups anew (Efron & Tibshirani, *An
    Introduction to the Bootstrap*, 1993, percentile method).

    Attributes
    ----------
    terms : tuple of str
    groups : ndarray of str, shape (g,)
        What the groups are called, each once.
    counts : ndarray of int64, shape (g, k, k)
        Of each group, actual term by row, predicted by column.
    """

    terms: tuple[str, ...]
    groups: NDArray[np.str_]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        groups: NDArray[np.str_],
        actual: NDArray[np.integer],
        predicted: NDArray[np.int64],
        terms: tuple[str, ...],
    ) -> Tally:
        """Count answers.

        Parameters
        ----------
        groups : ndarray of str, shape (n,)
            What each question belongs to.
        actual : ndarray of int, shape (n,)
            Indices into `terms`.
        predicted : ndarray of int64, shape (n, k)
            How often each term was the answer.
        terms : tuple of str
        """
        every, group = np.unique(groups, return_inverse=True)
        counts = np.zeros((len(every), len(terms), len(terms)), np.int64)
        np.add.at(counts, (group, actual), predicted)
        return cls(terms, every, counts)

    @property
    def total(self) -> Confusion:
        """Every group together."""
        return Confusion(self.terms, self.counts.sum(axis=0))

    def drawn(self, seed: int) -> NDArray[np.float64]:
        """Balanced accuracy of up to `ROUNDS` sets of groups, drawn with replacement.

        Draws that lack a term are left out, as the mean over fewer terms is another
        quantity; and where each group holds one term alone, they are drawn term by term.
        The draws are the same for every tally of the same groups, which pairs
        classifiers that were asked the same. None, if terms are in so few groups that
        fewer than `COMPLETE` of the draws hold all: then there is no telling.
        """
        asked = self.counts.sum(axis=2)
        alone = np.where((asked > 0).sum(axis=1) == 1, asked.argmax(axis=1), -1)
        strata = alone if (alone >= 0).all() else np.zeros_like(alone)
        size = len(self.terms)
        sums = resampled(strata, seed) @ self.counts.reshape(len(self.groups), size * size)
        sums = sums.reshape(-1, size, size)
        complete = (sums.sum(axis=2) > 0)[:, asked.any(axis=0)].all(axis=1)
        enough = complete.sum() >= COMPLETE * ROUNDS
        return balanced_accuracy(sums[complete & enough])

    def summary(self, seed: int) -> dict[str, Any]:
        """Give the scores as JSON types, with the interval of the balanced accuracy."""
        return self.total.summary() | {"interval": interval(self.drawn(seed))}


def interval(drawn: NDArray[np.float64]) -> list[float]:
    """Give the bounds between which 95 % of the values lie; from 0 to 1 if there are none."""
    return np.quantile(drawn, [0.025, 0.975]).tolist() if len(drawn) else [0.0, 1.0]


def difference(ours: Tally, theirs: Tally, seed: int) -> dict[str, Any]:
    """Compare two classifiers on the same groups.

    Returns
    -------
    dict
        ``difference`` of their balanced accuracies, and its ``interval``: where that
        holds 0, the test set cannot tell which is better.

    Raises
    ------
    ValueError
        If they were not asked the same.
    """
    same = np.array_equal(ours.groups, theirs.groups) and np.array_equal(
        ours.counts.sum(axis=2), theirs.counts.sum(axis=2)
    )
    if not same:
        raise ValueError("only classifiers that were asked the same questions can be compared")
    paired = ours.drawn(seed) - theirs.drawn(seed)
    gap = ours.total.balanced_accuracy - theirs.total.balanced_accuracy
    return {"difference": gap, "interval": interval(paired) if len(paired) else [-1.0, 1.0]}


def resampled(strata: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Draw as many groups with replacement, each stratum for itself, `ROUNDS` times.

    Parameters
    ----------
    strata : ndarray of int, shape (g,)
        Which stratum a group belongs to.
    seed : int

    Returns
    -------
    ndarray of float64, shape (ROUNDS, g)
        How often each group was drawn; no row if there are no groups.
    """
    if not len(strata):
        return np.zeros((0, 0))
    rng = np.random.default_rng(seed)
    weights = np.zeros((ROUNDS, len(strata)))
    for stratum in np.unique(strata):
        (members,) = np.nonzero(strata == stratum)
        share = np.full(len(members), 1 / len(members))
        weights[:, members] = rng.multinomial(len(members), share, ROUNDS)
    return weights
