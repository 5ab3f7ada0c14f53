"""Pixels that a program has already: arrays of many libraries, and images of Pillow's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.errors import ImageError
from folkhue.images.conversion import Strip, converted_strips
from folkhue.images.decoding import Decoded
from folkhue.images.orientation import orientation_of
from folkhue.images.quiet import no_warnings

ORDERS = ("rgb", "bgr")
"""Orders of the channels of an array: of most libraries, and of OpenCV."""

_GRAY, _GRAY_ALPHA, _RGB, _RGBA = 1, 2, 3, 4
_FLOATS = (-0.4 / 255, 255.4 / 255)  # what rounds to 0 to 255: filters leave values near 0 and 1
_OPAQUE = 128  # least alpha of a pixel that is more opaque than transparent


def split_array(array: Any, order: str = "rgb") -> Strip:
    """Return the colors of an array, and which of its pixels are opaque.

    Parameters
    ----------
    array : ndarray, or what NumPy makes an array of
        Gray, shape (height, width), or with the channels gray, gray and alpha, RGB or RGBA, shape
        (height, width, channels). (channels, height, width), as PyTorch has it, is recognized if
        the last length is not a number of channels. Values are whole numbers from 0 to 255;
        uint16 from 0 to 65535; or floats from 0 to 1.
    order : str
        "rgb", or "bgr", as OpenCV has it: with alpha, BGRA.

    Returns
    -------
    rgb : ndarray of uint8, shape (height, width, 3)
        Without a copy, if the array is RGB of uint8 in one piece.
    opaque : ndarray of bool, shape (height, width)

    Raises
    ------
    TypeError
        If values are of another type.
    ValueError
        If they are out of range, or the array is of another shape.
    """
    samples = _eight_bits(_channels_last(_as_array(array)))
    number = samples.shape[2]
    opaque = np.ones(samples.shape[:2], bool)
    if number in (_GRAY_ALPHA, _RGBA):
        samples, opaque = samples[..., :-1], samples[..., -1] >= _OPAQUE
    if number in (_GRAY, _GRAY_ALPHA):
        samples = np.repeat(samples, _RGB, axis=2)
    elif order == "bgr":
        samples = samples[..., ::-1]
    return np.ascontiguousarray(samples), opaque


def _as_array(array: Any) -> NDArray[Any]:
    """Make an array of NumPy's; libraries say by different errors why they cannot."""
    try:
        return np.asarray(array)
    except (RuntimeError, TypeError) as error:
        kind = f"{type(array).__module__}.{type(array).__name__}"
        raise TypeError(
            f"expected pixels that NumPy makes an array of, got {kind}: {error}"
        ) from error


def _channels_last(array: NDArray[Any]) -> NDArray[Any]:
    if array.ndim == 2:
        return array[..., None]
    if array.ndim == 3 and _GRAY <= array.shape[2] <= _RGBA:
        return array
    if array.ndim == 3 and _GRAY <= array.shape[0] <= _RGBA:
        return np.moveaxis(array, 0, 2)
    batch = "; of a batch, give one image" if array.ndim == 4 else ""
    raise ValueError(
        "expected pixels of shape (height, width), gray, or (height, width, channels) with 1 to 4 "
        f"channels, got {array.shape}{batch}"
    )


def _eight_bits(samples: NDArray[Any]) -> NDArray[np.uint8]:
    if samples.dtype == np.uint8:
        return samples
    if samples.dtype == np.uint16:
        return ((samples.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    if samples.dtype.kind == "f":
        _check_range(samples, _FLOATS, "floats from 0 to 1", "divide by 255, or convert to uint8")
        rounded: NDArray[np.uint8] = np.rint(samples * samples.dtype.type(255)).astype(np.uint8)
        return rounded
    if samples.dtype.kind in "iu":
        _check_range(samples, (0, 255), "whole numbers from 0 to 255", "scale and convert to uint8")
        return samples.astype(np.uint8)
    raise TypeError(
        f"expected pixels as uint8 (0–255), uint16 (0–65535) or floats (0–1), got {samples.dtype}"
    )


def _check_range(
    samples: NDArray[Any], bounds: tuple[float, float], expected: str, cure: str
) -> None:
    if not samples.size:
        return
    low, high = samples.min(), samples.max()
    if not (low >= bounds[0] and high <= bounds[1]):  # also if one is not a number
        raise ValueError(f"expected {expected}, got {low:g} to {high:g}; {cure}")


@contextmanager
def described_image(image: Image.Image, gamut: str) -> Iterator[tuple[Decoded, Iterator[Strip]]]:
    """Convert an image of Pillow's by its color profile; its strips are not turned upright.

    Raises
    ------
    ImageError
        If its pixels cannot be loaded, or have no fixed white.
    """
    name = "the given Pillow image"
    try:
        with no_warnings():
            image.load()
            if image.mode == "F":
                raise ImageError(f"{name}: floating-point samples have no fixed white")
            plain = image.convert("RGBA") if image.mode in ("RGBa", "La") else image
            profile, turn = image.info.get("icc_profile"), orientation_of(image.info.get("exif"))
            found = Decoded(plain, profile, turn, image.size, image.format or "")
            yield found, converted_strips(found, gamut)
    except ImageError:
        raise
    except Exception as error:  # plug-ins raise whatever they like
        raise ImageError(f"{name}: damaged image ({error or type(error).__name__})") from error
