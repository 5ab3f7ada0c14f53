"""AVIF files: samplings, alpha, color spaces, profiles, and boxes that turn the picture."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
import pyvips
from numpy.typing import NDArray
from PIL import Image
from support.corpus import profiles
from support.corpus.pattern import Case, gray, rgb, rgba
from support.corpus.png import exif, xmp


def avif(image: Image.Image, **how: object) -> bytes:
    contents = io.BytesIO()
    image.save(contents, "AVIF", **({"quality": 98, "subsampling": "4:4:4", "speed": 9} | how))
    return contents.getvalue()


def deep(pixels: NDArray[np.uint8], depth: int) -> bytes:
    """Encode 10 or 12 bits, which Pillow does not; libvips does."""
    image = pyvips.Image.new_from_array(pixels * np.uint16(257)).copy(interpretation="rgb16")
    how = {"compression": "av1", "bitdepth": depth, "Q": 95, "subsample_mode": "off"}
    contents: bytes = image.heifsave_buffer(**how)
    return contents


def of_space(contents: bytes, primaries: int, transfer: int) -> bytes:
    """Change the code points of the box that names the color space."""
    start = contents.index(b"colrnclx") + 8
    return contents[:start] + struct.pack(">2H", primaries, transfer) + contents[start + 4 :]


CODE_POINTS = (
    *((1, 13), (12, 13), (9, 16), (9, 18), (9, 14)),
    *((1, 8), (2, 2), (1, 1), (12, 16), (4, 4)),
)
"""Primaries and transfer functions of the cases."""


def cases() -> Iterator[Case]:
    color, both, grays = (Image.fromarray(each) for each in (rgb(), rgba(), gray()))
    plain = avif(color)
    files = {
        "RGB/4:4:4": plain,
        "RGB/4:2:0": avif(color, subsampling="4:2:0"),
        "RGB/4:2:2": avif(color, subsampling="4:2:2"),
        "RGB/limited range": avif(color, range="limited"),
        "RGBA/": avif(both),
        "RGBA/premultiplied": avif(both, alpha_premultiplied=True),
        "gray/": avif(grays, subsampling="4:0:0"),
        "RGB/profile": avif(color, icc_profile=profiles.wide()),
        "RGBA/profile": avif(both, icc_profile=profiles.wide()),
        "gray/profile of gray": avif(grays, subsampling="4:0:0", icc_profile=profiles.gray(1.0)),
        "RGB/no profile": avif(color, icc_profile=b"no profile" * 20),
        "RGB/XMP orientation 6": avif(color, xmp=xmp(6)),
        "RGB/animated": avif(
            color, range="limited", save_all=True, append_images=[color.rotate(180)] * 2
        ),
    }
    for primaries, transfer in CODE_POINTS:
        files[f"RGB/code points {primaries}, {transfer}"] = of_space(plain, primaries, transfer)
    files["RGBA/code points 12, 13"] = of_space(avif(both), 12, 13)
    files["gray/code points 1, 8"] = of_space(avif(grays, subsampling="4:0:0"), 1, 8)
    for name, contents in files.items():
        yield Case(f"avif/{name}", contents)
    for orientation in range(10):
        yield Case(f"avif/RGB/turned {orientation}", avif(color, exif=exif(orientation)))
