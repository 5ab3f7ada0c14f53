"""Training pixels as photographs of other exposures would show them.

A camera's exposure is chosen for the whole picture, so the same surface is darker in one photograph
and brighter in another. A color on a screen that people name has no such surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import encode
from folkhue.color.spaces import to_linear


def expose(rgb: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Multiply the linear light of sRGB colors; what exceeds the highest value is clipped.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (..., 3)
    factor : float
        Above 0.

    Examples
    --------
    >>> expose(np.array([[100, 50, 200]], np.uint8), 2.0).tolist()
    [[138, 71, 255]]
    """
    grays = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    exposed = encode(to_linear(grays) * factor)[:, 0]
    return exposed[rgb]


def with_exposures(examples: Mapping[str, Any], factors: Sequence[float]) -> dict[str, Any]:
    """Repeat training pixels with each exposure.

    Parameters
    ----------
    examples : mapping
        From `folkhue.learning.sampling.pixels.to_examples`.
    factors : sequence of float

    Returns
    -------
    dict
        Of the same keys. If pixels have weights, those of a pixel are shared among its exposures.
    """
    rows = np.tile(np.arange(len(examples["pixels"])), len(factors))
    repeated = {name: values.take(rows, axis=0) for name, values in examples.items()}
    repeated["pixels"] = np.concatenate([expose(examples["pixels"], each) for each in factors])
    if "weights" in repeated:
        repeated["weights"] = repeated["weights"] / len(factors)
    return repeated
