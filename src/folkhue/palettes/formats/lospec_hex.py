"""``.hex``, lists of colors as Lospec has them: ``1e3c5a``, one in each line, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folkhue.color.notation import parse_hex
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.swatches import Swatches
from folkhue.palettes.formats.text_lines import lines_of, numbered_lines

_LINE = re.compile("#?[0-9a-fA-F]{6}")


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    return "".join(f"{color.hex[1:]}\n" for color in palette.colors).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    return Swatches.from_pairs(_swatches(lines_of(contents)))


def _swatches(lines: list[str]) -> Iterator[tuple[Color, str]]:
    for number, line in numbered_lines(lines):
        rgb = parse_hex(line) if _LINE.fullmatch(line) else None
        if rgb is None:
            raise PaletteFileError(
                f"line {number}: expected six hexadecimal digits, such as 1e3c5a, got {line[:40]!r}"
            )
        yield rgb, ""
