"""Draw training and test pixels: capped per class, split by photo."""

from __future__ import annotations

import pandas as pd

from folkhue.files import whole_file
from folkhue.sampling import draw_pixels, split_photos
from params import Params
from stage import DENOISED, TEST, TRAIN, run


def main(params: Params) -> None:
    """Split the photographs, draw from each side."""
    denoised = pd.read_parquet(DENOISED)
    train, test = draw(denoised, params)
    for path, frame in ((TRAIN, train), (TEST, test)):
        with whole_file(path) as beside:
            frame.to_parquet(beside, index=False)
    for term, rows in train.groupby("term", sort=False):
        print(
            f"{term:>10}  {rows['count'].sum():6} pixels of {rows['photo'].nunique()} photographs"
        )


def draw(denoised: pd.DataFrame, params: Params) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give training and test pixels; photographs cut from one picture stay together."""
    pairs = denoised[["group", "term"]].drop_duplicates().rename(columns={"group": "photo"})
    held_out = denoised["group"].isin(split_photos(pairs, params.sample.test_share, params.seed))
    caps = dict.fromkeys(params.caps, params.sample.cap)
    return (
        draw_pixels(denoised[~held_out], params.caps, params.seed),
        draw_pixels(denoised[held_out], caps, params.seed),
    )


if __name__ == "__main__":
    run(main)
