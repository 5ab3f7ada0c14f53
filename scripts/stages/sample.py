"""Sample training and held-out pixels, and those of every photograph, capped per class.

Without a cap, training pixels are all pixels, as colors with weights.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue.learning.sampling.weights_file import sample_file, sum_file
from stages.outputs import read_output
from stages.params import Params
from stages.stage import DENOISED, EVERY, SPLIT, TEST, TRAIN, run


def main(params: Params) -> None:
    """Write the three tables, and print how many training pixels each term has."""
    seed = params.seed
    training = (
        partial(sum_file, terms=params.terms.names)
        if params.sample.cap is None
        else partial(sample_file, caps=params.caps, seed=seed)
    )
    samples = {
        TRAIN: (SPLIT, training),
        TEST: (SPLIT, partial(sample_file, caps=params.test_caps, seed=seed, held_out=True)),
        EVERY: (DENOISED, training),
    }
    for path, (weights, sample) in samples.items():
        frame = read_output(weights, sample)
        with atomic_write(path) as temporary:
            frame.to_parquet(temporary, index=False)
        if path == TRAIN:
            for term, rows in frame.groupby("term", sort=False, observed=True):
                print(f"{term:>10}  {size(rows)}")


def size(rows: pd.DataFrame) -> str:
    """Say how many training pixels a term has."""
    if "photo" not in rows:
        return f"{len(rows):8,} colors"
    return f"{rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"


if __name__ == "__main__":
    run(main)
