"""Whether a classifier's probabilities say how often it is correct."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]


def calibration_curve(
    probabilities: Probabilities, correct: NDArray[np.bool_], bins: int = 10
) -> pd.DataFrame:
    """Compare predicted probabilities with the share of correct predictions.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n,)
        Of the predicted name, 0 to 1.
    correct : ndarray of bool, shape (n,)
    bins : int
        Number of equal intervals into which the probabilities are divided.

    Returns
    -------
    DataFrame
        A row for each interval that has predictions: ``answers``, how many, their mean
        ``probability``, and ``right``, the share of correct ones.

    References
    ----------
    A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised
    learning", ICML 2005: the reliability diagram.

    Examples
    --------
    >>> calibration_curve(np.array([0.91, 0.95, 0.3]), np.array([True, True, False]))
       answers  probability  right
    0        1         0.30    0.0
    1        2         0.93    1.0
    """
    interval = np.minimum((probabilities * bins).astype(int), bins - 1)
    table = pd.DataFrame({"bin": interval, "probability": probabilities, "right": correct})
    grouped = table.groupby("bin")
    curve = grouped[["probability", "right"]].mean()
    curve.insert(0, "answers", grouped.size())
    return curve.reset_index(drop=True)


def calibration_of_pixels(
    probabilities: Probabilities, names: NDArray[np.str_], terms: tuple[str, ...]
) -> pd.DataFrame:
    """Compute the `calibration_curve` of a classifier on labeled pixels.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n, terms)
        Predicted for each pixel.
    names : ndarray of str, shape (n,)
        Their labels.
    terms : tuple of str
    """
    correct = np.array(terms)[probabilities.argmax(axis=1)] == names
    return calibration_curve(probabilities.max(axis=1), correct)
