"""Scores on colors for which one name or several are right, each color a group of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.evaluation.bootstrap import (
    MIN_COMPLETE,
    N_RESAMPLES,
    resampled_sums,
    uncertainty,
)


def score_accepted(
    accepted: NDArray[np.bool_],
    predicted: NDArray[np.integer],
    terms: tuple[str, ...],
    seed: int,
) -> dict[str, Any]:
    """Score the predicted names of colors.

    Any accepted name of a color is right. In the scores by name, and in the balanced accuracy,
    which is the mean of their recalls, a color counts for each name that is accepted for it.

    Parameters
    ----------
    accepted : ndarray of bool, shape (n, k)
        The accepted names of each color, at least one.
    predicted : ndarray of int, shape (n,)
        Indices into `terms`; others, as of a color without a name, are wrong.
    terms : tuple of str
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        As from `GroupedConfusion.summary`, as JSON types.
    """
    padded = np.pad(accepted, ((0, 0), (0, 1)))  # the last column is no name
    index = np.minimum(predicted, len(terms)).astype(int)
    right = padded[np.arange(len(padded)), index]
    supported = accepted.sum(axis=0) > 0
    rows = np.concatenate([accepted, accepted & right[:, None]], axis=1).astype(float)
    resampled = _balanced(resampled_sums(rows, seed), supported)
    recalls = _ratio(rows.sum(axis=0), len(terms))
    said = np.bincount(index, minlength=len(terms) + 1)
    said_right = np.bincount(index[right], minlength=len(terms) + 1)
    return {
        "accuracy": float(right.mean()) if len(right) else 0.0,
        "balanced_accuracy": float(recalls[supported].mean()) if supported.any() else 0.0,
        "terms": {
            term: {
                "precision": float(said_right[k] / max(1, said[k])),
                "recall": float(recalls[k]),
                "support": int(accepted[:, k].sum()),
            }
            for k, term in enumerate(terms)
        },
        **uncertainty(resampled, len(accepted)),
    }


def _balanced(sums: NDArray[np.float64], supported: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Balance those resamples that hold every name; none if these are too few."""
    size = len(supported)
    complete = (sums[:, :size] > 0)[:, supported].all(axis=1)
    if not supported.any() or complete.sum() < MIN_COMPLETE * N_RESAMPLES:
        return np.empty(0)
    recalls: NDArray[np.float64] = _ratio(sums[complete], size)[:, supported].mean(axis=1)
    return recalls


def _ratio(sums: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Divide the sums of right colors of each name by those of all of its colors."""
    return sums[..., size:] / np.maximum(1, sums[..., :size])
