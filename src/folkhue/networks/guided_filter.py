"""Small masks brought to the size of a photograph, along its edges: a guided filter.

References
----------
K. He, J. Sun, X. Tang, "Guided Image Filtering", IEEE Transactions on Pattern Analysis and Machine
Intelligence 35 (6), 2013; K. He, J. Sun, "Fast Guided Filter", arXiv:1505.00996, 2015.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RADIUS = 3
"""Half of the side of the windows in which a mask is a linear function of colors, in its pixels."""

SMOOTHNESS = 1e-3
"""Variance of colors, from 0 to 1, below which they are no edges."""

_ROWS = 128  # of a photograph at a time


def enlarged_mask(
    mask: Floats, frame: NDArray[np.uint8], rgb: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Enlarge a mask to the size of a photograph, with the edges of the photograph.

    Parameters
    ----------
    mask : ndarray of float64, shape (side, side)
        From 0 to 1.
    frame : ndarray of uint8, shape (side, side, 3)
        The photograph at the size of the mask.
    rgb : ndarray of uint8, shape (height, width, 3)
        The photograph.

    Returns
    -------
    ndarray of float32, shape (height, width)
        From 0 to 1.
    """
    linear = _linear_functions(mask, frame / 255).astype(np.float32)
    linear[..., :3] /= 255
    height, width = rgb.shape[:2]
    found = np.empty((height, width), np.float32)
    for start in range(0, height, _ROWS):
        rows = slice(start, min(start + _ROWS, height))
        parts = _interpolated(linear, height, 0, rows)
        parts = _interpolated(parts, width, 1, slice(0, width))
        found[rows] = np.einsum("hwc,hwc->hw", parts[..., :3], rgb[rows]) + parts[..., 3]
    return np.clip(found, 0, 1, out=found)


def _linear_functions(mask: Floats, frame: Floats) -> Floats:
    """Fit a linear function of red, green and blue in each window; (side, side, 4)."""
    mean, level = _window_means(frame), _window_means(mask)
    covariance = _window_means(frame * mask[..., None]) - mean * level[..., None]
    products = _window_means(frame[..., :, None] * frame[..., None, :])
    variance = products - mean[..., :, None] * mean[..., None, :] + SMOOTHNESS * np.eye(3)
    slopes = np.linalg.solve(variance, covariance[..., None])[..., 0]
    offsets = level - (slopes * mean).sum(axis=-1)
    return _window_means(np.concatenate([slopes, offsets[..., None]], axis=-1))


def _window_means(values: Floats) -> Floats:
    """Average over squares of `2 RADIUS + 1` pixels, cut off at the border."""
    for axis in (0, 1):
        length = values.shape[axis]
        sums = np.insert(np.cumsum(values, axis), 0, 0, axis)
        end = np.minimum(np.arange(length) + RADIUS + 1, length)
        start = np.maximum(np.arange(length) - RADIUS, 0)
        number = (end - start).reshape([-1 if each == axis else 1 for each in range(values.ndim)])
        values = (sums.take(end, axis) - sums.take(start, axis)) / number
    return values


def _interpolated(values: NDArray[Any], length: int, axis: int, part: slice) -> NDArray[Any]:
    """Enlarge an axis to `length` by linear interpolation, and return a part of it."""
    old = values.shape[axis]
    place = (np.arange(part.start, part.stop) + 0.5) * old / length - 0.5
    place = np.clip(place, 0, old - 1)
    before = np.minimum(place.astype(np.intp), max(old - 2, 0))
    shape = [-1 if each == axis else 1 for each in range(values.ndim)]
    share = (place - before).astype(values.dtype).reshape(shape)
    first = values.take(before, axis)
    found = first + (values.take(np.minimum(before + 1, old - 1), axis) - first) * share
    return np.asarray(found)
