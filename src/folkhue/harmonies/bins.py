"""Bins of CIELAB: the colors that a network of palettes tells apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.spaces import Floats, to_lab

WIDTH = 16
"""Of a bin along each axis of 8-bit CIELAB, in which 255 is the white of L*, and 128 is gray."""

SIDE = 256 // WIDTH
"""Bins along each axis."""

_SCALE = np.array([255 / 100, 1, 1])
_SHIFT = np.array([0, 128, 128])

Bins = NDArray[np.int64]


def to_bins(rgb: ArrayLike) -> Bins:
    """Find the bins of colors.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)

    Returns
    -------
    ndarray of int64, shape (..., 3)
        Places along L*, a* and b*, from 0 to 15.

    Examples
    --------
    >>> to_bins(np.array([[255, 255, 255], [30, 60, 200]], np.uint8)).tolist()
    [[15, 8, 8], [5, 10, 3]]
    """
    return bins_of_lab(to_lab(rgb))


def bins_of_lab(lab: ArrayLike) -> Bins:
    """Find the bins of colors in CIELAB; see `to_bins`."""
    scaled = np.rint(np.asarray(lab) * _SCALE + _SHIFT)
    return np.asarray(np.clip(scaled, 0, 255).astype(np.int64) // WIDTH)


def bin_centers(bins: ArrayLike) -> Floats:
    """Return the middle of bins, shape (..., 3), in CIELAB."""
    middle = np.asarray(bins) * WIDTH + (WIDTH - 1) / 2
    return np.asarray((middle - _SHIFT) / _SCALE)


def bin_codes(bins: ArrayLike) -> Bins:
    """Turn places of bins, shape (..., 3), into codes from 0 to 4095, shape (...)."""
    return np.asarray(np.asarray(bins, np.int64) @ (SIDE * SIDE, SIDE, 1))
