"""Features of a picture, in groups: numbers that tell the color name of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.text import did_you_mean
from folkhue.images.photo import Photo
from folkhue.pictures import groups as computed
from folkhue.pictures.moments import MOMENT_NAMES
from folkhue.pictures.view import View
from folkhue.pictures.words import color_words
from folkhue.table.color_table import ColorTable

Terms = tuple[str, ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FeatureGroup:
    """Features that are computed together.

    Attributes
    ----------
    about : str
        What they tell, in a phrase.
    range : str
        Their values.
    names : callable
        Given the terms of a table, the name of each feature.
    compute : callable
        Given a `View`, their values, shape (features,).
    """

    about: str
    range: str
    names: Callable[[Terms], Terms]
    compute: Callable[[View], Floats]


FEATURE_GROUPS: dict[str, FeatureGroup] = {
    "moments": FeatureGroup(
        "mean and standard deviation of each channel in RGB, HSV and CIELAB",
        "0 to 255, as OpenCV converts 8 bits",
        lambda terms: MOMENT_NAMES,
        computed.moments,
    ),
    "names": FeatureGroup(
        "share of each name among the opaque pixels",
        "0 to 1",
        lambda terms: _prefixed("share", terms),
        computed.name_shares,
    ),
    "subject": FeatureGroup(
        "share of each name in the subject",
        "0 to 1",
        lambda terms: _prefixed("subject", terms),
        computed.subject_shares,
    ),
    "probabilities": FeatureGroup(
        "mean probability of each name in the subject",
        "0 to 1; their sum is 1",
        lambda terms: _prefixed("probability", terms),
        computed.subject_probabilities,
    ),
    "border": FeatureGroup(
        "share of each name on the border, an eighth of the picture wide",
        "0 to 1",
        lambda terms: _prefixed("border", terms),
        computed.border_shares,
    ),
    "center": FeatureGroup(
        "share of each name in the middle of the subject's bounding box",
        "0 to 1",
        lambda terms: _prefixed("center", terms),
        computed.center_shares,
    ),
    "levels": FeatureGroup(
        "share of each name in the subject, by five levels of lightness",
        "0 to 1; their sum is at most 1",
        lambda terms: tuple(
            f"level{level}_{term}" for level in range(1, computed.LEVELS + 1) for term in terms
        ),
        computed.level_shares,
    ),
    "lab": FeatureGroup(
        "mean, standard deviation and median of the subject in CIELAB, and median of its middle",
        "L* 0 to 100, a* and b* -110 to 110",
        lambda terms: computed.LAB_NAMES,
        computed.subject_lab,
    ),
    "words": FeatureGroup(
        "histogram of the subject over a lattice of some 840 colors in DIN99o",
        "0 to 1; their sum is 1",
        lambda terms: _prefixed("word", color_words(computed.FINE).names),
        computed.subject_words,
    ),
    "grid": FeatureGroup(
        "histogram of the subject in each cell of its bounding box, over some 40 colors",
        "0 to 1; their sum is at most 1",
        lambda terms: tuple(
            f"cell{row}{column}_{word}"
            for row in range(1, computed.GRID[0] + 1)
            for column in range(1, computed.GRID[1] + 1)
            for word in color_words(computed.COARSE).names
        ),
        computed.grid_words,
    ),
    "pairs": FeatureGroup(
        "how frequent each pair of names is, two pixels apart: solid colors, edges and patterns",
        "0 to 1; their sum is 1, or 0 in a picture of one pixel",
        lambda terms: tuple(
            f"pair_{one}_{other}"
            for place, one in enumerate((*terms, "outside"))
            for other in (*terms, "outside")[place:]
        )[:-1],
        computed.pair_shares,
    ),
    "palette": FeatureGroup(
        "the four most frequent colors of the subject, in CIELAB, and the share of each",
        "L* 0 to 100, a* and b* -110 to 110, shares 0 to 1",
        lambda terms: computed.PALETTE_NAMES,
        computed.palette_colors,
    ),
    "shape": FeatureGroup(
        "the subject's bounding box, its share of the picture, and how wide it is in eight rows "
        "and how high in eight columns of the box",
        "0 to 1",
        lambda terms: computed.SHAPE_NAMES,
        computed.shape,
    ),
}
"""Name → group. Each but ``moments``, which needs OpenCV, is computed by NumPy alone."""


def feature_names(groups: Sequence[str], table: ColorTable) -> tuple[str, ...]:
    """Return the name of each feature, in the order of `picture_features`.

    Parameters
    ----------
    groups : sequence of str
        Names in `FEATURE_GROUPS`.
    table : ColorTable

    Raises
    ------
    ValueError
        If there is no such group.
    """
    return names_of_features(tuple(groups), table.terms)


@cache
def names_of_features(groups: tuple[str, ...], terms: Terms) -> tuple[str, ...]:
    """Return the name of each feature, for a table of these terms; see `feature_names`."""
    return tuple(name for group in checked_groups(groups) for name in group.names(terms))


def picture_features(photo: Photo, table: ColorTable, groups: Sequence[str]) -> NDArray[np.float32]:
    """Compute the features of a picture.

    Parameters
    ----------
    photo : Photo
    table : ColorTable
        Names the colors.
    groups : sequence of str
        Names in `FEATURE_GROUPS`, in any order.

    Returns
    -------
    ndarray of float32, shape (features,)
        Named by `feature_names`.

    Raises
    ------
    ImageError
        If the picture is transparent everywhere.
    MissingExtraError
        If the moments are asked for and OpenCV is not installed.
    ValueError
        If there is no such group.
    """
    chosen = checked_groups(groups)
    view = View.of(photo, table)
    return np.concatenate([group.compute(view) for group in chosen]).astype(np.float32)


def checked_groups(groups: Sequence[str]) -> list[FeatureGroup]:
    """Look groups up by their names.

    Raises
    ------
    ValueError
        If there is no such group, one is there twice, or none is given.
    """
    for name in groups:
        if name not in FEATURE_GROUPS:
            raise ValueError(
                f"groups: no features are called {name!r}; {did_you_mean(name, FEATURE_GROUPS)}"
            )
    if not groups or len({*groups}) < len(groups):
        raise ValueError(f"groups: expected different names of features, got {list(groups)}")
    return [FEATURE_GROUPS[name] for name in groups]


def _prefixed(prefix: str, terms: Terms) -> Terms:
    return tuple(f"{prefix}_{term}" for term in terms)
