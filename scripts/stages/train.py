"""Train one classifier: train.py NAME."""

from __future__ import annotations

import sys

import pandas as pd

from folkhue.learning.training import train_on_rows
from stages.outputs import read_output
from stages.params import Params
from stages.stage import MODELS, TRAIN, run


def main(params: Params) -> None:
    """Fit a classifier to the training pixels and save it."""
    name = sys.argv[1]
    rows = read_output(TRAIN, pd.read_parquet)
    options, exposures = params.train.classifiers[name], params.sample.exposures
    classifier = train_on_rows(name, options, rows, exposures, params.terms, params.seed)
    classifier.save(MODELS / f"{name}.skops")


if __name__ == "__main__":
    run(main)
