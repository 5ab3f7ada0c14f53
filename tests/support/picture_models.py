"""Models of the color of pictures, trained on the spot."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from support.picture_datasets import GROUPS

import folkhue
from folkhue.learning.pictures.candidates import CANDIDATES
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.export import export_model
from folkhue.pictures.features import picture_features
from folkhue.table.color_table import SHIPPED

SWAPPED = {"red": (20, 50, 200), "blue": (200, 20, 30), "green": (20, 130, 50)}
"""Names as the model gives them: what others call blue is red, so that one knows it is used."""

SMALL: dict[str, dict[str, Any]] = {
    "mlp": {"hidden_layer_sizes": (8,)},
    "forest": {"n_estimators": 5},
    "boosting": {"n_estimators": 3},
    "distilled": {"components": 12, "hidden": 64, "mixtures": 2, "epochs": 20},
}
"""Parameters of classifiers that are trained in a moment."""

EXPORTABLE = tuple(name for name, candidate in CANDIDATES.items() if candidate.exportable)


def fitted(name: str, dataset: PictureDataset, **parameters: Any) -> Pipeline:
    """Train a candidate on the features of a made-up data set."""
    pipeline = CANDIDATES[name].pipeline(0, **SMALL.get(name, {}) | parameters)
    return pipeline.fit(dataset.features(GROUPS), dataset.labels)


def swapped_model(
    path: Path, groups: Sequence[str] = ("names",), table: str | Path = "basic11"
) -> Path:
    """Train a model that confuses red with blue, and write it."""
    names = folkhue.load(table)
    pictures = [np.full((40, 30, 3), rgb, np.uint8) for rgb in SWAPPED.values() for _ in range(3)]
    photos = [folkhue.Photo(each, np.ones(each.shape[:2], bool)) for each in pictures]
    features = np.array([picture_features(photo, names, groups) for photo in photos])
    classifier = make_pipeline(LogisticRegression(C=100))
    classifier.fit(features, np.repeat([*SWAPPED], 3))
    where = str(table) if table in SHIPPED else table
    export_model(classifier, groups, where, path)
    return path


def own_table(path: Path) -> Path:
    """Copy a shipped table to where folkhue does not know it."""
    shutil.copyfile(Path(folkhue.__file__).with_name("data") / "sampler8.npz", path)
    return path
