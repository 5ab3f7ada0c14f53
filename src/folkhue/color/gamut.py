"""From other color spaces back to sRGB, and which colors sRGB can show."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.spaces import D65, LMS_TO_OKLAB, SRGB_TO_LMS, SRGB_TO_XYZ, Floats

XYZ_TO_SRGB = np.linalg.inv(SRGB_TO_XYZ)
# Bruce Lindbloom, "RGB/XYZ matrices": linear sRGB to XYZ with the white D50 of ICC profiles,
# by Bradford's adaptation.
SRGB_TO_XYZ_D50 = np.array(
    [
        [0.4360747, 0.3850649, 0.1430804],
        [0.2225045, 0.7168786, 0.0606169],
        [0.0139322, 0.0971045, 0.7141733],
    ]
)
D50 = SRGB_TO_XYZ_D50.sum(axis=1)
XYZ_D50_TO_SRGB = np.linalg.inv(SRGB_TO_XYZ_D50)
LMS_TO_SRGB = np.linalg.inv(SRGB_TO_LMS)
OKLAB_TO_LMS = np.linalg.inv(LMS_TO_OKLAB)

_TOLERANCE = 1e-6  # what rounding adds to white
_OUTSIDE = 0.5  # OKLCh chroma that no sRGB color has; the highest is 0.32, of magenta


def from_lab(lab: ArrayLike) -> Floats:
    """Convert CIELAB (D65) to linear-light sRGB.

    Parameters
    ----------
    lab : array_like of float, shape (..., 3)
        L* from 0 to 100, a*, b*.

    Returns
    -------
    ndarray of float64, shape (..., 3)
        From 0 to 1 inside sRGB, below or above elsewhere.

    References
    ----------
    CIE 15:2018, *Colorimetry*, section 8.2.1 and annex D.
    """
    linear: Floats = (_ratios_to_white(lab) * D65) @ XYZ_TO_SRGB.T
    return linear


def from_lab_d50(lab: ArrayLike) -> Floats:
    """Convert the CIELAB of color management (D50) to linear-light sRGB; see `from_lab`."""
    return from_xyz_d50(_ratios_to_white(lab) * D50)


def from_xyz_d50(xyz: ArrayLike) -> Floats:
    """Convert CIE XYZ with the white D50 to linear-light sRGB.

    Parameters
    ----------
    xyz : array_like of float, shape (..., 3)
        Y of white is 1.

    Returns
    -------
    ndarray of float64, shape (..., 3)
        As from `from_lab`.
    """
    linear: Floats = np.asarray(xyz, np.float64) @ XYZ_D50_TO_SRGB.T
    return linear


def _ratios_to_white(lab: ArrayLike) -> Floats:
    lightness, a, b = np.moveaxis(np.asarray(lab, np.float64), -1, 0)
    y = (lightness + 16) / 116
    f = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    delta = 6 / 29
    ratios: Floats = np.where(f > delta, f**3, 3 * delta**2 * (f - 4 / 29))
    return ratios


def from_oklch(oklch: ArrayLike) -> Floats:
    """Convert OKLab in polar coordinates to linear-light sRGB.

    Parameters
    ----------
    oklch : array_like of float, shape (..., 3)
        Lightness from 0 to 1, chroma, and hue in degrees.

    Returns
    -------
    ndarray of float64, shape (..., 3)
        As from `from_lab`.
    """
    lightness, chroma, hue = np.moveaxis(np.asarray(oklch, np.float64), -1, 0)
    angle = np.radians(hue)
    oklab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)
    linear: Floats = (oklab @ OKLAB_TO_LMS.T) ** 3 @ LMS_TO_SRGB.T
    return linear


def in_gamut(linear: Floats) -> NDArray[np.bool_]:
    """Return which colors are inside sRGB: linear light (..., 3) → bool (...)."""
    return np.asarray(((linear >= -_TOLERANCE) & (linear <= 1 + _TOLERANCE)).all(axis=-1))


def encode(linear: Floats) -> NDArray[np.uint8]:
    """Encode linear light (..., 3) as 8-bit sRGB; values outside 0 to 1 are clipped."""
    clipped = np.clip(linear, 0, 1)
    encoded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * encoded), np.uint8)


def max_chroma(lightness: ArrayLike, hue: ArrayLike) -> NDArray[np.uint8]:
    """Find the most colorful sRGB colors of given OKLCh lightness and hue.

    Bisection between gray and a chroma outside sRGB. Around hue 264° (blue) sRGB is not
    convex, so that the result may not be the outermost color there.

    Parameters
    ----------
    lightness : array_like of float, shape (...)
        From 0 to 1.
    hue : array_like of float, shape (...)
        In degrees.

    Returns
    -------
    ndarray of uint8, shape (..., 3)
    """
    lightness, hue = np.broadcast_arrays(np.asarray(lightness, float), np.asarray(hue, float))
    return _encode_reduced(lightness, np.full(lightness.shape, _OUTSIDE), hue)


def encode_oklch(oklch: ArrayLike) -> NDArray[np.uint8]:
    """Encode OKLCh as sRGB; chroma that sRGB lacks is reduced at the same lightness and hue.

    Parameters
    ----------
    oklch : array_like of float, shape (..., 3)
        Lightness from 0 to 1, chroma, and hue in degrees.

    Returns
    -------
    ndarray of uint8, shape (..., 3)
    """
    return _encode_reduced(*np.moveaxis(np.asarray(oklch, float), -1, 0))


def _encode_reduced(lightness: Floats, chroma: Floats, hue: Floats) -> NDArray[np.uint8]:
    """Encode colors with the highest chroma, at most the given one, that sRGB has."""
    fits = in_gamut(from_oklch(np.stack([lightness, chroma, hue], axis=-1)))
    inside, outside = np.where(fits, chroma, 0), chroma
    for _ in range(24):  # halves the interval to less than a step of 8 bits
        middle = (inside + outside) / 2
        fits = in_gamut(from_oklch(np.stack([lightness, middle, hue], axis=-1)))
        inside, outside = np.where(fits, middle, inside), np.where(fits, outside, middle)
    return encode(from_oklch(np.stack([lightness, inside, hue], axis=-1)))
