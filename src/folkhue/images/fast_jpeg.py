"""Plain JPEGs decoded by OpenCV: the same pixels as Pillow's in about half of its time.

Both use libjpeg-turbo, but OpenCV decodes into an array, from which Pillow's pixels are copied
twice. What is not plain, such as grayscale, CMYK and damaged files, is left to Pillow, and so is
everything if OpenCV is not installed, or its pixels differ.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.c_stderr import can_be_silent, silent
from folkhue.images.jpeg_segments import END_OF_IMAGE, START_OF_SCAN, segments

IMPORT_PIXELS = 8_000_000
"""Pixels for which it pays to import OpenCV."""

Pixels = NDArray[np.uint8]

_TABLES = frozenset({0xC4, 0xDB, 0xDD, 0xFE})
"""Markers that may come between two scans: tables, the restart interval and comments."""

_NO_PIXEL = 128
"""The value of every channel where data are missing."""

_pixels_so_far = 0


def fast_pixels(image: Image.Image, contents: bytes, size: tuple[int, int]) -> Pixels | None:
    """Decode a JPEG; None if Pillow has to.

    Parameters
    ----------
    image : Image
        As Pillow opened it, and set it up to decode at a fraction of its size; not loaded.
    contents : bytes
        Of the file.
    size : tuple of int
        Width and height of the whole image.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3), or None
        The same as ``np.asarray(image)``, not turned upright.
    """
    if not (is_plain(image) and _pays(size) and is_available() and _is_whole(contents)):
        return None
    pixels = _decoded(contents, _divisor(size, image.size))
    if pixels is None or pixels.shape != (*image.size[::-1], 3):
        return None
    # Both decoders fill up a file that lacks data: Pillow's user is told.
    return None if (pixels[-1, -1] == _NO_PIXEL).all() else pixels


def is_plain(image: Image.Image) -> bool:
    """Return whether an image that was opened has 8 bits of Y, Cb and Cr, and no profile."""
    return (
        image.mode == "RGB"
        and getattr(image, "layers", 0) == 3
        and getattr(image, "bits", 0) == 8
        and image.info.get("adobe_transform", 1) == 1
        and "icc_profile" not in image.info
    )


def _pays(size: tuple[int, int]) -> bool:
    """Return whether OpenCV saves more time than its import takes, which is long for one file."""
    global _pixels_so_far
    _pixels_so_far += size[0] * size[1]
    return "cv2" in sys.modules or _pixels_so_far >= IMPORT_PIXELS


def _is_whole(contents: bytes) -> bool:
    """Return whether a file has scans, tables between them, and an end."""
    after_scan = False
    for segment in segments(contents):
        if segment.marker == END_OF_IMAGE:
            return after_scan
        if after_scan and segment.marker not in _TABLES | {START_OF_SCAN}:
            return False
        after_scan |= segment.marker == START_OF_SCAN
    return False


def _divisor(whole: tuple[int, int], reduced: tuple[int, int]) -> int:
    """Return by what width and height are divided, and rounded up."""
    return next((d for d in (1, 2, 4) if tuple(-(-side // d) for side in whole) == reduced), 8)


def _decoded(contents: bytes, divisor: int) -> Pixels | None:
    import cv2

    flags = {
        1: 0,
        2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
        4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
        8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    }[divisor]
    flags |= cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    with silent():
        try:
            decoded: Any = cv2.imdecode(np.frombuffer(contents, np.uint8), flags)
        except cv2.error:
            return None
    return None if decoded is None else np.asarray(decoded, np.uint8)


@cache
def is_available() -> bool:
    """Return whether OpenCV is there, new enough, and decodes small JPEGs as Pillow does.

    One that was built with another library than libjpeg-turbo does not.
    """
    if not can_be_silent():
        return False
    try:  # find_spec fails while another thread imports it, as it replaces itself meanwhile
        import cv2
    except ImportError:  # it is not there, or lacks a library of the system
        return False
    if not hasattr(cv2, "IMREAD_COLOR_RGB"):
        return False
    return all(
        (pixels := _decoded(each, divisor)) is not None
        and np.array_equal(pixels, _by_pillow(each, divisor))
        for each in _samples()
        for divisor in (1, 2, 4, 8)
    )


def _by_pillow(contents: bytes, divisor: int) -> Pixels:
    with Image.open(io.BytesIO(contents)) as image:
        image.draft(None, (image.width // divisor, image.height // divisor))
        return np.asarray(image)


def _samples() -> list[bytes]:
    """Encode noise at each subsampling."""
    noise = (np.arange(41 * 43 * 3) ** 2 // 7).astype(np.uint8).reshape(41, 43, 3)
    files = []
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        Image.fromarray(noise).save(file := io.BytesIO(), "JPEG", subsampling=subsampling)
        files.append(file.getvalue())
    return files
