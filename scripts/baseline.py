"""Measure the recipe that this project grows from, on the same photographs.

Each photo's largest cluster is believed, and plain classifiers learn from RGB, without
a colour-space step. It is the row "baseline" of the report.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from denoise import believed_colors, cluster, labelled_photos
from evaluate import Measurement
from folkhue.classifiers import train
from folkhue.denoise import LargestCluster
from folkhue.sampling import to_pixels
from params import Params
from sample import draw
from stage import REGIONS, REPORTS, run, write_json

RECIPE: dict[str, dict[str, Any]] = {
    "logistic": {"space": "rgb"},
    "naive_bayes": {"space": "rgb"},
    "sgd": {"space": "rgb"},
    "knn": {"space": "rgb"},
    "tree": {"space": "rgb"},
    "forest": {"space": "rgb", "n_estimators": 30},
}


def main(params: Params) -> None:
    """Denoise, sample, train and measure; write all classifiers' scores."""
    photos, labels = labelled_photos(params.terms)
    clustered = cluster(photos, params.denoise.model_copy(update={"space": "rgb"}), params.seed)
    beliefs = LargestCluster().fit_transform(clustered, labels)
    training, test = draw(believed_colors(photos, clustered, beliefs), params)
    golden, scores = pd.read_parquet(REGIONS), {}
    for name, options in RECIPE.items():
        classifier = train(name, options, *to_pixels(training), params.terms, params.seed)
        scores[name] = Measurement.of(classifier.predict, test, golden, params).scores(params.seed)
    best = max(scores, key=lambda name: scores[name]["test"]["balanced_accuracy"])
    write_json(REPORTS / "baseline.json", {"best": best, "classifiers": scores})


if __name__ == "__main__":
    run(main)
