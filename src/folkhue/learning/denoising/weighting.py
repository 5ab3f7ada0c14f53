"""Weigh the pixels of many photographs, and write their weights to a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.methods import Denoiser
from folkhue.learning.denoising.pixel_weights import (
    MIN_WEIGHT,
    TaggedPhoto,
    WeightedColors,
    to_table,
)


@dataclass(frozen=True)
class TermSummary:
    """Photographs with a term, and how much of them was kept.

    A pixel of weight 0.5 counts as half a pixel kept.
    """

    photos: int = 0
    photos_kept: int = 0
    pixels: int = 0
    pixels_kept: float = 0.0

    @classmethod
    def from_photo(cls, photo: ClusteredPhoto, weights: NDArray[np.float64]) -> TermSummary:
        """Summarize one photograph; weights are those of its colors."""
        kept = int((weights >= MIN_WEIGHT).any())
        return cls(1, kept, photo.counts.total, float(photo.counts.counts @ weights))

    def __add__(self, other: TermSummary) -> TermSummary:
        return TermSummary(
            self.photos + other.photos,
            self.photos_kept + other.photos_kept,
            self.pixels + other.pixels,
            self.pixels_kept + other.pixels_kept,
        )


def weigh_batch(
    batch: tuple[Iterable[ClusteredPhoto], Sequence[TaggedPhoto]], denoiser: Denoiser
) -> tuple[pa.Table, dict[str, TermSummary]]:
    """Weigh photographs that the denoiser was fitted on; give their table and a summary."""
    parts: list[WeightedColors] = []
    summaries: dict[str, TermSummary] = {}
    for clustered, tagged in zip(*batch, strict=True):
        for term, weights in denoiser.review(clustered, tagged.terms).items():
            summary = TermSummary.from_photo(clustered, weights)
            summaries[term] = summaries.get(term, TermSummary()) + summary
            parts.append(WeightedColors(tagged, term, clustered.counts, weights).drop_negligible())
    return to_table(parts), summaries
