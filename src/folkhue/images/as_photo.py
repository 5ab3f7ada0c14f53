"""What functions accept as a photograph: a file, its contents, pixels, or a decoded one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import ImageError
from folkhue.images.photo import Photo, read_photo

PhotoSource = str | Path | bytes | Photo | NDArray[np.uint8]
"""The path of a file, its contents, a decoded photograph, or its pixels."""


def as_photo(source: PhotoSource, min_pixels: int | None = None) -> Photo:
    """Return a photograph.

    Parameters
    ----------
    source : path, bytes, Photo, or ndarray of uint8, shape (height, width, 3 or 4)
        RGBA pixels with an alpha of at least 128 are opaque.
    min_pixels : int, optional
        See `read_photo`.

    Raises
    ------
    ImageError
        If it cannot be decoded, or has no pixels.
    TypeError, ValueError
        If pixels are of another type or shape.
    """
    if isinstance(source, Photo):
        found = source
    elif isinstance(source, np.ndarray):
        found = _photo_of_pixels(source)
    else:
        found = read_photo(source, min_pixels=min_pixels)
    if not found.opaque.size:
        raise ImageError("a picture without pixels", "empty")
    return found


def _photo_of_pixels(pixels: NDArray[np.uint8]) -> Photo:
    if pixels.dtype != np.uint8:
        raise TypeError(f"expected uint8 (0–255), got {pixels.dtype}; scale and convert it first")
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4):
        raise ValueError(
            f"expected RGB or RGBA, shape (height, width, 3) or (height, width, 4), got "
            f"{pixels.shape}"
        )
    opaque = np.ones(pixels.shape[:2], bool) if pixels.shape[2] == 3 else pixels[..., 3] >= 128
    return Photo(np.ascontiguousarray(pixels[..., :3]), opaque)
