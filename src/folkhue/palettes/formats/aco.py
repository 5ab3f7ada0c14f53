"""``.aco``, the swatches of Photoshop, which GIMP and Krita open too.

Written twice over, as Photoshop does: without names for its oldest versions, then with them.
The format has no room for a title or for shares. Of a gray, programs disagree which end is
black: it is taken for ink, 0 being white, as by GIMP and as Photoshop's own panels count.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from folkhue.color.to_srgb import (
    Color,
    srgb_from_cmyk,
    srgb_from_gray,
    srgb_from_hsb,
    srgb_from_lab,
)
from folkhue.errors import PaletteFileError
from folkhue.palettes.formats.binary import Cursor, text_units
from folkhue.palettes.formats.swatches import Swatches, swatch_names
from folkhue.palettes.palette import Palette

_RGB, _HSB, _CMYK, _LAB, _GRAY, _FINE_CMYK = 0, 1, 2, 7, 8, 9
_VERSIONS = (1, 2)


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    count = len(palette)
    colors = [struct.pack(">5H", _RGB, *_samples(color.rgb), 0) for color in palette.colors]
    named = [color + _name(name) for color, name in zip(colors, swatch_names(palette), strict=True)]
    old, new = struct.pack(">2H", 1, count), struct.pack(">2H", 2, count)
    return old + b"".join(colors) + new + b"".join(named)


def decode(contents: bytes) -> Swatches:
    """Read swatches: those with names, if there are both."""
    cursor = Cursor(contents)
    version = cursor.short()
    if version not in _VERSIONS:
        raise PaletteFileError(f"not Photoshop's swatches: of version {version}; expected 1 or 2")
    swatches = list(_swatches(cursor, version))
    if version == 1 and cursor.left() >= 4 and cursor.short() == 2:
        swatches = list(_swatches(cursor, 2))
    return Swatches.of(swatches)


def _samples(rgb: Color) -> tuple[int, ...]:
    return tuple(257 * value for value in rgb)


def _name(name: str) -> bytes:
    units, text = text_units(name)
    return struct.pack(">I", units) + text


def _swatches(cursor: Cursor, version: int) -> Iterator[tuple[Color, str]]:
    count = cursor.short()
    for number in range(1, count + 1):
        try:
            color = _color(*cursor.shorts(5))
            label = cursor.text(cursor.long()) if version == 2 else ""
        except PaletteFileError as error:
            raise PaletteFileError(f"color {number} of {count}: {error}") from error
        yield color, label


def _color(space: int, *parts: int) -> Color:
    one, two, three, _ = parts
    if space == _RGB:
        # The upper byte: some write 8 bits as that one alone, some repeat it below.
        return one >> 8, two >> 8, three >> 8
    if space == _HSB:
        return srgb_from_hsb(one / 65535, two / 65535, three / 65535)
    if space == _CMYK:
        return srgb_from_cmyk(*(1 - part / 65535 for part in parts))
    if space == _LAB:
        return srgb_from_lab(one / 100, _signed(two) / 100, _signed(three) / 100)
    if space == _GRAY:
        return srgb_from_gray(1 - one / 10000)
    if space == _FINE_CMYK:
        return srgb_from_cmyk(*(1 - part / 10000 for part in parts))
    raise PaletteFileError(
        f"of color space {space}, a maker's inks; turn it into RGB in the program it is from"
    )


def _signed(value: int) -> int:
    return value - 65536 if value >= 32768 else value
