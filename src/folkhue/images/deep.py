"""Samples of 16 bits, which Pillow keeps only of grays."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.color_space import ColorSpace

_BLOCK = 1 << 20
"""Samples that are converted at a time."""


def scaled(samples: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Scale samples of shape (height, ...) to 8 bits, rounded."""
    return _by_blocks(samples, samples.shape, _scaled)


def _scaled(samples: NDArray[np.uint16]) -> NDArray[np.uint8]:
    return ((samples.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)


def _converted(samples: NDArray[np.uint16], space: ColorSpace, gamut: str) -> NDArray[np.uint8]:
    """Convert samples, of shape (height, width, 1 or 3), to a gamut."""

    def convert(part: NDArray[np.uint16]) -> NDArray[np.uint8]:
        return space.convert(np.broadcast_to(part, (*part.shape[:2], 3)), gamut)

    return _by_blocks(samples, (*samples.shape[:2], 3), convert)


def _by_blocks(
    samples: NDArray[np.uint16],
    shape: tuple[int, ...],
    convert: Callable[[NDArray[np.uint16]], NDArray[np.uint8]],
) -> NDArray[np.uint8]:
    found = np.empty(shape, np.uint8)
    step = max(1, _BLOCK // max(1, samples[0].size))
    for top in range(0, len(samples), step):
        found[top : top + step] = convert(samples[top : top + step])
    return found


def read_deep_png(contents: bytes, space: ColorSpace | None, gamut: str = "srgb") -> Image.Image:
    """Decode a PNG file of 16-bit gray or RGB, with or without alpha, to 8 bits.

    Parameters
    ----------
    contents : bytes
        What `folkhue.images.png.take_apart` returns.
    space : ColorSpace, optional
        Of the samples; they are converted from it. Absent, they are only scaled.
    gamut : str
        What they are converted to, one of `folkhue.images.color_space.GAMUTS`.
    """
    with Image.open(io.BytesIO(contents), formats=("PNG",)) as image:
        clear = image.info.get("transparency")
        image.load()
        samples = _samples(contents, image)
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colors = samples[..., :3]
    pixels = scaled(colors) if space is None else _converted(colors, space, gamut)
    found = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    if clear is not None:
        alpha = Image.fromarray(np.any(samples != clear, axis=-1)).convert("L")
    if alpha is not None:
        found.putalpha(alpha)
    return found


def _samples(contents: bytes, image: Image.Image) -> NDArray[np.uint16]:
    """Return samples of shape (height, width, channels)."""
    if image.mode == "I;16":
        return np.asarray(image)[..., None]
    high: NDArray[np.uint16] = np.asarray(image).astype(np.uint16)
    with Image.open(io.BytesIO(contents), formats=("PNG",)) as lower:
        [tile] = lower.tile
        if not str(tile.args).startswith("RGB"):  # gray with alpha: the upper bytes must do
            high *= np.uint16(257)
            return high
        # Read as if the bytes were in the other order, the upper of two is the lower.
        lower.tile = [tile._replace(args=str(tile.args).replace("16B", "16L"))]
        low: NDArray[np.uint8] = np.asarray(lower)
    high *= np.uint16(256)
    return np.add(high, low, out=high)
