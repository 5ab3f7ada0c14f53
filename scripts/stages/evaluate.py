"""Measure one classifier on the weak test split, the golden set and XKCD: evaluate.py NAME."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.evaluation.metrics import Confusion, Tally
from folkhue.learning.evaluation.scores import (
    Answers,
    Predict,
    calibration,
    tally_pixels,
    xkcd_colors,
)
from folkhue.learning.sampling import to_groups, to_pixels
from stages.params import Params
from stages.stage import EVALUATIONS, MODELS, REGIONS, TEST, run, write_json


@dataclass(frozen=True)
class Measurement:
    """What a classifier answered on every test set there is."""

    test: Tally
    golden: Answers
    xkcd: Tally

    @classmethod
    def of(
        cls, predict: Predict, test: pd.DataFrame, golden: pd.DataFrame, params: Params
    ) -> Measurement:
        """Ask for the names of weak test pixels, of golden regions and of the survey's colors."""
        terms = params.terms.names
        colors, names = xkcd_colors(params.terms)
        return cls(
            tally_pixels(predict, *to_pixels(test), to_groups(test), terms),
            Answers.of(predict, golden, terms),
            tally_pixels(predict, colors, names, np.arange(len(colors)).astype(str), terms),
        )

    def scores(self, seed: int) -> dict[str, Any]:
        """Scores of each test set as JSON types."""
        return {
            "test": self.test.summary(seed),
            **self.golden.summary(seed),
            "xkcd": self.xkcd.summary(seed),
        }


def main(params: Params) -> None:
    """Write scores.json, and golden.csv, confusion matrices and calibration as tables."""
    name = sys.argv[1]
    model = MODELS / f"{name}.skops"
    classifier = ColorClassifier.load(model)
    test_pixels, golden = pd.read_parquet(TEST), pd.read_parquet(REGIONS)
    measured = Measurement.of(classifier.predict, test_pixels, golden, params)
    folder = EVALUATIONS / name
    scores = {"model": hashlib.sha256(model.read_bytes()).hexdigest()}
    write_json(folder / "scores.json", scores | measured.scores(params.seed))
    write_csv(measured.golden.regions, folder / "golden.csv")
    tallies = {"test": measured.test, "golden": measured.golden.pixels}
    for test, confusion in ((test, tally.total) for test, tally in tallies.items()):
        write_confusion(confusion, folder / f"confusion_{test}.csv")
    write_csv(calibrations(classifier, test_pixels, golden, params), folder / "calibration.csv")


def calibrations(
    classifier: ColorClassifier, test: pd.DataFrame, golden: pd.DataFrame, params: Params
) -> pd.DataFrame:
    """Compare probability and truth on weak test pixels and golden ones; some kinds have none."""
    if not classifier.has_probabilities:
        return pd.DataFrame(columns=["test", "answers", "probability", "right"])
    golden = golden[golden["label"].isin(params.terms.names)]
    pixels = {
        "test": to_pixels(test),
        "golden": (golden[["r", "g", "b"]].to_numpy(np.uint8), golden["label"].to_numpy(str)),
    }
    tables = []
    for name, (colors, names) in pixels.items():
        unique, where = np.unique(colors, axis=0, return_inverse=True)
        probabilities = classifier.predict_proba(unique)[where.ravel()]
        right = np.array(params.terms.names)[probabilities.argmax(axis=1)] == names
        tables.append(calibration(probabilities.max(axis=1), right).assign(test=name))
    return pd.concat(tables)[["test", "answers", "probability", "right"]]


def write_confusion(confusion: Confusion, path: Path) -> None:
    """Write a confusion matrix in long form, for ``dvc plots``."""
    write_csv(pd.DataFrame(confusion.rows(), columns=["actual", "predicted", "count"]), path)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table."""
    with atomic_write(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


if __name__ == "__main__":
    run(main)
