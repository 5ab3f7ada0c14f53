"""Initial weights of a network, and weights as a file stores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from folkhue.networks.encoder_decoder import shapes


def initial_weights(
    inputs: int,
    outputs: int,
    channels: Sequence[int] = (16, 32, 48, 64),
    last: int = 24,
    seed: int = 0,
) -> dict[str, tuple[Any, Any]]:
    """Draw weights from normal distributions whose variance is 2 / fan-in.

    The last layer begins with zeros, so that an untrained network corrects nothing.

    Parameters
    ----------
    inputs, outputs, channels, last
        See `folkhue.networks.encoder_decoder.shapes`.
    seed : int

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015.
    """
    key, weights = jax.random.PRNGKey(seed), {}
    for place, (name, shape) in enumerate(shapes(inputs, outputs, channels, last).items()):
        scale = 0.0 if name == "out" else np.sqrt(2 / np.prod(shape[:3]))
        drawn = jax.random.normal(jax.random.fold_in(key, place), shape) * scale
        weights[name] = (drawn, jnp.zeros(shape[3]))
    return weights


def rounded(
    weights: Mapping[str, tuple[Any, Any]],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return weights as NumPy arrays, rounded to 16 bits as in a file."""
    return {
        name: (
            np.asarray(kernel).astype(np.float16).astype(np.float64),
            np.asarray(bias).astype(np.float32).astype(np.float64),
        )
        for name, (kernel, bias) in weights.items()
    }
