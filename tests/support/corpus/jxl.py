"""JPEG XL files; pillow-jxl-plugin encodes them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pillow_jxl
from PIL import Image
from support.corpus.jpeg import jpeg
from support.corpus.pattern import Case, alpha, gray, opaque, rgb, rgba
from support.corpus.png import exif, xmp

assert pillow_jxl  # it registers itself


def jxl(image: Image.Image, **how: object) -> bytes:
    contents = io.BytesIO()
    image.save(contents, "JXL", **({"lossless": True} | how))
    return contents.getvalue()


def cases() -> Iterator[Case]:
    color, both, grays = (Image.fromarray(each) for each in (rgb(), rgba(), gray()))
    two = Image.fromarray(np.dstack([gray(), alpha()]), "LA")
    deep = Image.fromarray(gray() * np.uint16(257))
    files = {
        "RGB/lossless": (jxl(color), opaque(rgb())),
        "RGB/lossy": (jxl(color, lossless=False, quality=98), None),
        "RGB/container": (jxl(color, use_container=True), opaque(rgb())),
        "RGBA/": (jxl(both), rgba()),
        "gray/": (jxl(grays), opaque(gray())),
        "gray and alpha/": (jxl(two), np.dstack([gray()] * 3 + [alpha()])),
        "gray 16 bit/": (jxl(deep), None),
        "RGB/XMP orientation 6": (jxl(color, xmp=xmp(6)), None),
        "RGB/from JPEG": (_from_jpeg(), None),
    }
    for name, (contents, expected) in files.items():
        # Browsers show such a picture with noise.
        yield Case(f"jxl/{name}", contents, expected, browser=name != "gray and alpha/")
    for orientation in range(10):
        yield Case(f"jxl/RGB/EXIF {orientation}", jxl(color, exif=exif(orientation)), None)


def _from_jpeg() -> bytes:
    encoder = pillow_jxl.Encoder(
        mode="RGB",
        lossless=True,
        quality=100,
        decoding_speed=0,
        effort=7,
        use_container=True,
        use_original_profile=False,
        num_threads=1,
    )
    return encoder(jpeg(rgb()), 64, 32, jpeg_encode=True)
