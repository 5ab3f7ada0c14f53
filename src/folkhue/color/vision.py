"""Colors as people see them who lack one kind of cone."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.gamut import encode
from folkhue.color.spaces import to_linear

# G. Machado, M. Oliveira, L. Fernandes, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", IEEE TVCG 15 (6), 2009: linear sRGB to linear sRGB, severity 1.0. White,
# black and grays stay as they are.
PROTAN = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTAN = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TRITAN = np.array(
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]
)

VISIONS = MappingProxyType({"protan": PROTAN, "deutan": DEUTAN, "tritan": TRITAN})
"""Kind of color vision → matrix of its simulation in linear light.

Without the cones for long (protan), medium (deutan) or short (tritan) waves. Weaker forms, in
which a kind of cone differs but works, are the more frequent ones; they lie between this and
normal vision.
"""


def simulate(rgb: ArrayLike, vision: str) -> NDArray[np.uint8]:
    """Convert colors to those that look to normal vision as the given ones to another.

    Parameters
    ----------
    rgb : array_like of uint8, shape (..., 3)
    vision : str
        One of `VISIONS`.

    Returns
    -------
    ndarray of uint8, shape (..., 3)

    Raises
    ------
    ValueError
        If there is no such vision.

    Notes
    -----
    The model is made for protan and deutan vision; for tritan vision it is an approximation.
    Browsers simulate all three by the same matrices.

    Examples
    --------
    >>> simulate(np.array([255, 0, 0], np.uint8), "protan").tolist()
    [109, 95, 0]
    """
    if vision not in VISIONS:
        raise ValueError(f"vision: expected {' or '.join(VISIONS)}, got {vision!r}")
    return encode(to_linear(rgb) @ VISIONS[vision].T)
