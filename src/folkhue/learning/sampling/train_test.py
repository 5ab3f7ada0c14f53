"""Training and test pixels of a file of pixel weights, in bounded memory, on any workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from folkhue._utils.parallel import in_parallel
from folkhue.learning.denoising.pixel_weights import RowGroups, row_groups
from folkhue.learning.sampling import PixelSample
from folkhue.learning.sampling.split import Hashes, hash_names, split_groups

Thresholds = Mapping[str, float]
Samples = tuple[PixelSample, PixelSample]
"""Of the training and of the test side."""

ROW_GROUPS_PER_TASK = 4


def sample_train_test(
    path: Path, train_caps: Mapping[str, int], test_caps: Mapping[str, int], share: float, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split photographs into two sides, and sample the pixels of each.

    Parameters
    ----------
    path : path
        Parquet with the `SCHEMA` of the pixel weights; no photograph is in two row groups.
    train_caps, test_caps : mapping of str to int
        Maximum number of pixels of each term; the keys are the terms, in order.
    share : float
        Share of each term's photographs that is held out for testing, above 0 and below 1.
    seed : int

    Returns
    -------
    train, test : DataFrame
        See `folkhue.learning.sampling.pixels`. Photographs cut from one picture are on one side.

    Raises
    ------
    TrainingError
        If a term has too few photographs to split, or no pixels.
    """
    pieces = row_groups(path.resolve(), ROW_GROUPS_PER_TASK)
    held_out = split_groups(_groups_by_term(pieces, seed), share)
    empty = PixelSample.empty(train_caps), PixelSample.empty(test_caps)
    samples = empty
    # Made as they are handed out: the thresholds fall, and later tasks draw less in vain.
    tasks = ((piece, samples[0].thresholds, samples[1].thresholds) for piece in pieces)
    found = in_parallel(
        sample_piece, tasks, empty, held_out, seed, title="pixels", total=len(pieces)
    )
    for more in found:
        samples = merge(samples, more)
    return samples[0].to_frame(), samples[1].to_frame()


def sample_piece(
    task: tuple[RowGroups, Thresholds, Thresholds], empty: Samples, held_out: Hashes, seed: int
) -> Samples:
    """Sample the training and test pixels of some row groups, below thresholds.

    Parameters
    ----------
    task : (RowGroups, mapping, mapping)
        The row groups, and the thresholds of training and test pixels.
    empty : (PixelSample, PixelSample)
        Samples of no photograph, which have the caps.
    held_out : ndarray of uint64
        From `split_groups`.
    seed : int
    """
    piece, *thresholds = task
    samples = empty
    for table in piece.read():
        rows = table.to_pandas()
        groups = rows["group"].cat
        is_test = np.isin(hash_names(groups.categories, seed), held_out)[groups.codes]
        sides = (rows[~is_test], rows[is_test])
        train, test = (
            PixelSample.from_weights(side, sample.caps, seed, below)
            for side, sample, below in zip(sides, empty, thresholds, strict=True)
        )
        samples = merge(samples, (train, test))
    return samples


def merge(one: Samples, other: Samples) -> Samples:
    """Merge the training samples, and the test samples."""
    return PixelSample.merge([one[0], other[0]]), PixelSample.merge([one[1], other[1]])


def _groups_by_term(pieces: list[RowGroups], seed: int) -> dict[str, Hashes]:
    found = in_parallel(groups_of_piece, pieces, seed, title="photographs", total=len(pieces))
    return concatenate_by_term(found)


def groups_of_piece(piece: RowGroups, seed: int) -> dict[str, Hashes]:
    """Hash the groups of photographs with each term: eight bytes for each."""
    return concatenate_by_term(
        {
            str(term): hash_names(groups, seed)
            for term, groups in table.to_pandas()
            .drop_duplicates()
            .astype(str)
            .groupby("term")["group"]
        }
        for table in piece.read("group", "term")
    )


def concatenate_by_term(parts: Iterable[Mapping[str, Hashes]]) -> dict[str, Hashes]:
    """Join the hashes of each term, whose first part decides its place."""
    found: dict[str, list[Hashes]] = {}
    for part in parts:
        for term, hashes in part.items():
            found.setdefault(term, []).append(hashes)
    return {term: np.concatenate(hashes) for term, hashes in found.items()}
