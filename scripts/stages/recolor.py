"""Repaint every golden photograph in the names its pixels get."""

from __future__ import annotations

from folkhue.files import whole_file
from folkhue.golden import read_golden
from folkhue.recolor import before_and_after
from folkhue.table import load
from params import Params
from stage import RECOLORED, TABLE, run


def main(params: Params) -> None:
    """Write one picture per golden photograph, original and repainted side by side."""
    table = load(TABLE)
    for golden in read_golden(params.evaluate.golden, params.terms):
        with whole_file(RECOLORED / f"{golden.name}.png") as beside:
            before_and_after(golden.read(), table).save(beside, optimize=True)


if __name__ == "__main__":
    run(main)
