"""Colors gathered from images, or from parts of a photograph, as points to cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from folkhue.color.display_p3 import is_wide
from folkhue.images.color_space import Gamut
from folkhue.images.photo import (
    MAX_PIXELS,
    ChannelOrder,
    Photo,
    PhotoSource,
    check_order,
    read_photo,
    read_strips,
)
from folkhue.images.sources import FileSource
from folkhue.palettes.points import Points

Mask = NDArray[np.bool_]

MIN_PIXELS = 250_000
"""A large JPEG is decoded at a reduced size of at least so many pixels."""


def gather_points(
    images: Iterable[PhotoSource],
    weigh: str = "image",
    gamut: Gamut = "srgb",
    method: str = "kmeans",
    order: ChannelOrder = "rgb",
) -> Points:
    """Collect the colors of images, of equal weights or weighted by size; see `folkhue.palette`."""
    gathered = Points.from_photos([], gamut)
    for image in images:
        points = points_of(image, gamut, method, order=order)
        gathered = gathered.merged(points.normalized() if weigh == "image" else points)
    return gathered


def points_of(
    image: PhotoSource,
    gamut: Gamut = "srgb",
    method: str = "kmeans",
    max_pixels: int = MAX_PIXELS,
    order: ChannelOrder = "rgb",
) -> Points:
    """Collect the colors of an image; see `folkhue.palette` and, for `max_pixels`, `read_photo`."""
    check_order(order, image)
    limits = {"min_pixels": MIN_PIXELS, "max_pixels": max_pixels}
    if isinstance(image, Photo):
        return _points_in(image, gamut, _features(image, method))
    if method == "guided" or not isinstance(image, FileSource):
        return points_of(read_photo(image, order=order, gamut=gamut, **limits), gamut, method)
    points = Points.from_photos(read_strips(image, gamut=gamut, **limits), gamut)
    if gamut == "srgb" or is_wide(points.top).any():
        return points
    return points_of(image, "srgb", method, max_pixels)  # the same as without P3


def points_of_parts(
    photo: Photo, masks: Iterable[Mask], gamut: Gamut = "srgb", method: str = "kmeans"
) -> Iterator[Points]:
    """Collect the colors of each part of a photograph, which a mask selects.

    The subject and the texture, for "guided", are those of the whole photograph.
    """
    features = _features(photo, method)
    for mask in masks:
        part = replace(photo, opaque=photo.opaque & mask)
        yield _points_in(part, gamut, features).normalized()


def _points_in(photo: Photo, gamut: str, features: NDArray[np.float32] | None) -> Points:
    points = Points.from_photos([photo], gamut)
    if gamut != "srgb" and not is_wide(points.top).any():
        return _points_in(photo, "srgb", features)  # the same as without P3
    if features is None or not len(points):
        return points
    return points.with_features(photo, features)


def _features(photo: Photo, method: str) -> NDArray[np.float32] | None:
    """Describe the pixels, if a method is guided by that."""
    if method != "guided":
        return None
    from folkhue.palettes.features import pixel_features  # most palettes need no network

    return pixel_features(photo)
