"""Photograph-level bootstrap: how certain a score is, and whether two scores differ.

Pixels of one photograph are similar: ten thousand of them are not as many independent examples.
Confidence intervals therefore resample whole photographs, by the percentile method.

References
----------
B. Efron, R. J. Tibshirani, *An Introduction to the Bootstrap*, 1993.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix, balanced_accuracy

N_RESAMPLES = 2000
"""Bootstrap resamples for an interval."""

MIN_GROUPS = 10
"""Groups below which a score says too little to have an interval."""

MIN_GROUPS_OF_TERM = 3
"""Groups of each term; resamples of one or two hardly differ, and intervals come out too narrow."""

MIN_COMPLETE = 0.6
"""Minimum share of resamples that hold every term; 0.63 do if one term is in one group of many."""


@dataclass(frozen=True, eq=False)
class GroupedConfusion:
    """A confusion matrix for each group of examples, such as the pixels of a photograph.

    Attributes
    ----------
    terms : tuple of str
    groups : ndarray of str, shape (g,)
        Names of the groups, all different.
    counts : ndarray of int64, shape (g, k, k)
        For each group, actual term by row, predicted term by column.
    """

    terms: tuple[str, ...]
    groups: NDArray[np.str_]
    counts: NDArray[np.int64]

    @classmethod
    def from_predictions(
        cls,
        groups: NDArray[np.str_] | pd.Series[str],
        actual: NDArray[np.integer],
        predicted: NDArray[np.int64],
        terms: tuple[str, ...],
    ) -> GroupedConfusion:
        """Count predictions.

        Parameters
        ----------
        groups : ndarray or Series of str, shape (n,)
            The group of each example.
        actual : ndarray of int, shape (n,)
            Indices into `terms`.
        predicted : ndarray of int64, shape (n, k)
            How often each term was predicted for the example.
        terms : tuple of str
        """
        group, names = pd.factorize(groups, sort=True)
        counts = np.zeros((len(names), len(terms), len(terms)), np.int64)
        np.add.at(counts, (group, actual), predicted)
        return cls(terms, np.asarray(names, str), counts)

    @classmethod
    def merge(cls, parts: Sequence[GroupedConfusion]) -> GroupedConfusion:
        """Put together the groups of parts, which have the same terms and no group in common."""
        names = np.concatenate([part.groups for part in parts])
        counts = np.concatenate([part.counts for part in parts])
        order = np.argsort(names)
        return cls(parts[0].terms, names[order], counts[order])

    @property
    def support(self) -> NDArray[np.int64]:
        """Examples of each term in each group, shape (g, k)."""
        return np.asarray(self.counts.sum(axis=2), np.int64)

    @property
    def total(self) -> ConfusionMatrix:
        """The confusion matrix of all groups together."""
        return ConfusionMatrix(self.terms, self.counts.sum(axis=0))

    def bootstrap(
        self, seed: int, min_groups_of_term: int = MIN_GROUPS_OF_TERM
    ) -> NDArray[np.float64]:
        """Compute the balanced accuracy of up to `N_RESAMPLES` resamples of the groups.

        Where every group holds a single term, each term's groups are resampled apart.
        Resamples that lack a term are left out, as the mean over fewer terms is another
        quantity. The resamples of equal groups are equal, which pairs classifiers that
        were tested on the same examples.

        Returns
        -------
        ndarray of float64
            Empty if there are fewer than `MIN_GROUPS`, a term is in fewer than
            `min_groups_of_term`, or fewer than `MIN_COMPLETE` of the resamples hold all terms:
            then there is too little to say.
        """
        size, groups = len(self.terms), (self.support > 0).sum(axis=0)
        if len(self.groups) < MIN_GROUPS or groups[groups > 0].min() < min_groups_of_term:
            return np.empty(0)
        weights = bootstrap_weights(self._strata(), seed)
        sums = weights @ self.counts.reshape(len(self.groups), size * size)
        sums = sums.reshape(-1, size, size)
        complete = (sums.sum(axis=2) > 0)[:, self.support.any(axis=0)].all(axis=1)
        enough = complete.sum() >= MIN_COMPLETE * N_RESAMPLES
        return balanced_accuracy(sums[complete & enough])

    def _strata(self) -> NDArray[np.int64]:
        """Return the stratum of each group: its term if all groups have one term, otherwise 0."""
        has_one = (self.support > 0).sum(axis=1) == 1
        only_term = self.support.argmax(axis=1)
        return only_term if has_one.all() else np.zeros_like(only_term)

    def summary(self, seed: int, min_groups_of_term: int = MIN_GROUPS_OF_TERM) -> dict[str, Any]:
        """Return the scores as JSON types, with the interval of the balanced accuracy.

        Returns
        -------
        dict
            From `ConfusionMatrix.summary`, and ``interval``, the number of ``groups``, and
            whether they are ``enough`` to say anything; if not, the interval is 0 to 1.
        """
        return self.total.summary() | uncertainty(
            self.bootstrap(seed, min_groups_of_term), len(self.groups)
        )


def uncertainty(resampled: NDArray[np.float64], groups: int) -> dict[str, Any]:
    """Describe how certain a score is, by those of resamples, of which there may be none."""
    interval = confidence_interval(resampled)
    return {"interval": interval, "groups": groups, "enough": len(resampled) > 0}


def confidence_interval(scores: NDArray[np.float64]) -> list[float]:
    """Return the bounds of the middle 95 % of resampled scores; 0 and 1 if there are none."""
    return np.quantile(scores, [0.025, 0.975]).tolist() if len(scores) else [0.0, 1.0]


def paired_difference(
    ours: GroupedConfusion, theirs: GroupedConfusion, seed: int
) -> dict[str, Any]:
    """Compare two classifiers on the same examples, resample by resample.

    Returns
    -------
    dict
        ``difference`` of their balanced accuracies, and its ``interval``: if that
        contains 0, the test set cannot tell which classifier is better.

    Raises
    ------
    ValueError
        If the groups or their examples differ.
    """
    same = np.array_equal(ours.groups, theirs.groups)
    if not (same and np.array_equal(ours.support, theirs.support)):
        raise ValueError("expected two classifiers tested on the same examples, got different ones")
    differences = ours.bootstrap(seed) - theirs.bootstrap(seed)
    gap = ours.total.balanced_accuracy - theirs.total.balanced_accuracy
    bounds = confidence_interval(differences) if len(differences) else [-1.0, 1.0]
    return {"difference": gap, "interval": bounds}


def bootstrap_weights(strata: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Resample groups with replacement, each stratum by itself, `N_RESAMPLES` times.

    Parameters
    ----------
    strata : ndarray of int, shape (g,)
        The stratum of each group.
    seed : int

    Returns
    -------
    ndarray of float64, shape (N_RESAMPLES, g)
        How often each group was drawn; no row if there are no groups. Read-only: equal
        groups share it.
    """
    return _bootstrap_weights(tuple(strata.tolist()), seed)


def resampled_sums(values: NDArray[np.floating], seed: int) -> NDArray[np.float64]:
    """Sum the rows of resamples, each row a group of its own; of a million rows, too.

    Parameters
    ----------
    values : ndarray of float, shape (n, m)
    seed : int
        Rows of other values with the same n are resampled alike, which pairs them.

    Returns
    -------
    ndarray of float64, shape (N_RESAMPLES, m)
        No row if n is less than `MIN_GROUPS`.
    """
    size = len(values)
    if size < MIN_GROUPS:
        return np.empty((0, values.shape[1]))
    rng = np.random.default_rng(seed)
    return np.stack(
        [
            np.bincount(rng.integers(size, size=size), minlength=size) @ values
            for _ in range(N_RESAMPLES)
        ]
    )


@lru_cache(maxsize=8)  # the groups of a few test sets, with every classifier
def _bootstrap_weights(strata: tuple[int, ...], seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    weights = np.zeros((N_RESAMPLES if strata else 0, len(strata)))
    for stratum in sorted({*strata}):
        (members,) = np.nonzero(np.equal(strata, stratum))
        share = np.full(len(members), 1 / len(members))
        weights[:, members] = rng.multinomial(len(members), share, N_RESAMPLES)
    weights.flags.writeable = False
    return weights
