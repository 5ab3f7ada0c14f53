"""Photographs painted in few colors, every pixel in its own place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.color.spaces import to_oklab
from folkhue.images.histogram import pack, unpack
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette
from folkhue.render.pictures.scene import Picture, Scene
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

_AT_ONCE = 1 << 20  # pixels whose numbers are in memory
_SOME = 1 << 13  # colors that are compared at a time: with them the processor's cache is full
_COLORS = 1 << 24


def painted(photo: Photo, table: ColorTable, title: str = "") -> Scene:
    """Paint every pixel in the swatch of its name."""
    return _alone(NameMap.from_photo(photo, table).image(), f"{title}, repainted".lstrip(", "))


def reduced(photo: Photo, palette: Palette) -> Scene:
    """Paint every pixel in the nearest color of a palette."""
    words = f"{palette.title}, in {len(palette)} colors".lstrip(", ")
    return _alone(in_colors(photo, palette), words)


def in_colors(photo: Photo, palette: Palette) -> Image.Image:
    """Give every pixel of a photograph the color of a palette that is nearest in OKLab.

    Returns
    -------
    Image
        Of mode RGB, or RGBA if there are transparent pixels.
    """
    if not len(palette):
        return Image.new("RGBA", photo.opaque.shape[::-1])
    rows = max(1, _AT_ONCE // photo.opaque.shape[1])
    strips = range(0, len(photo.rgb), rows)
    seen = np.zeros(_COLORS, bool)
    for start in strips:
        seen[pack(photo.rgb[start : start + rows])] = True
    nearest, whole = _nearest(seen, palette.rgb), palette.rgb.view("V3")[:, 0]
    pixels = np.empty_like(photo.rgb, order="C")
    for start in strips:
        strip = pixels[start : start + rows]
        index = nearest[pack(photo.rgb[start : start + rows])].reshape(strip.shape[:2])
        # Three bytes at a time: rows of an array take eight times as long.
        np.take(whole, index, out=strip.view("V3")[..., 0], mode="wrap")
    if photo.opaque.all():
        return Image.fromarray(pixels)
    return Image.fromarray(np.dstack([np.where(photo.opaque[..., None], pixels, 0), _alpha(photo)]))


def image_of(photo: Photo) -> Image.Image:
    """Make an image of a photograph: RGB, or RGBA if there are transparent pixels."""
    if photo.opaque.all():
        return Image.fromarray(photo.rgb)
    return Image.fromarray(np.dstack([photo.rgb, _alpha(photo)]))


def _alpha(photo: Photo) -> NDArray[np.uint8]:
    return np.where(photo.opaque, np.uint8(255), np.uint8(0))


def _nearest(seen: NDArray[np.bool_], rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Find for each of the colors seen, by its number, the nearest in OKLab."""
    codes, centers = np.flatnonzero(seen), to_oklab(rgb)
    nearest = np.zeros(_COLORS, np.uint8)
    for start in range(0, len(codes), _SOME):
        part = codes[start : start + _SOME]
        # |x - c|² less |x|², which is the same for every c
        distance = (centers**2).sum(axis=1) - 2 * to_oklab(unpack(part)) @ centers.T
        nearest[part] = distance.argmin(axis=1)
    return nearest


def _alone(image: Image.Image, title: str) -> Scene:
    width, height = image.size
    paper = None if image.mode == "RGBA" else (255, 255, 255)
    return Scene(width, height, (Picture((0, 0, width, height), image),), paper, title)
