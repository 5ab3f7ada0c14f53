"""Photographs from files: decoded safely, upright and in sRGB."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from folkhue.errors import ImageError, PixelsError
from folkhue.images.conversion import Strip, converted_strips
from folkhue.images.files import FORMATS, why_no_image
from folkhue.images.orientation import orientation_of, turned, turned_size
from folkhue.images.tar_member import read_bytes

MAX_PIXELS = 150_000_000
"""Pixels of the largest photograph that is decoded."""

_SHOWN_PIXELS = 500_000


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
        Of the file, one of `folkhue.images.files.FORMATS`; empty if there is no file.
    size : tuple of int
        Width and height of the whole image, which is larger than `rgb` if it was decoded at a
        reduced size; zeros if there is no file.
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

    def _repr_png_(self) -> bytes:
        """Encode what a notebook shows: all of a small photograph, every n-th pixel of a large."""
        shown, contents = self.thin(_SHOWN_PIXELS), io.BytesIO()
        image = Image.fromarray(shown.rgb)
        image.putalpha(Image.fromarray(shown.opaque))
        image.save(contents, "PNG")
        return contents.getvalue()


def read_photo(
    source: str | Path | bytes, *, max_pixels: int = MAX_PIXELS, min_pixels: int | None = None
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
    min_pixels : int, optional
        A JPEG is decoded at a half, a quarter or an eighth of its width and height, several
        times as fast, if at least so many pixels remain. Absent, the whole is decoded.

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
    with _decoded(source, max_pixels, min_pixels) as (image, name, size):
        pixels = _joined(converted_strips(image, name), *image.size)
        orientation, kind = orientation_of(image), str(image.format)
    rgb, opaque = (np.ascontiguousarray(turned(each, orientation)) for each in pixels)
    for each in (rgb, opaque):
        each.setflags(write=False)  # like the arrays that are Pillow's own memory
    return Photo(rgb, opaque, kind, turned_size(size, orientation))


def read_strips(
    source: str | Path | bytes, *, max_pixels: int = MAX_PIXELS, min_pixels: int | None = None
) -> Iterator[Photo]:
    """Decode a photograph in strips of some million pixels, which takes less memory.

    Strips are not turned upright. Parameters and errors are those of `read_photo`; damage is
    reported before the first strip.
    """
    with _decoded(source, max_pixels, min_pixels) as (image, name, _):
        for rgb, opaque in converted_strips(image, name):
            yield Photo(rgb, opaque)


def _joined(strips: Iterator[Strip], width: int, height: int) -> Strip:
    """Put strips together; a single one is not copied."""
    first = next(strips)
    if len(first[0]) == height:
        return first
    whole = np.empty((height, width, 3), np.uint8), np.empty((height, width), bool)
    top = 0
    for rgb, opaque in chain([first], strips):
        rows = slice(top, top := top + len(rgb))
        whole[0][rows], whole[1][rows] = rgb, opaque
    return whole


@contextmanager
def _decoded(
    source: str | Path | bytes, max_pixels: int, min_pixels: int | None
) -> Iterator[tuple[Image.Image, str, tuple[int, int]]]:
    """Decode an image; return it, its name in error messages, and the size of the whole.

    Whatever Pillow raises here or when its pixels are used becomes an `ImageError`.
    """
    name = "the given bytes" if isinstance(source, bytes) else str(source)
    contents = source if isinstance(source, bytes) else _read(source)
    try:
        with warnings.catch_warnings():
            # Pillow warns of much that is harmless here, such as our own larger limit.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(contents), formats=FORMATS) as image:
                _check_size(image, name, max_pixels)
                size = image.size
                if min_pixels is not None:
                    _reduce(image, min_pixels)
                image.load()
                yield image, name, size
    except Image.DecompressionBombError as error:
        raise PixelsError(f"{name}: too many pixels; at most {max_pixels:,} are decoded") from error
    except UnidentifiedImageError as error:
        reason, code = why_no_image(contents)
        raise ImageError(f"{name}: {reason}", code) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error) as error:
        raise ImageError(f"{name}: damaged image ({error or type(error).__name__})") from error


def _read(path: str | Path) -> bytes:
    try:
        return read_bytes(path)
    except OSError as error:
        raise ImageError(f"{path}: cannot be read ({error.strerror})", "missing") from error


def _check_size(image: Image.Image, name: str, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PixelsError(
            f"{name}: {width} × {height} is too many pixels; at most {max_pixels:,} are decoded"
        )


def _reduce(image: Image.Image, min_pixels: int) -> None:
    """Make Pillow decode a JPEG at a fraction of its size; for other formats it does nothing."""
    width, height = image.size
    for divisor in (8, 4, 2):
        # Rounded down: Pillow takes the next larger fraction for what is rounded up.
        reduced = (width // divisor, height // divisor)
        if reduced[0] * reduced[1] >= min_pixels:
            image.draft(None, reduced)
            return
