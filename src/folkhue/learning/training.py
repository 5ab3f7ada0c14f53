"""Training a classifier on the pixels of a table, with the exposures of the recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from folkhue._utils.progress import progress
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import ColorClassifier, train
from folkhue.learning.sampling.exposure import with_exposures
from folkhue.learning.sampling.pixels import to_examples


def train_on_rows(
    name: str,
    options: Mapping[str, Any],
    rows: pd.DataFrame,
    exposures: Sequence[float],
    vocabulary: Vocabulary,
    seed: int,
) -> ColorClassifier:
    """Train a classifier on a sample, or on all pixels.

    Parameters
    ----------
    name, options
        See `folkhue.learning.classifiers.building.build`.
    rows : DataFrame
        See `folkhue.learning.sampling.pixels`.
    exposures : sequence of float
        See `folkhue.learning.sampling.exposure.with_exposures`.
    vocabulary : Vocabulary
    seed : int
    """
    examples = with_exposures(to_examples(rows), exposures)
    with progress(f"on {amount(rows)}", None):
        return train(name, options, vocabulary=vocabulary, seed=seed, **examples)


def amount(rows: pd.DataFrame) -> str:
    """Say on how much a classifier is trained: a sample has photographs, all pixels are colors."""
    if "photo" not in rows:
        return f"{len(rows):,} colors"
    return f"{rows['count'].sum():,} pixels of {rows['photo'].nunique():,} photographs"
