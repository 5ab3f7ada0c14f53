"""The outermost pixels of a picture."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)


def border_of(values: NDArray[Value]) -> NDArray[Value]:
    """Return the values of the pixels on the border, those of the corners twice.

    Parameters
    ----------
    values : ndarray, shape (height, width, ...)

    Returns
    -------
    ndarray, shape (2 * (height + width), ...)
        The first and last row, then the first and last column.

    Examples
    --------
    >>> border_of(np.arange(9).reshape(3, 3)).tolist()
    [0, 1, 2, 6, 7, 8, 0, 3, 6, 2, 5, 8]
    """
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def connected_to_border(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the parts of a mask that touch the border; corners do not connect pixels.

    Parameters
    ----------
    mask : ndarray of bool, shape (height, width)

    Returns
    -------
    ndarray of bool, shape (height, width)
    """
    from scipy import ndimage  # it is optional, and takes a tenth of a second

    labels: NDArray[Any] = ndimage.label(mask)[0]
    border = border_of(labels)
    return np.isin(labels, border[border > 0])
