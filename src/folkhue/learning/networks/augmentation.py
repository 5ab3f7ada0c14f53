"""Photographs as they could have been, too: other crops, exposures, lights and shadows, in JAX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from folkhue.color.spaces import LMS_TO_OKLAB, SRGB_TO_LMS

_WHOLE = 0.5  # share of examples that are not cropped
_PATCHES = 4  # of light and shade, along each side


@dataclass(frozen=True)
class Augmentation:
    """How much examples are varied.

    Attributes
    ----------
    crop : float
        Smallest side of a crop, as a share of the frame's.
    exposure : float
        Standard deviation of the logarithm of the exposure.
    illuminant : float
        Standard deviation of the logarithm of each channel's gain.
    shadow : float
        Largest standard deviation of the logarithm of light that varies over the frame.
    """

    crop: float = 0.5
    exposure: float = 0.15
    illuminant: float = 0.03
    shadow: float = 0.15


def crop_positions(key: Any, count: int, side: int, smallest: float) -> tuple[Any, Any]:
    """Draw a crop, perhaps mirrored, for each example.

    Returns
    -------
    rows, columns : array of float, shape (count, side)
        Positions in the frame, from 0 to 1, of the centers of the crop's cells.
    """
    keys = jax.random.split(key, 4)
    size = jax.random.uniform(keys[0], (count, 1), minval=smallest, maxval=1.0)
    size = jnp.where(jax.random.uniform(keys[1], (count, 1)) < _WHOLE, 1.0, size)
    start = jax.random.uniform(keys[2], (count, 2)) * (1 - size)
    mirrored = jax.random.bernoulli(keys[3], 0.5, (count, 1))
    centers = (jnp.arange(side) + 0.5) / side
    across = jnp.where(mirrored, 1 - centers, centers)
    return start[:, :1] + size * centers, start[:, 1:] + size * across


def taken(arrays: Any, rows: Any, columns: Any) -> Any:
    """Take the nearest cells; arrays (count, side, side, …), positions from 0 to 1."""
    side = arrays.shape[1]
    places = [jnp.clip((each * side).astype(jnp.int32), 0, side - 1) for each in (rows, columns)]
    return jax.vmap(lambda array, row, column: array[row][:, column])(arrays, *places)


def light(key: Any, count: int, side: int, how: Augmentation) -> Any:
    """Draw the light of each example: gains of linear values, shape (count, side, side, 3)."""
    keys = jax.random.split(key, 4)
    even = how.exposure * jax.random.normal(keys[0], (count, 1, 1, 1))
    colored = how.illuminant * jax.random.normal(keys[1], (count, 1, 1, 3))
    depth = how.shadow * jax.random.uniform(keys[2], (count, 1, 1, 1))
    patches = jax.random.normal(keys[3], (count, _PATCHES, _PATCHES, 1)) * depth
    shade = jax.image.resize(patches, (count, side, side, 1), "cubic")
    return jnp.exp(even + colored + shade)


def lit(rgb: Any, gains: Any) -> Any:
    """Multiply linear values; sRGB from 0 to 255, as floats."""
    return 255 * _encoded(jnp.clip(_linear(rgb / 255) * gains, 0, 1))


def to_oklab(rgb: Any) -> Any:
    """Convert sRGB, 0 to 255; see `folkhue.color.spaces.to_oklab`."""
    return jnp.cbrt(_linear(rgb / 255) @ SRGB_TO_LMS.T) @ LMS_TO_OKLAB.T


def _linear(encoded: Any) -> Any:
    return jnp.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: Any) -> Any:
    curve = 1.055 * jnp.maximum(linear, 1e-8) ** (1 / 2.4) - 0.055
    return jnp.where(linear <= 0.0031308, 12.92 * linear, curve)
