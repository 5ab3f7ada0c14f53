"""Files of each format that end too early, with the whole picture or without part of it.

The rule, the same for commands, server and page: a file is read if it holds the whole picture
that would be shown, and refused as damaged if it does not.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image
from support.png_chunks import ADAM7, SIGNATURE, chunk

END = b"\xff\xd9"
"""The end marker of a JPEG."""


@dataclass(frozen=True)
class CutFile:
    """A file that ends too early.

    Attributes
    ----------
    name : str
        What is missing, and the suffix of its format.
    contents : bytes
    original : bytes
        What it was before.
    is_whole : bool
        Whether the picture is there: it is then read as that of the original.
    """

    name: str
    contents: bytes
    original: bytes
    is_whole: bool


def picture() -> Image.Image:
    """Paint a gradient with noise, in which every part differs from gray."""
    rows, columns = np.mgrid[:72, :96]
    pixels = np.stack([200 + rows // 4, 20 + columns, 40 + rows], axis=-1)
    return Image.fromarray((pixels + (rows * columns * 7 % 13)[..., None]).astype(np.uint8))


def cut_files() -> Iterator[CutFile]:
    """Make all of them."""
    yield from _jpegs()
    yield from _others()
    yield from _short_pngs()


def _jpegs() -> Iterator[CutFile]:
    for name, original in _jpeg_originals().items():
        half, end = original[: len(original) * 2 // 3], len(original) - len(END)

        def cut(what: str, contents: bytes, is_whole: bool) -> CutFile:
            return CutFile(f"{name}, {what}.jpg", contents, original, is_whole)  # noqa: B023

        yield cut("no end marker", original[:end], True)
        yield cut("half an end marker", original[: end + 1], True)
        yield cut("zeros in place of the end marker", original[:end] + bytes(999), True)
        yield cut("junk in place of the end marker", original[:end] + b"junk" * 99, True)
        yield cut("eight bytes missing", original[: end - 6], False)
        yield cut("a third missing", half, False)
        yield cut("a third missing, half a marker", half.rstrip(b"\xff") + b"\xff", False)
        yield cut("zeros in place of a tenth", original[: end - len(original) // 10] + b"\0", False)
        if name != "progressive":  # whose picture would be whole, but coarse
            yield cut("an end marker after two thirds", half.rstrip(b"\xff") + END, False)


def _jpeg_originals() -> dict[str, bytes]:
    image = picture()
    return {
        "baseline": _encoded(image, "JPEG", quality=90),
        "progressive": _encoded(image, "JPEG", quality=90, progressive=True),
        "restart markers": _encoded(image, "JPEG", restart_marker_blocks=5),
        "full chroma": _encoded(image, "JPEG", subsampling=0, optimize=True),
        "grayscale": _encoded(image.convert("L"), "JPEG"),
        "CMYK": _encoded(image.convert("CMYK"), "JPEG"),
    }


def _others() -> Iterator[CutFile]:
    image, other = picture(), picture().rotate(180)
    exif = Image.Exif()
    exif[0x010E] = "a description"
    animated = {"save_all": True, "append_images": [other], "duration": 100}
    for name, suffix, original, harmless in (
        ("image", "png", _encoded(image, "PNG"), (1, 12, 16)),
        ("palette", "png", _encoded(image.quantize(32), "PNG"), (1, 12, 16)),
        ("animation", "png", _encoded(image, "PNG", **animated), (1, 12, 400)),
        ("image", "gif", _encoded(image.quantize(32), "GIF"), (1,)),
        ("animation", "gif", _encoded(image.quantize(32), "GIF", **animated), (1, 900)),
        ("EXIF", "webp", _encoded(image, "WEBP", exif=exif), (1, 30)),
        ("animation", "webp", _encoded(image, "WEBP", **animated), (1, 300)),
        ("lossy", "webp", _encoded(image, "WEBP"), ()),
        ("lossless", "webp", _encoded(image, "WEBP", lossless=True), ()),
        ("image", "bmp", _encoded(image, "BMP"), ()),
        ("image", "tiff", _encoded(image, "TIFF"), ()),
        ("LZW", "tiff", _encoded(image, "TIFF", compression="tiff_lzw"), ()),
        ("image", "avif", _encoded(image, "AVIF"), ()),
    ):
        for missing in harmless:
            contents = original[:-missing]
            yield CutFile(f"{name}, {missing} bytes missing.{suffix}", contents, original, True)
        for part in (4, 10):
            contents = original[: len(original) // part]
            title = f"{name}, {part - 1} of {part} missing.{suffix}"
            yield CutFile(title, contents, original, False)


def _short_pngs() -> Iterator[CutFile]:
    """Make PNG files whose image data end well, but before the last row."""
    image = picture()
    for mode in ("RGB", "L", "RGBA", "P"):
        pixels = np.asarray(image.quantize(32) if mode == "P" else image.convert(mode))
        for passes in (((0, 0, 1, 1),), ADAM7):
            parts = [pixels[y::dy, x::dx] for x, y, dx, dy in passes]
            rows = [b"\0" + row.tobytes() for part in parts for row in part]
            title = f"{mode}, {'interlaced, ' if len(passes) > 1 else ''}"
            original = _png(rows, mode, len(passes) > 1)
            yield CutFile(f"{title}all rows.png", original, original, True)
            for missing in (1, 9, len(rows) - 1):
                short = _png(rows[:-missing], mode, len(passes) > 1)
                yield CutFile(f"{title}{missing} rows missing.png", short, original, False)


def _png(rows: list[bytes], mode: str, interlaced: bool) -> bytes:
    """Write a picture of 96 × 72 pixels."""
    color_type = {"L": 0, "RGB": 2, "P": 3, "RGBA": 6}[mode]
    header = struct.pack(">2I5B", 96, 72, 8, color_type, 0, 0, interlaced)
    parts = {b"IHDR": header, b"IDAT": zlib.compress(b"".join(rows)), b"IEND": b""}
    if mode == "P":
        parts = {b"IHDR": header, b"PLTE": bytes(range(30, 126)), **parts}
    return SIGNATURE + b"".join(chunk(kind, data) for kind, data in parts.items())


def _encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    image.save(buffer := io.BytesIO(), kind, **how)
    return buffer.getvalue()
