"""From the contents of a file of any format to a decoded image of Pillow's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, UnidentifiedImageError

from folkhue.errors import ImageError, MissingExtraError, PixelsError
from folkhue.images.color_space import ColorSpace
from folkhue.images.cut_off import (
    CUT_OFF,
    CutOffError,
    check_last_pixel,
    ended_jpeg,
    ended_webp,
    ends_early,
)
from folkhue.images.deep import read_deep_png
from folkhue.images.fast_jpeg import fast_pixels
from folkhue.images.files import why_no_image
from folkhue.images.formats import Format, format_of
from folkhue.images.icc import Encoding, bmp_profile
from folkhue.images.isobmff import color_space_of
from folkhue.images.jxl import size_of_jxl
from folkhue.images.orientation import UPRIGHT, orientation_of
from folkhue.images.png import Png, lacks_rows, take_apart
from folkhue.images.quiet import no_warnings
from folkhue.images.tiff import Directory, FloatError, Layout, read_tiff


@dataclass(frozen=True)
class Decoded:
    """A decoded image, before its samples are converted.

    Attributes
    ----------
    image : Image
        Its pixels are loaded, unless there is `rgb`.
    encoding : bytes or ColorSpace, optional
        What they mean.
    orientation : int
        See `folkhue.images.orientation`.
    size : tuple of int
        Width and height of the whole image, before it is turned upright.
    format : str
        One of `folkhue.images.formats.FORMATS`.
    rgb : ndarray of uint8, shape (height, width, 3), optional
        Its pixels in sRGB, if it was decoded the fast way.
    opaque : ndarray of bool, shape (height, width), optional
        Where it is opaque, if `image` does not say.
    """

    image: Image.Image
    encoding: Encoding
    orientation: int
    size: tuple[int, int]
    format: str
    rgb: NDArray[np.uint8] | None = None
    opaque: NDArray[np.bool_] | None = None


@contextmanager
def decoded(
    contents: bytes,
    name: str,
    max_pixels: int,
    min_pixels: int | None,
    gamut: str = "srgb",
) -> Iterator[Decoded]:
    """Decode an image.

    Whatever decoders raise here or when the pixels are used becomes an `ImageError`.

    Parameters
    ----------
    contents : bytes
    name : str
        Of the file, in error messages.
    max_pixels, min_pixels : int
        See `folkhue.read_photo`.
    gamut : str
        Of samples that have to be converted here, as they are deep; see `folkhue.read_photo`.
    """
    kind = _format_of(contents, name)
    try:
        with no_warnings():
            yield _Reader(kind, max_pixels, min_pixels, gamut).read(contents)
    except _TooLargeError as error:
        raise PixelsError(f"{name}: {error}") from None
    except FloatError as error:
        reason = "floating-point samples have no fixed white; save it as 8 bit"
        raise ImageError(f"{name}: {reason}", "unsupported") from error
    except Image.DecompressionBombError as error:
        raise PixelsError(f"{name}: too many pixels; at most {max_pixels:,} are decoded") from error
    except UnidentifiedImageError as error:
        cut, rare = f"image ({CUT_OFF})", f"{kind.label}, or of a rare kind"
        raise ImageError(f"{name}: damaged {cut if ends_early(contents) else rare}") from error
    except ImageError:
        raise
    except Exception as error:  # plug-ins raise whatever they like
        reason = " ".join(str(error).split()) or type(error).__name__
        if ends_early(contents) or "truncated" in reason.lower():
            reason = CUT_OFF
        raise ImageError(f"{name}: damaged image ({reason[:_LONGEST_REASON]})") from error


def _format_of(contents: bytes, name: str) -> Format:
    kind = format_of(contents)
    if kind is None:
        reason, code = why_no_image(contents)
        raise ImageError(f"{name}: {reason}", code)
    try:
        kind.load_decoder()
    except MissingExtraError as error:
        raise ImageError(f"{name}: {error}", "unsupported") from error
    except ImportError as error:  # of a library that the package needs
        raise ImageError(
            f"{name}: {kind.label}, whose decoder cannot be loaded ({error}); install "
            f"{kind.plugin} anew",
            "unsupported",
        ) from error
    return kind


_LONGEST_REASON = 200  # characters


class _TooLargeError(Exception):
    """An image has too many pixels."""


class _Reader:
    """Decodes files of one format, within limits."""

    def __init__(self, kind: Format, max_pixels: int, min_pixels: int | None, gamut: str) -> None:
        self._kind, self._max_pixels, self._min_pixels = kind, max_pixels, min_pixels
        self._gamut = gamut

    def read(self, contents: bytes) -> Decoded:
        readers = {
            "JPEG": self._read_jpeg,
            "PNG": self._read_png,
            "GIF": self._read_gif,
            "WEBP": self._read_webp,
            "BMP": self._read_bmp,
            "TIFF": self._read_tiff,
            "AVIF": self._read_boxes,
            "HEIF": self._read_boxes,
            "JXL": self._read_jxl,
        }
        return readers.get(self._kind.name, self._read)(contents)

    def _read(self, contents: bytes) -> Decoded:
        image = self._open(contents)
        image.info.pop("xmp", None)  # Pillow would turn TIFF by it, unlike viewers
        image.load()
        if image.mode == "F":
            raise FloatError
        # Browsers ignore the EXIF of WebP, and the decoder of JPEG XL has turned its pixels.
        exif = image.info.get("exif") if self._kind.name == "AVIF" else None
        return self._described(image, image.size, exif)

    def _read_jpeg(self, contents: bytes) -> Decoded:
        image, size = self._open_jpeg(contents)
        rgb = fast_pixels(image, contents, size)
        if rgb is None:
            whole = ended_jpeg(contents)
            image, size = self._open_jpeg(whole)
            image.load()
            check_last_pixel(image, whole)
        return replace(self._described(image, size, image.info.get("exif")), rgb=rgb)

    def _open_jpeg(self, contents: bytes) -> tuple[ImageFile.ImageFile, tuple[int, int]]:
        image = self._open(contents)
        size = image.size
        if self._min_pixels is not None:
            _reduce(image, self._min_pixels)
        return image, size

    def _read_webp(self, contents: bytes) -> Decoded:
        return self._read(ended_webp(contents))

    def _described(
        self, image: Image.Image, size: tuple[int, int], exif: bytes | None = None
    ) -> Decoded:
        profile = image.info.get("icc_profile")
        return Decoded(image, profile, orientation_of(exif), size, self._kind.name)

    def _read_bmp(self, contents: bytes) -> Decoded:
        return replace(self._read(contents), encoding=bmp_profile(contents))

    def _read_tiff(self, contents: bytes) -> Decoded:
        fields = Directory(contents)
        layout = Layout.of(fields)
        if layout is None:
            return self._read(contents)
        self._check_size(layout.width, layout.height)
        found, size = read_tiff(contents, fields, layout), (layout.width, layout.height)
        profile, opaque = found.profile, found.opaque
        return Decoded(found.image, profile, found.orientation, size, "TIFF", opaque=opaque)

    def _read_boxes(self, contents: bytes) -> Decoded:
        found = self._read(contents)
        return replace(found, encoding=found.encoding or color_space_of(contents))

    def _read_jxl(self, contents: bytes) -> Decoded:
        self._check_size(*size_of_jxl(contents))
        try:
            return self._read(contents)
        except RuntimeError as error:  # its text is on how to build the decoder
            raise ValueError("its decoder gives no reason") from error

    def _read_gif(self, contents: bytes) -> Decoded:
        image = self._open(contents)
        frame = image.tile[0].extents or (0, 0, *image.size)
        image.load()
        shown = _placed(image.crop(frame), image.size, frame[:2])
        return Decoded(shown, None, UPRIGHT, image.size, "GIF")

    def _read_png(self, contents: bytes) -> Decoded:
        png = take_apart(contents)
        self._check_size(*png.canvas)
        shown, encoding = _shallow(png, self._open(png.contents), self._gamut)
        shown.load()
        last = shown.crop((0, shown.height - 1, *shown.size))
        # Pillow leaves rows that are missing black or transparent.
        if (png.interlaced or last.getbbox() is None) and lacks_rows(png.contents):
            raise CutOffError
        shown = _placed(shown, png.canvas, png.offset)
        return Decoded(shown, encoding, orientation_of(png.exif), png.canvas, "PNG")

    def _open(self, contents: bytes) -> ImageFile.ImageFile:
        image = Image.open(io.BytesIO(contents), formats=(self._kind.name,))
        self._check_size(*image.size)
        return image

    def _check_size(self, width: int, height: int) -> None:
        if width * height > self._max_pixels:
            raise _TooLargeError(
                f"{width} × {height} is too many pixels; at most {self._max_pixels:,} are decoded"
            )


def _shallow(png: Png, image: Image.Image, gamut: str) -> tuple[Image.Image, Encoding]:
    """Reduce samples of 16 bits to 8 where Pillow would lose what matters."""
    if png.depth == 16 and isinstance(png.encoding, ColorSpace):
        deep = read_deep_png(png.contents, png.encoding, gamut)
        return deep, ColorSpace.of_gamut(gamut)
    if png.depth == 16 and (image.mode == "I;16" or "transparency" in image.info):
        return read_deep_png(png.contents, None), png.encoding
    return image, png.encoding


def _reduce(image: Image.Image, min_pixels: int) -> None:
    """Make Pillow decode a JPEG at a fraction of its size."""
    width, height = image.size
    for divisor in (8, 4, 2):
        # Rounded down: Pillow takes the next larger fraction for what is rounded up.
        reduced = (width // divisor, height // divisor)
        if reduced[0] * reduced[1] >= min_pixels:
            image.draft(None, reduced)
            return


def _placed(frame: Image.Image, size: tuple[int, int], offset: tuple[int, int]) -> Image.Image:
    """Place a frame on a transparent canvas, unless it fills it."""
    if frame.size == size:
        return frame
    canvas = Image.new("RGBA", size)
    canvas.paste(frame.convert("RGBA"), offset)
    return canvas
