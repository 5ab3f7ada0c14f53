"""Photographs in which every pixel has one of few colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.color.contrast import WHITE
from folkhue.color.spaces import to_oklab
from folkhue.images.histogram import pack, unpack
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette
from folkhue.render.photo_image import photo_image
from folkhue.render.pictures.scene import Picture, Scene
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

_STRIP = 1 << 20  # pixels that are packed at a time, to save memory
_BATCH = 1 << 13  # colors that are compared at a time; more do not fit the processor's cache
_ALL_COLORS = 1 << 24


def painted(photo: Photo, table: ColorTable, title: str = "") -> Scene:
    """Paint every pixel in the swatch of its name."""
    return _scene(NameMap.from_photo(photo, table).image(), f"{title}, repainted".lstrip(", "))


def reduced(photo: Photo, palette: Palette) -> Scene:
    """Paint every pixel in the nearest color of a palette."""
    title = f"{palette.title}, in {len(palette)} colors".lstrip(", ")
    return _scene(in_colors(photo, palette), title)


def in_colors(photo: Photo, palette: Palette) -> Image.Image:
    """Paint every pixel of a photograph in the color of a palette that is nearest in OKLab.

    Returns
    -------
    Image
        Of mode RGB, or RGBA if there are transparent pixels.
    """
    if not len(palette):
        return Image.new("RGBA", photo.opaque.shape[::-1])
    rows = max(1, _STRIP // photo.opaque.shape[1])
    strips = range(0, len(photo.rgb), rows)
    occurs = np.zeros(_ALL_COLORS, bool)
    for start in strips:
        occurs[pack(photo.rgb[start : start + rows])] = True
    nearest, colors = _nearest(occurs, palette.rgb), palette.rgb.view("V3")[:, 0]
    pixels = np.empty_like(photo.rgb, order="C")
    for start in strips:
        strip = pixels[start : start + rows]
        index = nearest[pack(photo.rgb[start : start + rows])].reshape(strip.shape[:2])
        # np.take of three-byte elements is eight times as fast as of rows of an array.
        np.take(colors, index, out=strip.view("V3")[..., 0], mode="wrap")
    if not photo.opaque.all():
        pixels[~photo.opaque] = 0
    return photo_image(Photo(pixels, photo.opaque))


def _nearest(occurs: NDArray[np.bool_], rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Find the nearest palette color in OKLab of each packed color that occurs; shape (2^24,)."""
    codes, centers = np.flatnonzero(occurs), to_oklab(rgb)
    nearest = np.zeros(_ALL_COLORS, np.uint8)
    for start in range(0, len(codes), _BATCH):
        batch = codes[start : start + _BATCH]
        # |x - c|² without |x|², which is the same for every c
        distance = (centers**2).sum(axis=1) - 2 * to_oklab(unpack(batch)) @ centers.T
        nearest[batch] = distance.argmin(axis=1)
    return nearest


def _scene(image: Image.Image, title: str) -> Scene:
    width, height = image.size
    background = None if image.mode == "RGBA" else WHITE
    return Scene(width, height, (Picture((0, 0, width, height), image),), background, title)
