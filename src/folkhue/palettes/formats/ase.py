"""``.ase``, Adobe Swatch Exchange, of Illustrator, InDesign, Photoshop and many others.

A palette with a title becomes a group of process colors, and one without has no group. The
format has no shares.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from folkhue.color.to_srgb import (
    Color,
    srgb_from_cmyk,
    srgb_from_gray,
    srgb_from_lab,
    srgb_from_rgb,
)
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.binary import BinaryReader, encode_utf16
from folkhue.palettes.formats.swatches import (
    MAX_COLORS,
    Swatches,
    one_line,
    shortened,
    swatch_names,
)

_MAGIC = b"ASEF"
_VERSION = (1, 0)
_COLOR, _GROUP, _GROUP_END = 0x0001, 0xC001, 0xC002
_MAX_BLOCKS = 4 * MAX_COLORS
_PROCESS = 2  # neither global, 0, nor spot, 1

_MODELS: dict[bytes, tuple[int, Callable[..., Color]]] = {
    b"RGB ": (3, srgb_from_rgb),
    b"CMYK": (4, srgb_from_cmyk),
    b"LAB ": (3, lambda lightness, a, b: srgb_from_lab(100 * lightness, a, b)),
    b"GRAY": (1, srgb_from_gray),
}


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    colors = [
        _block(_COLOR, name, b"RGB " + struct.pack(">3fH", *_units(color.rgb), _PROCESS))
        for color, name in zip(palette.colors, swatch_names(palette), strict=True)
    ]
    title = one_line(palette.title)
    blocks = [_block(_GROUP, title), *colors, _group_end()] if title else colors
    return _MAGIC + struct.pack(">HHI", *_VERSION, len(blocks)) + b"".join(blocks)


def decode(contents: bytes) -> Swatches:
    """Read the swatches of all groups."""
    reader = BinaryReader(contents)
    if contents[:4] != _MAGIC:
        raise PaletteFileError(f"not Adobe swatches: expected {_MAGIC.decode()} at the start")
    reader.read(8)
    groups: list[str] = []
    swatches: list[tuple[Color, str]] = []
    others = 0
    for kind, body in _blocks(reader, reader.uint32()):
        if kind == _GROUP:
            groups.append(body.utf16(body.uint16()))
        elif kind == _COLOR:
            swatches.append(_swatch(body, len(swatches) + 1))
        elif kind != _GROUP_END:
            others += 1
    left_out = [f"{shortened(', '.join(groups))}: the names of groups"] if len(groups) > 1 else []
    left_out += [f"{others} blocks of other kinds than colors and groups"] if others else []
    title = groups[0] if len(groups) == 1 else ""
    return Swatches.from_pairs(swatches, title, left_out=tuple(left_out))


def _units(rgb: Color) -> tuple[float, ...]:
    return tuple(value / 255 for value in rgb)


def _group_end() -> bytes:
    return struct.pack(">HI", _GROUP_END, 0)


def _block(kind: int, name: str, color: bytes = b"") -> bytes:
    units, text = encode_utf16(name)
    body = struct.pack(">H", units) + text + color
    return struct.pack(">HI", kind, len(body)) + body


def _blocks(reader: BinaryReader, count: int) -> Iterator[tuple[int, BinaryReader]]:
    # Some programs count the colors without the groups, so that more blocks can follow.
    number = 0
    while number < count or reader.remaining >= 6:
        number += 1
        if number > _MAX_BLOCKS:
            raise PaletteFileError(f"expected at most {_MAX_BLOCKS:,} blocks, got {count:,}")
        try:
            kind, size = reader.uint16(), reader.uint32()
            body = BinaryReader(reader.read(size))
        except PaletteFileError as error:
            if number > count:
                return
            raise PaletteFileError(f"block {number} of {count:,}: {error}") from error
        yield kind, body


def _swatch(body: BinaryReader, number: int) -> tuple[Color, str]:
    try:
        label = body.utf16(body.uint16())
        model = body.read(4).upper()
        if model not in _MODELS:
            expected = ", ".join(each.decode().strip() for each in _MODELS)
            raise PaletteFileError(f"color model: expected {expected}, got {model!r}")
        parts, convert = _MODELS[model]
        return convert(*body.float32s(parts)), label
    except PaletteFileError as error:
        raise PaletteFileError(f"color {number}: {error}") from error
