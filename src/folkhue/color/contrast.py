"""Contrast of text and the color under it, by WCAG 2.2."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from folkhue.color.spaces import Floats, to_linear
from folkhue.color.to_srgb import Color

BLACK: Color = (0, 0, 0)
WHITE: Color = (255, 255, 255)

TEXT = 4.5
"""Contrast that text needs at least (success criterion 1.4.3, level AA)."""

_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])  # as WCAG rounds them
_FLARE = 0.05  # light that a screen reflects


def luminance(rgb: ArrayLike) -> Floats:
    """Return the relative luminance of sRGB as WCAG defines it.

    Parameters
    ----------
    rgb : array_like of int from 0 to 255, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (...)
        From 0 to 1.

    References
    ----------
    W3C, *Web Content Accessibility Guidelines 2.2*, "relative luminance".
    """
    return np.asarray(to_linear(np.asarray(rgb, np.uint8)) @ _WEIGHTS)


def contrast(one: ArrayLike, other: ArrayLike) -> Floats:
    """Compute the contrast ratio of colors.

    Parameters
    ----------
    one, other : array_like of int from 0 to 255, shape (..., 3)
        Their order does not matter.

    Returns
    -------
    ndarray of float64, shape (...)
        From 1 to 21.

    References
    ----------
    W3C, *Web Content Accessibility Guidelines 2.2*, "contrast ratio".

    Examples
    --------
    >>> round(float(contrast((118, 118, 118), WHITE)), 2)
    4.54
    """
    a, b = luminance(one) + _FLARE, luminance(other) + _FLARE
    return np.asarray(np.maximum(a, b) / np.minimum(a, b))


def text_color_on(color: Color) -> Color:
    """Choose black or white for text on a color; the contrast is at least 4.58."""
    return max(BLACK, WHITE, key=lambda text: float(contrast(text, color)))
