"""Colors of which a classifier could just as well predict another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsClassifier

if TYPE_CHECKING:
    from folkhue.learning.classifiers.name_classifier import NameClassifier

TIE = 1e-5
"""Difference of the probabilities of two names that single precision may turn around."""

_NEAR = 1e-6  # difference of two distances, in coordinates of about 1, as above


def is_tie(classifier: NameClassifier, color: NDArray[np.uint8], name: str) -> bool:
    """Return whether a name is as probable as the predicted one, but for rounding.

    Parameters
    ----------
    classifier : NameClassifier
    color : ndarray of uint8, shape (3,)
    name : str
        Another than is predicted.

    Notes
    -----
    Of nearest neighbors, several are often equally near, such as training pixels of the same
    color and different names. Which of them are among the k nearest is chance; another choice may
    give another name.
    """
    model = classifier.pipeline_[-1]
    if isinstance(model, KNeighborsClassifier) and model.weights == "uniform":
        [point] = classifier.pipeline_[:-1].transform(color[None])
        return _could_win(model, point, int(np.flatnonzero(classifier.classes_ == name)[0]))
    if not hasattr(classifier, "predict_proba"):
        return False
    [probabilities] = classifier.predict_proba(color[None])
    [found] = probabilities[classifier.classes_ == name]
    return bool(found >= probabilities.max() - TIE)


def _could_win(model: Any, point: NDArray[np.float64], wanted: int) -> bool:
    """Return whether a class can get most votes, if equally near neighbors are chosen for it."""
    number = model.n_neighbors
    [distances], [places] = model.kneighbors(point[None], model.n_samples_fit_)
    limit = distances[number - 1]
    labels = model._y[places]  # scikit-learn tells the labels of neighbors nowhere else
    classes = len(model.classes_)
    sure = np.bincount(labels[distances < limit - _NEAR], minlength=classes)
    equal = np.bincount(labels[np.abs(distances - limit) <= _NEAR], minlength=classes)
    free = number - sure.sum()
    votes = sure[wanted] + min(equal[wanted], free)
    left = free - (votes - sure[wanted])  # goes to others, of which none is to get more votes
    room = np.minimum(equal, votes - sure)
    room[wanted] = 0
    return bool(sure.max() <= votes and room.sum() >= left)
