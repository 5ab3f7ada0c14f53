"""Photographs of every format and mode."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.fuzz_kinds.base import photos, table

MAX_PIXELS = 4_000_000


IMAGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "JPEG": [
        ("RGB", {"quality": 80}),
        ("RGB", {"quality": 60, "progressive": True}),
        (
            "RGB",
            {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"},
        ),
        ("CMYK", {}),
        ("L", {}),
    ],
    "PNG": [("RGB", {}), ("RGBA", {}), ("P", {}), ("I;16", {}), ("1", {}), ("LA", {})],
    "WEBP": [("RGB", {}), ("RGBA", {"lossless": True})],
    "GIF": [("P", {}), ("L", {})],
    "BMP": [("RGB", {}), ("P", {}), ("1", {})],
    "TIFF": [
        ("RGB", {}),
        ("RGB", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "tiff_adobe_deflate"}),
        ("RGB", {"compression": "jpeg"}),
        ("1", {"compression": "group4"}),
        ("CMYK", {"compression": "packbits"}),
        ("LAB", {}),
        ("I;16", {}),
        ("RGBA", {}),
    ],
    "AVIF": [("RGB", {"quality": 60}), ("RGBA", {})],
    "HEIF": [("RGB", {}), ("RGBA", {})],
    "JXL": [("RGB", {}), ("RGBA", {"lossless": True})],
}


def encoded(photo: Image.Image, kind: str, mode: str, how: dict[str, Any]) -> bytes:
    """Encode a photograph in a format and mode."""
    if mode == "I;16":
        gray = photo.convert("L").convert("I").point(lambda value: value * 257)
        converted = gray.convert("I;16")
    elif mode == "LAB":
        converted = Image.merge("LAB", photo.split())  # other colors, but any do
    else:
        converted = photo.convert(mode)
    buffer = io.BytesIO()
    converted.save(buffer, kind, **how)
    return buffer.getvalue()


def make_images(kind: str) -> list[bytes]:
    """Encode the photographs in all modes of a format, and an animation if it has them."""
    from folkhue.images.formats import REGISTRY

    next(each for each in REGISTRY if each.name == kind).load_decoder()
    made = [encoded(photo, kind, *how) for photo in photos() for how in IMAGES[kind]]
    if kind in ("GIF", "PNG", "WEBP"):
        buffer = io.BytesIO()
        photos()[0].save(
            buffer, kind, save_all=True, append_images=[photos()[0].rotate(180)], duration=50
        )
        made.append(buffer.getvalue())
    return made


def read_image(contents: bytes, folder: Path) -> None:
    """Decode a photograph whole, small, and in strips."""
    from folkhue.images.photo import read_photo, read_strips

    photo = read_photo(contents, max_pixels=MAX_PIXELS)
    table().counts(photo.rgb, photo.opaque)
    read_photo(contents, max_pixels=MAX_PIXELS, min_pixels=500)
    for strip in read_strips(contents, max_pixels=MAX_PIXELS):
        assert strip.rgb.shape[:2] == strip.opaque.shape
