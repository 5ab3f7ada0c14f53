"""How well a mask fits the true one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def iou(found: NDArray[np.floating], true: NDArray[np.floating]) -> float:
    """Return the intersection over the union of two masks, above one half; 1 if both are empty."""
    one, other = found > 0.5, true > 0.5
    either = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / either if either else 1.0
