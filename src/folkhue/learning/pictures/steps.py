"""Steps before a classifier: roots of shares, balanced scales, and principal components."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    OneToOneFeatureMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted, validate_data

_LEVELS = 31  # of the coefficients of a component, above and below 0: few are packed to less


class ShareRoots(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Replace shares by their square roots: distances are then those of Hellinger.

    A column is one of shares if its values are from 0 to 1.

    Attributes
    ----------
    roots_ : ndarray of bool, shape (features,)
        Which columns are shares.

    Examples
    --------
    >>> ShareRoots().fit_transform(np.array([[0.25, -1], [1, 2]])).tolist()
    [[0.5, -1.0], [1.0, 2.0]]
    """

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Find the columns of shares."""
        values = validate_data(self, X)
        self.roots_ = (values >= 0).all(axis=0) & (values <= 1).all(axis=0)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.floating]:
        """Replace what was found to be shares; shape (n, features)."""
        check_is_fitted(self)
        values = validate_data(self, X, reset=False)
        return np.asarray(np.where(self.roots_, np.sqrt(np.maximum(values, 0)), values))


class BalancedScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Center features, and scale those that are no shares so that together they count as one group.

    The squares of the roots of shares sum to 1 in each group, such as a histogram. All other
    features, standardized, are divided by the square root of their number: their squares then
    sum to 1 on average.

    Attributes
    ----------
    mean_, scale_ : ndarray of float64, shape (features,)
        Subtracted from features, and divided by.
    """

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Compute means and deviations."""
        values = validate_data(self, X, dtype=np.float64)
        is_share = (values >= 0).all(axis=0) & (values <= 1).all(axis=0)
        varies = values.min(axis=0) < values.max(axis=0)  # a deviation may be rounded up from 0
        others = np.where(varies, values.std(axis=0), 1) * np.sqrt(max(1, int((~is_share).sum())))
        self.mean_, self.scale_ = values.mean(axis=0), np.where(is_share, 1.0, others)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Center and scale; shape (n, features)."""
        check_is_fitted(self)
        return np.asarray((validate_data(self, X, reset=False) - self.mean_) / self.scale_)


class Components(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Principal components, with coefficients that a file holds in one byte each.

    They are rounded before anything is learned from them, so that a file loses nothing.

    Parameters
    ----------
    number : int
        Components to keep; fewer, if there are not as many features or examples.

    Attributes
    ----------
    codes_ : ndarray of int8, shape (features, components)
    steps_ : ndarray of float32, shape (components,)
        The coefficients are ``codes_ * steps_``.
    """

    def __init__(self, number: int = 160) -> None:
        self.number = number

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Find the directions of centered features along which they vary most."""
        values = validate_data(self, X, dtype=np.float64)
        number = min(self.number, *values.shape)
        vectors = np.linalg.eigh(values.T @ values)[1][:, ::-1][:, :number]
        signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(number)])
        self.steps_ = (np.abs(vectors).max(axis=0) / _LEVELS).astype(np.float32)
        self.codes_ = np.rint(vectors * signs / self.steps_).astype(np.int8)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Project features; shape (n, components)."""
        check_is_fitted(self)
        values = validate_data(self, X, reset=False, dtype=np.float64)
        return np.asarray(values @ (self.codes_ * self.steps_))

    @property
    def _n_features_out(self) -> int:
        return len(self.steps_)
