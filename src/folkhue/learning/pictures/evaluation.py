"""How good a classifier of pictures is: out-of-fold predictions, and what is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from folkhue._utils.progress import counted
from folkhue.learning.evaluation.calibration import calibration_curve, expected_calibration_error
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.label_errors import label_errors
from folkhue.learning.pictures.search import folds_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PictureEvaluation:
    """Out-of-fold predictions: each picture by a classifier that has not seen it.

    Attributes
    ----------
    ids : ndarray of str, shape (pictures,)
    terms : tuple of str
        Color names, in the order of the columns of `probabilities`.
    labels : ndarray of intp, shape (pictures,)
        The label of each picture, an index into `terms`.
    probabilities : ndarray of float64, shape (pictures, terms)
    importances : DataFrame
        A row for each group of features: ``group``, the mean ``drop`` of accuracy when its
        columns are shuffled among the pictures of a fold, and its standard deviation ``std``.
    """

    ids: NDArray[np.str_]
    terms: tuple[str, ...]
    labels: NDArray[np.intp]
    probabilities: Floats
    importances: pd.DataFrame

    @property
    def predicted(self) -> NDArray[np.intp]:
        """The most probable name of each picture, an index into `terms`."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def confusion(self) -> ConfusionMatrix:
        """Labels against predictions."""
        return ConfusionMatrix.from_predictions(self.labels, self.predicted, self.terms)

    @property
    def reliability(self) -> pd.DataFrame:
        """Predicted probabilities against the share of correct predictions."""
        correct = self.predicted == self.labels
        return calibration_curve(self.probabilities.max(axis=1), correct)

    @property
    def label_errors(self) -> pd.DataFrame:
        """Likely label errors, the likeliest first; see `label_errors`."""
        found = label_errors(self.labels, self.probabilities)
        return pd.DataFrame(
            {
                "id": self.ids[found],
                "label": np.array(self.terms)[self.labels[found]],
                "predicted": np.array(self.terms)[self.predicted[found]],
                "probability": self.probabilities[found, self.labels[found]],
            }
        )

    @property
    def mistakes(self) -> pd.DataFrame:
        """Pictures whose label is not predicted, the most probable prediction first.

        Columns: ``id``, ``label``, ``predicted``, the ``probability`` of what is predicted, and
        ``doubtful``, whether the label is likely wrong.
        """
        probability = self.probabilities.max(axis=1)
        wrong = np.flatnonzero(self.predicted != self.labels)
        order = wrong[np.argsort(-probability[wrong], kind="stable")]
        terms = np.array(self.terms)
        return pd.DataFrame(
            {
                "id": self.ids[order],
                "label": terms[self.labels[order]],
                "predicted": terms[self.predicted[order]],
                "probability": probability[order],
                "doubtful": np.isin(self.ids[order], self.label_errors["id"]),
            }
        )

    def scores(self) -> dict[str, Any]:
        """Return accuracy, balanced accuracy, recall by color, and calibration, as JSON types."""
        confusion = self.confusion
        return {
            "pictures": len(self.labels),
            "accuracy": confusion.accuracy,
            "balanced_accuracy": confusion.balanced_accuracy,
            "recall": dict(zip(self.terms, confusion.recall.tolist(), strict=True)),
            "calibration_error": expected_calibration_error(self.reliability),
            "likely_label_errors": len(self.label_errors),
        }


def evaluate(
    pipeline: Pipeline,
    dataset: PictureDataset,
    groups: Sequence[str],
    *,
    folds: int = 5,
    seed: int = 0,
    repeats: int = 3,
) -> PictureEvaluation:
    """Cross-validate a classifier, and shuffle its features group by group.

    Parameters
    ----------
    pipeline : Pipeline
        Is not fitted: each fold trains a copy.
    dataset : PictureDataset
    groups : sequence of str
        Features that it gets, in order.
    folds : int
    seed : int
    repeats : int
        How often each group is shuffled in each fold; 0 for no importances.

    Raises
    ------
    TrainingError
        If a color has fewer pictures than there are folds.

    References
    ----------
    L. Breiman, "Random Forests", Machine Learning 45, 2001: permutation importance.
    """
    X = dataset.features(groups)
    columns = _columns(dataset, groups)
    terms, labels = np.unique(dataset.labels, return_inverse=True)
    probabilities = np.zeros((len(X), len(terms)))
    random = np.random.default_rng(seed)
    drops: list[list[float]] = []
    for train, test in counted(folds_of(dataset, folds, seed), "folds", folds):
        fitted = clone(pipeline).fit(X[train], labels[train])
        probabilities[test] = _probabilities(fitted, X[test])
        right = float((probabilities[test].argmax(axis=1) == labels[test]).mean())
        for _ in range(repeats):
            drops.append(
                [
                    right - _shuffled_score(fitted, X[test], labels[test], each, random)
                    for each in columns
                ]
            )
    importances = _importances(drops, groups)
    names = dataset.frame["id"].to_numpy(str)
    return PictureEvaluation(names, tuple(terms.tolist()), labels, probabilities, importances)


def _probabilities(fitted: Pipeline, X: NDArray[np.float32]) -> Floats:
    """Predict probabilities; of a classifier without any, by a softmax of its decisions."""
    if hasattr(fitted, "predict_proba"):
        return np.asarray(fitted.predict_proba(X))
    scores = np.asarray(fitted.decision_function(X))
    if scores.ndim == 1:  # of two classes, those of the second against the first
        scores = np.column_stack([np.zeros(len(scores)), scores])
    return np.asarray(softmax(scores, axis=1))


def _columns(dataset: PictureDataset, groups: Sequence[str]) -> list[slice]:
    """Return the columns of each group."""
    ends = np.cumsum([len(dataset.feature_names([group])) for group in groups]).tolist()
    return [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def _shuffled_score(
    fitted: Pipeline,
    X: NDArray[np.float32],
    labels: NDArray[np.intp],
    columns: slice,
    random: np.random.Generator,
) -> float:
    shuffled = X.copy()
    shuffled[:, columns] = X[random.permutation(len(X)), columns]
    return float((fitted.predict(shuffled) == labels).mean())


def _importances(drops: list[list[float]], groups: Sequence[str]) -> pd.DataFrame:
    values = np.array(drops).reshape(-1, len(groups))
    if not len(values):
        return pd.DataFrame({"group": [], "drop": [], "std": []})
    table = {"group": list(groups), "drop": values.mean(axis=0), "std": values.std(axis=0)}
    return pd.DataFrame(table).sort_values("drop", ascending=False, ignore_index=True)
