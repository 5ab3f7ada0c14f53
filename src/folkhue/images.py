"""Photographs from files: decoded safely, upright and in sRGB."""

from __future__ import annotations

import io
import os
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from folkhue.errors import ImageError, PixelsError
from folkhue.shards import read_bytes

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""Formats that are read; a file of any other is refused unopened."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
"""How the names of such files end, in lower case."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → how to turn the pixels upright (Exif 2.3, 4.6.4 A)."""

MAX_PIXELS = 150_000_000
"""Largest photograph decoded, in pixels."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photograph.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
        sRGB.
    opaque : ndarray of bool, shape (height, width)
        False where the pixel is more transparent than not; its colour means nothing.
    format : str
        Of the file, one of `FORMATS`; empty if it came from none.
    """

    rgb: NDArray[np.uint8]
    opaque: NDArray[np.bool_]
    format: str = ""

    def thin(self, max_pixels: int) -> Photo:
        """Keep every n-th row and column, so that at most `max_pixels` remain.

        Colours stay those of real pixels, which averaging would mix at edges.
        """
        step = 1
        height, width = self.opaque.shape
        while -(-height // step) * -(-width // step) > max_pixels:
            step += 1
        return Photo(self.rgb[::step, ::step], self.opaque[::step, ::step], self.format)


def read_photo(
    source: str | Path | bytes, *, max_pixels: int = MAX_PIXELS, enough: int | None = None
) -> Photo:
    """Decode a photograph.

    EXIF orientation is applied, an embedded ICC profile is converted to sRGB, of
    an animation the first frame is taken, 16-bit samples are scaled to 8 bits.

    Parameters
    ----------
    source : path or bytes
        A file, also one in a shard (see `folkhue.shards`), or its contents.
    max_pixels : int
        A larger image is refused before its pixels are decoded.
    enough : int, optional
        If so many pixels remain, a JPEG is decoded at a half, a quarter or an eighth of its
        width and height, which is several times as fast.

    Returns
    -------
    Photo

    Raises
    ------
    ImageError
        If there is no such file, or it is not an image, is damaged, or is too large (then
        a `PixelsError`).
    """
    name = "the given bytes" if isinstance(source, bytes) else str(source)
    try:
        contents = source if isinstance(source, bytes) else read_bytes(source)
    except OSError as error:
        raise ImageError(f"{name}: cannot be read ({error.strerror})") from error
    try:
        with warnings.catch_warnings():
            # Pillow warns of much that does no harm here, among it our own larger limit.
            warnings.simplefilter("ignore")
            return _decode(contents, name, max_pixels, enough)
    except Image.DecompressionBombError as error:
        raise PixelsError(f"{name}: too many pixels; at most {max_pixels:,} are decoded") from error
    except UnidentifiedImageError as error:
        raise ImageError(f"{name}: {_what_it_is(contents)}") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error) as error:
        raise ImageError(f"{name}: damaged image ({error or type(error).__name__})") from error


def _decode(contents: bytes, name: str, max_pixels: int, enough: int | None) -> Photo:
    with Image.open(io.BytesIO(contents), formats=FORMATS) as image:
        width, height = image.size
        if width * height > max_pixels:
            raise PixelsError(
                f"{name}: {width} × {height} is too many pixels; at most {max_pixels:,} are decoded"
            )
        if enough is not None:
            _reduce(image, enough)
        image.load()
        turn = _turn(image)
        upright = image.transpose(turn) if turn is not None else image
        rgb, opaque = _pixels(upright, image.info.get("icc_profile"), name)
        return Photo(rgb, opaque, str(image.format))


def _reduce(image: Image.Image, enough: int) -> None:
    """Have a JPEG decoded at a part of its size; other formats know no such thing."""
    width, height = image.size
    for part in (8, 4, 2):
        reduced = (-(-width // part), -(-height // part))
        if reduced[0] * reduced[1] >= enough:
            image.draft(None, reduced)
            return


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return TURNS.get(image.getexif()[ExifTags.Base.Orientation])
    except Exception:  # whatever Pillow makes of broken EXIF, the pixels are there
        return None


def _pixels(
    image: Image.Image, profile: bytes | None, name: str
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    if image.mode == "F":
        raise ImageError(f"{name}: floating-point samples have no fixed white; save it as 8 bit")
    if image.mode.startswith("I"):
        image = _eight_bit(image)
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    if "A" in image.getbands():
        opaque = np.asarray(image.getchannel("A")) >= 128
    else:
        opaque = np.ones(image.size[::-1], bool)
    return np.asarray(_to_srgb(image, profile)), opaque


def _eight_bit(image: Image.Image) -> Image.Image:
    samples = np.asarray(image).astype(np.int64)
    top = 65535 if samples.max(initial=0) <= 65535 else 2**31 - 1
    scaled = (samples.clip(0) * 255 + top // 2) // top
    return Image.fromarray(scaled.astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        if image.mode in ("RGBA", "LA"):
            image = image.convert(image.mode[:-1])
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken or ill-fitting profile: show what viewers show, the bare samples
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")


def is_web_page(contents: bytes) -> bool:
    """Tell whether contents, or their beginning, are HTML."""
    return contents[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head"))


def _what_it_is(contents: bytes) -> str:
    if not contents:
        return "the file is empty; download it again"
    if is_web_page(contents):
        return "a web page, not an image; the server answered with HTML"
    return f"not an image that folkhue reads (it reads {', '.join(FORMATS)})"


def photographs_in(folder: Path) -> Iterator[Path]:
    """Find photographs by their suffix, in an order that does not depend on the file system.

    Folders within are searched too; what is hidden is not found, nor what links to folders
    lead to.
    """
    with os.scandir(folder) as entries:
        shown = sorted((each for each in entries if not is_hidden(each.name)), key=_name)
    for entry in shown:
        if entry.is_dir(follow_symlinks=False):
            yield from photographs_in(folder / entry.name)
        elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
            yield folder / entry.name


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder holds what systems leave beside photographs."""
    return name.startswith(".") or name == "__MACOSX"


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def fingerprint(photo: Photo) -> NDArray[np.bool_]:
    """Give the difference hash of a photograph, shape (64,).

    It tells whether brightness rises between neighbours in a picture of 9 × 8 pixels, and
    is nearly the same for the same picture in another size or quality.

    References
    ----------
    Neal Krawetz, *Kind of Like That*, The Hacker Factor Blog, 2013.
    """
    shrunk = Image.fromarray(photo.rgb).convert("L").resize((9, 8), Image.Resampling.BOX)
    gray = np.asarray(shrunk, np.int64)
    return np.asarray(gray[:, 1:] > gray[:, :-1]).ravel()
