"""A photograph as networks see it: the whole frame, at a fixed low resolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo

SIDE = 128
"""Rows and columns of the frame, whatever the shape of the photograph."""

_WHITE = 255  # what shows through where a photograph is transparent


@dataclass(frozen=True, eq=False)
class Frame:
    """The cells of a grid over a photograph.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (side, side, 3)
        Mean colors of the opaque pixels of cells; white where there are none.
    visible : ndarray of bool, shape (side, side)
        Which cells have opaque pixels.
    """

    rgb: NDArray[np.uint8]
    visible: NDArray[np.bool_]


def frame_of(photo: Photo, side: int = SIDE) -> Frame:
    """Average a photograph over the cells of a grid.

    Borders of cells are whole pixels, and sums are exact, so that the result is the same
    everywhere. A photograph with fewer rows or columns than the grid has cells is enlarged by
    repeating them.

    Parameters
    ----------
    photo : Photo
    side : int
        Rows and columns of the grid.
    """
    height, width = photo.opaque.shape
    rows, columns = (np.arange(side) * n // side for n in (height, width))
    ends = np.maximum(np.append(rows[1:], height), rows + 1)
    solid = bool(photo.opaque.all())
    means, visible = np.empty((side, side, 3), np.uint8), np.empty((side, side), bool)
    for row, (top, bottom) in enumerate(zip(rows, ends, strict=True)):
        rgb, opaque = photo.rgb[top:bottom], photo.opaque[top:bottom]
        if not solid:
            rgb = rgb * opaque[..., None]
        sums = np.add.reduceat(rgb.sum(axis=0, dtype=np.uint32), columns, axis=0)
        counts = np.add.reduceat(opaque.sum(axis=0, dtype=np.uint32), columns)[:, None]
        visible[row] = counts[:, 0] > 0
        mean = (2 * sums + counts) // np.maximum(2 * counts, 1)
        means[row] = np.where(counts, mean, _WHITE)
    return Frame(means, visible)
