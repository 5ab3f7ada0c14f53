"""Photographs in Display P3, with colors that sRGB lacks."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image
from support.corpus import profiles
from support.corpus.avif import avif, of_space
from support.corpus.png import RGB, png
from support.png_chunks import chunk

COLORS = ((255, 0, 0), (10, 240, 30), (230, 40, 120), (128, 128, 128))
"""Of Display P3; sRGB has only the last one."""

PIXELS = np.repeat(np.repeat(np.array(COLORS, np.uint8)[None], 32, axis=0), 24, axis=1)


def encoded(kind: str, **how: object) -> bytes:
    contents = io.BytesIO()
    Image.fromarray(PIXELS).save(contents, kind, **how)
    return contents.getvalue()


_CICP = chunk(b"cICP", bytes([12, 13, 0, 1]))
_GAMMA = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(
    b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
)

FILES = {
    "PNG, profile": encoded("PNG", icc_profile=profiles.display_p3()),
    "PNG, cICP": png(PIXELS, 8, RGB, _CICP),
    "PNG of 16 bits, cICP": png(PIXELS * np.uint16(257), 16, RGB, _CICP),
    "PNG, gAMA and cHRM": png(PIXELS, 8, RGB, _GAMMA),
    "JPEG": encoded("JPEG", icc_profile=profiles.display_p3(), quality=98, subsampling=0),
    "WebP": encoded("WEBP", icc_profile=profiles.display_p3(), lossless=True),
    "TIFF": encoded("TIFF", icc_profile=profiles.display_p3()),
    "AVIF, profile": avif(Image.fromarray(PIXELS), icc_profile=profiles.display_p3()),
    "AVIF, code points": of_space(avif(Image.fromarray(PIXELS)), 12, 13),
}
"""The pixels in each way that a file can name their space."""

SRGB = encoded("PNG")
"""The same numbers, but of sRGB."""
