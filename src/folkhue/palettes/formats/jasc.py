"""``.pal``, palettes of Paint Shop Pro (JASC), which Aseprite, GraphicsGale and others open.

The format has neither names nor shares nor a title. Files of the same suffix that begin with
``RIFF`` are of Windows, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.swatches import Swatches
from folkhue.palettes.formats.text_lines import lines_of, numbered_lines

_MAGIC = "JASC-PAL"
_VERSION = "0100"
_NUMBERS = re.compile(r"([0-9]{1,3})[ \t]+([0-9]{1,3})[ \t]+([0-9]{1,3})(?:[ \t]+([0-9]{1,3}))?")


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    colors = [f"{red} {green} {blue}" for red, green, blue in palette.rgb.tolist()]
    # Its lines end as those of Windows: some programs look for that.
    return "".join(f"{line}\r\n" for line in [_MAGIC, _VERSION, len(colors), *colors]).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    if contents.startswith(b"RIFF"):
        raise PaletteFileError(
            f"a palette of Windows (RIFF); expected one of Paint Shop Pro, which begins {_MAGIC}"
        )
    lines = lines_of(contents)
    head = [line.strip() for line in lines[:3]]
    if head[0] != _MAGIC:
        raise PaletteFileError(f"not a JASC palette: expected {_MAGIC!r} in the first line")
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_swatches(lines[3:], left_out))
    if head[1:] != [_VERSION, str(len(swatches.colors))]:
        raise PaletteFileError(
            f"expected {_VERSION} and {len(swatches.colors)}, the number of colors that follow, in "
            f"lines 2 and 3, got {' and '.join(line[:20] for line in head[1:]) or 'none'}"
        )
    return replace(swatches, left_out=tuple(left_out))


def _swatches(lines: list[str], left_out: list[str]) -> Iterator[tuple[Color, str]]:
    for number, line in numbered_lines(lines, first=4):
        found = _NUMBERS.fullmatch(line)
        if found is None or max(map(int, found.groups("0"))) > 255:
            raise PaletteFileError(
                f"line {number}: expected red, green and blue from 0 to 255, got {line[:40]!r}"
            )
        if found[4] not in (None, "255"):
            left_out.append(f"{line}, its opacity of {found[4]} in 255")
        yield (int(found[1]), int(found[2]), int(found[3])), ""
