"""CIEDE2000 distances of colors to the nearest color of a palette."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.difference import ciede2000


def nearest(colors: ArrayLike, palette: ArrayLike) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each color to the nearest of a palette.

    Parameters
    ----------
    colors : array_like of float, shape (n, 3)
    palette : array_like of float, shape (k, 3)
        At least one color; both in CIELAB (D65).

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    differences = [ciede2000(colors, one) for one in np.reshape(palette, (-1, 3))]
    return np.asarray(np.min(differences, axis=0))
