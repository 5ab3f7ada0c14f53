"""Color moments: mean and standard deviation of each channel in RGB, HSV and CIELAB."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.extras import require

SPACES = ("rgb", "hsv", "lab")
"""Color spaces of the moments, in order; each has as many channels as letters."""

MOMENT_NAMES = tuple(
    f"{channel}_{space}_{moment}"
    for space in SPACES
    for channel in space
    for moment in ("mean", "std")
)
"""The 18 columns: ``r_rgb_mean``, ``r_rgb_std``, …, ``b_lab_std``."""


def color_moments(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Compute the mean and the standard deviation of each channel in three color spaces.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (..., 3)
        At least one pixel.

    Returns
    -------
    ndarray of float64, shape (18,)
        In the order of `MOMENT_NAMES`; means from 0 to 255, deviations from 0 to 127.5. All
        channels are OpenCV's of 8 bits: hue is halved, from 0 to 179, and an angle, so that
        reds are at both of its ends; L* is stretched to 255; 128 is added to a* and b*.

    Raises
    ------
    MissingExtraError
        If OpenCV is not installed.

    References
    ----------
    M. Stricker, M. Orengo, "Similarity of Color Images", SPIE Storage and Retrieval for Image
    and Video Databases III, 1995.

    Examples
    --------
    >>> moments = color_moments(np.array([[0, 0, 255]], np.uint8))
    >>> dict(zip(MOMENT_NAMES, moments.tolist()))["h_hsv_mean"]
    120.0
    """
    cv2 = _cv2()
    pixels = np.ascontiguousarray(rgb).reshape(1, -1, 3)
    images = (
        pixels,
        cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV),
        cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB),
    )
    moments = [np.hstack(cv2.meanStdDev(image)).ravel() for image in images]
    return np.concatenate(moments)


def _cv2() -> Any:
    require("fast", "computing color moments", "cv2")
    import cv2

    return cv2
