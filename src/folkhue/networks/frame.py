"""A photograph as networks see it: the whole frame, at a fixed low resolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.images.grid_means import grid_means
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

    Borders of cells are whole pixels; see `folkhue.images.grid_means`. A photograph with fewer rows
    or columns than the grid has cells is enlarged by repeating them.

    Parameters
    ----------
    photo : Photo
    side : int
        Rows and columns of the grid.
    """
    rows, columns = (np.arange(side) * n // side for n in photo.opaque.shape)
    means, visible = grid_means(photo, rows, columns)
    means[~visible] = _WHITE
    return Frame(means, visible)
