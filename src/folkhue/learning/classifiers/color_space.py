"""Color spaces as the first step of a scikit-learn pipeline."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError


class ColorSpace(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Convert RGB triples to a color space.

    Parameters
    ----------
    space : str
        A key of `folkhue.color.spaces.SPACES`.
    """

    def __init__(self, space: str = "rgb") -> None:
        self.space = space

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> ColorSpace:
        """Check the space; there is nothing to fit."""
        if self.space not in SPACES:
            raise ParamsError(f"expected a color space of {[*SPACES]}, got {self.space!r}")
        self.is_fitted_ = True
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Convert uint8 triples of shape (n, 3)."""
        return SPACES[self.space](np.asarray(X, np.uint8))
