"""Draw training and test pixels: capped per class, split by photo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue._utils.parallel import in_parallel
from folkhue.learning.denoising.pixel_weights import RowGroups, row_groups
from folkhue.learning.sampling import Draw, Keys, Sides, split_photos, terms_of_groups
from stages.params import Params
from stages.stage import DENOISED, TEST, TRAIN, run

AT_A_TIME = 4
"""Row groups that a worker draws from at a time."""


def main(params: Params) -> None:
    """Split the photographs, draw from each side."""
    train, test = draw(DENOISED, params)
    for path, frame in ((TRAIN, train), (TEST, test)):
        with atomic_write(path) as temporary:
            frame.to_parquet(temporary, index=False)
    for term, rows in train.groupby("term", sort=False):
        print(
            f"{term:>10}  {rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"
        )


def draw(believed: Path, params: Params) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give training and test pixels; photographs cut from one picture stay together."""
    pieces = row_groups(believed.resolve(), AT_A_TIME)
    held_out = split(pieces, params)
    caps = dict.fromkeys(params.caps, params.sample.cap)
    sides = Sides(params.caps, caps, params.seed)
    train, test = Draw.of_none(sides.train), Draw.of_none(sides.test)
    # As more is drawn, the limits fall: workers then need not draw what would be dropped here.
    jobs = ((piece, train.limits, test.limits) for piece in pieces)
    for some in in_parallel(sides.draw, jobs, held_out, title="pixels", total=len(pieces)):
        train, test = Draw.merge([train, some[0]]), Draw.merge([test, some[1]])
    return train.frame(), test.frame()


def split(pieces: list[RowGroups], params: Params) -> Keys:
    """Choose the photographs held out; eight bytes of each photograph and term are in memory."""
    keys: dict[str, list[Keys]] = {}
    for found in in_parallel(
        terms_of_groups, pieces, params.seed, title="photographs", total=len(pieces)
    ):
        for term, some in found.items():
            keys.setdefault(term, []).append(some)
    return split_photos(
        {term: np.concatenate(some) for term, some in keys.items()}, params.sample.test_share
    )


if __name__ == "__main__":
    run(main)
