"""Photographs from files: decoded safely, upright and in sRGB, or also in Display P3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue._utils.display import MAX_PIXELS as MAX_SHOWN_PIXELS
from folkhue._utils.display import card, line, picture
from folkhue._utils.plotting import axes_for
from folkhue.errors import ImageError
from folkhue.images.color_space import GAMUTS, Gamut
from folkhue.images.conversion import Strip, convert, converted_strips
from folkhue.images.decoding import Decoded, decoded
from folkhue.images.orientation import UPRIGHT, turned, turned_size
from folkhue.images.pixels import ORDERS, described_image, split_array
from folkhue.images.sources import FileSource, HasArray, contents_of, no_photo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_PIXELS = 150_000_000
"""Pixels of the largest photograph that is decoded."""

ChannelOrder = Literal["rgb", "bgr"]


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
        Of the file, one of `folkhue.images.formats.FORMATS`; empty if there is no file.
    size : tuple of int
        Width and height of the whole image, which is larger than `rgb` if it was decoded at a
        reduced size; zeros if there is no file.
    p3 : ndarray of uint8, shape (height, width, 3), optional
        Its pixels in Display P3, of which `rgb` is clipped, if they were asked for.
    orientation : int
        By which it was turned upright, as EXIF numbers them; 1 if it was not.
    """

    rgb: NDArray[np.uint8]
    opaque: NDArray[np.bool_]
    format: str = ""
    size: tuple[int, int] = (0, 0)
    p3: NDArray[np.uint8] | None = None
    orientation: int = UPRIGHT

    def in_gamut(self, gamut: str) -> NDArray[np.uint8]:
        """Return the pixels in "srgb" or "p3", uint8, shape (height, width, 3)."""
        if gamut == "srgb":
            return self.rgb
        return convert(self.rgb, "srgb", gamut) if self.p3 is None else self.p3

    def thin(self, max_pixels: int) -> Photo:
        """Keep every n-th row and column, so that at most `max_pixels` remain.

        Colors stay those of real pixels, which averaging would mix at edges.
        """
        step = 1
        height, width = self.opaque.shape
        while -(-height // step) * -(-width // step) > max_pixels:
            step += 1
        rgb, opaque = self.rgb[::step, ::step], self.opaque[::step, ::step]
        return replace(self, rgb=rgb, opaque=opaque, p3=_thinned(self.p3, step))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the photograph by Matplotlib, without ticks; transparent pixels are left out.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        ax = axes_for(ax)
        ax.imshow(self._image())
        ax.set_axis_off()
        return ax

    def _image(self) -> Image.Image:
        """Make an image of all of a photograph, or of every n-th pixel of a large one."""
        shown = self.thin(MAX_SHOWN_PIXELS)
        image = Image.fromarray(shown.rgb)
        if not shown.opaque.all():
            image.putalpha(Image.fromarray(shown.opaque))
        return image

    @property
    def _caption(self) -> str:
        width, height = self.size if any(self.size) else self.opaque.shape[::-1]
        return ", ".join([*self.format.split(), f"{width:,} × {height:,} pixels"])

    def _repr_html_(self) -> str:
        if not self.opaque.size:
            return line("photograph without pixels")
        return card("", picture(self._image(), f"photograph, {self._caption}"), line(self._caption))


def _thinned(pixels: NDArray[np.uint8] | None, step: int) -> NDArray[np.uint8] | None:
    return None if pixels is None else pixels[::step, ::step]


PhotoSource = FileSource | Image.Image | HasArray | Photo
"""What functions accept as a photograph; see `read_photo`."""


def read_photo(
    source: PhotoSource,
    *,
    order: ChannelOrder = "rgb",
    max_pixels: int = MAX_PIXELS,
    min_pixels: int | None = None,
    gamut: Gamut = "srgb",
) -> Photo:
    """Read a photograph from a file, or from pixels.

    A file is read as browsers show it: turned upright by EXIF, converted to sRGB from the color
    profile or color space that the file names, and of an animation the first frame. The
    reference lists what is read of each format and mode.

    Parameters
    ----------
    source : path, bytes, file, Photo, PIL.Image.Image or array
        A file, also one in a shard (see `folkhue.images.tar_member`); its contents; or one that is
        open for reading bytes, from where it stands. An image of Pillow's is turned upright and
        converted like a file, by its profile and EXIF. An array is of NumPy, or of a library whose
        arrays NumPy reads, such as PyTorch: pixels in sRGB of shape (height, width) for gray, or
        (height, width, channels) with the channels of gray, gray and alpha, RGB or RGBA;
        (channels, height, width) is recognized, too. Values are uint8 or other whole numbers from
        0 to 255, uint16 from 0 to 65535, or floats from 0 to 1, which are multiplied by 255 and
        rounded. Pixels with an alpha of half or more are opaque.
    order : str
        Of an array's channels: "rgb", or "bgr" for those of OpenCV. Other sources say it
        themselves.
    max_pixels : int
        A larger file is refused before its pixels are decoded.
    min_pixels : int, optional
        A JPEG is decoded at a half, a quarter or an eighth of its width and height, several
        times as fast, if at least so many pixels remain. Absent, the whole is decoded.
    gamut : str
        "srgb", or "p3" to keep the colors that Display P3 has and sRGB lacks, in `Photo.p3`.

    Returns
    -------
    Photo
        Its arrays are read-only, unless they are those of the source.

    Raises
    ------
    ImageError
        If there is no such file, or it is not an image, is damaged, is too large (then
        a `PixelsError`), or has no pixels.
    TypeError
        If the source, or an array's values, are of another type.
    ValueError
        If an array is of another shape, or its values are out of range; or if another argument has
        none of the values above.
    """
    check_gamut(gamut)
    check_order(order, source)
    if isinstance(source, Photo):
        photo = source
    elif isinstance(source, Image.Image):
        with described_image(source, gamut) as (found, strips):
            photo = _upright(found, strips, gamut)
    elif isinstance(source, FileSource):
        contents, name = contents_of(source)
        with decoded(contents, name, max_pixels, min_pixels, gamut) as found:
            photo = _upright(found, converted_strips(found, gamut), gamut)
    elif isinstance(source, HasArray):
        rgb, opaque = split_array(source, order)
        photo = _photo(convert(rgb, "srgb", gamut), opaque, gamut)
    else:
        raise no_photo(source)
    if not photo.opaque.size:
        raise ImageError("a picture without pixels", "empty")
    return photo


def _upright(found: Decoded, strips: Iterator[Strip], gamut: str) -> Photo:
    pixels = _joined(strips, *found.image.size)
    colors, opaque = (np.ascontiguousarray(turned(each, found.orientation)) for each in pixels)
    for each in (colors, opaque):
        each.setflags(write=False)  # like the arrays that are Pillow's own memory
    size = turned_size(found.size, found.orientation)
    photo = _photo(colors, opaque, gamut)
    return replace(photo, format=found.format, size=size, orientation=found.orientation)


def check_order(order: str, source: PhotoSource) -> None:
    """Raise a `ValueError` unless it is an order of channels; but for arrays, it is "rgb"."""
    if order not in ORDERS:
        raise ValueError(f"order: expected {' or '.join(ORDERS)}, got {order!r}")
    if order != "rgb" and isinstance(source, Photo | Image.Image | FileSource):
        kind = type(source).__name__
        raise ValueError(f"order: {order!r} is for arrays; a source of type {kind} needs none")


def check_gamut(gamut: str) -> None:
    """Raise a `ValueError` unless it is one of ``folkhue.images.color_space.GAMUTS``."""
    if gamut not in GAMUTS:
        raise ValueError(f"gamut: expected {' or '.join(GAMUTS)}, got {gamut!r}")


def _photo(colors: NDArray[np.uint8], opaque: NDArray[np.bool_], gamut: str) -> Photo:
    if gamut == "srgb":
        return Photo(colors, opaque)
    rgb = convert(colors, gamut, "srgb")
    rgb.setflags(write=False)
    return Photo(rgb, opaque, p3=colors)


def read_strips(
    source: FileSource,
    *,
    max_pixels: int = MAX_PIXELS,
    min_pixels: int | None = None,
    gamut: str = "srgb",
) -> Iterator[Photo]:
    """Decode a photograph in strips of some million pixels, which takes less memory.

    Strips are not turned upright. Parameters and errors are those of `read_photo`; damage is
    reported before the first strip.
    """
    check_gamut(gamut)
    contents, name = contents_of(source)
    with decoded(contents, name, max_pixels, min_pixels, gamut) as found:
        for colors, opaque in converted_strips(found, gamut):
            yield _photo(colors, opaque, gamut)


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
