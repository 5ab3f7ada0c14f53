"""A plane of colors, on which tables are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def hue_plane(width: int, height: int, saturation: float = 1.0) -> NDArray[np.uint8]:
    """Return colors of HSL: hue from left to right, lightness from 1 at the top to 0.

    Parameters
    ----------
    width, height : int
        In pixels.
    saturation : float
        From 0 to 1.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)

    Examples
    --------
    >>> hue_plane(3, 1)[0].tolist()
    [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    """
    hue = np.arange(width)[:, None] / width * 6 + np.array([0, 4, 2])
    pure = np.clip(np.abs(hue % 6 - 3) - 1, 0, 1)  # red, green and blue of each hue
    lightness = (np.arange(height)[::-1, None, None] + 0.5) / height
    chroma = (1 - np.abs(2 * lightness - 1)) * saturation
    colors: NDArray[np.float64] = lightness + (pure - 0.5) * chroma
    return np.rint(255 * colors).astype(np.uint8)
