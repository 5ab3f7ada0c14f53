"""The primaries of RGB color spaces, and the matrix from their linear light to CIE XYZ.

References
----------
IEC 61966-2-1:1999 (sRGB). SMPTE EG 432-1:2010, with the white of sRGB (Display P3).
ITU-R BT.2020-2 (2015). Bruce Lindbloom, "RGB/XYZ matrices".
"""

from __future__ import annotations

import numpy as np

from folkhue.color.spaces import Floats

Point = tuple[float, float]
"""Chromaticity: x and y."""

Triangle = tuple[Point, Point, Point]
"""Chromaticities of red, green and blue."""

SRGB: Triangle = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
DISPLAY_P3: Triangle = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
BT2020: Triangle = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))


def xyz_of(point: Point) -> Floats:
    """Return the color of luminance 1, or of the chromaticity's direction if it has none."""
    x, y = point
    return np.array([x, y, 1 - x - y]) / (y or 1)


def rgb_to_xyz(primaries: Triangle, white: Floats) -> Floats:
    """Return the matrix from linear light to XYZ.

    Parameters
    ----------
    primaries : tuple of pairs of float
    white : ndarray of float64, shape (3,)
        XYZ of 1, 1, 1.

    Returns
    -------
    ndarray of float64, shape (3, 3)

    Raises
    ------
    numpy.linalg.LinAlgError
        If the primaries lie on a line.
    """
    columns = np.stack([xyz_of(each) for each in primaries], axis=1)
    return np.asarray(columns * np.linalg.solve(columns, white))
