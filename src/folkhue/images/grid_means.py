"""Mean colors of a photograph in the cells of a grid, in whole numbers: the same everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo

Starts = NDArray[np.intp]
Bytes = NDArray[np.uint8]
Sums = NDArray[np.uint32]


def grid_means(photo: Photo, rows: Starts, columns: Starts) -> tuple[Bytes, NDArray[np.bool_]]:
    """Average the opaque pixels of a photograph in each cell of a grid.

    Sums are exact, and means are rounded to the nearest whole number, halves up.

    Parameters
    ----------
    photo : Photo
    rows, columns : ndarray of int, shape (m,) and (n,)
        Where cells begin, in ascending order. A cell reaches to where the next one begins, but
        has at least one row and one column; the last one reaches to the edge. Cells may have up to
        16 million pixels.

    Returns
    -------
    means : ndarray of uint8, shape (m, n, 3)
        0 where a cell has no opaque pixels.
    visible : ndarray of bool, shape (m, n)
        Which cells have opaque pixels.
    """
    opaque = photo.opaque.view(np.uint8)[..., None]
    if photo.opaque.all():
        sums, counts = _sums(photo.rgb, rows, columns), _sizes(opaque.shape, rows, columns)
    else:
        sums, counts = _sums(photo.rgb, rows, columns, opaque), _sums(opaque, rows, columns)
    means = (sums + counts // 2) // np.maximum(counts, 1)
    return means.astype(np.uint8), counts[..., 0] > 0


def _ends(starts: Starts, length: int) -> Starts:
    return np.asarray(np.maximum(np.append(starts[1:], length), starts + 1))


def _sizes(shape: tuple[int, ...], rows: Starts, columns: Starts) -> Sums:
    """Count the pixels of each cell, shape (m, n, 1)."""
    heights, widths = _ends(rows, shape[0]) - rows, _ends(columns, shape[1]) - columns
    return np.outer(heights, widths).astype(np.uint32)[..., None]


def _sums(pixels: Bytes, rows: Starts, columns: Starts, mask: Bytes | None = None) -> Sums:
    """Add up the pixels of each cell where a mask is 1; shape (m, n, channels)."""
    height, width, channels = pixels.shape
    found = np.empty((len(rows), len(columns), channels), np.uint32)
    for row, (top, bottom) in enumerate(zip(rows, _ends(rows, height), strict=True)):
        strip = pixels[top:bottom]
        if mask is not None:
            strip = strip * _repeated(mask[top:bottom], channels)
        # NumPy adds rows of numbers faster than rows of colors.
        down = strip.reshape(len(strip), -1).sum(axis=0, dtype=np.uint32)
        np.add.reduceat(down.reshape(width, channels), columns, axis=0, out=found[row])
    return found


def _repeated(mask: Bytes, channels: int) -> Bytes:
    """Repeat the last axis, several times as fast as by broadcasting."""
    repeated = np.empty((*mask.shape[:-1], channels), np.uint8)
    for channel in range(channels):
        repeated[..., channel] = mask[..., 0]
    return repeated
