"""Color spaces that sRGB is converted to, for classifiers, clustering and measurements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# IEC 61966-2-1: linear sRGB to CIE XYZ with the D65 white of that standard.
SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = SRGB_TO_XYZ.sum(axis=1)

# Björn Ottosson, "A perceptual color space for image processing", 2020.
SRGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)

DIN99O_TURN = np.radians(26)
"""Angle between the axes of DIN99o and those of CIELAB, in radians."""


def linearize(encoded: Floats) -> Floats:
    """Decode sRGB, or Display P3, from 0 to 1, to linear light."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


_LINEAR = linearize(np.arange(256) / 255)


def _as_triples(rgb: ArrayLike) -> NDArray[np.uint8]:
    triples = np.asarray(rgb)
    if triples.dtype != np.uint8 or triples.shape[-1:] != (3,):
        raise ValueError(
            f"expected uint8 RGB of shape (..., 3), got {triples.dtype} of shape {triples.shape}"
        )
    return triples


def to_linear(rgb: ArrayLike) -> Floats:
    """Decode sRGB, or Display P3, to linear light of the same primaries.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        From 0 to 1.
    """
    linear: Floats = _LINEAR[_as_triples(rgb)]
    return linear


def to_unit(rgb: ArrayLike) -> Floats:
    """Scale sRGB to 0–1, without linearizing.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
    """
    return _as_triples(rgb) / 255.0


def to_lab(rgb: ArrayLike) -> Floats:
    """Convert sRGB to CIELAB (D65).

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        L* from 0 to 100; a* and b* roughly from -110 to 110.

    References
    ----------
    CIE 15:2018, *Colorimetry*, section 8.2.1.

    Examples
    --------
    >>> to_lab(np.array([255, 255, 255], np.uint8)).round(3).tolist()
    [100.0, 0.0, 0.0]
    """
    return lab_from_linear(to_linear(rgb))


def lab_from_linear(linear: Floats) -> Floats:
    """Convert linear-light sRGB, also of colors outside of it, to CIELAB; see `to_lab`."""
    ratio = linear @ (SRGB_TO_XYZ / D65[:, None]).T
    delta = 6 / 29
    f = np.where(ratio > delta**3, np.cbrt(ratio), ratio / (3 * delta**2) + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1) + 0.0


def to_oklab(rgb: ArrayLike) -> Floats:
    """Convert sRGB to OKLab.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        L from 0 to 1; a and b roughly from -0.3 to 0.3.

    References
    ----------
    Björn Ottosson, "A perceptual color space for image processing", 2020.
    """
    lms = np.cbrt(to_linear(rgb) @ SRGB_TO_LMS.T)
    oklab: Floats = lms @ LMS_TO_OKLAB.T
    return oklab


def to_oklch(rgb: ArrayLike) -> Floats:
    """Convert sRGB to OKLab in polar coordinates.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Lightness from 0 to 1, chroma from 0 to 0.33, and hue in degrees from 0 to 360,
        0 for grays.
    """
    lightness, a, b = np.moveaxis(to_oklab(rgb), -1, 0)
    chroma = np.hypot(a, b)
    hue = np.where(chroma > _NO_CHROMA, np.degrees(np.arctan2(b, a)) % 360, 0)
    return np.stack([lightness, chroma, hue], axis=-1)


def to_hsl(rgb: ArrayLike) -> Floats:
    """Convert sRGB to hue, saturation and lightness as in CSS.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Hue in degrees from 0 to 360, 0 for grays; saturation and lightness from 0 to 1.

    References
    ----------
    W3C, *CSS Color Module Level 4*, section 7.

    Examples
    --------
    >>> to_hsl(np.array([255, 128, 0], np.uint8)).round(2).tolist()
    [30.12, 1.0, 0.5]
    """
    unit = to_unit(rgb)
    red, green, blue = np.moveaxis(unit, -1, 0)
    high, low = unit.max(axis=-1), unit.min(axis=-1)
    span, lightness = high - low, (high + low) / 2
    divisor = np.where(span > 0, span, 1)
    turn = np.select(
        [high == red, high == green],
        [(green - blue) / divisor % 6, (blue - red) / divisor + 2],
        (red - green) / divisor + 4,
    )
    room = 1 - np.abs(2 * lightness - 1)
    saturation = np.where(span > 0, span / np.where(room > 0, room, 1), 0)
    return np.stack([np.where(span > 0, 60 * turn, 0), saturation, lightness], axis=-1)


def to_hsv_cone(rgb: ArrayLike) -> Floats:
    """Convert sRGB to the HSV cone in Cartesian coordinates.

    Black is the tip of the cone, so that saturation counts less in dark colors, and hue does
    not count in grays.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Chroma in the direction of red, chroma at a right angle to it, and value. Value is from
        0 to 100, and so is the length of the two chroma coordinates.
    """
    unit = to_unit(rgb)
    red, green, blue = np.moveaxis(unit, -1, 0)
    value, chroma = unit.max(axis=-1), np.ptp(unit, axis=-1)
    across, along = np.sqrt(3) / 2 * (green - blue), red - (green + blue) / 2
    length = np.hypot(across, along)
    scale = np.divide(chroma, length, out=np.zeros_like(length), where=length > 0)
    return 100 * np.stack([along * scale, across * scale, value], axis=-1)


def to_din99o(rgb: ArrayLike) -> Floats:
    """Convert sRGB to DIN99o, in which distances are nearly those of CIEDE2000.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Lightness from 0 to 100, and two axes roughly from -55 to 50.

    References
    ----------
    DIN 6176:2018; G. Cui, M. Luo, B. Rigg, G. Roesler, K. Witt, "Uniform color spaces based
    on the DIN99 color-difference formula", Color Research & Application 27 (4), 2002.
    """
    return din99o_from_lab(to_lab(rgb))


def din99o_from_lab(lab: Floats) -> Floats:
    """Convert CIELAB (D65) to DIN99o, both of shape (..., 3); see `to_din99o`."""
    lightness, a, b = np.moveaxis(lab, -1, 0)
    cosine, sine = np.cos(DIN99O_TURN), np.sin(DIN99O_TURN)
    reddish, yellowish = a * cosine + b * sine, 0.83 * (b * cosine - a * sine)
    chroma = np.log1p(0.075 * np.hypot(reddish, yellowish)) / 0.0435
    hue = np.arctan2(yellowish, reddish) + DIN99O_TURN
    light = 303.67 * np.log1p(0.0039 * lightness)
    return np.stack([light, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)


def to_opponent(rgb: ArrayLike) -> Floats:
    """Convert sRGB to opponent colors, without linearizing.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 3)
        Intensity from 0 to 1, red against green from -1 to 1, and yellow against blue
        from -1 to 1.

    References
    ----------
    K. van de Sande, T. Gevers, C. Snoek, "Evaluating color descriptors for object and
    scene recognition", IEEE TPAMI 32 (9), 2010: O3, O1 and O2, scaled.
    """
    red, green, blue = np.moveaxis(to_unit(rgb), -1, 0)
    intensity = (red + green + blue) / 3
    return np.stack([intensity, red - green, (red + green) / 2 - blue], axis=-1)


def to_hue(rgb: ArrayLike) -> Floats:
    """Convert sRGB to lightness, chroma and hue of OKLab.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 4)
        Lightness from 0 to 1, chroma from 0 to 0.33, and the hue's cosine and sine, as an
        angle is discontinuous at 360°. Both are damped towards 0 for grays, whose hue means
        little.
    """
    lightness, a, b = np.moveaxis(to_oklab(rgb), -1, 0)
    chroma = np.hypot(a, b)
    damped = chroma + _GRAYISH
    return np.stack([lightness, chroma, a / damped, b / damped], axis=-1)


_NO_CHROMA = 1e-6  # of grays, by rounding
_GRAYISH = 0.04  # OKLab chroma at which the cosine and sine of a hue are halved

SPACES: dict[str, Callable[[ArrayLike], Floats]] = {
    "rgb": to_unit,
    "lab": to_lab,
    "oklab": to_oklab,
    "opponent": to_opponent,
    "hue": to_hue,
}
"""Color space name → function of uint8 (..., 3)."""
