"""Cross-validation by photographs: each part of them is held out once, from denoising as well.

A score on one held-out split says how much the choice of test photographs matters, if photographs
are resampled, but not how much that of the training photographs does. Here both vary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from folkhue._utils.parallel import in_parallel
from folkhue._utils.progress import counted
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, temporary_clusters
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.training_photos import Labels, TrainingPhotos
from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.folds import FoldResult
from folkhue.learning.evaluation.golden_scores import GoldenPredictions, with_known_labels
from folkhue.learning.evaluation.predicted_colors import PredictedColors
from folkhue.learning.evaluation.scores import evaluate_pixels
from folkhue.learning.held_out import held_out_pixels, read_colors
from folkhue.learning.recipe import Recipe
from folkhue.learning.split import Mask


@dataclass(frozen=True, eq=False)
class ReadPhotos:
    """Tagged photographs, read as a recipe needs them, and as held-out pixels do.

    Attributes
    ----------
    listed : TrainingPhotos
    labels : sequence of sequence of str
    clustered, colors : ClusteredDataset
        For the recipe, and from `read_colors`.
    weights : path
        Where weights are written in between.
    """

    listed: TrainingPhotos
    labels: Labels
    clustered: ClusteredDataset
    colors: ClusteredDataset
    weights: Path

    @classmethod
    @contextmanager
    def read(
        cls, listed: TrainingPhotos, labels: Labels, options: ClusterOptions, folder: Path
    ) -> Iterator[ReadPhotos]:
        """Read photographs for the time of a block; see `temporary_clusters`."""
        size, weights = len(labels), folder / "weights.parquet"
        with (
            temporary_clusters(listed.files(), options, folder, size) as clustered,
            read_colors(listed, size, folder / "colors") as colors,
        ):
            yield cls(listed, labels, clustered, colors, weights)

    def training_pixels(self, recipe: Recipe, chosen: Mask) -> pd.DataFrame:
        """Denoise and sample some photographs; see `Recipe.training_pixels`."""
        photos = self.clustered, self.labels, self.listed
        return recipe.training_pixels(*photos, chosen, self.weights)

    def held_out_pixels(self, recipe: Recipe, held_out: Mask) -> pd.DataFrame:
        """Draw the pixels of held-out photographs; see `held_out_pixels`."""
        photos = self.colors, self.labels, self.listed.tagged(held_out)
        terms = recipe.vocabulary.names
        return held_out_pixels(*photos, held_out, terms, recipe.seed, self.weights)


def cross_validate(
    photos: ReadPhotos,
    recipe: Recipe,
    folds: Sequence[int],
    golden: pd.DataFrame,
    names: Sequence[str],
) -> Iterator[FoldResult]:
    """Train classifiers without each fold in turn, and measure them on it.

    Parameters
    ----------
    photos : ReadPhotos
    recipe : Recipe
    folds : sequence of int, one for each photograph
        From `folkhue.learning.split.assign_folds`.
    golden : DataFrame
        From `folkhue.learning.evaluation.golden.region_pixels`.
    names : sequence of str
        Of classifiers of the recipe.
    """
    for fold, held_out, pixels in each_held_out(photos, recipe, folds):
        yield from measure(photos, recipe, ~held_out, (pixels, golden), names, fold)


def each_held_out(
    photos: ReadPhotos, recipe: Recipe, folds: Sequence[int]
) -> Iterator[tuple[int, Mask, pd.DataFrame]]:
    """Yield each fold, which photographs are in it, and the pixels on which it is measured."""
    of_photo = np.asarray(folds)
    number = int(of_photo.max(initial=-1)) + 1
    for fold in counted(range(number), "folds", number):
        held_out = of_photo == fold
        yield fold, held_out, photos.held_out_pixels(recipe, held_out)


def measure(
    photos: ReadPhotos,
    recipe: Recipe,
    chosen: Mask,
    tested: tuple[pd.DataFrame, pd.DataFrame],
    names: Sequence[str],
    fold: int,
) -> Iterator[FoldResult]:
    """Train classifiers on some photographs, on all workers, and measure them.

    Parameters
    ----------
    photos : ReadPhotos
    recipe : Recipe
    chosen : ndarray of bool, shape (photographs,)
    tested : (DataFrame, DataFrame)
        Pixels of photographs that are held out, and of golden regions.
    names : sequence of str
    fold : int
        The number of the fold that is held out.
    """
    training = photos.training_pixels(recipe, chosen)
    shared = recipe, training, tested
    found = in_parallel(
        train_and_test, names, *shared, title="classifiers trained and measured", total=len(names)
    )
    for name, confusions in zip(names, found, strict=True):
        yield FoldResult(name, fold, *confusions)


def train_and_test(
    name: str, recipe: Recipe, training: pd.DataFrame, tested: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[GroupedConfusion, GroupedConfusion]:
    """Train a classifier; count its predictions on held-out pixels and on golden ones."""
    terms, (test, golden) = recipe.vocabulary.names, tested
    predict = _predicted(recipe.train(name, training), test, with_known_labels(golden, terms))
    regions = GoldenPredictions.from_predict(predict.predict, golden, terms)
    return evaluate_pixels(predict.predict, test, terms), regions.pixel_confusion


def _predicted(classifier: ColorClassifier, *tables: pd.DataFrame) -> PredictedColors:
    """Predict each color of some tables once."""
    rgb = np.concatenate([table[["r", "g", "b"]].to_numpy(np.uint8) for table in tables])
    return PredictedColors.from_classifier(classifier, ColorHistogram.from_pixels(rgb).colors)
