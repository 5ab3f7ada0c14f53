"""What makes a photograph unusable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.color.vocabulary import known_swatch
from folkhue.datasets.record import Status
from folkhue.errors import ImageError, PixelsError
from folkhue.images.photo import Photo, read_photo

PLACEHOLDERS = ((2051, "880a7a58e05d3e83797f27573bb6d35c"),)
"""Size in bytes and MD5 of images that sites send for removed photographs; this one is Flickr's."""

GRAY_CHROMA = 8.0
"""Pixels of less chroma in CIELAB count as gray: yellowed paper and noise have nearly as much."""

_CHROMATIC = 12.0  # chroma of a name's swatch: more than that of "slate gray", less than of "beige"
_MAX_PIXELS_COMPARED = 2_000


class RejectedError(Exception):
    """A photograph failed a check.

    Parameters
    ----------
    status : Status
    detail : str
        The part of the reason that the status does not state.
    """

    def __init__(self, status: Status, detail: str = "") -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.detail = status, detail


@dataclass(frozen=True)
class Checks:
    """What makes a photograph unusable.

    Attributes
    ----------
    min_side : int
        Pixels that the shorter side must have.
    max_bytes, max_pixels : int
        Larger files and images are rejected before they fill the memory.
    min_color : float
        Share of pixels that must not be gray, from 0 to 1, in a photograph that has labels,
        all of them `is_chromatic`.
    near_bits, near_shade : int, float
        Limits of `folkhue.datasets.near_duplicates.near_duplicates`. With a negative
        ``near_bits`` only identical files are copies.
    placeholders : tuple of (int, str)
        Size and MD5 of images that stand for photographs that were removed.
    """

    min_side: int = 1
    max_bytes: int = 30_000_000
    max_pixels: int = 150_000_000
    min_color: float = 0.0
    near_bits: int = -1
    near_shade: float = 0.0
    placeholders: tuple[tuple[int, str], ...] = PLACEHOLDERS

    def check_size(self, size: int) -> None:
        """Check the size of a file in bytes.

        Raises
        ------
        RejectedError
        """
        if size > self.max_bytes:
            raise RejectedError(Status.TOO_LARGE, f"larger than {self.max_bytes / 1e6:g} MB")

    def is_placeholder(self, contents: bytes) -> bool:
        """Return whether a file stands for a photograph that was removed."""
        return any(
            len(contents) == size and _md5(contents) == md5 for size, md5 in self.placeholders
        )

    def check_photo(self, contents: bytes, labels: Sequence[str]) -> Photo:
        """Decode a photograph and check it.

        Parameters
        ----------
        contents : bytes
            Of its file.
        labels : sequence of str
            Its weak labels.

        Raises
        ------
        RejectedError
        """
        photo = self._decode(contents)
        height, width = photo.opaque.shape
        if min(height, width) < self.min_side:
            raise RejectedError(Status.TOO_SMALL, f"{width} × {height}")
        if not photo.opaque.any():
            raise RejectedError(Status.TRANSPARENT)
        chromatic = labels and all(map(is_chromatic, labels))
        if chromatic and self.min_color and color_share(photo) < self.min_color:
            raise RejectedError(Status.NOT_COLORED)
        return photo

    def _decode(self, contents: bytes) -> Photo:
        try:
            return read_photo(contents, max_pixels=self.max_pixels)
        except ImageError as error:
            large = isinstance(error, PixelsError)
            status = Status.TOO_LARGE if large else Status.UNREADABLE
            raise RejectedError(status, str(error).removeprefix("the given bytes: ")) from error


def is_chromatic(name: str) -> bool:
    """Return whether a color name is known to mean no gray; of unknown words it is not known.

    Examples
    --------
    >>> [name for name in ("red", "black", "navy", "slate gray", "gris") if is_chromatic(name)]
    ['red', 'navy']
    """
    swatch = known_swatch(name)
    return swatch is not None and bool(chroma(np.array(swatch, np.uint8)) >= _CHROMATIC)


def color_share(photo: Photo) -> float:
    """Return the share of a photograph's opaque pixels that are not gray, from 0 to 1."""
    small = photo.thin(_MAX_PIXELS_COMPARED)
    return float((chroma(small.rgb[small.opaque]) >= GRAY_CHROMA).mean())


def chroma(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Compute the chroma in CIELAB of colors, shape (..., 3)."""
    lab = to_lab(rgb)
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]))


def _md5(contents: bytes) -> str:
    return hashlib.md5(contents, usedforsecurity=False).hexdigest()
