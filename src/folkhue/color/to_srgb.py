"""Single colors of the spaces that palette files use, converted to 8-bit sRGB.

Values out of range are clipped, and so are colors outside sRGB. CMYK is converted as if its inks
were ideal, as files do not carry the profile of a press. Lab and XYZ have the white D50, as in
ICC profiles. A value that is not a number raises `PaletteFileError`.
"""

from __future__ import annotations

import colorsys
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.gamut import encode, from_lab_d50, from_xyz_d50
from folkhue.errors import PaletteFileError

Color = tuple[int, int, int]
"""Red, green and blue of sRGB, 0 to 255 each."""


def srgb_from_rgb(red: float, green: float, blue: float) -> Color:
    """Convert sRGB, from 0 to 1 each."""
    return _byte(red), _byte(green), _byte(blue)


def srgb_from_gray(light: float) -> Color:
    """Convert gray, encoded as sRGB is, from 0 (black) to 1."""
    return srgb_from_rgb(light, light, light)


def srgb_from_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Color:
    """Convert CMYK, from 0 (no ink) to 1 each."""
    light = 1 - clipped(black, 0, 1)
    return srgb_from_rgb(*((1 - clipped(ink, 0, 1)) * light for ink in (cyan, magenta, yellow)))


def srgb_from_hsb(hue: float, saturation: float, brightness: float) -> Color:
    """Convert HSB; hue in turns, the others from 0 to 1."""
    turned = clipped(hue, -1e6, 1e6) % 1
    return srgb_from_rgb(
        *colorsys.hsv_to_rgb(turned, clipped(saturation, 0, 1), clipped(brightness, 0, 1))
    )


def srgb_from_hsl(hue: float, saturation: float, lightness: float) -> Color:
    """Convert HSL; hue in turns, the others from 0 to 1."""
    turned = clipped(hue, -1e6, 1e6) % 1
    return srgb_from_rgb(
        *colorsys.hls_to_rgb(turned, clipped(lightness, 0, 1), clipped(saturation, 0, 1))
    )


def srgb_from_lab(lightness: float, a: float, b: float) -> Color:
    """Convert CIELAB (D50): L* from 0 to 100, a*, b*."""
    lab = clipped(lightness, 0, 100), clipped(a, -200, 200), clipped(b, -200, 200)
    return srgb_from_linear(from_lab_d50(lab))


def srgb_from_xyz(x: float, y: float, z: float) -> Color:
    """Convert CIE XYZ (D50); Y of white is 1."""
    return srgb_from_linear(from_xyz_d50([clipped(value, 0, 2) for value in (x, y, z)]))


def srgb_from_linear(light: ArrayLike) -> Color:
    """Convert linear-light sRGB, shape (3,), from 0 to 1."""
    return as_color(encode(np.asarray(light, float)))


def as_color(rgb: NDArray[np.uint8]) -> Color:
    """Return an array of shape (3,) as a tuple."""
    red, green, blue = rgb.tolist()
    return red, green, blue


def clipped(value: float, low: float, high: float) -> float:
    """Clip a value to a range.

    Raises
    ------
    PaletteFileError
        If it is not a number.
    """
    if math.isnan(value):
        raise PaletteFileError("a part of a color is not a number")
    return min(max(value, low), high)


def _byte(value: float) -> int:
    return int(clipped(value, 0, 1) * 255 + 0.5)
