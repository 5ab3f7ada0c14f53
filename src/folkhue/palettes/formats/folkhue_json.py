"""``.json``, all properties of a palette, as `Palette.as_dict` returns them.

With scales, each color has its shades as "scale": {"50": "#fef4f2", …}; they are not read back.
Lists of hexadecimal colors, which other programs write, are read as well, alone or in "colors",
and so are design tokens.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from folkhue._utils.text import percent
from folkhue._utils.untrusted_json import JsonError, parse_json
from folkhue.color.display_p3 import is_wide, to_css
from folkhue.color.notation import parse_hex, read_color, to_hex
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats import tokens
from folkhue.palettes.formats.entries import DEFAULT, Style
from folkhue.palettes.formats.swatches import MAX_COLORS, Swatches, text_of
from folkhue.palettes.scales import shade_scale


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette."""
    return (json.dumps(described(palette, style), indent=2) + "\n").encode()


def described(palette: Palette, style: Style = DEFAULT) -> dict[str, Any]:
    """Return what is written, as JSON types."""
    document = palette.as_dict()
    if style.scales:
        for color, swatch in zip(document["colors"], palette.colors, strict=True):
            shades = shade_scale(swatch.rgb).colors
            color["scale"] = {str(step): to_hex(rgb) for step, rgb in shades.items()}
    return document


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    try:
        document = parse_json(text_of(contents))
    except JsonError as error:
        raise PaletteFileError(f"not JSON, or damaged ({error})") from error
    return swatches_of(document)


def swatches_of(document: Any) -> Swatches:
    """Read swatches from parsed JSON."""
    described = document if isinstance(document, dict) else {"colors": document}
    listed = described.get("colors")
    if not isinstance(listed, list) and tokens.has_tokens(described):
        return tokens.swatches_of(described)
    if not isinstance(listed, list):
        raise PaletteFileError('not a palette: expected a list of colors in "colors"')
    if len(listed) > MAX_COLORS:
        raise PaletteFileError(f"expected 1 to {MAX_COLORS:,} colors, got more")
    entries = [each if isinstance(each, dict) else {"hex": each} for each in listed]
    swatches = Swatches.from_pairs(
        ((_color(entry, number), _text(entry, "label")) for number, entry in enumerate(entries, 1)),
        _text(described, "title") or _text(described, "name"),
        left_out=tuple(note for entry in entries for note in (*_opacity(entry), *_wide(entry))),
    )
    shared = bool(entries) and all("share" in entry for entry in entries)
    return replace(swatches, shares=_shares(entries)) if shared else swatches


def _color(entry: dict[str, Any], number: int) -> Color:
    digits = entry.get("hex")
    color = parse_hex(digits) if isinstance(digits, str) else _triple(entry.get("rgb"))
    if color is None:
        raise PaletteFileError(
            f'color {number}: expected "hex", such as "#1e3c5a", or "rgb", three integers '
            f"from 0 to 255, got {str(entry)[:60]}"
        )
    return color


def _opacity(entry: dict[str, Any]) -> Iterator[str]:
    """Tell of an opacity, which palettes have not."""
    digits = entry.get("hex")
    color = read_color(f"#{digits.strip().removeprefix('#')}") if isinstance(digits, str) else None
    if color and color.opacity < 1:
        yield f"{digits}, its opacity of {percent(color.opacity)}"


def _wide(entry: dict[str, Any]) -> Iterator[str]:
    """Tell of a color in Display P3 that sRGB lacks."""
    p3 = _triple(entry.get("p3"))
    if p3 and is_wide(np.array(p3, np.uint8)):
        yield f"{to_css(p3)}, what sRGB lacks of it"


def _triple(values: Any) -> Color | None:
    if not isinstance(values, list) or len(values) != 3:
        return None
    if not all(type(value) is int and 0 <= value <= 255 for value in values):
        return None
    red, green, blue = values
    return red, green, blue


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _shares(entries: list[dict[str, Any]]) -> tuple[float, ...]:
    shares = [entry["share"] for entry in entries]
    for number, share in enumerate(shares, start=1):
        if not _is_share(share):
            raise PaletteFileError(
                f"color {number}: expected a share from 0 to 1, got {str(share)[:60]}"
            )
    if sum(shares) == 0:
        raise PaletteFileError("expected a share above 0, got 0 for all colors")
    return tuple(map(float, shares))


def _is_share(share: Any) -> bool:
    return type(share) in (int, float) and math.isfinite(share) and 0 <= share <= 1
