"""Sample training and held-out pixels, capped per class."""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue.learning.sampling.weights_file import sample_file
from stages.outputs import read_output
from stages.params import Params
from stages.stage import SPLIT, TEST, TRAIN, run


def main(params: Params) -> None:
    """Write the two tables, and print how many training pixels each term has."""
    seed = params.seed
    train = read_output(SPLIT, lambda path: sample_file(path, params.caps, seed))
    test = read_output(SPLIT, lambda path: sample_file(path, params.test_caps, seed, held_out=True))
    for path, frame in ((TRAIN, train), (TEST, test)):
        with atomic_write(path) as temporary:
            frame.to_parquet(temporary, index=False)
    for term, rows in train.groupby("term", sort=False):
        print(
            f"{term:>10}  {rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"
        )


if __name__ == "__main__":
    run(main)
