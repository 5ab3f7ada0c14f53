"""The note in pictures that folkhue wrote them, by which it knows them again."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import ExifTags, Image, PngImagePlugin, UnidentifiedImageError

from folkhue._utils.regular_file import open_file

SOFTWARE = "folkhue"
"""The program that wrote a picture, in its Exif field or PNG text ``Software``."""

_OWN_TEXTS = ("folkhue", "folkhue palette")  # PNG texts of name maps and palettes
_OWN_DESCRIPTION = '{"folkhue":'  # of name maps in WebP


def exif_mark() -> Image.Exif:
    """Return Exif data that name folkhue, for JPEG and WebP."""
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = SOFTWARE
    return exif


def png_mark() -> PngImagePlugin.PngInfo:
    """Return texts that name folkhue, for PNG."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Software", SOFTWARE)
    return note


def is_own_picture(path: Path) -> bool:
    """Return whether folkhue wrote a picture: a recolored photograph, a name map, a palette, ….

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with open_file(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # only what precedes the pixels is read
        try:
            with Image.open(file, formats=("PNG", "WEBP", "JPEG")) as image:
                texts, exif = image.info, image.getexif()
        except (UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError):
            return False
    named = (texts.get("Software"), exif.get(ExifTags.Base.Software))
    described = str(exif.get(ExifTags.Base.ImageDescription, ""))
    return (
        SOFTWARE in named
        or any(key in texts for key in _OWN_TEXTS)
        or described.startswith(_OWN_DESCRIPTION)
    )
