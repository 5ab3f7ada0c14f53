"""Colors as CSS writes them.

Of CSS Color 4: hexadecimal digits, names, rgb(), hsl(), lab(), lch(), oklab() and oklch(), each
with commas or without. Opacity is ignored.

The library coloraide reads more notations, but differs: Lab and LCh differ by one in 2 to 4 of 100
colors within sRGB, as its matrices for D50 have other digits; commas in lab() are refused, as
older files have them; its mediumpurple (8.13) is not that of CSS. Importing it takes 80 ms, in
every command that reads a palette. The tests use it as the reference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from PIL import ImageColor

from folkhue.color.gamut import from_oklch
from folkhue.color.to_srgb import (
    Color,
    srgb_from_hsl,
    srgb_from_lab,
    srgb_from_linear,
    srgb_from_rgb,
)

_HEX = re.compile("#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl|lab|lch|oklab|oklch)a?\(([^()]{1,200})\)")
_NUMBER = re.compile(r"([+-]?(?:[0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20}))(%|deg|turn|grad|rad)?")

_WHOLE = {
    "rgb": (255.0, 255.0, 255.0),
    "hsl": (360.0, 100.0, 100.0),
    "lab": (100.0, 125.0, 125.0),
    "lch": (100.0, 150.0, 360.0),
    "oklab": (1.0, 0.4, 0.4),
    "oklch": (1.0, 0.4, 360.0),
}
"""What 100 % means for each component."""

_DEGREES = {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 180 / math.pi}
_MAX = 1000.0  # no component of a color is larger


def parse_color(text: str) -> Color | None:
    """Parse a color; None if the text is not one.

    Examples
    --------
    >>> parse_color("#0af"), parse_color("rgb(0 50% 100% / 0.5)"), parse_color("16px")
    ((0, 170, 255), (0, 128, 255), None)
    """
    plain = text.strip().lower()
    if plain.startswith("#"):
        return parse_hex(plain)
    if call := _FUNCTION.fullmatch(plain):
        return _from_function(call[1], re.split(r"[\s,/]+", call[2].strip()))
    named = ImageColor.colormap.get(plain)  # Pillow replaces the text by a tuple once it is used
    return parse_hex(named) if isinstance(named, str) else named


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


def _from_function(name: str, arguments: list[str]) -> Color | None:
    if len(arguments) not in (3, 4):
        return None
    parts = [_part(text, whole) for text, whole in zip(arguments, _WHOLE[name], strict=False)]
    if any(part is None for part in parts):
        return None
    return _CONVERTERS[name](*(part or 0.0 for part in parts))


def _part(text: str, whole: float) -> float | None:
    if text == "none":
        return 0.0
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    value, unit = float(found[1]), found[2]
    value = value * whole / 100 if unit == "%" else value * _DEGREES.get(unit, 1.0)
    return value if abs(value) <= _MAX else None


def _from_lch(lightness: float, chroma: float, hue: float) -> Color:
    angle = math.radians(hue)
    return srgb_from_lab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def _from_oklab(lightness: float, a: float, b: float) -> Color:
    return _from_oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)))


def _from_oklch(lightness: float, chroma: float, hue: float) -> Color:
    return srgb_from_linear(from_oklch((lightness, chroma, hue)))


_CONVERTERS: dict[str, Callable[[float, float, float], Color]] = {
    "rgb": lambda red, green, blue: srgb_from_rgb(red / 255, green / 255, blue / 255),
    "hsl": lambda hue, *others: srgb_from_hsl(hue / 360, *(part / 100 for part in others)),
    "lab": srgb_from_lab,
    "lch": _from_lch,
    "oklab": _from_oklab,
    "oklch": _from_oklch,
}
