"""What speaks for the color of a picture."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.notation import parse_hex
from folkhue.pictures.model import PictureModel
from folkhue.table.color_table import ColorTable

_WORD = re.compile(r"(word|cell)(?:\d\d)?_(#[0-9a-f]{6})")


class Reason(NamedTuple):
    """A feature that speaks for a name, or several that say the same.

    Attributes
    ----------
    feature : str
        Its name; see `folkhue.pictures.features.FEATURE_GROUPS`. All words of one color name are
        one reason, such as ``word_red``, and so are all cells: ``cell_red``.
    value : float
        Of this picture; the sum, if there are several.
    contribution : float
        How much it adds to the logarithm of the name's probability; see
        `PictureModel.contributions`.
    """

    feature: str
    value: float
    contribution: float


def strongest_reasons(
    features: NDArray[np.float32], model: PictureModel, table: ColorTable, name: str, number: int
) -> tuple[Reason, ...]:
    """List what speaks for a name, the strongest first.

    Parameters
    ----------
    features : ndarray of float32, shape (features,)
    model : PictureModel
    table : ColorTable
        What the features were computed with.
    name : str
        One of the model's terms.
    number : int
        At most so many are listed.
    """
    if not number:
        return ()
    subjects, places = _subjects(model.features, table)
    values, contributions = (
        np.bincount(places, each, len(subjects))
        for each in (features, model.contributions(features, name))
    )
    best = np.argsort(-contributions, kind="stable")[:number]
    return tuple(
        Reason(subjects[place], float(values[place]), float(contributions[place]))
        for place in best
        if contributions[place] > 0
    )


@cache
def _subjects(
    features: tuple[str, ...], table: ColorTable
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return what features are about, in order, and the place in it of each feature."""
    about = [_subject(feature, table) for feature in features]
    subjects = tuple(dict.fromkeys(about))
    order = {subject: place for place, subject in enumerate(subjects)}
    return subjects, np.array([order[subject] for subject in about])


def _subject(feature: str, table: ColorTable) -> str:
    found = _WORD.fullmatch(feature)
    color = parse_hex(found[2]) if found else None
    return f"{found[1]}_{_name(color, table)}" if found and color else feature


def _name(color: ArrayLike, table: ColorTable) -> str:
    place = int(table.predict(np.array(color, np.uint8)))
    return table.terms[place] if place < len(table.terms) else "unnamed"
