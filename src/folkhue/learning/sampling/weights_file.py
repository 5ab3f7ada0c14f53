"""Pixels of a file of pixel weights, a sample or all, in bounded memory, on any workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from folkhue._utils.parallel import in_parallel
from folkhue.learning.denoising.pixel_weights import RowGroups, row_groups
from folkhue.learning.sampling import PixelSample
from folkhue.learning.sampling.color_sums import ColorSums

Thresholds = Mapping[str, float]

ROW_GROUPS_PER_TASK = 4


def sample_file(
    path: Path, caps: Mapping[str, int], seed: int, *, held_out: bool = False
) -> pd.DataFrame:
    """Sample the pixels of one side of the split.

    Parameters
    ----------
    path : path
        Parquet with the `SCHEMA` of the pixel weights; no photograph is in two row groups.
    caps : mapping of str to int
        Maximum number of pixels of each term; the keys are the terms, in order.
    seed : int
    held_out : bool
        Sample the photographs that are held out, of which a term may have no pixels left;
        otherwise all others.

    Returns
    -------
    DataFrame
        See `folkhue.learning.sampling.pixels`.

    Raises
    ------
    TrainingError
        If a term has no training pixels, or nothing is left of the held-out photographs.
    """
    pieces = row_groups(path.resolve(), ROW_GROUPS_PER_TASK)
    sample = empty = PixelSample.empty(caps)
    # Made as they are handed out: the thresholds fall, and later tasks draw less in vain.
    tasks = ((piece, sample.thresholds) for piece in pieces)
    for more in in_parallel(
        sample_piece,
        tasks,
        empty,
        held_out,
        seed,
        title="colors sampled",
        total=sum(piece.rows for piece in pieces),
        size=lambda task: task[0].rows,
    ):
        sample = PixelSample.merge([sample, more])
    return sample.to_frame(every_term=not held_out)


def training_pixels(
    path: Path, terms: Sequence[str], caps: Mapping[str, int] | None, seed: int
) -> pd.DataFrame:
    """Sample the pixels of photographs that are not held out, or add up all without caps.

    Parameters
    ----------
    path, terms, caps, seed
        See `sample_file` and `sum_file`.
    """
    return sum_file(path, terms) if caps is None else sample_file(path, caps, seed)


def sample_piece(
    task: tuple[RowGroups, Thresholds], empty: PixelSample, held_out: bool, seed: int
) -> PixelSample:
    """Sample the pixels of some row groups, below thresholds.

    Parameters
    ----------
    task : (RowGroups, mapping)
        The row groups, and the thresholds.
    empty : PixelSample
        A sample of no photograph, which has the caps.
    held_out : bool
        The side of the split.
    seed : int
    """
    piece, thresholds = task
    sample = empty
    for table in piece.read():
        rows = table.to_pandas()
        side = rows[rows["held_out"] == held_out]
        more = PixelSample.from_weights(side, empty.caps, seed, thresholds)
        sample = PixelSample.merge([sample, more])
    return sample


def sum_file(path: Path, terms: Sequence[str]) -> pd.DataFrame:
    """Add up the weights of all pixels of the photographs that are not held out.

    Parameters
    ----------
    path : path
        Parquet with the `SCHEMA` of the pixel weights; no photograph is in two row groups.
    terms : sequence of str

    Returns
    -------
    DataFrame
        See `folkhue.learning.sampling.color_sums`.

    Raises
    ------
    TrainingError
        If a term has no training pixels.
    """
    pieces = row_groups(path.resolve(), ROW_GROUPS_PER_TASK)
    parts = in_parallel(
        sum_piece,
        pieces,
        tuple(terms),
        title="colors added up",
        total=sum(piece.rows for piece in pieces),
        size=lambda piece: piece.rows,
    )
    return ColorSums.merge_many(parts, terms).to_frame()


def sum_piece(piece: RowGroups, terms: tuple[str, ...]) -> ColorSums:
    """Add up the weights of all pixels of some row groups."""
    sides = (rows[~rows["held_out"]] for rows in (table.to_pandas() for table in piece.read()))
    return ColorSums.merge_many((ColorSums.from_weights(side, terms) for side in sides), terms)
