"""Train one classifier: train.py NAME."""

from __future__ import annotations

import sys

import pandas as pd

from folkhue.learning.classifiers import train
from folkhue.learning.sampling.exposure import with_exposures
from folkhue.learning.sampling.pixels import to_examples
from stages.outputs import read_output
from stages.params import Params
from stages.stage import MODELS, TRAIN, run


def main(params: Params) -> None:
    """Fit a classifier to the training pixels and save it."""
    name = sys.argv[1]
    rows = read_output(TRAIN, pd.read_parquet)
    examples = with_exposures(to_examples(rows), params.sample.exposures)
    options = params.train.classifiers[name]
    classifier = train(name, options, vocabulary=params.terms, seed=params.seed, **examples)
    classifier.save(MODELS / f"{name}.skops")


if __name__ == "__main__":
    run(main)
