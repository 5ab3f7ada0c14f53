"""WebP files: lossy, lossless, with alpha, metadata, and animated."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from PIL import Image
from support.corpus import profiles
from support.corpus.pattern import Case, opaque, rgb, rgba
from support.corpus.png import exif, xmp


def webp(image: Image.Image, **how: object) -> bytes:
    contents = io.BytesIO()
    image.save(contents, "WEBP", **({"lossless": True, "exact": True} | how))
    return contents.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _three(number: int) -> bytes:
    return struct.pack("<I", number)[:3]


def _animated(frame: Image.Image, x: int, y: int, background: bytes, blend: int) -> bytes:
    """An animation whose first frame is smaller than the canvas."""
    picture = webp(frame)[12:]
    header = _chunk(b"VP8X", bytes([0x12, 0, 0, 0]) + _three(63) + _three(31))
    place = _three(x // 2) + _three(y // 2) + _three(frame.width - 1) + _three(frame.height - 1)
    frames = _chunk(b"ANMF", place + _three(100) + bytes([blend << 1]) + picture)
    body = b"WEBP" + header + _chunk(b"ANIM", background + bytes(2)) + frames * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


def cases() -> Iterator[Case]:
    color, both = Image.fromarray(rgb()), Image.fromarray(rgba())
    lossy = {"lossless": False, "quality": 95}
    part = both.crop((4, 4, 40, 24))
    files = {
        "RGB/lossless": (webp(color), opaque(rgb())),
        "RGB/lossy": (webp(color, **lossy), None),
        "RGBA/lossless": (webp(both), rgba()),
        "RGBA/lossy": (webp(both, **lossy), None),
        "RGB/profile": (webp(color, icc_profile=profiles.wide()), None),
        "RGBA/profile": (webp(both, icc_profile=profiles.wide()), None),
        "RGB/profile of gray": (webp(color, icc_profile=profiles.gray(1.0)), None),
        "RGB/no profile": (webp(color, icc_profile=b"no profile" * 20), None),
        "RGB/XMP orientation 6": (webp(color, xmp=xmp(6)), None),
        "animated/": (webp(color, save_all=True, append_images=[color.rotate(180)]), opaque(rgb())),
        "animated/alpha": (webp(both, save_all=True, append_images=[color]), rgba()),
        "animated/small": (_animated(part, 6, 8, bytes(4), 0), None),
        "animated/small, background": (_animated(part, 6, 8, b"\x10\xff\x10\xff", 0), None),
        "animated/small, no blending": (_animated(part, 6, 8, b"\x10\xff\x10\xff", 1), None),
    }
    for name, (contents, expected) in files.items():
        yield Case(f"webp/{name}", contents, expected)
    for orientation in range(10):
        contents = webp(color, exif=b"Exif\0\0" + exif(orientation))
        yield Case(f"webp/RGB/EXIF {orientation}", contents)
    yield Case("webp/RGB/lossy, EXIF 6", webp(color, **lossy, exif=b"Exif\0\0" + exif(6)))
