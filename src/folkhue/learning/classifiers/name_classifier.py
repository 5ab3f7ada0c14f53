"""A trained classifier as scikit-learn's tools take it: colors in, names out."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.preprocessing import LabelEncoder
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d

from folkhue.learning.classifiers import model_file
from folkhue.learning.classifiers.color_space import CHANNELS

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def load_classifier(path: str | Path, trusted: Sequence[str] = ()) -> NameClassifier:
    """Load a trained classifier, such as ``models/forest.skops`` of ``make repro``.

    Only types of folkhue and those that skops trusts are constructed, so that a file of a stranger
    runs no code.

    Parameters
    ----------
    path : str or Path
    trusted : sequence of str
        Kinds of classifiers, and dotted paths of types, that the file may hold besides these, such
        as ``["sklearn.ensemble.ExtraTreesClassifier"]``. Their code runs.

    Returns
    -------
    NameClassifier

    Raises
    ------
    TableError
        If the file is no such classifier, is damaged, or holds other types, which the message
        names.
    MissingExtraError
        Without the extra ``train``.

    Warns
    -----
    UserWarning
        If another version of scikit-learn trained it, as predictions may differ.
    """
    path = Path(path)
    terms, pipeline = model_file.load(path, trusted)
    if differing := model_file.other_version(path):
        warnings.warn(differing, UserWarning, stacklevel=2)
    return NameClassifier.trained(terms, pipeline)


def _has(method: str) -> Any:
    return lambda self: hasattr(getattr(self, "pipeline_", self.pipeline), method)


class NameClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Predict the names of colors.

    It is a scikit-learn classifier: it can be cloned, fitted again, cross-validated, calibrated.

    Parameters
    ----------
    pipeline : Pipeline
        Takes colors: whole numbers from 0 to 255, of shape (n, 3). Its targets are indices into
        `classes_`.

    Attributes
    ----------
    classes_ : ndarray of str
        The names, in the order of the columns of `predict_proba`.
    pipeline_ : Pipeline
        The fitted pipeline, of scikit-learn's and folkhue's steps.
    n_features_in_ : int
        3: red, green and blue.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    @classmethod
    def trained(cls, names: Sequence[str], pipeline: Pipeline) -> NameClassifier:
        """Wrap a fitted pipeline that predicts indices into `names`."""
        classifier = cls(pipeline)
        classifier.classes_, classifier.pipeline_ = np.array(names), pipeline
        return classifier

    def fit(self, X: ArrayLike, y: ArrayLike) -> NameClassifier:
        """Fit a copy of the pipeline to colors and their names.

        Parameters
        ----------
        X : array_like of int, shape (n, 3)
        y : array_like of str, shape (n,)
        """
        check_classification_targets(y)
        encoder = LabelEncoder().fit(column_or_1d(y, warn=True))
        self.pipeline_ = clone(self.pipeline).fit(X, encoder.transform(y))
        self.classes_ = encoder.classes_
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Predict the name of each color: shape (n, 3) → (n,).

        Raises
        ------
        TypeError
            If the colors are not whole numbers.
        ValueError
            If they are out of the range from 0 to 255, or have another shape.
        """
        check_is_fitted(self)
        found: NDArray[Any] = self.classes_[self.pipeline_.predict(X)]
        return found

    @available_if(_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the probability of each name, in the order of `classes_`; see `predict`."""
        check_is_fitted(self)
        found: NDArray[np.float64] = self.pipeline_.predict_proba(X)
        return found

    @property
    def n_features_in_(self) -> int:
        """The number of channels."""
        return int(self.pipeline_.n_features_in_)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[Any]:
        """Name the coordinates that the last step gets, such as those of OKLab."""
        check_is_fitted(self)
        before = self.pipeline_[:-1]
        if len(before.steps) == 0:  # a blend of several spaces
            return np.array(CHANNELS, object)
        names: NDArray[Any] = before.get_feature_names_out(input_features)
        return names
