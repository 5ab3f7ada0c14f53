"""The color spaces of CSS's ``color()``, converted to linear-light sRGB.

References
----------
CSS Color Module Level 4, https://www.w3.org/TR/css-color-4/, section 10.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import XYZ_TO_SRGB, from_xyz_d50
from folkhue.color.primaries import BT2020, DISPLAY_P3, SRGB, Triangle, rgb_to_xyz, xyz_of
from folkhue.color.spaces import D65, Floats, linearize

_ADOBE = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
_PROPHOTO = ((0.734699, 0.265301), (0.159597, 0.840403), (0.036598, 0.000105))
_D50_WHITE = (0.3457, 0.3585)


def _prophoto_curve(value: Floats) -> Floats:
    return np.where(value <= 16 / 512, value / 16, value**1.8)


def _power(gamma: float) -> Callable[[Floats], Floats]:
    return lambda value: value**gamma


P3_TO_SRGB = XYZ_TO_SRGB @ rgb_to_xyz(DISPLAY_P3, D65)
"""From linear-light Display P3 to linear-light sRGB."""


def _rgb(primaries: Triangle, curve: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    """Convert from an RGB space with the white D65; its curve continues below 0 and above 1."""
    to_srgb = XYZ_TO_SRGB @ rgb_to_xyz(primaries, D65)
    return lambda values: np.asarray(to_srgb @ (np.sign(values) * curve(np.abs(values))))


def _from_prophoto(values: Floats) -> Floats:
    linear = np.sign(values) * _prophoto_curve(np.abs(values))
    return from_xyz_d50(rgb_to_xyz(_PROPHOTO, xyz_of(_D50_WHITE)) @ linear)


def _from_xyz(values: Floats) -> Floats:
    return np.asarray(XYZ_TO_SRGB @ values)


SPACES: dict[str, Callable[[NDArray[np.float64]], Floats]] = {
    "srgb": _rgb(SRGB, linearize),
    "srgb-linear": lambda values: values,
    "display-p3": _rgb(DISPLAY_P3, linearize),
    "display-p3-linear": _rgb(DISPLAY_P3, _power(1)),
    "a98-rgb": _rgb(_ADOBE, _power(563 / 256)),
    "prophoto-rgb": _from_prophoto,
    "rec2020": _rgb(BT2020, _power(2.4)),
    "xyz": _from_xyz,
    "xyz-d65": _from_xyz,
    "xyz-d50": from_xyz_d50,
}
"""Name → conversion of three numbers to linear-light sRGB, which may be outside of 0 to 1."""
