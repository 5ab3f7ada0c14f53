"""Features of pictures as scikit-learn transformers: photographs in, named columns out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from folkhue.images.photo import Photo
from folkhue.pictures.features import feature_names, picture_features
from folkhue.table.color_table import load


class PictureFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Features of photographs, of one group or several.

    Parameters
    ----------
    groups : sequence of str
        Names in `folkhue.pictures.features.FEATURE_GROUPS`. Several groups together take less
        time than a ``FeatureUnion`` of them, as colors are named once.
    table : path or str
        Names the colors; see `folkhue.load`.

    Attributes
    ----------
    table_ : ColorTable

    Examples
    --------
    >>> photo = Photo(np.full((2, 2, 3), 255, np.uint8), np.ones((2, 2), bool))
    >>> features = PictureFeatures(["names"]).fit([photo])
    >>> features.get_feature_names_out()[7], float(features.transform([photo])[0, 7])
    ('share_white', 1.0)
    """

    def __init__(self, groups: Sequence[str] = ("names",), table: str | Path = "basic11") -> None:
        self.groups = groups
        self.table = table

    def fit(self, X: Iterable[Photo], y: Any = None) -> Self:
        """Load the table; nothing is learned."""
        self.table_ = load(self.table)
        feature_names(self._groups(), self.table_)
        return self

    def transform(self, X: Iterable[Photo]) -> NDArray[np.float32]:
        """Compute the features of photographs; float32, shape (photographs, features)."""
        check_is_fitted(self)
        rows = [picture_features(photo, self.table_, self._groups()) for photo in X]
        return np.array(rows, np.float32).reshape(len(rows), len(self.get_feature_names_out()))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the features; shape (features,)."""
        check_is_fitted(self)
        return np.array(feature_names(self._groups(), self.table_), object)

    def _groups(self) -> Sequence[str]:
        return self.groups


class _OneGroup(PictureFeatures):
    group: ClassVar[str]

    def __init__(self, table: str | Path = "basic11") -> None:
        self.table = table

    def _groups(self) -> Sequence[str]:
        return (self.group,)


class ColorMoments(_OneGroup):
    """The group ``moments``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "moments"


class NameShares(_OneGroup):
    """The group ``names``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "names"


class SubjectShares(_OneGroup):
    """The group ``subject``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "subject"


class SubjectProbabilities(_OneGroup):
    """The group ``probabilities``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "probabilities"


class BorderShares(_OneGroup):
    """The group ``border``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "border"


class CenterShares(_OneGroup):
    """The group ``center``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "center"


class LevelShares(_OneGroup):
    """The group ``levels``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "levels"


class SubjectLab(_OneGroup):
    """The group ``lab``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "lab"


class WordShares(_OneGroup):
    """The group ``words``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "words"


class GridShares(_OneGroup):
    """The group ``grid``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "grid"


class PairShares(_OneGroup):
    """The group ``pairs``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "pairs"


class PaletteColors(_OneGroup):
    """The group ``palette``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "palette"


class SubjectShape(_OneGroup):
    """The group ``shape``; see `folkhue.pictures.features.FEATURE_GROUPS`."""

    group = "shape"


TRANSFORMERS: dict[str, type[_OneGroup]] = {
    each.group: each
    for each in (
        ColorMoments,
        NameShares,
        SubjectShares,
        SubjectProbabilities,
        BorderShares,
        CenterShares,
        LevelShares,
        SubjectLab,
        WordShares,
        GridShares,
        PairShares,
        PaletteColors,
        SubjectShape,
    )
}
"""Group of features → its transformer."""
