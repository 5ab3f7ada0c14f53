"""What a fully convolutional network computes, in NumPy.

Arrays are float64, of shape (height, width, channels). The same weights and inputs give the same
outputs to some fifteen digits, on any number of threads and on any processor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def convolution(x: Floats, weights: Floats, bias: Floats, stride: int = 1) -> Floats:
    """Correlate with kernels; outside of the image there are zeros.

    Parameters
    ----------
    x : ndarray of float64, shape (height, width, inputs)
        Sides are multiples of `stride`.
    weights : ndarray of float64, shape (size, size, inputs, outputs)
        Size 1 or 3.
    bias : ndarray of float64, shape (outputs,)
    stride : int
        Every so many rows and columns, the first included.

    Returns
    -------
    ndarray of float64, shape (height / stride, width / stride, outputs)
    """
    size, _, inputs, outputs = weights.shape
    height, width = x.shape[0] // stride, x.shape[1] // stride
    padded = np.pad(x, (*2 * ((size // 2,) * 2,), (0, 0)))
    windows = np.empty((height, width, size, size, inputs))
    for row in range(size):
        for column in range(size):
            windows[:, :, row, column] = padded[
                row : row + x.shape[0] : stride, column : column + x.shape[1] : stride
            ]
    found = windows.reshape(height * width, -1) @ weights.reshape(-1, outputs) + bias
    return np.asarray(found.reshape(height, width, outputs))


def rectified(x: Floats) -> Floats:
    """Replace negative values by 0."""
    return np.maximum(x, 0)


def enlarged(x: Floats) -> Floats:
    """Double height and width by bilinear interpolation; the border is continued outside."""
    for axis in (0, 1):
        before = np.concatenate([x.take([0], axis), x.take(range(x.shape[axis] - 1), axis)], axis)
        after = np.concatenate([x.take(range(1, x.shape[axis]), axis), x.take([-1], axis)], axis)
        pairs = np.stack([0.75 * x + 0.25 * before, 0.75 * x + 0.25 * after], axis + 1)
        shape = list(x.shape)
        shape[axis] *= 2
        x = pairs.reshape(shape)
    return x


def pooled(x: Floats) -> Floats:
    """Average over all positions; shape (1, 1, channels)."""
    return np.asarray(x.mean(axis=(0, 1), keepdims=True))
