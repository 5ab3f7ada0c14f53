"""Measure the recipe that this project grew from, on the same photographs.

The pixels of each photograph's largest cluster are the training data of plain classifiers,
which see RGB. They are tested on the same pixels as ours. The best one is the row "baseline" of
the report.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from folkhue._utils.progress import counted
from folkhue.learning.classifiers import train
from folkhue.learning.denoising.clustered_dataset import temporary_clusters
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.largest import LargestCluster
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.denoising.weighting import denoise_part
from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import Evaluation, colors_to_predict
from folkhue.learning.sampling.pixels import to_pixels
from folkhue.learning.sampling.weights_file import sample_file
from stages.named_survey import named_survey
from stages.outputs import check_output, read_output
from stages.params import Params
from stages.stage import CLUSTERS, PHOTO_LIST, REGIONS, REPORTS, TEST, run, write_json

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
    seed, held_out = params.seed, listed.split(labels, params.sample.test_share, params.seed)
    clusters, max_pixels = params.denoise.clusters, params.denoise.max_pixels
    how = ClusterOptions(clusters, max_pixels, "rgb", seed)
    with temporary_clusters(listed.files(), how, CLUSTERS, len(labels)) as photos:
        denoise_part(LargestCluster(), photos, labels, listed, ~held_out, None, WEIGHTS)
        training = sample_file(WEIGHTS, params.caps, seed)
    test, golden = (read_output(path, pd.read_parquet) for path in (TEST, REGIONS))
    survey = named_survey(params)
    colors, scores = colors_to_predict(test, golden, params.terms, survey), {}
    for name, options in counted(RECIPE.items(), "classifiers", len(RECIPE)):
        classifier = train(name, options, *to_pixels(training), params.terms, seed)
        predict = PredictedColors.from_classifier(classifier, colors).predict
        found = Evaluation.from_predict(predict, test, golden, params.terms, survey)
        scores[name] = found.scores(seed)
    best = max(scores, key=lambda name: scores[name]["test"]["balanced_accuracy"])
    write_json(REPORTS / "baseline.json", {"best": best, "classifiers": scores})


if __name__ == "__main__":
    run(main)
