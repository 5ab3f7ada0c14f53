"""Evaluate one classifier on held-out pixels, the golden set and surveys: evaluate.py NAME."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from folkhue.learning.evaluation.calibration import calibration_of_classifier
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.curves import ScoredColors, curves_by_kind
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import SURVEY, Evaluation, colors_to_predict
from folkhue.learning.sampling.pixels import to_pixels
from stages.classifier_file import read_classifier
from stages.named_survey import named_survey
from stages.outputs import read_output
from stages.params import Params
from stages.stage import EVALUATIONS, MODELS, REGIONS, TEST, run, write_csv, write_json

CALIBRATION = ["test", "answers", "confidence", "right"]


def main(params: Params) -> None:
    """Write scores.json, and golden.csv, confusion matrices and calibration as tables."""
    name = sys.argv[1]
    model, folder = MODELS / f"{name}.skops", EVALUATIONS / name
    classifier = read_classifier(model, params)
    test, golden = (read_output(path, pd.read_parquet) for path in (TEST, REGIONS))
    survey = named_survey(params)
    colors = colors_to_predict(test, golden, params.terms, survey)
    predicted = PredictedColors.from_classifier(classifier, colors)
    found = Evaluation.from_predict(predicted.predict, test, golden, params.terms, survey)
    scores = {"model": hashlib.sha256(model.read_bytes()).hexdigest()}
    write_json(folder / "scores.json", scores | found.scores(params.seed))
    write_csv(folder / "golden.csv", found.golden.regions)
    write_confusion(folder / "confusion_test.csv", found.test.total)
    write_confusion(folder / "confusion_golden.csv", found.golden.pixel_confusion.total)
    write_csv(folder / "calibration.csv", calibration(predicted, test, golden, survey, params))
    for kind, table in curves(predicted, test, golden, params.terms.names).items():
        write_csv(folder / f"{kind}.csv", table, float_format="%.4f")


def calibration(
    predicted: PredictedColors,
    test: pd.DataFrame,
    golden: pd.DataFrame,
    survey: NamingSurvey | None,
    params: Params,
) -> pd.DataFrame:
    """Compute the calibration on each test set; empty without probabilities."""
    if predicted.probabilities is None:
        return pd.DataFrame(columns=CALIBRATION)
    terms = np.array(params.terms.names)
    golden = golden[golden["label"].isin(terms)]
    rgb, names = to_pixels(test)
    answers = {
        "test": (rgb, names[:, None] == terms),
        "golden": (
            golden[["r", "g", "b"]].to_numpy(np.uint8),
            golden["label"].to_numpy(str)[:, None] == terms,
        ),
    }
    if survey:
        answers[SURVEY] = survey.colors, survey.shares
    tables = [
        calibration_of_classifier(predicted.probabilities[predicted.find(rgb)], right).assign(
            test=name
        )
        for name, (rgb, right) in answers.items()
    ]
    return pd.concat(tables)[CALIBRATION]


def curves(
    predicted: PredictedColors, held_out: pd.DataFrame, golden: pd.DataFrame, terms: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Compute curves by name, and the areas below them; without rows if none is probable."""
    labeled = {
        "test": held_out.rename(columns={"term": "label"}),
        "golden": golden[golden["label"].isin(terms)].assign(count=1),
    }
    found = {
        test: curves_by_kind(ScoredColors.from_pixels(predicted, rows, terms))
        for test, rows in labeled.items()
    }
    return {
        kind: pd.concat(
            {test: each[kind] for test, each in found.items()}, names=["test"]
        ).reset_index("test")
        for kind in found["test"]
    }


def write_confusion(path: Path, confusion: ConfusionMatrix) -> None:
    """Write a confusion matrix in long form, for ``dvc plots``."""
    write_csv(path, pd.DataFrame(confusion.rows(), columns=["actual", "predicted", "count"]))


if __name__ == "__main__":
    run(main)
