"""Weigh the pixels of many photographs, and write their weights to a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue.errors import TrainingError
from folkhue.learning.denoising.base import ColorWeights, Denoiser, batch_size
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.pixel_weights import (
    MIN_WEIGHT,
    TaggedPhoto,
    WeightedColors,
    open_weights,
    to_table,
)
from folkhue.learning.denoising.training_photos import Labels, TrainingPhotos


@dataclass(frozen=True)
class TermSummary:
    """Photographs with a term, and how much of them was kept.

    A pixel of half the highest weight of its photograph counts as half a pixel kept.
    """

    photos: int = 0
    photos_kept: int = 0
    pixels: int = 0
    pixels_kept: float = 0.0

    @classmethod
    def from_photo(cls, photo: ClusteredPhoto, weights: NDArray[np.float64]) -> TermSummary:
        """Summarize one photograph; weights are those of its colors."""
        kept = int((weights >= MIN_WEIGHT).any())
        pixels_kept = float(photo.counts.counts @ relative(weights))
        return cls(1, kept, photo.counts.total, pixels_kept)

    def __add__(self, other: TermSummary) -> TermSummary:
        return TermSummary(
            self.photos + other.photos,
            self.photos_kept + other.photos_kept,
            self.pixels + other.pixels,
            self.pixels_kept + other.pixels_kept,
        )


def relative(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale the weights of a photograph's pixels, so that the highest is 1; zeros stay zeros."""
    highest = weights.max(initial=0.0)
    return weights / highest if highest else weights


def denoise_part(
    denoiser: Denoiser,
    photos: ClusteredDataset,
    labels: Labels,
    listed: TrainingPhotos,
    chosen: NDArray[np.bool_],
    saturation: float | None,
    path: Path,
) -> None:
    """Fit a denoiser to some photographs, and write their weights; see `write_weights`.

    Nothing is learned from the others.

    Parameters
    ----------
    denoiser : Denoiser
        Not fitted.
    photos : ClusteredDataset
    labels : sequence of sequence of str
    listed : TrainingPhotos
        The same photographs.
    chosen : ndarray of bool, shape (photographs,)
    saturation : float or None
        See `folkhue.learning.denoising.source_weights.SourceWeights`.
    path : path
    """
    some = photos.select(chosen)

    def tagged() -> Iterator[TaggedPhoto]:  # twice, instead of a list of any length
        return compress(listed.tagged(~chosen, saturation), chosen)

    denoiser.fit(some, list(compress(labels, chosen)), (photo.origin for photo in tagged()))
    write_weights(path, some, tagged(), denoiser)


def write_weights(
    path: Path, photos: ClusteredDataset, tagged: Iterable[TaggedPhoto], denoiser: Denoiser
) -> dict[str, TermSummary]:
    """Weigh photographs in parallel and write their weights, a row group for each shard.

    Parameters
    ----------
    path : path
        A Parquet file of `folkhue.learning.denoising.pixel_weights.SCHEMA`.
    photos : ClusteredDataset
    tagged : iterable of TaggedPhoto
        The ids and terms of the same photographs, in the same order.
    denoiser : Denoiser
        Fitted on those of the photographs that are not held out.

    Returns
    -------
    dict of str to TermSummary
        Of each term that occurs.

    Raises
    ------
    TrainingError
        If nothing is kept of any photograph; then no file is written.
    """
    summaries: dict[str, TermSummary] = {}
    remaining = iter(tagged)
    batches = ((shard, list(islice(remaining, len(shard)))) for shard in photos.shards)
    results = in_parallel(
        weigh_batch,
        batches,
        denoiser,
        title="photographs weighed",
        total=len(photos),
        size=batch_size,
    )
    with open_weights(path) as writer:
        for table, found in results:
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
            _add(summaries, found)
        if not any(summary.photos_kept for summary in summaries.values()):
            raise TrainingError(
                "no pixel of any photograph is kept: lower denoise.min_lift in params.yaml, or "
                "choose another denoise.method"
            )
    return summaries


def weigh_batch(
    batch: tuple[Iterable[ClusteredPhoto], Sequence[TaggedPhoto]], denoiser: Denoiser
) -> tuple[pa.Table, dict[str, TermSummary]]:
    """Weigh photographs; return their table and a summary."""
    parts: list[WeightedColors] = []
    summaries: dict[str, TermSummary] = {}
    for clustered, tagged in zip(*batch, strict=True):
        for term, weights in _weigh(clustered, tagged, denoiser).items():
            _add(summaries, {term: TermSummary.from_photo(clustered, weights)})
            parts.append(WeightedColors(tagged, term, clustered.counts, weights).drop_negligible())
    return to_table(parts), summaries


def _weigh(clustered: ClusteredPhoto, tagged: TaggedPhoto, denoiser: Denoiser) -> ColorWeights:
    if tagged.held_out:
        return denoiser.weigh(clustered, tagged.terms, tagged.origin)
    return denoiser.weigh_training_photo(clustered, tagged.terms, tagged.origin)


def _add(summaries: dict[str, TermSummary], found: Mapping[str, TermSummary]) -> None:
    for term, summary in found.items():
        summaries[term] = summaries.get(term, TermSummary()) + summary
