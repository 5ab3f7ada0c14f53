"""Confusion matrices as a page shows them: shares of each row, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.learning.evaluation.metrics import ConfusionMatrix


@dataclass(frozen=True)
class Cell:
    """How often one name was given for another.

    Attributes
    ----------
    said : str
    count : int
    share : float
        Of all of the actual name, 0 to 1.
    right : bool
    """

    said: str
    count: int
    share: float
    right: bool


def confusion_of(rows: pd.DataFrame, terms: Sequence[str]) -> ConfusionMatrix:
    """Take a confusion matrix from a table of ``actual``, ``predicted`` and ``count``."""
    counted = rows.pivot(index="actual", columns="predicted", values="count")
    counts = counted.reindex(index=list(terms), columns=list(terms), fill_value=0)
    return ConfusionMatrix(tuple(terms), counts.to_numpy(np.int64))


def heat(confusion: ConfusionMatrix) -> dict[str, list[Cell]]:
    """Give a row of cells for each actual name."""
    shares = _shares(confusion.counts)
    return {
        actual: [
            Cell(said, int(count), float(share), said == actual)
            for said, count, share in zip(confusion.terms, counts, row, strict=True)
        ]
        for actual, counts, row in zip(confusion.terms, confusion.counts, shares, strict=True)
    }


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    return shares
