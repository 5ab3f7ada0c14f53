"""Color spaces as the first step of a scikit-learn pipeline."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError

AT_ONCE = 1 << 18
"""Colors that are converted at a time, which bounds the memory that takes."""


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
        """Convert triples of whole numbers from 0 to 255, shape (n, 3); see `checked_colors`."""
        colors = checked_colors(X)
        first = SPACES[self.space](colors[:AT_ONCE])
        converted = np.empty((len(colors), first.shape[1]))
        converted[:AT_ONCE] = first
        for start in range(AT_ONCE, len(colors), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            converted[part] = SPACES[self.space](colors[part])
        return converted


def checked_colors(rgb: ArrayLike) -> NDArray[np.uint8]:
    """Check that colors are what classifiers are trained on.

    Parameters
    ----------
    rgb : array_like of int, shape (..., 3)
        From 0 to 255.

    Returns
    -------
    ndarray of uint8, shape (..., 3)

    Raises
    ------
    TypeError
        If they are other numbers, such as shares from 0 to 1.
    ValueError
        If they have another shape, or are out of range.
    """
    colors = np.asarray(rgb)
    if colors.dtype.kind not in "iu":
        raise TypeError(
            f"expected colors of whole numbers from 0 to 255, got {colors.dtype}; scale, round and "
            "convert them to uint8 first"
        )
    if colors.shape[-1:] != (3,):
        raise ValueError(f"expected colors of shape (..., 3), got {colors.shape}")
    if colors.size and not (colors.min() >= 0 and colors.max() <= 255):
        raise ValueError(
            f"expected colors from 0 to 255, got numbers from {colors.min()} to {colors.max()}"
        )
    return colors.astype(np.uint8, copy=False)
