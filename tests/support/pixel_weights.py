"""Pixel weights of photographs made on the spot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, WeightedColors, to_table


def rows_of(*photos: tuple[str, str, ColorHistogram, Sequence[float]]) -> pd.DataFrame:
    """Rows of photographs given as name, term, colors and their weights; names as texts."""
    parts = [
        WeightedColors(TaggedPhoto(name, name, (term,)), term, colors, np.array(weights))
        for name, term, colors, weights in photos
    ]
    return to_table(parts).to_pandas().astype({"photo": str, "term": str, "group": str})


def random_photos(photos: int, pixels: int, term: str = "red") -> pd.DataFrame:
    """Photographs of so many random pixels each, some of more weight than others."""
    rng = np.random.default_rng(1)
    parts = []
    for number in range(photos):
        colors = ColorHistogram.from_pixels(rng.integers(0, 256, (pixels, 3), np.uint8))
        weights = rng.uniform(0.02, 1, len(colors))
        weights[0] = 1
        parts.append((f"{term}{number}", term, colors, weights.tolist()))
    return rows_of(*parts)
