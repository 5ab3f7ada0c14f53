"""Sample the pixels of training photographs, and those of every photograph, capped per class.

Without a cap, training pixels are all pixels, as colors with weights.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue.learning.sampling.weights_file import training_pixels
from stages.outputs import read_output
from stages.params import Params
from stages.stage import DENOISED, EVERY, SPLIT, TRAIN, run


def main(params: Params) -> None:
    """Write both tables, and print how many training pixels each term has."""
    caps, seed = params.training_caps, params.seed
    sample = partial(training_pixels, terms=params.terms.names, caps=caps, seed=seed)
    for path, weights in {TRAIN: SPLIT, EVERY: DENOISED}.items():
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
