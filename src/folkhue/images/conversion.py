"""From an image of any mode, depth and profile to 8-bit sRGB or P3 and a mask of opaque pixels."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from folkhue.images.color_space import ColorSpace
from folkhue.images.decoding import Decoded
from folkhue.images.icc import Encoding, display_p3_profile

STRIP_PIXELS = 1 << 22
"""Pixels that are converted at a time."""

Strip = tuple[NDArray[np.uint8], NDArray[np.bool_]]
"""Colors of shape (rows, width, 3), and which of the pixels are opaque, shape (rows, width)."""


def converted_strips(found: Decoded, gamut: str = "srgb") -> Iterator[Strip]:
    """Convert an image from top to bottom, some million pixels at a time.

    Parameters
    ----------
    found : Decoded
    gamut : str
        Of the result, one of `folkhue.images.color_space.GAMUTS`.
    """
    if found.rgb is not None:
        for rgb, opaque in _opaque_strips(found.rgb):
            yield convert(rgb, "srgb", gamut), opaque
        return
    image = found.image
    width, height = image.size
    rows = max(1, STRIP_PIXELS // max(1, width))
    to_eight_bit = _scaler(image)
    converter = _Converter(found.encoding, gamut)
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height))) if rows < height else image
        rgb, opaque = _converted(to_eight_bit(strip), converter)
        yield rgb, opaque if found.opaque is None else found.opaque[top : top + rows]


def convert(colors: NDArray[np.uint8], source: str, target: str) -> NDArray[np.uint8]:
    """Convert colors of shape (..., 3) between `folkhue.images.color_space.GAMUTS`, clipped."""
    return colors if source == target else ColorSpace.of_gamut(source).convert(colors, target)


def _opaque_strips(rgb: NDArray[np.uint8]) -> Iterator[Strip]:
    rows = max(1, STRIP_PIXELS // max(1, rgb.shape[1]))
    for top in range(0, len(rgb), rows):
        strip = rgb[top : top + rows]
        yield strip, np.ones(strip.shape[:2], bool)


def _converted(image: Image.Image, convert: _Converter) -> Strip:
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("RGBA", "LA"):
        opaque = np.asarray(image.getchannel("A")) >= 128
    else:
        opaque = np.ones(image.size[::-1], bool)
    return np.asarray(convert(image)), opaque


def _scaler(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Find how to scale samples of 16 or 32 bits to 8."""
    if not image.mode.startswith("I"):
        return lambda strip: strip
    # Pillow does not report how many of 32 bits are used.
    wide = image.mode == "I" and np.greater(image.getextrema(), 65535).any()
    white = 2**31 - 1 if wide else 65535

    def scale(strip: Image.Image) -> Image.Image:
        samples = np.asarray(strip).astype(np.int64)
        return Image.fromarray(((samples.clip(0) * 255 + white // 2) // white).astype(np.uint8))

    return scale


class _Converter:
    """Converts images to a gamut by their color space, or by a profile that is whole and fits."""

    def __init__(self, encoding: Encoding, gamut: str) -> None:
        self._gamut = gamut
        self._space = encoding if isinstance(encoding, ColorSpace) else ColorSpace()
        self._profile = encoding if isinstance(encoding, bytes) else None
        self._transforms: dict[str, ImageCms.ImageCmsTransform] = {}

    def __call__(self, image: Image.Image) -> Image.Image:
        if image.mode in ("RGBA", "LA"):
            image = image.convert(image.mode[:-1])
        if self._profile:
            if image.mode in ("1", "L") and self._profile[16:20] == b"RGB ":
                image = image.convert("RGB")
            try:
                converted = ImageCms.applyTransform(image, self._transform(image.mode))
            except (ImageCms.PyCMSError, OSError):
                self._profile = None  # what viewers show then: the samples as they are
            else:
                if converted is not None:
                    return converted
        image = image if image.mode == "RGB" else image.convert("RGB")
        if self._space != ColorSpace.of_gamut(self._gamut):
            return Image.fromarray(self._space.convert(np.asarray(image), self._gamut))
        return image

    def _transform(self, mode: str) -> ImageCms.ImageCmsTransform:
        if mode not in self._transforms:
            source = ImageCms.ImageCmsProfile(io.BytesIO(self._profile or b""))
            self._transforms[mode] = ImageCms.buildTransform(
                source, _PROFILES[self._gamut](), mode, "RGB"
            )
        return self._transforms[mode]


_PROFILES: dict[str, Callable[[], Any]] = {
    "srgb": lambda: ImageCms.createProfile("sRGB"),
    "p3": lambda: ImageCms.ImageCmsProfile(io.BytesIO(display_p3_profile())),
}
