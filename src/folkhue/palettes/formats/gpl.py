"""``.gpl``, palettes of GIMP, which Inkscape, Krita and many others open as well.

Shares are in comments before the colors. Transparency, which Aseprite writes, is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from folkhue._utils.text import percent
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.swatches import (
    MAX_COLORS,
    Swatches,
    heading,
    one_line,
    shortened,
    swatch_names,
    text_of,
)

_MAGIC = "GIMP Palette"
_MAX_LINES = 5 * MAX_COLORS
_UNTITLED = "Untitled"  # GIMP's name of a color or a palette without one
_FIELD = re.compile(r"(\w+):[ \t]*(.*)")
_NUMBERS = re.compile(r"[ \t]*([0-9]{1,9})[ \t]+([0-9]{1,9})[ \t]+([0-9]{1,9})(?![^ \t])(.*)")
_ALPHA = re.compile(r"[ \t]+([0-9]{1,9})(?![^ \t])(.*)")


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    names = swatch_names(palette)
    shares = [percent(color.share) for color in palette.colors]
    lines = [
        _MAGIC,
        f"Name: {one_line(palette.title) or _UNTITLED}",
        "Columns: 0",
        f"# {heading(palette)}",
        *(f"# {share} {name}" for share, name in zip(shares, names, strict=True)),
        *(
            f"{color.rgb[0]:3d} {color.rgb[1]:3d} {color.rgb[2]:3d}\t{name}"
            for color, name in zip(palette.colors, names, strict=True)
        ),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    first, *lines = re.split("\r\n|\r|\n", text_of(contents))
    if not first.startswith(_MAGIC):
        raise PaletteFileError(f"not a GIMP palette: expected {_MAGIC!r} in the first line")
    if len(lines) > _MAX_LINES:
        raise PaletteFileError(f"expected at most {_MAX_LINES:,} lines, got {len(lines):,}")
    fields = {match[1].lower(): match[2].strip() for match in map(_FIELD.match, lines) if match}
    transparent = fields.get("channels", "").upper() == "RGBA"
    left_out: list[str] = []
    swatches = list(_swatches(lines, transparent, left_out))
    title = _without_default(fields.get("name", ""))
    return Swatches.from_pairs(swatches, title, left_out=tuple(left_out))


def _swatches(
    lines: list[str], transparent: bool, left_out: list[str]
) -> Iterator[tuple[Color, str]]:
    for number, line in enumerate(lines, start=2):
        if not line.strip() or line.lstrip().startswith("#") or _FIELD.match(line):
            continue
        found = _NUMBERS.fullmatch(line)
        if found is None or max(map(int, found.group(1, 2, 3))) > 255:
            raise PaletteFileError(
                f"line {number}: expected red, green and blue from 0 to 255, got {line[:40]!r}"
            )
        name = found[4]
        if transparent and (alpha := _ALPHA.fullmatch(name)):
            name = alpha[2]
            if alpha[1] != "255":
                left_out.append(f"{shortened(line)}, its opacity of {alpha[1]} in 255")
        red, green, blue = map(int, found.group(1, 2, 3))
        yield (red, green, blue), _without_default(name.strip())


def _without_default(name: str) -> str:
    return "" if name == _UNTITLED else name
