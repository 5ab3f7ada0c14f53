"""Measure how scores grow with the number of photographs: make curve NAME=sampler.

The recipe of params.yaml learns from parts of the photographs of the last run: a sixteenth, an
eighth, … of those outside of a fold, which is held out; see `folkhue.learning.learning_curve`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue.learning.learning_curve import SHARES, CurvePoint, curve_table, learning_curve
from folkhue.render.report.learning_curve_chart import draw_curve, write_curve
from stages.outputs import read_output
from stages.params import Params
from stages.params_recipe import photos_in_folds, recipe_of
from stages.stage import REGIONS, run


def main(params: Params) -> None:
    """Measure the curve; write a table and a chart."""
    options = arguments()
    shares = [share for share in SHARES if share >= options.smallest]
    names = options.classifiers or params.compilable[:1]
    points = list(measured(params, options.folds, names, shares))
    table = curve_table(points, params.seed)
    title = f"{options.name}: {options.folds} folds"
    text = write_curve(table, title)
    with atomic_write(options.out / f"{options.name}.md") as temporary:
        temporary.write_text(text, "utf-8")
    with atomic_write(options.out / f"{options.name}.png") as temporary:
        draw_curve(table, title, temporary)
    print(text)


def measured(
    params: Params, number: int, names: Sequence[str], shares: Sequence[float]
) -> Iterator[CurvePoint]:
    """Train and measure on every part, and say how far it is."""
    golden = read_output(REGIONS, pd.read_parquet)
    with photos_in_folds(params, number) as (photos, folds):
        for point in learning_curve(photos, recipe_of(params), folds, golden, names, shares):
            score = 100 * point.result.test.total.balanced_accuracy
            where = f"fold {point.result.fold + 1} of {number}, {point.photographs:,} photographs"
            print(f"{where}, {point.result.classifier}: {score:.1f} %", flush=True)
            yield point


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="name of the photographs of the last run")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--classifiers", nargs="*", help="of params.yaml; by default, the first")
    parser.add_argument("--smallest", type=float, default=0.0, help="smallest share to learn from")
    parser.add_argument("--out", type=Path, default="docs/explanation/learning_curve")
    return parser.parse_args()


if __name__ == "__main__":
    run(main)
