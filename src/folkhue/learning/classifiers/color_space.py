"""Color spaces as the first step of a scikit-learn pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from folkhue.color.spaces import SPACES
from folkhue.errors import ParamsError

CHANNELS = ("red", "green", "blue")

AXES: Mapping[str, tuple[str, ...]] = {
    "rgb": CHANNELS,
    "lab": ("lightness", "a", "b"),
    "oklab": ("lightness", "a", "b"),
    "opponent": ("intensity", "red_green", "yellow_blue"),
    "hue": ("lightness", "chroma", "cosine", "sine"),
}
"""The coordinates of each color space."""

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
        checked_rows(X)
        self.is_fitted_ = True
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Convert triples of whole numbers from 0 to 255, shape (n, 3); see `checked_colors`."""
        colors = checked_rows(X)
        first = SPACES[self.space](colors[:AT_ONCE])
        converted = np.empty((len(colors), first.shape[1]))
        converted[:AT_ONCE] = first
        for start in range(AT_ONCE, len(colors), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            converted[part] = SPACES[self.space](colors[part])
        return converted

    @property
    def n_features_in_(self) -> int:
        """The number of channels."""
        check_is_fitted(self, "is_fitted_")
        return len(CHANNELS)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[Any]:
        """Name the coordinates, such as ``oklab_lightness``, whatever the channels are called."""
        return np.array([f"{self.space}_{axis}" for axis in AXES[self.space]], object)


def checked_rows(rgb: ArrayLike) -> NDArray[np.uint8]:
    """Check that colors are rows, as scikit-learn has them; see `checked_colors`."""
    colors = checked_colors(rgb)
    if colors.ndim != 2:
        raise ValueError(
            f"expected colors of shape (n, 3), got {colors.shape}; of an image, reshape(-1, 3)"
        )
    return colors


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
