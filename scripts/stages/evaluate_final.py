"""Evaluate the classifier that was fitted to every photograph, on the golden set and surveys.

It has seen the held-out photographs. On them, its kind was evaluated as fitted without them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import Evaluation, colors_to_predict
from stages.classifier_file import read_classifier
from stages.named_survey import named_survey
from stages.outputs import read_output
from stages.params import Params
from stages.stage import FINAL, FINAL_SCORES, REGIONS, TEST, run, write_json


def main(params: Params) -> None:
    """Write its scores; those on held-out photographs are left out."""
    classifier, terms = read_classifier(FINAL, params), params.terms
    golden, nothing = read_output(REGIONS, pd.read_parquet), read_output(TEST, empty)
    survey = named_survey(params)
    colors = colors_to_predict(nothing, golden, terms, survey)
    predict = PredictedColors.from_classifier(classifier, colors).predict
    scores = Evaluation.from_predict(predict, nothing, golden, terms, survey).scores(params.seed)
    write_json(FINAL_SCORES, {test: each for test, each in scores.items() if test != "test"})


def empty(path: Path) -> pd.DataFrame:
    """Read the columns of a table."""
    return pd.read_parquet(path).head(0)


if __name__ == "__main__":
    run(main)
