"""Curves of a classifier by name: ROC, precision–recall, and coverage–accuracy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.table.probabilities import confidences

Floats = NDArray[np.float64]

ALL = "all names"
"""The coverage–accuracy curve of all colors."""

STEPS = 100
"""Into which a curve is thinned."""

ROC = ["name", "false_positive_rate", "true_positive_rate"]
PRECISION_RECALL = ["name", "recall", "precision"]
COVERAGE = ["name", "coverage", "accuracy"]
AREAS = ["name", "roc_auc", "average_precision"]


@dataclass(frozen=True, eq=False)
class ScoredColors:
    """Colors that have a name, and how probable a classifier finds each name.

    Attributes
    ----------
    terms : tuple of str
    actual : ndarray of int, shape (n,)
        Indices into the terms.
    probabilities : ndarray of float64, shape (n, terms)
    weights : ndarray of float, shape (n,)
        How often each color counts.
    """

    terms: tuple[str, ...]
    actual: NDArray[np.integer]
    probabilities: Floats
    weights: NDArray[np.number]

    @classmethod
    def from_pixels(
        cls, predicted: PredictedColors, pixels: pd.DataFrame, terms: tuple[str, ...]
    ) -> ScoredColors:
        """Look up the probabilities of each distinct color and name of labeled pixels.

        Parameters
        ----------
        predicted : PredictedColors
            If it has no probabilities, there are no colors.
        pixels : DataFrame
            ``r``, ``g``, ``b``, ``label``, one of the terms, and ``count``.
        terms : tuple of str
        """
        if predicted.probabilities is None:
            return cls(terms, np.empty(0, int), np.empty((0, len(terms))), np.empty(0))
        by = ["r", "g", "b", "label"]
        colors = pixels.groupby(by, observed=True, as_index=False)["count"].sum()
        places = predicted.find(colors[["r", "g", "b"]].to_numpy(np.uint8))
        actual = pd.Categorical(colors["label"].astype(str), terms).codes
        return cls(terms, actual, predicted.probabilities[places], colors["count"].to_numpy())

    def against_others(self) -> Iterator[tuple[str, NDArray[np.bool_], Floats]]:
        """Iterate over names: whether each color has the name, and the name's probability.

        Names that no color has, or all have, are left out.
        """
        for index, name in enumerate(self.terms):
            has_name = self.actual == index
            if has_name.any() and not has_name.all():
                yield name, has_name, self.probabilities[:, index]


@dataclass(frozen=True, eq=False)
class CurvesByName:
    """Curves of each name against all others, by its probability, and the areas below them.

    Attributes
    ----------
    roc : DataFrame
        ``name``, ``false_positive_rate``, ``true_positive_rate``, some hundred rows for a name.
    precision_recall : DataFrame
        ``name``, ``recall``, ``precision``, some hundred rows for a name.
    areas : DataFrame
        ``name``, ``roc_auc``, ``average_precision``, from all points of the curves.

    References
    ----------
    T. Fawcett, "An introduction to ROC analysis", *Pattern Recognition Letters* 27, 2006.

    J. Davis, M. Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006.
    """

    roc: pd.DataFrame
    precision_recall: pd.DataFrame
    areas: pd.DataFrame

    @classmethod
    def from_colors(cls, colors: ScoredColors) -> CurvesByName:
        """Compute the curves of each name that some colors have, and others do not."""
        from sklearn.metrics import auc

        weights = colors.weights
        found = [
            (name, _roc(has, probable, weights), _recall_precision(has, probable, weights))
            for name, has, probable in colors.against_others()
        ]
        rows = [
            (name, auc(*roc), float(np.diff(recall) @ precision[1:]))
            for name, roc, (recall, precision) in found
        ]
        return cls(
            _table([_thinned(name, x, y, along=x + y) for name, (x, y), _ in found], ROC),
            _table([_thinned(name, x, y, along=x) for name, _, (x, y) in found], PRECISION_RECALL),
            pd.DataFrame(rows, columns=AREAS),
        )


def coverage_curves(colors: ScoredColors) -> pd.DataFrame:
    """Compute how often a classifier is right about the colors of which it is surest.

    How sure it is, is told as by a table; see `folkhue.table.probabilities.confidences`.

    Returns
    -------
    DataFrame
        ``name``, a predicted name, or `ALL`; ``coverage``, the share of the colors predicted as
        it that are taken, the surest first; ``accuracy``, the share of these that have the name.
        Some hundred rows for a name.

    References
    ----------
    R. El-Yaniv, Y. Wiener, "On the foundations of noise-free selective classification", *Journal
    of Machine Learning Research* 11, 2010: the risk–coverage curve; risk is 1 − accuracy.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    >>> colors = ScoredColors(("red", "blue"), np.array([0, 1, 1, 1]), probabilities, np.ones(4))
    >>> coverage_curves(colors).query("name == 'all names'")
            name  coverage  accuracy
    0  all names      0.25      1.00
    1  all names      0.50      1.00
    2  all names      0.75      1.00
    3  all names      1.00      0.75
    """
    predicted = colors.probabilities.argmax(axis=1)
    correct, sure = predicted == colors.actual, confidences(colors.probabilities).max(axis=1)
    of_names = {name: predicted == index for index, name in enumerate(colors.terms)}
    every = {ALL: np.ones(len(predicted), bool)} | of_names
    points = [
        _coverage(name, sure[taken], correct[taken], colors.weights[taken])
        for name, taken in every.items()
        if taken.any()
    ]
    return _table(points, COVERAGE)


def curves_by_kind(colors: ScoredColors) -> dict[str, pd.DataFrame]:
    """Compute `CurvesByName` and `coverage_curves`.

    Returns
    -------
    dict of str to DataFrame
        ``roc``, ``precision_recall``, ``areas`` and ``coverage``.
    """
    by_name = CurvesByName.from_colors(colors)
    return {
        "roc": by_name.roc,
        "precision_recall": by_name.precision_recall,
        "areas": by_name.areas,
        "coverage": coverage_curves(colors),
    }


def _roc(
    has_name: NDArray[np.bool_], probable: Floats, weights: NDArray[np.number]
) -> tuple[Floats, Floats]:
    from sklearn.metrics import roc_curve

    false, true, _ = roc_curve(has_name, probable, sample_weight=weights)
    return false, true


def _recall_precision(
    has_name: NDArray[np.bool_], probable: Floats, weights: NDArray[np.number]
) -> tuple[Floats, Floats]:
    """Return points in the order of recall; scikit-learn begins with the highest."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(has_name, probable, sample_weight=weights)
    return recall[::-1], precision[::-1]


def _coverage(
    name: str, sure: Floats, correct: NDArray[np.bool_], weights: NDArray[np.number]
) -> pd.DataFrame:
    order = np.argsort(-sure, kind="stable")
    taken, right = np.cumsum(weights[order]), np.cumsum((weights * correct)[order])
    # Colors of which it is equally sure are taken together.
    last = np.append(np.flatnonzero(np.diff(sure[order])), len(sure) - 1)
    coverage = taken[last] / taken[-1]
    return _thinned(name, coverage, right[last] / taken[last], along=coverage)


def _thinned(name: str, x: Floats, y: Floats, along: Floats) -> pd.DataFrame:
    """Keep points at even steps of an ascending quantity that begins at 0, or above."""
    steps = along[-1] * np.arange(0 if along[0] == 0 else 1, STEPS) / STEPS
    kept = np.unique(np.append(np.searchsorted(along, steps), len(along) - 1))
    return pd.DataFrame({"name": name, "x": x[kept], "y": y[kept]})


def _table(points: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    empty = pd.DataFrame(columns=columns)
    return pd.concat(points, ignore_index=True).set_axis(columns, axis=1) if points else empty
