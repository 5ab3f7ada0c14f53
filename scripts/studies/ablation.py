"""Measure what each step of the recipe earns, for both vocabularies: make ablation NAME=sampler.

The recipe of params.yaml is compared with variants, in which one of its steps is left out, or the
denoising method is another. All are fitted to the training photographs only, and measured on the
held-out photographs, on the golden set and on surveys. Held-out photographs are measured whole, so
that no method chooses pixels of them: how well does the share of pixels named red separate the
photographs tagged red from the others (area under the ROC curve)?
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from joblib import Parallel, delayed
from rich.progress import track
from sklearn.metrics import roc_auc_score

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.labels import labels_of
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.images.histogram import ColorHistogram, pack, unpack
from folkhue.learning.denoising.base import ColorWeights
from folkhue.learning.denoising.clustered_dataset import batched, temporary_clusters
from folkhue.learning.denoising.clustering import ClusteredPhoto, ClusterOptions
from folkhue.learning.denoising.origin import Origin
from folkhue.learning.denoising.pixel_weights import (
    TaggedPhoto,
    WeightedColors,
    open_weights,
    to_table,
)
from folkhue.learning.denoising.registry import make_denoiser
from folkhue.learning.denoising.source_weights import SourceWeights
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.denoising.weighting import relative
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.golden import read_golden, region_pixels
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.naming_survey_file import read_naming_survey
from folkhue.learning.evaluation.scores import AcceptedNames, evaluate_survey
from folkhue.learning.evaluation.xkcd import resolved_names
from folkhue.learning.sampling.weights_file import sample_file, sum_file
from folkhue.learning.split import hold_out
from folkhue.learning.training import train_on_rows
from folkhue.render.report.ablation_table import (
    ABOUT,
    ACCURACY,
    AGREEMENT,
    COLUMNS,
    TAGS,
    draw_ablation,
    write_table,
)
from stages.params import Denoise, Params
from stages.stage import CLUSTERS, PHOTO_LIST, run
from studies.variants import Variant, variants

VOCABULARIES = ("basic8", "basic11")
"""The vocabularies that are measured."""


def main(params: Params) -> None:
    """Measure all variants; write a table and a chart."""
    arguments = read_arguments()
    photos = list(kept_photos(PHOTO_LIST))
    clustered = cluster(params)
    rows = []
    for preset in VOCABULARIES:
        study = Study(photos, clustered, params.model_copy(update={"vocabulary": preset}))
        by_denoising = groupby(variants(study.params), lambda each: each.params.denoise)
        for some in track([list(each) for _, each in by_denoising], preset):
            rows += study.measure(some)
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
        ends = {ACCURACY: "accuracy", "": "balanced_accuracy", AGREEMENT: "agreement"}
        return {TAGS: self._tags(predict)} | {
            f"{score}{end}": each[key]
            for score, each in found.items()
            for end, key in ends.items()
            if key in each
        }

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
        every = [
            TaggedPhoto(photo.id, group, terms)
            for photo, group, terms in zip(photos, groups, labels, strict=True)
        ]
        self.tagged = [every[number] for number in known]
        self.sources = [
            photo.source for photo, out in zip(photos, held_out, strict=True) if not out
        ]
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

    def measure(self, some: Sequence[Variant]) -> list[dict[str, Any]]:
        """Denoise, train and measure the classifiers of variants; give rows of `COLUMNS`.

        The variants have their denoising in common.
        """
        denoise = some[0].params.denoise
        tagged, start = self.weighed_by_source(denoise.source_saturation), time.perf_counter()
        weights = self.weigh(denoise, tagged)
        seconds = time.perf_counter() - start
        pixels = self.training_pixels(tagged, weights, [each.params for each in some])
        tasks = [(variant, name) for variant in some for name in variant.classifiers]
        scores = Parallel()(
            delayed(train_and_measure)(
                name, variant.params, pixels[variant.params.sample.cap], self.yardstick
            )
            for variant, name in tasks
        )
        preset, kept = str(self.params.vocabulary), self._share_kept(weights)
        return [
            dict(zip(ABOUT, (preset, variant.title, name), strict=True))
            | {**score, "kept": kept, "seconds": seconds}
            for (variant, name), score in zip(tasks, scores, strict=True)
        ]

    def weighed_by_source(self, saturation: float | None) -> list[TaggedPhoto]:
        """Weigh the training photographs by how many of their source there are."""
        every = list(zip(self.sources, self.labels, strict=True))
        sources = SourceWeights(every, saturation)
        return [
            replace(photo, origin=Origin(each[0], sources.weigh(*each)))
            for photo, each in zip(self.tagged, every, strict=True)
        ]

    def weigh(self, denoise: Denoise, tagged: Sequence[TaggedPhoto]) -> list[ColorWeights]:
        """Weigh the colors of the training photographs, each by what the others taught."""
        denoiser = make_denoiser(denoise.method, dict(denoise))
        origins = [photo.origin for photo in tagged]
        return list(denoiser.fit_transform(self.clustered, self.labels, origins))

    def training_pixels(
        self,
        tagged: Sequence[TaggedPhoto],
        weights: Sequence[ColorWeights],
        every: Sequence[Params],
    ) -> dict[int | None, pd.DataFrame]:
        """Write the weights to a file and select training pixels from it, as the pipeline does.

        For each cap a sample, for none all pixels.
        """
        weighed = zip(tagged, self.clustered, weights, strict=True)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "weights.parquet"
            with open_weights(path) as writer:
                for batch in batched(weighed):
                    writer.write_table(weights_table(batch))
            return {
                cap: sum_file(path, params.terms.names)
                if cap is None
                else sample_file(path, params.caps, params.seed)
                for cap, params in {each.sample.cap: each for each in every}.items()
            }

    def _share_kept(self, weights: Sequence[ColorWeights]) -> float:
        pairs = [
            (photo.counts.counts, some)
            for photo, by_term in zip(self.clustered, weights, strict=True)
            for some in by_term.values()
        ]
        kept = sum(n @ relative(some) for n, some in pairs)
        return float(kept / sum(n.sum() for n, _ in pairs))


def weights_table(
    batch: Iterable[tuple[TaggedPhoto, ClusteredPhoto, ColorWeights]],
) -> pa.Table:
    """Lay out the weights of some photographs as rows."""
    return to_table(
        [
            WeightedColors(tagged, term, photo.counts, weights).drop_negligible()
            for tagged, photo, by_term in batch
            for term, weights in by_term.items()
        ]
    )


def train_and_measure(
    name: str, params: Params, pixels: pd.DataFrame, yardstick: Yardstick
) -> dict[str, float]:
    """Train a classifier as params.yaml says, and measure it."""
    options, exposures = params.train.classifiers[name], params.sample.exposures
    classifier = train_on_rows(name, options, pixels, exposures, params.terms, params.seed)
    return yardstick.scores(classifier.predict)


if __name__ == "__main__":
    run(main)
