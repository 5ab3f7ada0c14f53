"""The outermost pixels of a picture."""

from __future__ import annotations

from typing import TypeVar

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
