"""GIF files, put together here: frames that do not fill the screen, and transparency."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from support.corpus.pattern import Case, enlarged
from support.corpus.png import PALETTE_COLORS

INDICES: NDArray[np.uint8] = enlarged(np.array([[0, 1, 2, 3], [1, 2, 3, 0]], np.uint8))
OTHER = np.array([(255, 0, 255), (0, 0, 0), (255, 255, 255), (90, 90, 90)], np.uint8)
WIDTH, HEIGHT = 64, 32


def packed(indices: NDArray[np.uint8], interlaced: bool = False) -> bytes:
    """Compress indices as an image block holds them; Pillow's encoder does it."""
    image = Image.fromarray(np.ascontiguousarray(indices), "P")
    image.putpalette(bytes(range(256)) * 3)
    contents = io.BytesIO()
    image.save(contents, "GIF", optimize=False, interlace=interlaced)
    file = contents.getvalue()
    start = file.index(b"\x2c" + struct.pack("<4H", 0, 0, *indices.shape[::-1]))
    return file[start + 10 : -1]


def screen(
    colors: NDArray[np.uint8] | None = PALETTE_COLORS,
    background: int = 0,
    version: bytes = b"89a",
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> bytes:
    flags = 0x70 if colors is None else 0xF0 | _exponent(colors)
    table = b"" if colors is None else colors.tobytes()
    return b"GIF" + version + struct.pack("<2H3B", *size, flags, background, 0) + table


def _exponent(colors: NDArray[np.uint8]) -> int:
    return len(colors).bit_length() - 2


def control(transparent: int | None = None, disposal: int = 0) -> bytes:
    flags = disposal << 2 | (transparent is not None)
    return b"\x21\xf9\4" + struct.pack("<BHBB", flags, 5, transparent or 0, 0)


def frame(
    indices: NDArray[np.uint8] = INDICES,
    left: int = 0,
    top: int = 0,
    colors: NDArray[np.uint8] | None = None,
    interlaced: bool = False,
) -> bytes:
    height, width = indices.shape
    flags = 0x40 * interlaced | (0 if colors is None else 0x80 | _exponent(colors))
    table = b"" if colors is None else colors.tobytes()
    return (
        b"\x2c"
        + struct.pack("<4HB", left, top, width, height, flags)
        + table
        + packed(indices, interlaced)
    )


def cases() -> Iterator[Case]:
    part = INDICES[4:24, 6:38]
    bodies = {
        "whole/": screen() + frame(),
        "whole/87a": screen(version=b"87a") + frame(),
        "whole/interlaced": screen() + frame(interlaced=True),
        "whole/transparent": screen() + control(1) + frame(),
        "whole/transparent color of no pixel": screen() + control(9) + frame(),
        "whole/background": screen(background=2) + control(1) + frame(),
        "whole/local colors": screen(OTHER) + frame(colors=PALETTE_COLORS),
        "whole/only local colors": screen(None) + frame(colors=PALETTE_COLORS),
        "whole/no colors": screen(None) + frame(),
        "whole/two frames": screen() + control() + frame() + control() + frame(INDICES[::-1]),
        "whole/comment": screen() + b"\x21\xfe\5hello\0" + frame(),
        "small/left": screen() + frame(part),
        "small/inside": screen() + frame(part, 9, 5),
        "small/background": screen(background=2) + frame(part, 9, 5),
        "small/transparent": screen() + control(1) + frame(part, 9, 5),
        "small/transparent background": screen(background=1) + control(1) + frame(part, 9, 5),
        "small/local colors": screen(OTHER) + frame(part, 9, 5, PALETTE_COLORS),
        "small/interlaced": screen() + frame(part, 9, 5, interlaced=True),
        "small/then whole": screen() + control() + frame(part, 9, 5) + control() + frame(),
        "small/disposed": screen() + control(None, 2) + frame(part, 9, 5) + control() + frame(),
        "outside/larger than the screen": screen(size=(30, 20)) + frame(),
        "outside/to the right": screen() + frame(part, 50, 5),
        "outside/to the bottom": screen() + frame(part, 9, 25),
        "outside/all": screen() + frame(part, 70, 50),
        "outside/screen of nothing": screen(size=(0, 0)) + frame(),
        "colors/too few": screen(PALETTE_COLORS[:2]) + frame(),
        "gray/": screen(np.repeat(np.array([[0], [90], [180], [255]], np.uint8), 3, 1)) + frame(),
        "gray/transparent": screen(np.repeat(np.array([[0], [1], [2], [3]], np.uint8), 3, 1))
        + control(1)
        + frame(part, 9, 5),
    }
    for name, body in bodies.items():
        yield Case(f"gif/{name}", body + b";")
