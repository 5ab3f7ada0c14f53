"""A photograph as networks see it: the whole frame, at a fixed low resolution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo

SIDE = 128
"""Rows and columns of the frame, whatever the shape of the photograph."""

_WHITE = 255  # what shows through where a photograph is transparent


def frame_of(photo: Photo, side: int = SIDE) -> NDArray[np.uint8]:
    """Average a photograph over the cells of a grid.

    Borders of cells are whole pixels, and sums are exact, so that the result is the same
    everywhere. A photograph with fewer rows or columns than the grid has cells is enlarged by
    repeating them.

    Parameters
    ----------
    photo : Photo
    side : int
        Rows and columns of the grid.

    Returns
    -------
    ndarray of uint8, shape (side, side, 3)
        Mean colors of the opaque pixels of cells; white where there are none.
    """
    height, width = photo.opaque.shape
    rows, columns = (np.arange(side) * n // side for n in (height, width))
    ends = np.maximum(np.append(rows[1:], height), rows + 1)
    solid = bool(photo.opaque.all())
    frame = np.empty((side, side, 3), np.uint8)
    for row, (top, bottom) in enumerate(zip(rows, ends, strict=True)):
        rgb, opaque = photo.rgb[top:bottom], photo.opaque[top:bottom]
        if not solid:
            rgb = rgb * opaque[..., None]
        sums = np.add.reduceat(rgb.sum(axis=0, dtype=np.uint32), columns, axis=0)
        count = np.add.reduceat(opaque.sum(axis=0, dtype=np.uint32), columns)[:, None]
        means = (2 * sums + count) // np.maximum(2 * count, 1)
        frame[row] = np.where(count, means, _WHITE)
    return frame
