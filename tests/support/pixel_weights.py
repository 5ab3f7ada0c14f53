"""Pixel weights of photographs made on the spot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, WeightedColors, to_table


def rows_of(
    counts: ColorHistogram, weights: np.ndarray, photo: str, term: str, group: str = ""
) -> pd.DataFrame:
    parts = [WeightedColors(TaggedPhoto(photo, group or photo, (term,)), term, counts, weights)]
    return to_table(parts).to_pandas()


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give names as texts: those of several photographs can be put together."""
    return frame.astype({"photo": str, "term": str, "group": str})


def frame_of(photos: int, pixels: int, term: str = "red") -> pd.DataFrame:
    """Photographs of so many different colors each, some weighted more than others."""
    rng = np.random.default_rng(1)
    parts = []
    for number in range(photos):
        counts = ColorHistogram.from_pixels(rng.integers(0, 256, (pixels, 3), np.uint8))
        weights = rng.uniform(0.02, 1, len(counts))
        weights[0] = 1
        parts.append(plain(rows_of(counts, weights, f"{term}{number}", term)))
    return pd.concat(parts, ignore_index=True)
