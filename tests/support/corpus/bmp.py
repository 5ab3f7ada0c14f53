"""BMP files of every depth, header and compression."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from support.corpus import profiles
from support.corpus.gif import INDICES
from support.corpus.pattern import Case, alpha, opaque, rgb, rgba
from support.corpus.png import PALETTE_COLORS

MASKS_565 = (0xF800, 0x7E0, 0x1F)
MASKS_555 = (0x7C00, 0x3E0, 0x1F)
MASKS_BGRA = (0xFF0000, 0xFF00, 0xFF)


def bmp(
    rows: list[bytes],
    bits: int,
    *,
    compression: int = 0,
    colors: bytes = b"",
    masks: tuple[int, ...] = (),
    version: int = 3,
    down: bool = False,
    packed: bytes | None = None,
    profile: bytes = b"",
    space: int = 0x73524742,
) -> bytes:
    """Put rows from top to bottom together, each padded to four bytes."""
    height, width = len(rows), 64
    data = (
        packed
        if packed is not None
        else b"".join(row + bytes(-len(row) % 4) for row in (rows if down else rows[::-1]))
    )
    size = {3: 40, 4: 108, 5: 124}[version]
    count = len(colors) // 4
    start = struct.pack(
        "<IiiHHIIiiII",
        size,
        width,
        -height if down else height,
        1,
        bits,
        compression,
        len(data),
        2835,
        2835,
        count,
        0,
    )
    fields = b"".join(struct.pack("<I", each) for each in masks)
    if version > 3:
        start += fields.ljust(16, b"\0") + struct.pack("<I", space)
        start = start.ljust(108, b"\0")
        if version == 5:
            place = 124 + len(colors) + len(data)
            start += struct.pack("<4I", 4, place if profile else 0, len(profile), 0)
        fields = b""
    offset = 14 + len(start) + len(fields) + len(colors)
    body = start + fields + colors + data + profile
    return b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, offset) + body


def _bits(indices: NDArray[np.uint8], depth: int) -> list[bytes]:
    bits = (indices[..., None] >> np.arange(depth)[::-1] & 1).reshape(len(indices), -1)
    return [row.tobytes() for row in np.packbits(bits, axis=1)]


def _colors(count: int = 4) -> bytes:
    table = PALETTE_COLORS[:count]
    return np.dstack([table[None, :, ::-1], np.zeros((1, count), np.uint8)]).tobytes()


def _words(bits: tuple[int, int, int]) -> list[bytes]:
    levels = [
        np.rint(rgb()[..., n] / 255 * (2**each - 1)).astype("<u2") for n, each in enumerate(bits)
    ]
    words = levels[0] << (bits[1] + bits[2]) | levels[1] << bits[2] | levels[2]
    return [row.tobytes() for row in words.astype("<u2")]


def _quads(last: NDArray[np.uint8]) -> list[bytes]:
    return [row.tobytes() for row in np.dstack([rgb()[..., ::-1], last])]


def _run_lengths(depth: int, skip: bool = False) -> bytes:
    """Compress the indices; or leave the right half of the upper rows out."""
    lines = []
    for number, row in enumerate(INDICES[::-1]):
        patches = row[8::16].tolist()
        if skip and number >= 16:
            patches = patches[:2]
        lines.append(b"".join(bytes([16, each if depth == 8 else each * 17]) for each in patches))
    return b"\0\0".join(lines) + b"\0\1"


def _os2() -> bytes:
    rows = [row.tobytes() for row in INDICES]
    colors = PALETTE_COLORS[:, ::-1].tobytes() + bytes(3 * 252)
    body = struct.pack("<IHHHH", 12, 64, 32, 1, 8) + colors + b"".join(rows[::-1])
    return b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, 26 + len(colors)) + body


def cases() -> Iterator[Case]:
    three = [row.tobytes() for row in rgb()[..., ::-1]]
    shown, indexed = opaque(rgb()), opaque(PALETTE_COLORS[INDICES])
    masked = (*MASKS_BGRA, 0xFF000000)
    files = {
        "RGB 24 bit/": (bmp(three, 24), shown),
        "RGB 24 bit/top down": (bmp(three, 24, down=True), shown),
        "RGB 24 bit/version 4": (bmp(three, 24, version=4), shown),
        "RGB 24 bit/version 5": (bmp(three, 24, version=5), shown),
        "RGB 24 bit/profile": (
            bmp(three, 24, version=5, space=0x4D424544, profile=profiles.wide()),
            None,
        ),
        "RGB 24 bit/calibrated": (bmp(three, 24, version=5, space=0), None),
        "RGBX 32 bit/zeros": (bmp(_quads(0 * alpha()), 32), shown),
        "RGBX 32 bit/alpha": (bmp(_quads(alpha()), 32), None),
        "RGBX 32 bit/masks": (bmp(_quads(alpha()), 32, compression=3, masks=MASKS_BGRA), None),
        "RGBA 32 bit/version 3": (bmp(_quads(alpha()), 32, compression=6, masks=masked), None),
        "RGBA 32 bit/version 4": (
            bmp(_quads(alpha()), 32, compression=3, masks=masked, version=4),
            rgba(),
        ),
        "RGBA 32 bit/version 5": (
            bmp(_quads(alpha()), 32, compression=3, masks=masked, version=5),
            rgba(),
        ),
        "RGBA 32 bit/version 5, zeros": (
            bmp(_quads(0 * alpha()), 32, compression=3, masks=masked, version=5),
            None,
        ),
        "RGB 16 bit/5:5:5": (bmp(_words((5, 5, 5)), 16), None),
        "RGB 16 bit/5:6:5": (bmp(_words((5, 6, 5)), 16, compression=3, masks=MASKS_565), None),
        "RGB 16 bit/5:5:5 by masks": (
            bmp(_words((5, 5, 5)), 16, compression=3, masks=MASKS_555),
            None,
        ),
        "palette 8 bit/": (bmp([row.tobytes() for row in INDICES], 8, colors=_colors()), indexed),
        "palette 4 bit/": (bmp(_bits(INDICES, 4), 4, colors=_colors()), indexed),
        "palette 1 bit/": (
            bmp(_bits(INDICES & 1, 1), 1, colors=_colors(2)),
            opaque(PALETTE_COLORS[INDICES & 1]),
        ),
        "palette 8 bit/run lengths": (
            bmp([b""] * 32, 8, compression=1, colors=_colors(), packed=_run_lengths(8)),
            indexed,
        ),
        "palette 4 bit/run lengths": (
            bmp([b""] * 32, 4, compression=2, colors=_colors(), packed=_run_lengths(4)),
            indexed,
        ),
        "palette 8 bit/run lengths, left out": (
            bmp([b""] * 32, 8, compression=1, colors=_colors(), packed=_run_lengths(8, True)),
            None,
        ),
        "palette 8 bit/OS/2": (_os2(), indexed),
    }
    for name, (contents, expected) in files.items():
        yield Case(f"bmp/{name.replace('OS/2', 'OS 2')}", contents, expected)
