"""CIELAB cut into cells, in which it is counted how common colors are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

Floats = NDArray[np.float64]

EDGE = 8.0
"""Of a cell, in CIELAB units."""

BLUR = 2.0
"""How far, in cells, a color counts for its neighbors too (standard deviation)."""

LOW = np.array([0.0, -88.0, -112.0])  # sRGB lies within L* 0…100, a* -87…99, b* -108…95
SHAPE = (13, 24, 26)
NUMBER = 13 * 24 * 26


def cells_of(lab: Floats) -> NDArray[np.uint16]:
    """Give the number of each color's cell.

    Parameters
    ----------
    lab : ndarray of float64, shape (n, 3)
        CIELAB colors within sRGB.

    Returns
    -------
    ndarray of uint16, shape (n,)
        Below `NUMBER`.
    """
    lightness, a, b = ((lab - LOW) * (1 / EDGE)).astype(np.uint16).T
    cells: NDArray[np.uint16] = (lightness * SHAPE[1] + a) * SHAPE[2] + b
    return cells


def blurred(amounts: NDArray[np.int64]) -> Floats:
    """Spread what each cell holds over its neighbors; shape (NUMBER,)."""
    # Without reflection a cell at the border of the cube loses to the outside; that is the
    # same for every term, so that it does not change a comparison of terms.
    cube: Floats = gaussian_filter(
        amounts.reshape(SHAPE).astype(float), sigma=BLUR, mode="constant"
    )
    return cube.ravel()
