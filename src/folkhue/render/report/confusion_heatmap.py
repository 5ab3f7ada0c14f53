"""Confusion matrices as the report shows them: the share of each row, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix


@dataclass(frozen=True)
class Cell:
    """How often one name was predicted for pixels of another.

    Attributes
    ----------
    predicted : str
    count : int
    share : float
        Of all pixels of the actual name, 0 to 1.
    correct : bool
    """

    predicted: str
    count: int
    share: float
    correct: bool


def read_confusion(rows: pd.DataFrame, terms: Sequence[str]) -> ConfusionMatrix:
    """Make a confusion matrix from a table of ``actual``, ``predicted`` and ``count``."""
    counted = rows.pivot(index="actual", columns="predicted", values="count")
    counts = counted.reindex(index=list(terms), columns=list(terms), fill_value=0)
    return ConfusionMatrix(tuple(terms), counts.to_numpy(np.int64))


def heatmap(confusion: ConfusionMatrix) -> dict[str, list[Cell]]:
    """Return a row of cells for each actual name."""
    shares = confusion.counts / np.maximum(1, confusion.counts.sum(axis=1, keepdims=True))
    return {
        actual: [
            Cell(predicted, int(count), float(share), predicted == actual)
            for predicted, count, share in zip(confusion.terms, counts, row, strict=True)
        ]
        for actual, counts, row in zip(confusion.terms, confusion.counts, shares, strict=True)
    }
