"""Measure the recipe that this project grew from, on the same photographs.

The pixels of each photograph's largest cluster are the training data of plain classifiers,
which see RGB. The best one is the row "baseline" of the report.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from folkhue.learning.classifiers import train
from folkhue.learning.denoising.clustered_dataset import temporary_clusters
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.largest import LargestCluster
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.denoising.weighting import write_weights
from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import Evaluation, colors_to_predict
from folkhue.learning.sampling.pixels import to_pixels
from folkhue.learning.sampling.train_test import sample_train_test
from stages.outputs import check_output, read_output
from stages.params import Params
from stages.stage import CLUSTERS, PHOTO_LIST, REGIONS, REPORTS, run, write_json

WEIGHTS = CLUSTERS / "weights.parquet"

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
    check_output(PHOTO_LIST)
    listed = TrainingPhotos(PHOTO_LIST)
    labels = listed.labels(params.terms.names)
    clusters, max_pixels = params.denoise.clusters, params.denoise.max_pixels
    how = ClusterOptions(clusters, max_pixels, "rgb", params.seed)
    with temporary_clusters(listed.files(), how, CLUSTERS, len(labels)) as photos:
        denoiser = LargestCluster().fit(photos, labels)
        write_weights(WEIGHTS, photos, listed.tagged(), denoiser)
        share, seed = params.sample.test_share, params.seed
        training, test = sample_train_test(WEIGHTS, params.caps, params.test_caps, share, seed)
    golden, scores = read_output(REGIONS, pd.read_parquet), {}
    colors = colors_to_predict(test, golden, params.terms)
    for name, options in RECIPE.items():
        classifier = train(name, options, *to_pixels(training), params.terms, params.seed)
        predict = PredictedColors.from_classifier(classifier, colors).predict
        scores[name] = Evaluation.from_predict(predict, test, golden, params.terms).scores(seed)
    best = max(scores, key=lambda name: scores[name]["test"]["balanced_accuracy"])
    write_json(REPORTS / "baseline.json", {"best": best, "classifiers": scores})


if __name__ == "__main__":
    run(main)
