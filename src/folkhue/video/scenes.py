"""Scenes: where the colors of a clip change from one frame to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.images.histogram import bin_codes
from folkhue.images.photo import Photo

CUT = 0.45
"""Share of pixels that have another color in the next frame, from which on a new scene begins."""

MIN_SECONDS = 1.0
"""Length of the shortest scene."""

_WIDTH = 64  # levels of red, green and blue that count as the same color

Floats = NDArray[np.float64]


def coarse_histogram(photo: Photo) -> Floats:
    """Return the share of each of 4 × 4 × 4 groups of colors, shape (64,)."""
    pixels = photo.rgb[photo.opaque] if not photo.opaque.all() else photo.rgb.reshape(-1, 3)
    counts = np.bincount(bin_codes(pixels, _WIDTH), minlength=64)
    shares: Floats = counts / max(1, counts.sum())
    return shares


def is_cut(before: Floats, after: Floats) -> bool:
    """Return whether two histograms differ as those of different scenes: by total variation."""
    return float(np.abs(before - after).sum()) / 2 >= CUT
