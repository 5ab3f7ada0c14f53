"""Evaluate one classifier on held-out pixels, the golden set and surveys: evaluate.py NAME."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.evaluation.calibration import calibration_of_pixels
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import Evaluation, colors_to_predict
from folkhue.learning.sampling.pixels import to_pixels
from stages.named_survey import named_survey
from stages.outputs import read_output
from stages.params import Params
from stages.stage import EVALUATIONS, MODELS, REGIONS, TEST, run, write_csv, write_json


def main(params: Params) -> None:
    """Write scores.json, and golden.csv, confusion matrices and calibration as tables."""
    name = sys.argv[1]
    model, folder = MODELS / f"{name}.skops", EVALUATIONS / name
    classifier = read_output(model, ColorClassifier.load)
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
    write_csv(folder / "calibration.csv", calibration(predicted, test, golden, params))


def calibration(
    predicted: PredictedColors, test: pd.DataFrame, golden: pd.DataFrame, params: Params
) -> pd.DataFrame:
    """Compute the calibration on held-out and golden pixels; empty without probabilities."""
    if predicted.probabilities is None:
        return pd.DataFrame(columns=["test", "answers", "confidence", "right"])
    terms = params.terms.names
    golden = golden[golden["label"].isin(terms)]
    pixels = {
        "test": to_pixels(test),
        "golden": (golden[["r", "g", "b"]].to_numpy(np.uint8), golden["label"].to_numpy(str)),
    }
    tables = [
        calibration_of_pixels(predicted.probabilities[predicted.find(rgb)], names, terms).assign(
            test=name
        )
        for name, (rgb, names) in pixels.items()
    ]
    return pd.concat(tables)[["test", "answers", "confidence", "right"]]


def write_confusion(path: Path, confusion: ConfusionMatrix) -> None:
    """Write a confusion matrix in long form, for ``dvc plots``."""
    write_csv(path, pd.DataFrame(confusion.rows(), columns=["actual", "predicted", "count"]))


if __name__ == "__main__":
    run(main)
