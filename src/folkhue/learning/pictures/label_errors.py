"""Likely label errors, by confident learning on out-of-fold probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def label_errors(
    labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> NDArray[np.intp]:
    """Find examples whose label is likely wrong.

    A class is confidently predicted if its probability is at least the mean probability of
    that class among the examples labeled with it. An example is likely mislabeled if, of the
    classes that are confidently predicted for it, the most probable is not its label.

    Parameters
    ----------
    labels : ndarray of int, shape (n,)
        Columns of `probabilities`.
    probabilities : ndarray of float, shape (n, classes)
        Predicted by classifiers that have not seen the example.

    Returns
    -------
    ndarray of intp
        Their places, the lowest probability of the label against that of the best class first.

    References
    ----------
    C. Northcutt, L. Jiang, I. Chuang, "Confident Learning: Estimating Uncertainty in Dataset
    Labels", Journal of Artificial Intelligence Research 70, 2021.

    Examples
    --------
    >>> sure, other = [0.9, 0.1], [0.1, 0.9]
    >>> label_errors(np.array([0, 0, 1, 1, 1]), np.array([sure, sure, other, other, sure])).tolist()
    [4]
    """
    classes = range(probabilities.shape[1])
    thresholds = [
        probabilities[labels == each, each].mean() if each in labels else 2.0 for each in classes
    ]
    confident = np.where(probabilities >= thresholds, probabilities, 0)
    likely = confident.any(axis=1) & (confident.argmax(axis=1) != labels)
    margin = probabilities[np.arange(len(labels)), labels] - probabilities.max(axis=1)
    found = np.flatnonzero(likely)
    return found[np.argsort(margin[found], kind="stable")]
