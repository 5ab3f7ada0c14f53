"""Colors as CSS writes them.

Of CSS Color 4: hexadecimal digits, names, rgb(), hsl(), lab(), lch(), oklab() and oklch(), each
with commas or without. Opacity is left out.
"""

from __future__ import annotations

import math
import re

from PIL import ImageColor

from folkhue.color.gamut import from_oklch
from folkhue.color.to_srgb import Color, of_hsl, of_lab, of_linear, of_rgb

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
"""What 100 % is of each part."""

_DEGREES = {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 180 / math.pi}
_HIGHEST = 1000.0  # beyond it, a number is no part of a color


def parse_color(text: str) -> Color | None:
    """Read a color, or tell by None that it is none.

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
    named = ImageColor.colormap.get(plain)
    return parse_hex(named) if isinstance(named, str) else None


def parse_hex(text: str) -> Color | None:
    """Read 3, 4, 6 or 8 hexadecimal digits, after a # or not."""
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        return None
    digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
    red, green, blue = bytes.fromhex(digits[:6])
    return red, green, blue


def _from_function(name: str, arguments: list[str]) -> Color | None:
    if len(arguments) not in (3, 4):
        return None
    parts = [_part(text, whole) for text, whole in zip(arguments, _WHOLE[name], strict=False)]
    if any(part is None for part in parts):
        return None
    one, two, three = (part or 0.0 for part in parts)
    if name == "rgb":
        return of_rgb(one / 255, two / 255, three / 255)
    if name == "hsl":
        return of_hsl(one / 360, two / 100, three / 100)
    if name == "lab":
        return of_lab(one, two, three)
    if name == "lch":
        return of_lab(one, *_around(two, three))
    if name == "oklab":
        return of_linear(from_oklch((one, math.hypot(two, three), _angle(two, three))))
    return of_linear(from_oklch((one, two, three)))


def _part(text: str, whole: float) -> float | None:
    if text == "none":
        return 0.0
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    value, unit = float(found[1]), found[2]
    value = value * whole / 100 if unit == "%" else value * _DEGREES.get(unit, 1.0)
    return value if abs(value) <= _HIGHEST else None


def _around(chroma: float, hue: float) -> tuple[float, float]:
    return chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def _angle(a: float, b: float) -> float:
    return math.degrees(math.atan2(b, a))
