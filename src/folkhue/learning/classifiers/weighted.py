"""Fitting pipelines to weighted colors: millions of them stand for any number of pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import has_fit_parameter

from folkhue.learning.classifiers.kinds import estimators

Floats = NDArray[np.float64]


def fit_weighted(
    pipeline: Pipeline, X: NDArray[Any], y: NDArray[np.int64], weights: Floats
) -> Pipeline:
    """Fit a pipeline to rows with weights; a kind that cannot take these gets drawn rows.

    Parameters
    ----------
    pipeline : Pipeline
        From `build`, or one of the members of a blend.
    X : ndarray, shape (n, 3)
    y : ndarray of int64, shape (n,)
    weights : ndarray of float64, shape (n,)
        How many pixels each row stands for, above 0.
    """
    if not takes_weights(pipeline):
        drawn = draw_rows(weights, round(float(weights.sum())))
        return pipeline.fit(_safe_indexing(X, drawn), y[drawn])
    if not isinstance(pipeline, Pipeline):
        return pipeline.fit(X, y, sample_weight=weights)
    given = {
        f"{name}__sample_weight": weights
        for name, step in pipeline.steps
        if has_fit_parameter(step, "sample_weight")
    }
    return pipeline.fit(X, y, **given)


def takes_weights(pipeline: Pipeline) -> bool:
    """Whether a pipeline's classifier is of a kind that is fitted to rows with weights."""
    from folkhue.learning.classifiers.blend import Blend

    weighted = estimators(lambda kind: kind.weighted)
    last = pipeline[-1] if isinstance(pipeline, Pipeline) else pipeline
    return isinstance(last, (Blend, *weighted))


def draw_rows(weights: Floats, number: int) -> NDArray[np.intp]:
    """Draw rows in proportion to their weights by systematic sampling.

    Parameters
    ----------
    weights : ndarray of float64, shape (n,)
    number : int

    Returns
    -------
    ndarray of int, shape (number,)
        Ascending. Each row comes as often as its share of the number, rounded up or down.

    Examples
    --------
    >>> draw_rows(np.array([1.0, 2.0, 1.0]), 8).tolist()
    [0, 0, 1, 1, 1, 1, 2, 2]
    """
    ends = weights.cumsum()
    places = (np.arange(number) + 0.5) * (ends[-1] / number)
    found: NDArray[np.intp] = np.searchsorted(ends, places, side="right")
    return np.minimum(found, len(weights) - 1)
