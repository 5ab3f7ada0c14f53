"""Measure every denoising method with several classifiers, for both vocabularies: make ablation.

Each method is fitted on the training photographs only. Its classifiers are measured on the
held-out photographs, on the golden set and on surveys. Since every method would
choose test pixels of its own, held-out photographs are measured whole: how well does the share of
pixels named red separate the photographs tagged red from the others (area under the ROC curve)?
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from rich.progress import track
from sklearn.metrics import roc_auc_score

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import PRESETS
from folkhue.datasets.labels import labels_of
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.images.histogram import ColorHistogram, pack, unpack
from folkhue.learning.classifiers import train
from folkhue.learning.denoising.base import ColorWeights
from folkhue.learning.denoising.clustered_dataset import temporary_clusters
from folkhue.learning.denoising.clustering import ClusteredPhoto, ClusterOptions
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, WeightedColors, to_table
from folkhue.learning.denoising.registry import METHODS, make_denoiser
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.denoising.weighting import relative
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.golden import read_golden, region_pixels
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.naming_survey_file import read_naming_survey
from folkhue.learning.evaluation.scores import AcceptedNames, evaluate_survey
from folkhue.learning.evaluation.xkcd import resolved_names
from folkhue.learning.sampling import sample_pixels
from folkhue.learning.sampling.color_sums import ColorSums
from folkhue.learning.sampling.exposure import with_exposures
from folkhue.learning.sampling.pixels import to_examples
from folkhue.learning.split import hold_out
from folkhue.render.report.ablation_table import (
    ABOUT,
    ACCURACY,
    COLUMNS,
    TAGS,
    draw_ablation,
    write_table,
)
from stages.params import Params
from stages.stage import CLUSTERS, PHOTO_LIST, run

CLASSIFIERS = ("logistic", "forest", "density", "mlp", "blend")
"""Those of params.yaml that are measured."""


def main(params: Params) -> None:
    """Run all combinations; write a table and a chart."""
    arguments = read_arguments()
    photos = list(kept_photos(PHOTO_LIST))
    clustered = cluster(params)
    rows = []
    for preset in PRESETS:
        study = Study(photos, clustered, params.model_copy(update={"vocabulary": preset}))
        for method in track(METHODS, f"{preset}, {len(METHODS)} methods"):
            rows += study.measure(method)
    table = pd.DataFrame(rows).filter(COLUMNS)
    title = f"{arguments.name}: {len(photos):,} photographs"
    text = write_table(table, title)
    with atomic_write(arguments.out / f"{arguments.name}.md") as temporary:
        temporary.write_text(text, "utf-8")
    with atomic_write(arguments.out / f"{arguments.name}.png") as temporary:
        draw_ablation(table, title, temporary)
    print(text)


def cluster(params: Params) -> list[ClusteredPhoto]:
    """Cluster all photographs."""
    options, files = params.denoise, list(TrainingPhotos(PHOTO_LIST).files())
    how = ClusterOptions(options.clusters, options.max_pixels, options.space, params.seed)
    with temporary_clusters(files, how, CLUSTERS, len(files)) as dataset:
        return list(dataset)


def read_survey(params: Params) -> NamingSurvey | None:
    """Read the survey that the parameters name, if any."""
    if params.evaluate.survey is None:
        return None
    survey = read_naming_survey(params.evaluate.survey, params.terms)
    return survey.with_answers(params.evaluate.min_answers)


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="name of the set of photographs in data/photos")
    parser.add_argument("--out", type=Path, default="docs/explanation/ablation")
    return parser.parse_args()


@dataclass(frozen=True)
class Yardstick:
    """The test sets on which every classifier is measured."""

    params: Params
    held_out: list[ColorHistogram]
    tagged: list[tuple[str, ...]]
    regions: pd.DataFrame
    survey: NamingSurvey | None

    def scores(self, predict: Predict) -> dict[str, float]:
        """Measure a classifier: the columns of `SCORES`."""
        terms, seed = self.params.terms, self.params.seed
        golden = GoldenPredictions.from_predict(predict, self.regions, terms.names)
        resolved = AcceptedNames.from_predict(predict, resolved_names(terms), terms.names)
        found = {
            "golden": golden.pixel_confusion.total.summary(),
            "golden_regions": golden.region_confusion.total.summary(),
            "xkcd": evaluate_survey(predict, terms).total.summary(),
            "xkcd_resolved": resolved.summary(seed),
        }
        if self.survey:
            found["survey"] = self.survey.score(predict(self.survey.colors), seed)
        both = {score: each["balanced_accuracy"] for score, each in found.items()} | {
            f"{score}{ACCURACY}": each["accuracy"] for score, each in found.items()
        }
        return {TAGS: self._tags(predict), **both}

    def _tags(self, predict: Predict) -> float:
        """Average the area under the ROC curve over the terms, on held-out photographs."""
        codes = np.concatenate([pack(counts.colors) for counts in self.held_out])
        colors, where = np.unique(codes, return_inverse=True)
        ends = np.cumsum([len(counts) for counts in self.held_out])[:-1]
        terms = self.params.terms.names
        shares = np.array(
            [
                np.bincount(names, counts.counts, len(terms)) / counts.total
                for names, counts in zip(
                    np.split(predict(unpack(colors))[where], ends), self.held_out, strict=True
                )
            ]
        )
        areas = [
            roc_auc_score([term in tags for tags in self.tagged], shares[:, column])
            for column, term in enumerate(terms)
        ]
        return float(np.mean(areas))


class Study:
    """Clustered photographs with their terms in one vocabulary, split into training and test."""

    def __init__(
        self, photos: Sequence[PhotoRecord], clustered: list[ClusteredPhoto], params: Params
    ) -> None:
        labels = [labels_of(photo, params.terms) for photo in photos]
        groups = [photo.original or photo.id for photo in photos]
        held_out = hold_out(groups, labels, params.sample.test_share, params.seed)
        known, unknown = np.flatnonzero(~held_out), np.flatnonzero(held_out)
        self.params = params
        ids = [photo.id for photo in photos]
        every = [TaggedPhoto(*row) for row in zip(ids, groups, labels, strict=True)]
        self.tagged = [every[number] for number in known]
        self.clustered = [clustered[number] for number in known]
        self.labels = [labels[number] for number in known]
        golden = read_golden(params.evaluate.golden, params.terms)
        self.yardstick = Yardstick(
            params,
            [clustered[number].counts for number in unknown],
            [labels[number] for number in unknown],
            region_pixels(golden, params.evaluate.max_pixels, params.seed),
            read_survey(params),
        )

    def measure(self, method: str) -> list[dict[str, Any]]:
        """Denoise, train and measure every classifier; give rows of `COLUMNS`."""
        start = time.perf_counter()
        denoiser = make_denoiser(method, dict(self.params.denoise))
        weights = list(denoiser.fit_transform(self.clustered, self.labels))
        seconds = time.perf_counter() - start
        rows = self._training(weights)
        examples = with_exposures(to_examples(rows), self.params.sample.exposures)
        classifiers = [name for name in CLASSIFIERS if name in self.params.train.classifiers]
        scores = Parallel()(
            delayed(_train_and_measure)(name, examples, self.yardstick) for name in classifiers
        )
        kept, preset = self._share_kept(weights), str(self.params.vocabulary)
        return [
            dict(zip(ABOUT, (preset, method, name), strict=True))
            | {**score, "kept": kept, "seconds": seconds}
            for name, score in zip(classifiers, scores, strict=True)
        ]

    def _training(self, weights: Sequence[ColorWeights]) -> pd.DataFrame:
        """Select the training pixels as the pipeline does: a sample, or all."""
        parts = [
            WeightedColors(tagged, term, photo.counts, some).drop_negligible()
            for tagged, photo, by_term in zip(self.tagged, self.clustered, weights, strict=True)
            for term, some in by_term.items()
        ]
        rows = to_table(parts).to_pandas()
        if self.params.sample.cap is None:
            return ColorSums.from_weights(rows, self.params.terms.names).to_frame()
        return sample_pixels(rows, self.params.caps, self.params.seed)

    def _share_kept(self, weights: Sequence[ColorWeights]) -> float:
        pairs = [
            (photo.counts.counts, some)
            for photo, by_term in zip(self.clustered, weights, strict=True)
            for some in by_term.values()
        ]
        kept = sum(n @ relative(some) for n, some in pairs)
        return float(kept / sum(n.sum() for n, _ in pairs))


def _train_and_measure(
    name: str, examples: Mapping[str, Any], yardstick: Yardstick
) -> dict[str, float]:
    params = yardstick.params
    options = params.train.classifiers[name]
    classifier = train(name, options, vocabulary=params.terms, seed=params.seed, **examples)
    return yardstick.scores(classifier.predict)


if __name__ == "__main__":
    run(main)
