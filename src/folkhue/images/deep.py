"""Samples of 16 bits, which Pillow keeps only of grays."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.color_space import ColorSpace

_BLOCK = 1 << 20
"""Samples that are converted at a time."""


def reduced(samples: NDArray[np.uint16], space: ColorSpace | None = None) -> Image.Image:
    """Scale samples to 8 bits, or convert them to sRGB.

    Parameters
    ----------
    samples : ndarray of uint16, shape (height, width) or (height, width, 3)
    space : ColorSpace, optional
        Of the samples.
    """
    shape = samples.shape if space is None else (*samples.shape[:2], 3)
    found = np.empty(shape, np.uint8)
    step = max(1, _BLOCK // max(1, samples[0].size))
    for top in range(0, len(samples), step):
        rows = samples[top : top + step]
        found[top : top + step] = _scaled(rows) if space is None else _converted(rows, space)
    return Image.fromarray(found)


def _scaled(samples: NDArray[np.uint16]) -> NDArray[np.uint8]:
    return ((samples.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)


def _converted(samples: NDArray[np.uint16], space: ColorSpace) -> NDArray[np.uint8]:
    return space.to_srgb(samples if samples.ndim == 3 else np.stack([samples] * 3, axis=-1))


def read_deep_png(contents: bytes, space: ColorSpace | None) -> Image.Image:
    """Decode a PNG file of 16-bit gray or RGB, with or without alpha, to 8-bit sRGB.

    Parameters
    ----------
    contents : bytes
        What `folkhue.images.png.take_apart` returns.
    space : ColorSpace, optional
    """
    with Image.open(io.BytesIO(contents), formats=("PNG",)) as image:
        clear = image.info.get("transparency")
        image.load()
        samples = _samples(contents, image)
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
    found = reduced(samples[..., 0] if samples.shape[2] == 1 else samples[..., :3], space)
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
