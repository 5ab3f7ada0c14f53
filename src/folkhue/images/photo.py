"""Photographs from files: decoded safely, upright and in sRGB."""

from __future__ import annotations

import io
import os
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from folkhue.errors import ImageError, PixelsError
from folkhue.images.tar_member import read_bytes

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""Formats that are read; a file of any other is refused unopened."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
"""How the names of such files end, in lower case."""

TURNS: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: pixels[::-1].swapaxes(0, 1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: pixels[:, ::-1].swapaxes(0, 1),
}
"""EXIF orientation → how to turn the pixels upright (Exif 2.3, 4.6.4 A)."""

_LYING = (5, 6, 7, 8)
"""Orientations that make width of height."""

_STRIP = 1 << 22
"""Pixels that are converted at a time."""

MAX_PIXELS = 150_000_000
"""Largest photograph decoded, in pixels."""


T = TypeVar("T")


def _as_it_is(thing: T) -> T:
    return thing


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photograph.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (height, width, 3)
        sRGB.
    opaque : ndarray of bool, shape (height, width)
        False where the pixel is more transparent than not; its color means nothing.
    format : str
        Of the file, one of `FORMATS`; empty if it came from none.
    size : tuple of int
        Width and height in the file, which are larger if a part of them was decoded; zeros if
        it came from none.
    """

    rgb: NDArray[np.uint8]
    opaque: NDArray[np.bool_]
    format: str = ""
    size: tuple[int, int] = (0, 0)

    def thin(self, max_pixels: int) -> Photo:
        """Keep every n-th row and column, so that at most `max_pixels` remain.

        Colors stay those of real pixels, which averaging would mix at edges.
        """
        step = 1
        height, width = self.opaque.shape
        while -(-height // step) * -(-width // step) > max_pixels:
            step += 1
        return replace(self, rgb=self.rgb[::step, ::step], opaque=self.opaque[::step, ::step])


def read_photo(
    source: str | Path | bytes, *, max_pixels: int = MAX_PIXELS, enough: int | None = None
) -> Photo:
    """Decode a photograph.

    EXIF orientation is applied, an embedded ICC profile is converted to sRGB, of
    an animation the first frame is taken, 16-bit samples are scaled to 8 bits.

    Parameters
    ----------
    source : path or bytes
        A file, also one in a shard (see `folkhue.images.tar_member`), or its contents.
    max_pixels : int
        A larger image is refused before its pixels are decoded.
    enough : int, optional
        If so many pixels remain, a JPEG is decoded at a half, a quarter or an eighth of its
        width and height, which is several times as fast.

    Returns
    -------
    Photo
        Its arrays are read-only.

    Raises
    ------
    ImageError
        If there is no such file, or it is not an image, is damaged, or is too large (then
        a `PixelsError`).
    """
    with _opened(source, max_pixels, enough) as (image, name, size):
        pixels = _joined(_strips(image, name), *image.size)
        orientation, kind = _orientation(image), str(image.format)
    turn = TURNS.get(orientation, _as_it_is)
    rgb, opaque = (np.ascontiguousarray(turn(each)) for each in pixels)
    for each in (rgb, opaque):
        each.setflags(write=False)  # as those that are not copied, Pillow's own, are
    return Photo(rgb, opaque, kind, size[::-1] if orientation in _LYING else size)


def _joined(
    strips: Iterator[Photo], width: int, height: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Put strips together; what is in one strip is not copied."""
    first = next(strips)
    if len(first.rgb) == height:
        return first.rgb, first.opaque
    rgb, opaque = np.empty((height, width, 3), np.uint8), np.empty((height, width), bool)
    top = 0
    for strip in chain([first], strips):
        rows = slice(top, top := top + len(strip.rgb))
        rgb[rows], opaque[rows] = strip.rgb, strip.opaque
    return rgb, opaque


def read_strips(
    source: str | Path | bytes, *, max_pixels: int = MAX_PIXELS, enough: int | None = None
) -> Iterator[Photo]:
    """Decode a photograph in strips of some million pixels, which takes less memory.

    Strips are not turned upright. Parameters and errors are those of `read_photo`; what is
    damaged is told before the first strip.
    """
    with _opened(source, max_pixels, enough) as (image, name, _):
        yield from _strips(image, name)


@contextmanager
def _opened(
    source: str | Path | bytes, max_pixels: int, enough: int | None
) -> Iterator[tuple[Image.Image, str, tuple[int, int]]]:
    """Load an image; tell what is wrong with it, where it came from, and its whole size."""
    name = "the given bytes" if isinstance(source, bytes) else str(source)
    try:
        contents = source if isinstance(source, bytes) else read_bytes(source)
    except OSError as error:
        raise ImageError(f"{name}: cannot be read ({error.strerror})") from error
    try:
        with warnings.catch_warnings():
            # Pillow warns of much that does no harm here, among it our own larger limit.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(contents), formats=FORMATS) as image:
                _check_size(image, name, max_pixels)
                size = image.size
                if enough is not None:
                    _reduce(image, enough)
                image.load()
                yield image, name, size
    except Image.DecompressionBombError as error:
        raise PixelsError(f"{name}: too many pixels; at most {max_pixels:,} are decoded") from error
    except UnidentifiedImageError as error:
        raise ImageError(f"{name}: {_what_it_is(contents)}") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error) as error:
        raise ImageError(f"{name}: damaged image ({error or type(error).__name__})") from error


def _check_size(image: Image.Image, name: str, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PixelsError(
            f"{name}: {width} × {height} is too many pixels; at most {max_pixels:,} are decoded"
        )


def _reduce(image: Image.Image, enough: int) -> None:
    """Have a JPEG decoded at a part of its size; other formats know no such thing."""
    width, height = image.size
    for part in (8, 4, 2):
        reduced = (width // part, height // part)  # rounded up, it would be more than a half
        if reduced[0] * reduced[1] >= enough:
            image.draft(None, reduced)
            return


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif()[ExifTags.Base.Orientation])
    except Exception:  # whatever Pillow makes of broken EXIF, the pixels are there
        return 1


def _strips(image: Image.Image, name: str) -> Iterator[Photo]:
    if image.mode == "F":
        raise ImageError(f"{name}: floating-point samples have no fixed white; save it as 8 bit")
    width, height = image.size
    rows = max(1, _STRIP // max(1, width))
    eight_bit = _to_eight_bit(image)
    to_srgb = _Converter(image.info.get("icc_profile"))
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height))) if rows < height else image
        yield _photo(eight_bit(strip), to_srgb)


def _photo(image: Image.Image, to_srgb: _Converter) -> Photo:
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    if "A" in image.getbands():
        opaque = np.asarray(image.getchannel("A")) >= 128
    else:
        opaque = np.ones(image.size[::-1], bool)
    return Photo(np.asarray(to_srgb(image)), opaque)


def _to_eight_bit(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Find how to scale samples of more bits to 8."""
    if not image.mode.startswith("I"):
        return _as_it_is
    # Of a sample of 32 bits it is not told how many are used.
    wide = image.mode == "I" and np.greater(image.getextrema(), 65535).any()
    top = 2**31 - 1 if wide else 65535

    def scaled(strip: Image.Image) -> Image.Image:
        samples = np.asarray(strip).astype(np.int64)
        return Image.fromarray(((samples.clip(0) * 255 + top // 2) // top).astype(np.uint8))

    return scaled


class _Converter:
    """Converts images to sRGB by the profile embedded in them, if it is of use."""

    def __init__(self, profile: bytes | None) -> None:
        self._profile = profile
        self._transforms: dict[str, ImageCms.ImageCmsTransform] = {}

    def __call__(self, image: Image.Image) -> Image.Image:
        if self._profile:
            if image.mode in ("RGBA", "LA"):
                image = image.convert(image.mode[:-1])
            try:
                converted = ImageCms.applyTransform(image, self._transform(image.mode))
            except (ImageCms.PyCMSError, OSError):
                self._profile = None  # broken or ill-fitting: show what viewers do, bare samples
            else:
                if converted is not None:
                    return converted
        return image if image.mode == "RGB" else image.convert("RGB")

    def _transform(self, mode: str) -> ImageCms.ImageCmsTransform:
        if mode not in self._transforms:
            source = ImageCms.ImageCmsProfile(io.BytesIO(self._profile or b""))
            srgb = ImageCms.createProfile("sRGB")
            self._transforms[mode] = ImageCms.buildTransform(source, srgb, mode, "RGB")
        return self._transforms[mode]


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
