"""``.txt``, palettes of paint.net: ``FF1E3C5A ; dark blue``.

The first two digits are the opacity. What follows a semicolon is a comment: after a color, it is
read as the color's name. paint.net shows 96 colors and ignores any more, so no more are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from folkhue._utils.text import percent
from folkhue.color.notation import parse_hex
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.swatches import Swatches, heading, shortened, swatch_names
from folkhue.palettes.formats.text_lines import lines_of, numbered_lines

MAX_COLORS = 96
"""Maximum number of colors that are written."""

_MAGIC = "paint.net Palette File"
_DIGITS = re.compile("([0-9a-fA-F]{2})([0-9a-fA-F]{6})")


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    if len(palette) > MAX_COLORS:
        raise PaletteFileError(
            f"expected at most {MAX_COLORS} colors for paint.net, got {len(palette)}; "
            "write another format"
        )
    names = swatch_names(palette)
    comments = [
        _MAGIC,
        heading(palette),
        *(
            f"{percent(color.share)} {name}"
            for color, name in zip(palette.colors, names, strict=True)
        ),
    ]
    lines = [f"; {text}" for text in comments]
    lines += [
        f"FF{color.hex[1:].upper()} ; {name}"
        for color, name in zip(palette.colors, names, strict=True)
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_swatches(lines_of(contents), left_out))
    return replace(swatches, left_out=tuple(left_out))


def _swatches(lines: list[str], left_out: list[str]) -> Iterator[tuple[Color, str]]:
    for number, line in numbered_lines(lines):
        written, _, comment = line.partition(";")
        if not written.strip():
            continue
        found = _DIGITS.fullmatch(written.strip())
        rgb = parse_hex(found[2]) if found else None
        if found is None or rgb is None:
            raise PaletteFileError(
                f"line {number}: expected eight hexadecimal digits, opacity first, such as "
                f"FF1E3C5A, got {line[:40]!r}"
            )
        if (opacity := int(found[1], 16)) < 255:
            left_out.append(f"{shortened(line)}, its opacity of {percent(opacity / 255)}")
        yield rgb, comment.strip()
