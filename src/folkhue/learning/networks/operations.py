"""What `folkhue.networks.layers` computes, in JAX, of shape (batch, height, width, channels)."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp


def convolution(x: Any, weights: Any, bias: Any, stride: int = 1) -> Any:
    """Correlate with kernels; outside of the image there are zeros."""
    margin = weights.shape[0] // 2
    found = jax.lax.conv_general_dilated(
        x,
        weights,
        (stride, stride),
        2 * [(margin, margin)],
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )
    return found + bias


def rectified(x: Any) -> Any:
    """Replace negative values by 0."""
    return jax.nn.relu(x)


def enlarged(x: Any) -> Any:
    """Double height and width by bilinear interpolation; the border is continued outside."""
    batch, height, width, channels = x.shape
    return jax.image.resize(x, (batch, 2 * height, 2 * width, channels), "bilinear")


def pooled(x: Any) -> Any:
    """Average over all positions."""
    return jnp.mean(x, axis=(1, 2), keepdims=True)
