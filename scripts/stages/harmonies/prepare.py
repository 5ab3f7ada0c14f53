"""Collect the palettes of all lists, without those that are there twice; keep some aside."""

from __future__ import annotations

from folkhue.learning.harmonies.palette_list import (
    SPLITS,
    prepared,
    read_palette_list,
    write_palette_list,
)
from stages.harmonies.params import Params
from stages.harmonies.stage import PALETTES, run


def main(params: Params) -> None:
    """Write the list that the other stages read."""
    listed = [each for file in params.data.files for each in read_palette_list(file)]
    palettes = prepared(listed, params.data.held_out)
    write_palette_list(PALETTES, palettes)
    numbers = [sum(each.split == split for each in palettes) for split in SPLITS]
    print(
        f"{numbers[0]:,} palettes to train on, {numbers[1]:,} kept aside; "
        f"{len(listed) - len(palettes):,} are there twice, or nearly"
    )


if __name__ == "__main__":
    run(main)
