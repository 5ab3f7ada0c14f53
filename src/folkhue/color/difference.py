"""Differences between colors as people see them: CIEDE2000."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_SEVENTH = 25.0**7


def ciede2000(one: ArrayLike, other: ArrayLike) -> Floats:
    """Return the CIEDE2000 difference of colors, with all parametric factors 1.

    Parameters
    ----------
    one, other : array_like of float, shape (..., 3)
        CIELAB; their shapes are broadcast.

    Returns
    -------
    ndarray of float64, shape (...)
        0 for equal colors; about 1 for colors that one just tells apart, side by side.

    References
    ----------
    G. Sharma, W. Wu, E. Dalal, "The CIEDE2000 color-difference formula: implementation notes,
    supplementary test data, and mathematical observations", Color Research & Application 30 (1),
    2005.

    Examples
    --------
    >>> float(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485]).round(4))
    2.0425
    """
    lightness1, a1, b1 = np.moveaxis(np.asarray(one, float), -1, 0)
    lightness2, a2, b2 = np.moveaxis(np.asarray(other, float), -1, 0)
    stretch = 1.5 - 0.5 * _saturating((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)
    chroma1, chroma2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    hue1, turn = _hue_and_turn(stretch * a1, b1, stretch * a2, b2)
    lightness, chroma = (lightness1 + lightness2) / 2, (chroma1 + chroma2) / 2
    hue = np.where(chroma1 * chroma2 > 0, hue1 + turn / 2, hue1 + np.arctan2(b2, stretch * a2))
    squared = (lightness - 50) ** 2
    in_lightness = (lightness2 - lightness1) / (1 + 0.015 * squared / np.sqrt(20 + squared))
    in_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    across = 2 * np.sqrt(chroma1 * chroma2) * np.sin(turn / 2)
    in_hue = across / (1 + 0.015 * chroma * _hue_weight(hue))
    rotation = -np.sin(2 * _bluish(hue)) * 2 * _saturating(chroma)
    squares = in_lightness**2 + in_chroma**2 + in_hue**2 + rotation * in_chroma * in_hue
    return np.asarray(np.sqrt(np.maximum(squares, 0)))


def _saturating(chroma: Floats) -> Floats:
    seventh = chroma**7
    return np.asarray(np.sqrt(seventh / (seventh + _SEVENTH)))


def _hue_and_turn(a1: Floats, b1: Floats, a2: Floats, b2: Floats) -> tuple[Floats, Floats]:
    """Return the hue of the first, and the shorter turn to that of the second, in radians."""
    hue1, hue2 = np.arctan2(b1, a1), np.arctan2(b2, a2)
    turn = (hue2 - hue1 + np.pi) % (2 * np.pi) - np.pi
    return hue1, turn


def _hue_weight(hue: Floats) -> Floats:
    weight: Floats = (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    return weight


def _bluish(hue: Floats) -> Floats:
    """Return half the angle by which hue and chroma interact, around 275 degrees."""
    degrees = np.degrees(hue) % 360
    return np.asarray(np.radians(30) * np.exp(-(((degrees - 275) / 25) ** 2)))
