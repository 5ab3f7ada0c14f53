"""Sample training and held-out pixels, and those of every photograph, capped per class."""

from __future__ import annotations

from functools import partial

from folkhue._utils.atomic import atomic_write
from folkhue.learning.sampling.weights_file import sample_file
from stages.outputs import read_output
from stages.params import Params
from stages.stage import DENOISED, EVERY, SPLIT, TEST, TRAIN, run


def main(params: Params) -> None:
    """Write the three tables, and print how many training pixels each term has."""
    seed = params.seed
    samples = {
        TRAIN: (SPLIT, partial(sample_file, caps=params.caps, seed=seed)),
        TEST: (SPLIT, partial(sample_file, caps=params.test_caps, seed=seed, held_out=True)),
        EVERY: (DENOISED, partial(sample_file, caps=params.caps, seed=seed)),
    }
    frames = {path: read_output(weights, sample) for path, (weights, sample) in samples.items()}
    for path, frame in frames.items():
        with atomic_write(path) as temporary:
            frame.to_parquet(temporary, index=False)
    for term, rows in frames[TRAIN].groupby("term", sort=False):
        print(
            f"{term:>10}  {rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"
        )


if __name__ == "__main__":
    run(main)
