"""Measure every way of denoising with several classifiers, for both vocabularies: make ablation.

Each way of denoising learns from the training photographs alone. Its classifiers are measured on
the photographs held out, on the golden set and on the XKCD survey's names. As every method
would choose test pixels of its own, photographs held out are measured whole: how well does the
share of pixels called red tell those tagged red from the others (area under the ROC curve).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from rich.progress import track
from sklearn.metrics import roc_auc_score

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import PRESETS
from folkhue.datasets.labels import labels_of
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.images.histogram import ColorHistogram, pack, unpack
from folkhue.learning.classifiers import train
from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.methods import METHODS, Belief
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, WeightedColors, to_table
from folkhue.learning.evaluation.golden import read_golden, region_pixels
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.metrics import Predict
from folkhue.learning.evaluation.scores import evaluate_survey
from folkhue.learning.pixels import to_pixels
from folkhue.learning.sampling import sample_pixels
from folkhue.learning.split import hash_names, split_groups
from folkhue.render.report.ablation_table import COLUMNS, draw_ablation, write_table
from stages.denoise import album, denoiser
from stages.params import Params
from stages.stage import PHOTO_LIST, run

CLASSIFIERS = ("logistic", "forest", "density", "mlp", "blend")
"""Those of params.yaml that are measured."""


def main(params: Params) -> None:
    """Run all combinations; write a table and a picture."""
    options = arguments()
    photos = list(kept_photos(PHOTO_LIST))
    with album(params.denoise, params.seed, len(photos)) as batches:
        clustered = list(batches)
    rows = []
    for preset in PRESETS:
        study = Study(photos, clustered, params.model_copy(update={"vocabulary": preset}))
        for method in track(METHODS, f"{preset}, {len(METHODS)} methods"):
            rows += study.measure(method)
    table = pd.DataFrame(rows, columns=COLUMNS)
    title = f"{options.name}: {len(photos):,} photographs"
    text = write_table(table, title)
    with atomic_write(options.out / f"{options.name}.md") as temporary:
        temporary.write_text(text, "utf-8")
    with atomic_write(options.out / f"{options.name}.png") as temporary:
        draw_ablation(table, title, temporary)
    print(text)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="what the photographs in data/photos are called")
    parser.add_argument("--out", type=Path, default="docs/ablation")
    return parser.parse_args()


@dataclass(frozen=True)
class Yardstick:
    """What every classifier is measured on."""

    params: Params
    held_out: list[ColorHistogram]
    tagged: list[tuple[str, ...]]
    regions: pd.DataFrame

    def scores(self, predict: Predict) -> tuple[float, ...]:
        """Give the columns `SCORES`."""
        terms = self.params.terms.names
        golden = GoldenPredictions.from_predict(predict, self.regions, terms)
        survey = evaluate_survey(predict, self.params.terms)
        return (
            self._tags(predict),
            golden.pixel_confusion.total.balanced_accuracy,
            golden.region_confusion.total.balanced_accuracy,
            survey.total.balanced_accuracy,
        )

    def _tags(self, predict: Predict) -> float:
        """Mean area under the ROC curve of the terms, in the photographs held out."""
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
    """Photographs, their terms in one vocabulary, and which of them are held out."""

    def __init__(
        self, photos: Sequence[PhotoRecord], clustered: list[ClusteredPhoto], params: Params
    ) -> None:
        labels = [labels_of(photo, params.terms) for photo in photos]
        groups = [photo.original or photo.id for photo in photos]
        keys = hash_names(pd.Series(groups), params.seed)
        tagged = {
            term: keys[[term in terms for terms in labels]]
            for term in sorted({term for terms in labels for term in terms})
        }
        held_out = np.isin(keys, split_groups(tagged, params.sample.test_share))
        known, unknown = np.flatnonzero(~held_out), np.flatnonzero(held_out)
        self.params = params
        ids = [photo.id for photo in photos]
        named = [TaggedPhoto(*row) for row in zip(ids, groups, labels, strict=True)]
        self.names = [named[number] for number in known]
        self.clustered = [clustered[number] for number in known]
        self.labels = [labels[number] for number in known]
        golden = read_golden(params.evaluate.golden, params.terms)
        self.yardstick = Yardstick(
            params,
            [clustered[number].counts for number in unknown],
            [labels[number] for number in unknown],
            region_pixels(golden, params.evaluate.max_pixels, params.seed),
        )

    def measure(self, method: str) -> list[tuple[Any, ...]]:
        """Denoise, train and measure every classifier."""
        options = self.params.denoise.model_copy(update={"method": method})
        start = time.perf_counter()
        beliefs = list(denoiser(options).fit_transform(self.clustered, self.labels))
        seconds = time.perf_counter() - start
        parts = [
            WeightedColors(name, term, photo.counts, weights).drop_negligible()
            for name, photo, belief in zip(self.names, self.clustered, beliefs, strict=True)
            for term, weights in belief.items()
        ]
        believed = to_table(parts).to_pandas()
        pixels, names = to_pixels(sample_pixels(believed, self.params.caps, self.params.seed))
        classifiers = [name for name in CLASSIFIERS if name in self.params.train.classifiers]
        scores = Parallel()(
            delayed(_train_and_measure)(name, pixels, names, self.yardstick) for name in classifiers
        )
        share = self._share_believed(beliefs)
        preset = str(self.params.vocabulary)
        return [
            (preset, method, name, *score, share, seconds)
            for name, score in zip(classifiers, scores, strict=True)
        ]

    def _share_believed(self, beliefs: list[Belief]) -> float:
        pairs = [
            (photo.counts.counts, weights)
            for photo, belief in zip(self.clustered, beliefs, strict=True)
            for weights in belief.values()
        ]
        return float(sum(n @ weights for n, weights in pairs) / sum(n.sum() for n, _ in pairs))


def _train_and_measure(
    name: str, pixels: NDArray[np.uint8], names: NDArray[np.str_], yardstick: Yardstick
) -> tuple[float, ...]:
    params = yardstick.params
    options = params.train.classifiers[name]
    classifier = train(name, options, pixels, names, params.terms, params.seed)
    return yardstick.scores(classifier.predict)


if __name__ == "__main__":
    run(main)
