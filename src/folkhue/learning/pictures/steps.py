"""The step before standardization: square roots of shares, which differ most near 0."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data


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
