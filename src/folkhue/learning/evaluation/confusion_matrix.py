"""Confusion matrices, and the scores computed from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Predict = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""uint8 (n, 3) → uint8 (n,), indices into a vocabulary's terms."""


@dataclass(frozen=True, eq=False)
class ConfusionMatrix:
    """How often each term was predicted for each actual term.

    Attributes
    ----------
    terms : tuple of str
    counts : ndarray of int64, shape (k, k)
        Actual term by row, predicted term by column.
    """

    terms: tuple[str, ...]
    counts: NDArray[np.int64]

    @classmethod
    def from_predictions(
        cls,
        actual: NDArray[np.integer],
        predicted: NDArray[np.integer],
        terms: tuple[str, ...],
    ) -> ConfusionMatrix:
        """Count pairs of indices into `terms`."""
        counts = np.zeros((len(terms), len(terms)), np.int64)
        np.add.at(counts, (actual, predicted), 1)
        return cls(terms, counts)

    @property
    def accuracy(self) -> float:
        """Share of correct predictions; 0 if there are none."""
        return float(np.trace(self.counts) / max(1, self.counts.sum()))

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of the terms that occur; 0 if none does."""
        return float(balanced_accuracy(self.counts))

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of each term's examples that were predicted as it, shape (k,)."""
        return _ratio(np.diag(self.counts), self.counts.sum(axis=1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of each term's predictions that are correct, shape (k,)."""
        return _ratio(np.diag(self.counts), self.counts.sum(axis=0))

    def summary(self) -> dict[str, Any]:
        """Return the scores as JSON types: overall, and per term."""
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


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.true_divide(part, np.maximum(1, whole), dtype=np.float64)


def balanced_accuracy(counts: NDArray[np.integer] | NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean recall of the terms that occur, of confusion matrices of shape (…, k, k)."""
    support = counts.sum(axis=-1)
    recall = np.diagonal(counts, axis1=-2, axis2=-1) / np.maximum(1, support)
    return np.asarray(recall.sum(axis=-1) / np.maximum(1, (support > 0).sum(axis=-1)), np.float64)
