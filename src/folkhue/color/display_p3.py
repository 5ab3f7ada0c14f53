"""Display P3, the color space of wide-gamut screens and of photographs by phones.

It has the white and the transfer function of sRGB, and primaries that are more colorful.

References
----------
CSS Color Module Level 4, https://www.w3.org/TR/css-color-4/, section 10.4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.css_spaces import P3_TO_SRGB
from folkhue.color.gamut import encode
from folkhue.color.spaces import Floats, to_linear

_SRGB_TO_P3 = np.linalg.inv(P3_TO_SRGB)


def from_p3(p3: ArrayLike) -> Floats:
    """Convert Display P3 to linear-light sRGB.

    Parameters
    ----------
    p3 : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        From 0 to 1 inside sRGB, below or above elsewhere.
    """
    linear: Floats = to_linear(p3) @ P3_TO_SRGB.T
    return linear


def encode_p3(linear: Floats) -> NDArray[np.uint8]:
    """Encode linear-light sRGB (..., 3) as 8-bit Display P3, clipped."""
    return encode(linear @ _SRGB_TO_P3.T)


def to_p3(rgb: ArrayLike) -> NDArray[np.uint8]:
    """Convert sRGB to Display P3, both uint8 of shape (..., 3)."""
    return encode_p3(to_linear(rgb))


def is_wide(p3: ArrayLike) -> NDArray[np.bool_]:
    """Return which colors sRGB lacks, more than rounding to 8 bits explains: (..., 3) → (...).

    Examples
    --------
    >>> is_wide(np.array([[255, 0, 0], [234, 51, 35], [128, 128, 128]], np.uint8)).tolist()
    [True, False, False]
    """
    clipped = to_p3(encode(from_p3(p3)))
    return np.asarray((np.abs(clipped.astype(int) - np.asarray(p3)) > 1).any(axis=-1))


def to_css(p3: Sequence[int]) -> str:
    """Write a color of Display P3, from 0 to 255, as CSS does.

    Examples
    --------
    >>> to_css((255, 51, 0))
    'color(display-p3 1 0.2 0)'
    """
    return f"color(display-p3 {' '.join(f'{part / 255:.4g}' for part in p3)})"
