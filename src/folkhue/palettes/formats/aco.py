"""``.aco``, swatches of Photoshop, which GIMP and Krita open as well.

A file has the colors twice, as Photoshop writes it: without names for its oldest versions, then
with names. The format has no title and no shares. Programs disagree on which end of gray is
black; here it is the amount of ink, 0 for white, as in GIMP and in Photoshop's own panels.
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
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.binary import BinaryReader, encode_utf16
from folkhue.palettes.formats.swatches import Swatches, swatch_names

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
    """Read swatches; those with names, if the file has both."""
    reader = BinaryReader(contents)
    version = reader.uint16()
    if version not in _VERSIONS:
        raise PaletteFileError(
            f"not a file of Photoshop swatches: expected version 1 or 2, got {version}"
        )
    swatches = list(_swatches(reader, version))
    if version == 1 and reader.remaining >= 4 and reader.uint16() == 2:
        swatches = list(_swatches(reader, 2))
    return Swatches.from_pairs(swatches)


def _samples(rgb: Color) -> tuple[int, ...]:
    return tuple(257 * value for value in rgb)


def _name(name: str) -> bytes:
    units, text = encode_utf16(name)
    return struct.pack(">I", units) + text


def _swatches(reader: BinaryReader, version: int) -> Iterator[tuple[Color, str]]:
    count = reader.uint16()
    for number in range(1, count + 1):
        try:
            color = _color(*reader.uint16s(5))
            label = reader.utf16(reader.uint32()) if version == 2 else ""
        except PaletteFileError as error:
            raise PaletteFileError(f"color {number} of {count}: {error}") from error
        yield color, label


def _color(space: int, *parts: int) -> Color:
    one, two, three, _ = parts
    if space == _RGB:
        # Programs write 8-bit values in the upper byte; some repeat them in the lower byte.
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
        f"expected RGB, HSB, CMYK, Lab or gray, got color space {space}, such as a brand of inks; "
        "convert it to RGB in the program that wrote it"
    )


def _signed(value: int) -> int:
    return value - 65536 if value >= 32768 else value
