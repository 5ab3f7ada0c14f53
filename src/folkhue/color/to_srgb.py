"""Colors of the spaces that files of palettes have, as sRGB of 8 bits.

Values out of range are moved to its ends, and what sRGB lacks is cut off. CMYK is taken for
what a screen would make of four ideal inks: without the profile of a press nobody knows better.
Lab and XYZ are those of color management, with the white D50.
"""

from __future__ import annotations

import colorsys
import math

import numpy as np
from numpy.typing import ArrayLike

from folkhue.color.gamut import encode, from_lab_d50, from_xyz_d50
from folkhue.errors import PaletteFileError

Color = tuple[int, int, int]
"""Red, green and blue of sRGB, 0 to 255 each."""


def of_rgb(red: float, green: float, blue: float) -> Color:
    """From 0 to 1 each."""
    return _byte(red), _byte(green), _byte(blue)


def of_gray(light: float) -> Color:
    """From 0, black, to 1."""
    return of_rgb(light, light, light)


def of_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Color:
    """From 0, no ink, to 1."""
    light = 1 - within(black, 0, 1)
    return of_rgb(*((1 - within(ink, 0, 1)) * light for ink in (cyan, magenta, yellow)))


def of_hsb(hue: float, saturation: float, brightness: float) -> Color:
    """Hue in turns; the others from 0 to 1."""
    turned = within(hue, -1e6, 1e6) % 1
    return of_rgb(*colorsys.hsv_to_rgb(turned, within(saturation, 0, 1), within(brightness, 0, 1)))


def of_hsl(hue: float, saturation: float, lightness: float) -> Color:
    """Hue in turns; the others from 0 to 1."""
    turned = within(hue, -1e6, 1e6) % 1
    return of_rgb(*colorsys.hls_to_rgb(turned, within(lightness, 0, 1), within(saturation, 0, 1)))


def of_lab(lightness: float, a: float, b: float) -> Color:
    """CIELAB (D50): L* from 0 to 100, a*, b*."""
    lab = within(lightness, 0, 100), within(a, -200, 200), within(b, -200, 200)
    return of_linear(from_lab_d50(lab))


def of_xyz(x: float, y: float, z: float) -> Color:
    """CIE XYZ (D50), Y of white is 1."""
    return of_linear(from_xyz_d50([within(value, 0, 2) for value in (x, y, z)]))


def of_linear(light: ArrayLike) -> Color:
    """Linear light, from 0 to 1."""
    red, green, blue = encode(np.asarray(light, float)).tolist()
    return red, green, blue


def within(value: float, low: float, high: float) -> float:
    """Move a value into a range.

    Raises
    ------
    PaletteFileError
        If it is not a number.
    """
    if math.isnan(value):
        raise PaletteFileError("a part of a color is not a number")
    return min(max(value, low), high)


def _byte(value: float) -> int:
    return int(within(value, 0, 1) * 255 + 0.5)
