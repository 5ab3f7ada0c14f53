"""Measure one classifier on the weak test split, the golden set and XKCD: evaluate.py NAME."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.classifiers import ColorClassifier
from folkhue.evaluation import (
    TESTS,
    Confusion,
    Predict,
    confusion_on_pixels,
    confusions_on_regions,
    xkcd_colors,
)
from folkhue.files import whole_file
from folkhue.golden import read_golden, region_pixels
from folkhue.report.pictures import draw_confusion
from folkhue.sampling import to_pixels
from params import Params
from stage import EVALUATIONS, GOLDEN, MODELS, TEST, run, write_json


def main(params: Params) -> None:
    """Write scores.json, and confusion matrices as CSV and PNG."""
    name = sys.argv[1]
    model = MODELS / f"{name}.skops"
    classifier = ColorClassifier.load(model)
    confusions = measure(classifier.predict, *to_pixels(pd.read_parquet(TEST)), params)
    folder = EVALUATIONS / name
    scores = {"model": hashlib.sha256(model.read_bytes()).hexdigest()}
    write_json(folder / "scores.json", scores | summaries(confusions))
    for test in ("test", "golden"):
        write_confusion(confusions[test], folder / f"confusion_{test}.csv")
        with whole_file(folder / f"confusion_{test}.png") as beside:
            draw_confusion(confusions[test], f"{name}: {TESTS[test]}", beside)


def measure(
    predict: Predict, pixels: NDArray[np.uint8], names: NDArray[np.str_], params: Params
) -> dict[str, Confusion]:
    """Confusion matrices on every test set there is."""
    terms = params.terms.names
    regions = region_pixels(read_golden(GOLDEN), params.evaluate.max_pixels, params.seed)
    golden, golden_regions = confusions_on_regions(predict, regions, terms)
    return {
        "test": confusion_on_pixels(predict, pixels, names, terms),
        "golden": golden,
        "golden_regions": golden_regions,
        "xkcd": confusion_on_pixels(predict, *xkcd_colors(params.terms), terms),
    }


def summaries(confusions: dict[str, Confusion]) -> dict[str, Any]:
    """Scores of each test set as JSON types."""
    return {test: confusion.summary() for test, confusion in confusions.items()}


def write_confusion(confusion: Confusion, path: Path) -> None:
    """Write a confusion matrix in long form, for ``dvc plots``."""
    table = pd.DataFrame(confusion.rows(), columns=["actual", "predicted", "count"])
    with whole_file(path) as beside:
        table.to_csv(beside, index=False, lineterminator="\n")


if __name__ == "__main__":
    run(main)
