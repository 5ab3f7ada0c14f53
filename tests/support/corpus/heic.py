"""HEIC files; pillow-heif encodes them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pillow_heif
from PIL import Image
from support.corpus import profiles
from support.corpus.avif import of_space
from support.corpus.pattern import Case, gray, rgb, rgba
from support.corpus.png import exif


def heic(image: Image.Image, **how: object) -> bytes:
    pillow_heif.register_heif_opener()
    contents = io.BytesIO()
    image.save(contents, "HEIF", **({"quality": 98, "chroma": 444} | how))
    return contents.getvalue()


def cases() -> Iterator[Case]:
    color, both, grays = (Image.fromarray(each) for each in (rgb(), rgba(), gray()))
    plain = heic(color)
    files = {
        "RGB/4:4:4": (plain, "png/RGB 8 bit/"),
        "RGB/4:2:0": (heic(color, chroma=420), "png/RGB 8 bit/"),
        "RGBA/": (heic(both), "png/RGBA 8 bit/"),
        "gray/": (heic(grays), "png/gray 8 bit/"),
        "RGB/profile": (heic(color, icc_profile=profiles.wide()), "png/RGB 8 bit/iCCP"),
        "RGB/two pictures": (_two(color), "png/RGB 8 bit/"),
        "RGB/code points 1, 13": (of_space(plain, 1, 13), "png/RGB 8 bit/cICP sRGB"),
        "RGB/code points 12, 13": (of_space(plain, 12, 13), "png/RGB 8 bit/cICP P3"),
        "RGB/code points 9, 16": (of_space(plain, 9, 16), "png/RGB 8 bit/cICP PQ"),
        "RGB/code points 9, 18": (of_space(plain, 9, 18), "png/RGB 8 bit/cICP HLG"),
    }
    for orientation in range(10):
        contents = heic(color, exif=b"Exif\0\0" + exif(orientation))
        files[f"RGB/turned {orientation}"] = (contents, f"jpeg/YCbCr/EXIF {orientation}")
    for name, (contents, like) in files.items():
        yield Case(f"heic/{name}", contents, browser=False, like=like)


def _two(first: Image.Image) -> bytes:
    return heic(first, save_all=True, append_images=[first.rotate(180)])
