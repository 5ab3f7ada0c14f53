"""Whether a classifier, or a table, is right as often as it is sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.learning.evaluation.accepted_names import value_of_name
from folkhue.table.probabilities import confidences

Probabilities = NDArray[np.float64]


def calibration_curve(
    confidence: NDArray[np.floating], correct: NDArray[np.bool_ | np.float64], bins: int = 10
) -> pd.DataFrame:
    """Compare how sure predictions are with the share of correct ones.

    Parameters
    ----------
    confidence : ndarray of float, shape (n,)
        In the predicted name, 0 to 1.
    correct : ndarray of bool or float64, shape (n,)
        Whether it is right, or the share of people who say so.
    bins : int
        Number of equal intervals into which the confidence is divided.

    Returns
    -------
    DataFrame
        A row for each interval that has predictions: ``answers``, how many, their mean
        ``confidence``, and ``right``, the share of correct ones.

    References
    ----------
    A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised
    learning", ICML 2005: the reliability diagram.

    Examples
    --------
    >>> calibration_curve(np.array([0.91, 0.95, 0.3]), np.array([True, True, False]))
       answers  confidence  right
    0        1        0.30    0.0
    1        2        0.93    1.0
    """
    interval = np.minimum((confidence * bins).astype(int), bins - 1)
    table = pd.DataFrame({"bin": interval, "confidence": confidence, "right": correct})
    grouped = table.groupby("bin")
    curve = grouped[["confidence", "right"]].mean()
    curve.insert(0, "answers", grouped.size())
    return curve.reset_index(drop=True)


def expected_calibration_error(curve: pd.DataFrame) -> float:
    """Return the mean distance of ``confidence`` and ``right`` in a `calibration_curve`.

    Each answer counts the same.

    References
    ----------
    M. Pakdaman Naeini, G. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities
    using Bayesian binning", AAAI 2015.

    Examples
    --------
    >>> curve = pd.DataFrame({"answers": [1, 3], "confidence": [0.3, 0.8], "right": [0.5, 0.8]})
    >>> expected_calibration_error(curve)
    0.05
    """
    apart = (curve["confidence"] - curve["right"]).abs()
    return float((apart * curve["answers"]).sum() / max(1, curve["answers"].sum()))


def calibration_of_classifier(
    probabilities: Probabilities, right: NDArray[np.bool_ | np.float64]
) -> pd.DataFrame:
    """Compute the `calibration_curve` of a classifier, by twentieths.

    How sure it is, is told as by a table: by the probability of its name against that of the most
    probable other one; see `folkhue.table.probabilities.confidences`.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n, terms)
        Predicted for each color.
    right : ndarray of bool or float64, shape (n, terms)
        Whether each term would be right, or the share of people who say so.
    """
    correct = value_of_name(right, probabilities.argmax(axis=1))
    return calibration_curve(confidences(probabilities).max(axis=1), correct, bins=20)
