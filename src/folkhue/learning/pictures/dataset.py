"""Features of labeled pictures, as one table that is searched and learned from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue._utils.parallel import in_parallel
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import labels_of
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import FolkhueError, TrainingError
from folkhue.images.photo import read_photo
from folkhue.pictures.features import FEATURE_GROUPS, feature_names, picture_features
from folkhue.pictures.picture_color import MIN_PIXELS
from folkhue.table.color_table import ColorTable, load

COLUMNS = ("id", "label", "picture")
"""Columns before those of features: the picture's id, its color name, what it was cut from."""


@dataclass(frozen=True, eq=False)
class PictureDataset:
    """Labeled pictures and their features.

    Attributes
    ----------
    frame : DataFrame
        A row for each picture: `COLUMNS`, and a column of float32 for each feature.
    table : str
        What the features were computed with: the name of a shipped table, or a file.
    """

    frame: pd.DataFrame
    table: str = "basic11"

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def labels(self) -> NDArray[np.str_]:
        """The color name of each picture; shape (pictures,)."""
        return self.frame["label"].to_numpy(str)

    @property
    def pictures(self) -> NDArray[np.str_]:
        """What each was cut from: those of one picture stay together; shape (pictures,)."""
        return self.frame["picture"].to_numpy(str)

    def features(self, groups: Sequence[str]) -> NDArray[np.float32]:
        """Return the features of some groups, shape (pictures, features).

        Raises
        ------
        TrainingError
            If the features of a group were not computed.
        """
        names = self.feature_names(groups)
        if missing := [name for name in names if name not in self.frame]:
            raise TrainingError(
                f"the table has no feature {missing[0]}: compute the features again, of "
                f"{', '.join(groups)}"
            )
        return np.ascontiguousarray(self.frame[list(names)].to_numpy(np.float32))

    def feature_names(self, groups: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the features of some groups."""
        return feature_names(groups, _table(self.table))

    def take(self, rows: NDArray[Any]) -> PictureDataset:
        """Return some of the pictures, by their places or by a mask."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows
        return PictureDataset(self.frame.iloc[places], self.table)


def single_labels(
    records: Iterable[PhotoRecord], vocabulary: Vocabulary
) -> list[tuple[PhotoRecord, str]]:
    """Keep the photographs with exactly one color name in what people wrote about them."""
    labeled = ((record, labels_of(record, vocabulary)) for record in records)
    return [(record, labels[0]) for record, labels in labeled if len(labels) == 1]


def compute_features(
    labeled: Iterable[tuple[PhotoRecord, str]],
    table: str | Path = "basic11",
    groups: Sequence[str] = tuple(FEATURE_GROUPS),
) -> tuple[PictureDataset, dict[str, str]]:
    """Compute the features of labeled photographs.

    The caller chooses the workers; see ``folkhue._utils.parallel.in_parallel``.

    Parameters
    ----------
    labeled : iterable of (PhotoRecord, str)
        Photographs and their color names, as `single_labels` gives them.
    table : path or str
        Names the colors; see `folkhue.load`.
    groups : sequence of str
        Names in `folkhue.pictures.features.FEATURE_GROUPS`.

    Returns
    -------
    PictureDataset
        Of the photographs that can be used, in their order.
    dict of str to str
        The ids of the others, and what is wrong with each.
    """
    several = list(labeled)
    paths = (record.path for record, _ in several)
    rows: list[list[Any]] = []
    values: list[NDArray[np.float32]] = []
    failed: dict[str, str] = {}
    found = in_parallel(
        _features, paths, str(table), tuple(groups), title="photographs", total=len(several)
    )
    for (record, label), result in zip(several, found, strict=True):
        if isinstance(result, str):
            failed[record.id] = result
        else:
            rows.append([record.id, label, record.original or record.id])
            values.append(result)
    names = feature_names(groups, _table(str(table)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)
    matrix = np.array(values, np.float32).reshape(len(rows), len(names))
    features = pd.DataFrame(matrix, columns=list(names))
    return PictureDataset(pd.concat([frame, features], axis=1), str(table)), failed


def _features(path: str, table: str, groups: tuple[str, ...]) -> NDArray[np.float32] | str:
    """Compute the features of a file, or say why that cannot be."""
    try:
        photo = read_photo(path, min_pixels=MIN_PIXELS)
        return picture_features(photo, _table(table), groups)
    except FolkhueError as error:
        return str(error)


@cache
def _table(name: str) -> ColorTable:
    return load(name)
