"""Sample training and test pixels: capped per class, split by photo."""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue.learning.sampling.train_test import sample_train_test
from stages.outputs import read_output
from stages.params import Params
from stages.stage import DENOISED, TEST, TRAIN, run


def main(params: Params) -> None:
    """Write the two tables, and print how many training pixels each term has."""
    share, seed = params.sample.test_share, params.seed
    train, test = read_output(
        DENOISED,
        lambda path: sample_train_test(path, params.caps, params.test_caps, share, seed),
    )
    for path, frame in ((TRAIN, train), (TEST, test)):
        with atomic_write(path) as temporary:
            frame.to_parquet(temporary, index=False)
    for term, rows in train.groupby("term", sort=False):
        print(
            f"{term:>10}  {rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"
        )


if __name__ == "__main__":
    run(main)
