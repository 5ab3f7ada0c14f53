"""What features see of a picture: a small version of it, its names, and its subject."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.errors import ImageError
from folkhue.images.orientation import turned, turned_back
from folkhue.images.photo import Photo
from folkhue.pictures.subject import find_subject
from folkhue.table.color_table import ColorTable

MAX_SIDE = 224
"""Maximum length of the longer side of a picture that the moments are computed of, in pixels."""

Mask = NDArray[np.bool_]
Span: TypeAlias = "slice[int, int, None]"
Box: TypeAlias = "tuple[Span, Span]"


def reduced(photo: Photo, max_side: int = MAX_SIDE) -> Photo:
    """Average square blocks of pixels, so that no side is longer than `max_side`.

    The side of a block is a power of two, and blocks begin where the file does, which may be
    another corner of a photograph that was turned upright: a JPEG that is decoded at half of its
    size, a quarter or an eighth has the same blocks.

    Parameters
    ----------
    photo : Photo
    max_side : int

    Returns
    -------
    Photo
        The same, if it is small enough. A block is opaque if half of it is, or if no block is
        more so; it has the mean color of its opaque pixels.
    """
    factor = 1
    while max(photo.opaque.shape) > max_side * factor:
        factor *= 2
    if factor == 1:
        return photo
    way = photo.orientation
    stored = turned_back(photo.rgb, way), turned_back(photo.opaque, way)
    rgb, opaque = (turned(each, way) for each in _averaged(*stored, factor))
    return Photo(np.ascontiguousarray(rgb), np.ascontiguousarray(opaque), orientation=way)


def _averaged(rgb: NDArray[np.uint8], opaque: Mask, factor: int) -> tuple[NDArray[np.uint8], Mask]:
    """Average the opaque pixels of square blocks; say which blocks are opaque."""
    image = Image.fromarray(rgb)
    if opaque.all():
        means = np.asarray(image.reduce(factor))
        return means, np.ones(means.shape[:2], bool)
    image.putalpha(Image.fromarray(opaque.astype(np.uint8) * 255))
    rgba = np.asarray(image.reduce(factor))  # it weighs colors by alpha
    alpha = rgba[..., 3]
    visible = (alpha > 0) & (alpha >= min(128, alpha.max()))  # a speck in much transparency stays
    return rgba[..., :3], visible


@dataclass(frozen=True, eq=False)
class View:
    """A picture, as the features see it.

    Attributes
    ----------
    photo : Photo
        At most 224 pixels wide and high; at least one of them is opaque.
    table : ColorTable
        Names its colors.
    """

    photo: Photo
    table: ColorTable

    @classmethod
    def of(cls, photo: Photo, table: ColorTable) -> View:
        """Reduce a photograph.

        Raises
        ------
        ImageError
            If it is transparent everywhere.
        """
        small = reduced(photo)
        if not small.opaque.any():
            raise ImageError(
                "every pixel is transparent; the color of a picture needs a visible one",
                "transparent",
            )
        return cls(small, table)

    @cached_property
    def details(self) -> Photo:
        """The picture at half of the size, for what needs no more; its names are looked up."""
        return reduced(self.photo, MAX_SIDE // 2)

    @property
    def opaque(self) -> Mask:
        """Which pixels of `details` are opaque; at least one."""
        return self.details.opaque

    @cached_property
    def names(self) -> NDArray[np.uint8]:
        """The name of each pixel of `details`, an index into the terms; 255 for unnamed."""
        return self.table.predict(self.details.rgb)

    @cached_property
    def bins(self) -> NDArray[np.uint16]:
        """The bin of each pixel of `details`; see `ColorTable.bins`."""
        return self.table.bins(self.details.rgb)

    @cached_property
    def subject(self) -> Mask:
        """Which pixels of `details` are the subject; see `find_subject`."""
        return find_subject(self.details.rgb, self.opaque)

    @cached_property
    def histogram(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The bins that occur in the subject, ascending, and the share of each."""
        counts = np.bincount(self.bins[self.subject])
        bins = np.flatnonzero(counts)
        return bins, counts[bins] / counts.sum()

    @cached_property
    def box(self) -> Box:
        """The bounding box of the subject: its rows and its columns."""
        rows, columns = (np.flatnonzero(self.subject.any(axis=axis)) for axis in (1, 0))
        return _span(rows), _span(columns)


def _span(places: NDArray[np.intp]) -> Span:
    return slice(int(places[0]), int(places[-1]) + 1)
