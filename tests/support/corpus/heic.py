"""HEIC files; pillow-heif encodes them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pillow_heif
from PIL import Image
from support.corpus import profiles
from support.corpus.avif import of_space
from support.corpus.pattern import Case, gray, opaque, rgb, rgba
from support.corpus.png import exif, xmp


def heic(image: Image.Image, **how: object) -> bytes:
    pillow_heif.register_heif_opener()
    contents = io.BytesIO()
    image.save(contents, "HEIF", **({"quality": 98, "chroma": 444} | how))
    return contents.getvalue()


def cases() -> Iterator[Case]:
    color, both, grays = (Image.fromarray(each) for each in (rgb(), rgba(), gray()))
    plain = heic(color)
    files = {
        "RGB/4:4:4": (plain, opaque(rgb())),
        "RGB/4:2:0": (heic(color, chroma=420), None),
        "RGBA/": (heic(both), rgba()),
        "gray/": (heic(grays), opaque(gray())),
        "RGB/profile": (heic(color, icc_profile=profiles.wide()), None),
        "RGB/XMP orientation 6": (heic(color, xmp=xmp(6)), None),
        "RGB/two pictures": (
            heic(color, save_all=True, append_images=[color.rotate(180)]),
            opaque(rgb()),
        ),
    }
    for primaries, transfer in ((1, 13), (12, 13), (9, 16), (9, 18)):
        files[f"RGB/code points {primaries}, {transfer}"] = (
            of_space(plain, primaries, transfer),
            None,
        )
    for name, (contents, expected) in files.items():
        yield Case(f"heic/{name}", contents, expected, browser=False)
    for orientation in range(10):
        yield Case(
            f"heic/RGB/turned {orientation}",
            heic(color, exif=b"Exif\0\0" + exif(orientation)),
            None,
            browser=False,
        )
