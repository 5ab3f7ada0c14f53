"""Classic color schemes: hues at fixed angles in OKLCH."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import encode, from_oklch, in_gamut
from folkhue.color.spaces import to_oklch

SCHEMES = {
    "complement": (180,),
    "split-complement": (150, 210),
    "triad": (120, 240),
    "square": (90, 180, 270),
    "analogous": (30, -30),
}
"""Scheme → angles to turn the hue of a color by, in degrees."""

LIGHTER = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36)
"""What is added to the lightness, in this order, once all hues are there."""

_STEPS = 12  # of halving, to the highest chroma that sRGB has


def scheme_colors(rgb: NDArray[np.uint8], scheme: str) -> Iterator[NDArray[np.uint8]]:
    """Yield the colors that a scheme adds, the best first.

    The most colorful of the given colors is turned first, with its lightness and chroma. Where
    sRGB lacks a color, its chroma is reduced.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)
    scheme : str
        One of `SCHEMES`.

    Yields
    ------
    ndarray of uint8, shape (3,)
    """
    oklch = to_oklch(rgb)
    order = np.lexsort((*rgb.T, -oklch[:, 1]))
    for more in LIGHTER:
        for lightness, chroma, hue in oklch[order]:
            for angle in SCHEMES[scheme]:
                yield _shown(float(np.clip(lightness + more, 0, 1)), chroma, hue + angle)


def _shown(lightness: float, chroma: float, hue: float) -> NDArray[np.uint8]:
    """Encode a color with the highest chroma, at most the wanted one, that sRGB has."""
    if not in_gamut(from_oklch((lightness, chroma, hue))):
        low, high = 0.0, chroma
        for _ in range(_STEPS):
            middle = (low + high) / 2
            inside = in_gamut(from_oklch((lightness, middle, hue)))
            low, high = (middle, high) if inside else (low, middle)
        chroma = low
    return encode(from_oklch((lightness, chroma, hue)))
