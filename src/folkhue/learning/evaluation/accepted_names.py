"""Scores on colors for which one name or several are right, each color a group of its own."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from folkhue.learning.evaluation.bootstrap import (
    MIN_COMPLETE,
    N_RESAMPLES,
    resampled_sums,
    uncertainty,
)

Value = TypeVar("Value", bound=np.generic)


def value_of_name(values: NDArray[Value], names: NDArray[np.integer]) -> NDArray[Value]:
    """Look up the value of the name that each color got.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Of each term for each color, such as whether it is right.
    names : ndarray of int, shape (n,)
        Indices of terms; one beyond them is no name.

    Returns
    -------
    ndarray, shape (n,)
        0, or False, for a color without a name.

    Examples
    --------
    >>> value_of_name(np.array([[0.9, 0.1], [0.5, 0.5]]), np.array([0, 255])).tolist()
    [0.9, 0.0]
    """
    padded = np.pad(values, ((0, 0), (0, 1)))
    found: NDArray[Value] = padded[np.arange(len(names)), np.minimum(names, values.shape[1])]
    return found


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
    right = value_of_name(accepted, predicted)
    supported = accepted.sum(axis=0) > 0
    rows = np.concatenate([accepted, accepted & right[:, None]], axis=1).astype(float)
    resampled = _balanced(resampled_sums(rows, seed), supported)
    recalls = _ratio(rows.sum(axis=0), len(terms))
    said = np.bincount(predicted, minlength=len(terms))
    said_right = np.bincount(predicted[right], minlength=len(terms))
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
