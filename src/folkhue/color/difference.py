"""How different two colors look."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def ciede2000(lab1: ArrayLike, lab2: ArrayLike) -> Floats:
    """Give the CIEDE2000 difference of colors, with all parametric factors 1.

    Parameters
    ----------
    lab1, lab2 : array_like of float, shape (..., 3)
        CIELAB, as `folkhue.color.spaces.to_lab` gives it. Shapes are broadcast: ``lab[:, None]``
        beside ``others[None]`` gives every pair.

    Returns
    -------
    ndarray of float64, shape (...)
        0 for the same color; 1 is about the least that is seen, and 100 lies between black
        and white.

    References
    ----------
    G. Sharma, W. Wu, E. Dalal, "The CIEDE2000 color-difference formula: implementation notes,
    supplementary test data, and mathematical observations", Color Research & Application
    30 (1), 2005; numbers in brackets are its equations.

    Examples
    --------
    >>> float(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485]).round(4))
    2.0425
    """
    one, two = np.asarray(lab1, float), np.asarray(lab2, float)
    stretch = _stretch(one, two)
    chroma1, hue1 = _polar(one, stretch)
    chroma2, hue2 = _polar(two, stretch)
    gray = chroma1 * chroma2 == 0
    mean_lightness = (one[..., 0] + two[..., 0]) / 2
    mean_chroma = (chroma1 + chroma2) / 2
    mean_hue = _mean_hue(hue1, hue2, gray)

    lightness = (two[..., 0] - one[..., 0]) / _lightness_weight(mean_lightness)  # [8]
    chroma = (chroma2 - chroma1) / (1 + 0.045 * mean_chroma)  # [9], [16]
    hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(_turn(hue1, hue2)) / 2)  # [11]
    hue = hue / (1 + 0.015 * mean_chroma * _hue_weight(mean_hue))  # [17]
    rotated = _rotation(mean_chroma, mean_hue) * chroma * hue
    squared = lightness**2 + chroma**2 + hue**2 + rotated  # [22]
    difference: Floats = np.sqrt(squared.clip(0))
    return difference


def nearest(colors: ArrayLike, palette: ArrayLike) -> Floats:
    """Give the CIEDE2000 difference of each color to the nearest of a palette.

    Parameters
    ----------
    colors : array_like of float, shape (n, 3)
    palette : array_like of float, shape (k, 3)
        At least one; both in CIELAB.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    least = [ciede2000(colors, one) for one in np.asarray(palette, float).reshape(-1, 3)]
    differences: Floats = np.min(least, axis=0)
    return differences


def _stretch(one: Floats, two: Floats) -> Floats:
    """By what a* is stretched, for grays the most [3, 4]."""
    seventh = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(two[..., 1], two[..., 2])) / 2
    return 1.5 - 0.5 * _saturating(seventh)


def _saturating(chroma: Floats) -> Floats:
    """Go from 0 for grays to 1, half the way (squared) at a chroma of 25."""
    seventh = chroma**7
    ratio: Floats = np.sqrt(seventh / (seventh + 25.0**7))
    return ratio


def _polar(lab: Floats, stretch: Floats) -> tuple[Floats, Floats]:
    """Chroma, and hue in degrees, of which that of grays is 0 [5 to 7]."""
    a, b = lab[..., 1] * stretch, lab[..., 2]
    return np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360


def _turn(hue1: Floats, hue2: Floats) -> Floats:
    """From one hue to the other the shorter way, in degrees from -180 to 180 [10]."""
    turn = hue2 - hue1
    return np.where(np.abs(turn) <= 180, turn, turn - 360 * np.sign(turn))


def _mean_hue(hue1: Floats, hue2: Floats, gray: NDArray[np.bool_]) -> Floats:
    """Mean of hues along the shorter way between them; of a gray's and another, that [14]."""
    total = hue1 + hue2
    across = np.where(total < 360, total + 360, total - 360)
    mean = np.where(np.abs(hue1 - hue2) <= 180, total, across) / 2
    return np.where(gray, total, mean)


def _lightness_weight(lightness: Floats) -> Floats:
    squared = (lightness - 50) ** 2
    return 1 + 0.015 * squared / np.sqrt(20 + squared)  # [15], S_L


def _hue_weight(hue: Floats) -> Floats:
    """Give T [15]."""
    return (
        1
        - 0.17 * _cos(hue - 30)
        + 0.24 * _cos(2 * hue)
        + 0.32 * _cos(3 * hue + 6)
        - 0.20 * _cos(4 * hue - 63)
    )


def _rotation(chroma: Floats, hue: Floats) -> Floats:
    """Give R_T, which turns the ellipses of blues [16, 18, 19, 21]."""
    angle = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    turned: Floats = -2 * _saturating(chroma) * np.sin(np.radians(angle))
    return turned


def _cos(degrees: Floats) -> Floats:
    cosine: Floats = np.cos(np.radians(degrees))
    return cosine
