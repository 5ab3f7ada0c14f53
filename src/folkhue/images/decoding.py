"""From the contents of a file of any format to a decoded image of Pillow's."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from folkhue.errors import ImageError, MissingExtraError, PixelsError
from folkhue.images.files import why_no_image
from folkhue.images.formats import Format, format_of
from folkhue.images.orientation import orientation_of
from folkhue.images.quiet import no_warnings


@dataclass(frozen=True)
class Decoded:
    """A decoded image, before its samples are converted.

    Attributes
    ----------
    image : Image
        Its pixels are loaded.
    name : str
        Of the file, in error messages.
    format : str
        One of `folkhue.images.formats.FORMATS`.
    size : tuple of int
        Width and height of the whole image, before it is turned upright.
    orientation : int
        See `folkhue.images.orientation`.
    """

    image: Image.Image
    name: str
    format: str
    size: tuple[int, int]
    orientation: int


@contextmanager
def decoded(
    contents: bytes, name: str, max_pixels: int, min_pixels: int | None
) -> Iterator[Decoded]:
    """Decode an image.

    Whatever Pillow raises here or when the pixels are used becomes an `ImageError`.
    """
    kind = _format_of(contents, name)
    try:
        with no_warnings(), Image.open(io.BytesIO(contents), formats=(kind.name,)) as image:
            _check_size(image, name, max_pixels)
            size = image.size
            if min_pixels is not None and kind.name == "JPEG":
                _reduce(image, min_pixels)
            image.load()
            yield Decoded(image, name, kind.name, size, orientation_of(image))
    except Image.DecompressionBombError as error:
        raise PixelsError(f"{name}: too many pixels; at most {max_pixels:,} are decoded") from error
    except UnidentifiedImageError as error:
        raise ImageError(f"{name}: damaged {kind.label}, or of a rare kind") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error) as error:
        raise ImageError(f"{name}: damaged image ({error or type(error).__name__})") from error


def _format_of(contents: bytes, name: str) -> Format:
    kind = format_of(contents)
    if kind is None:
        reason, code = why_no_image(contents)
        raise ImageError(f"{name}: {reason}", code)
    try:
        kind.load_decoder()
    except MissingExtraError as error:
        raise ImageError(f"{name}: {error}", "unsupported") from error
    return kind


def _check_size(image: Image.Image, name: str, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PixelsError(
            f"{name}: {width} × {height} is too many pixels; at most {max_pixels:,} are decoded"
        )


def _reduce(image: Image.Image, min_pixels: int) -> None:
    """Make Pillow decode a JPEG at a fraction of its size."""
    width, height = image.size
    for divisor in (8, 4, 2):
        # Rounded down: Pillow takes the next larger fraction for what is rounded up.
        reduced = (width // divisor, height // divisor)
        if reduced[0] * reduced[1] >= min_pixels:
            image.draft(None, reduced)
            return
