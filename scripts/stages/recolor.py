"""Recolor the golden photographs by the names of their pixels."""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import counted
from folkhue.learning.evaluation.golden import read_golden
from folkhue.render.legend import before_and_after
from folkhue.table.color_table import load
from stages.outputs import read_output
from stages.params import Params
from stages.stage import COMPRESSION, RECOLORED, TABLE, run


def main(params: Params) -> None:
    """Write a picture of each golden photograph next to its recolored copy."""
    table = read_output(TABLE, load)
    photos = read_golden(params.evaluate.golden, params.terms)
    for golden in counted(photos, "photographs", len(photos)):
        with atomic_write(RECOLORED / f"{golden.name}.png") as temporary:
            before_and_after(golden.read(), table).save(temporary, compress_level=COMPRESSION)


if __name__ == "__main__":
    run(main)
