"""Choose the best classifier, and fit it again to the pixels of every photograph.

The choice is made on photographs that none of the classifiers has seen. Once it is made, these
photographs can teach, too.
"""

from __future__ import annotations

import pandas as pd

from folkhue.learning.training import train_on_rows
from stages.outputs import read_output
from stages.params import Params
from stages.stage import BEST, EVALUATIONS, EVERY, FINAL, read_json, run, write_json

NORMAL_95 = 1.96
"""Standard errors to each side of the mean that hold a normal variable with 95 % probability."""


def main(params: Params) -> None:
    """Choose on the held-out split, fit to every photograph, save."""
    name = best(params)
    scores = read_json(EVALUATIONS / name / "scores.json")["test"]
    rows = read_output(EVERY, pd.read_parquet)
    options, exposures = params.train.classifiers[name], params.sample.exposures
    train_on_rows(name, options, rows, exposures, params.terms, params.seed).save(FINAL)
    write_json(BEST, {"best": name, "test_balanced_accuracy": scores["balanced_accuracy"]})
    print(f"{name}, fitted to the pixels of every photograph: {FINAL}")


def best(params: Params) -> str:
    """Name the classifier to fit and to compile.

    That is the first in params.yaml of those whose balanced accuracy on the held-out split is
    at most a standard error below the highest (Breiman et al., *Classification and Regression
    Trees*, 1984): smaller differences are chance, and another sample would order them otherwise.
    With too few photographs for a standard error, it is the first of all.
    """
    if params.compile.classifier != "best":
        return params.compile.classifier
    names = params.compilable
    scores = {name: read_json(EVALUATIONS / name / "scores.json")["test"] for name in names}
    if not all(score["enough"] for score in scores.values()):
        print("too few held-out photographs to say which classifier is best: the first is compiled")
        return names[0]
    highest = max(scores.values(), key=lambda score: score["balanced_accuracy"])
    low, high = highest["interval"]
    threshold = highest["balanced_accuracy"] - (high - low) / (2 * NORMAL_95)
    return next(name for name in names if scores[name]["balanced_accuracy"] >= threshold)


if __name__ == "__main__":
    run(main)
