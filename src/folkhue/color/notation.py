"""Colors as CSS writes them.

Of CSS Color 4: hexadecimal digits, names, rgb(), hsl(), hwb(), lab(), lch(), oklab(), oklch(), each
with commas or without, and color(). What depends on other colors, such as color-mix(), is not read.

The library coloraide reads more notations, but differs: Lab and LCh differ by one in 2 to 4 of 100
colors within sRGB, as its matrices for D50 have other digits; commas in lab() are refused, as
older files have them; its mediumpurple (8.13) is not that of CSS. Importing it takes 80 ms, in
every command that reads a palette. The tests use it as the reference.
"""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import ImageColor

from folkhue.color.css_spaces import SPACES
from folkhue.color.gamut import from_lab_d50, from_oklch
from folkhue.color.spaces import Floats
from folkhue.color.to_srgb import (
    Color,
    srgb_from_gray,
    srgb_from_hsl,
    srgb_from_linear,
    srgb_from_rgb,
)
from folkhue.errors import ColorError

NOTATIONS = (
    "#rrggbb, a name of CSS such as teal, rgb(), hsl(), hwb(), lab(), lch(), oklab(), oklch() or "
    "color()"
)
"""What is read, for messages."""

_HEX = re.compile("#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(([^()]{1,200})\)")
_NUMBER = re.compile(
    r"([+-]?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(?:e[+-]?[0-9]{1,3})?)(%|deg|turn|grad|rad)?"
)

_WHOLE = {
    "rgb": (255.0, 255.0, 255.0),
    "hsl": (360.0, 100.0, 100.0),
    "hwb": (360.0, 100.0, 100.0),
    "lab": (100.0, 125.0, 125.0),
    "lch": (100.0, 150.0, 360.0),
    "oklab": (1.0, 0.4, 0.4),
    "oklch": (1.0, 0.4, 360.0),
    "color": (1.0, 1.0, 1.0),
}
"""What 100 % means for each component."""

_DEGREES = {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 180 / math.pi}
_MAX = 1000.0  # no component of a color is larger


@dataclass(frozen=True)
class CssColor:
    """A color as a style sheet has it.

    Attributes
    ----------
    rgb : (int, int, int)
        sRGB, 0 to 255.
    opacity : float
        From 0 to 1.
    in_srgb : bool
        Whether sRGB has the color; else `rgb` is clipped.
    """

    rgb: Color
    opacity: float = 1.0
    in_srgb: bool = True


def parse_color(text: str) -> Color | None:
    """Parse a color; None if the text is not one.

    Examples
    --------
    >>> parse_color("#0af"), parse_color("rgb(0 50% 100% / 0.5)"), parse_color("16px")
    ((0, 170, 255), (0, 128, 255), None)
    """
    found = read_color(text)
    return found.rgb if found else None


def read_color(text: str) -> CssColor | None:
    """Parse a color with its opacity; None if the text is not one.

    Examples
    --------
    >>> read_color("color(display-p3 0 1 0 / 50%)")
    CssColor(rgb=(0, 255, 0), opacity=0.5, in_srgb=False)
    """
    plain = text.strip().lower()
    if plain.startswith("#"):
        rgb = parse_hex(plain)
        return CssColor(rgb, _hex_opacity(plain[1:])) if rgb else None
    if call := _FUNCTION.fullmatch(plain):
        return _from_function(call[1], re.split(r"[\s,/]+", call[2].strip()))
    named = ImageColor.colormap.get(plain)  # Pillow replaces the text by a tuple once it is used
    rgb = parse_hex(named) if isinstance(named, str) else named
    return CssColor(rgb) if rgb else None


def parse_hex(text: str) -> Color | None:
    """Read 3, 4, 6 or 8 hexadecimal digits, with or without #; None for other text."""
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        return None
    digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
    red, green, blue = bytes.fromhex(digits[:6])
    return red, green, blue


def to_hex(rgb: Sequence[int]) -> str:
    """Write a color in hexadecimal digits.

    Examples
    --------
    >>> to_hex((214, 39, 40))
    '#d62728'
    """
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def rgb_of(color: str | Sequence[int]) -> Sequence[int]:
    """Read a color as CSS writes it, as hexadecimal digits, or as red, green and blue.

    Raises
    ------
    ColorError
        If it is none.
    """
    if isinstance(color, str):
        if (parsed := parse_color(color) or parse_hex(color)) is None:
            raise ColorError(f"{color!r} is not a color; expected {NOTATIONS}")
        return parsed
    if len(color) != 3 or not all(0 <= part <= 255 for part in color):
        raise ColorError(f"{color!r}: expected red, green and blue from 0 to 255")
    return color


def _hex_opacity(digits: str) -> float:
    alpha = {4: 2 * digits[3:], 8: digits[6:]}.get(len(digits), "ff")
    return int(alpha, 16) / 255


def _from_function(name: str, arguments: list[str]) -> CssColor | None:
    space = arguments.pop(0) if name == "color" else ""
    if len(arguments) not in (3, 4) or (space and space not in SPACES):
        return None
    parts = [_part(*pair) for pair in zip(arguments, (*_WHOLE[name], 1.0), strict=False)]
    values = [part for part in parts if part is not None]
    if len(values) < len(parts):
        return None
    opacity = min(max(values[3], 0.0), 1.0) if len(values) == 4 else 1.0
    if name in _ENCODED:
        return CssColor(_ENCODED[name](*values[:3]), opacity)
    linear = SPACES[space](np.array(values[:3])) if space else _LINEAR[name](*values[:3])
    # The way to linear light and back would round some halves down.
    rgb = srgb_from_rgb(*values[:3]) if space == "srgb" else srgb_from_linear(linear)
    return CssColor(rgb, opacity, _fits(linear))


def _part(text: str, whole: float) -> float | None:
    if text == "none":
        return 0.0
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    value, unit = float(found[1]), found[2]
    value = value * whole / 100 if unit == "%" else value * _DEGREES.get(unit, 1.0)
    return value if abs(value) <= _MAX else None


def _fits(linear: Floats) -> bool:
    """Return whether clipping to sRGB changes a color by less than rounding its digits does."""
    return bool(((linear > -_ROUNDING) & (linear < 1 + 30 * _ROUNDING)).all())


_ROUNDING = 3e-4  # of linear light near black; near white, a step of 8 bits is 30 times as large


def _from_hwb(hue: float, white: float, black: float) -> Color:
    white, black = (min(max(part / 100, 0.0), 1.0) for part in (white, black))
    if white + black >= 1:
        return srgb_from_gray(white / (white + black))
    pure = colorsys.hls_to_rgb(hue / 360 % 1, 0.5, 1.0)
    return srgb_from_rgb(*(part * (1 - white - black) + white for part in pure))


def _lab(lightness: float, a: float, b: float) -> Floats:
    return from_lab_d50((min(max(lightness, 0.0), 100.0), a, b))


def _lch(lightness: float, chroma: float, hue: float) -> Floats:
    angle = math.radians(hue)
    return _lab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def _oklab(lightness: float, a: float, b: float) -> Floats:
    return from_oklch((lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))))


_ENCODED: dict[str, Callable[[float, float, float], Color]] = {
    "rgb": lambda red, green, blue: srgb_from_rgb(red / 255, green / 255, blue / 255),
    "hsl": lambda hue, *others: srgb_from_hsl(hue / 360, *(part / 100 for part in others)),
    "hwb": _from_hwb,
}
_LINEAR: dict[str, Callable[[float, float, float], Floats]] = {
    "lab": _lab,
    "lch": _lch,
    "oklab": _oklab,
    "oklch": lambda *parts: from_oklch(parts),
}
