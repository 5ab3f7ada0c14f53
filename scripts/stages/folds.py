"""Cross-validate every classifier, if `evaluate.folds` says so.

Each fold of the photographs is held out once: they are denoised, sampled and trained on anew
without it. Classifiers are not chosen by it, but by the held-out split: it shows how far scores
depend on which photographs there are.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from folkhue.learning.cross_validation import cross_validate
from folkhue.learning.evaluation.folds import FoldResult, fold_table, summarize
from stages.outputs import read_output
from stages.params import Params
from stages.params_recipe import photos_in_folds, recipe_of
from stages.stage import FOLDS, REGIONS, run, write_csv, write_json


def main(params: Params) -> None:
    """Write the scores of every classifier on every fold, and their summary; none without folds."""
    results = list(evaluate(params)) if params.evaluate.folds else []
    write_csv(FOLDS.with_suffix(".csv"), fold_table(results))
    write_json(FOLDS, summarize(results, params.seed))


def evaluate(params: Params) -> Iterator[FoldResult]:
    """Train and measure all classifiers, fold by fold."""
    golden, names = read_output(REGIONS, pd.read_parquet), list(params.train.classifiers)
    with photos_in_folds(params, params.evaluate.folds) as (photos, folds):
        for each in cross_validate(photos, recipe_of(params), folds, golden, names):
            score = 100 * each.test.total.balanced_accuracy
            print(f"fold {each.fold + 1}, {each.classifier}: {score:.1f} %", flush=True)
            yield each


if __name__ == "__main__":
    run(main)
