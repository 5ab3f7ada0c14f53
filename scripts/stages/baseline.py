"""Measure the recipe that this project grows from, on the same photographs.

Each photo's largest cluster is believed, and plain classifiers learn from RGB, without
a color-space step. It is the row "baseline" of the report.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from folkhue.learning.classifiers import train
from folkhue.learning.denoising.methods import LargestCluster
from folkhue.learning.evaluation.scores import Evaluation
from folkhue.learning.pixels import to_pixels
from folkhue.learning.train_test import sample_train_test
from stages.denoise import album, weak_labels, write_believed
from stages.params import Params
from stages.stage import CLUSTERS, REGIONS, REPORTS, run, write_json

BELIEVED = CLUSTERS / "believed.parquet"

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
    labels = weak_labels(params.terms)
    by_rgb = params.denoise.model_copy(update={"space": "rgb"})
    with album(by_rgb, params.seed, len(labels)) as photos:
        write_believed(BELIEVED, photos, LargestCluster().fit(photos, labels))
        share, seed = params.sample.test_share, params.seed
        training, test = sample_train_test(BELIEVED, params.caps, params.test_caps, share, seed)
    golden, scores = pd.read_parquet(REGIONS), {}
    for name, options in RECIPE.items():
        classifier = train(name, options, *to_pixels(training), params.terms, params.seed)
        found = Evaluation.from_predict(classifier.predict, test, golden, params.terms)
        scores[name] = found.scores(params.seed)
    best = max(scores, key=lambda name: scores[name]["test"]["balanced_accuracy"])
    write_json(REPORTS / "baseline.json", {"best": best, "classifiers": scores})


if __name__ == "__main__":
    run(main)
