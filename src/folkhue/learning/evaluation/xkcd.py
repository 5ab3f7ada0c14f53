"""The colors of the XKCD survey, and the terms of a vocabulary that people use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from folkhue.color.vocabulary import BASIC_TERMS, Vocabulary, spellings

NAMES = Path(__file__).with_name("xkcd_names.csv")
"""Other names of the survey, with the basic terms that people accept for them."""


def xkcd_survey(vocabulary: Vocabulary) -> pd.DataFrame:
    """List the colors of the XKCD survey whose name ends in a term of the vocabulary.

    Names that contain another basic term ("blue green", "brown red") are left out.

    Returns
    -------
    DataFrame
        ``survey``, the name as people wrote it, ``r``, ``g``, ``b``, and ``people``, the
        term that it ends in; ordered by the names.

    References
    ----------
    Randall Munroe, *Color Survey Results*, 2010, as in ``matplotlib.colors.XKCD_COLORS``.
    For evaluation only: nothing is trained on it.
    """
    spelling = spellings(vocabulary)
    rows = []
    for name, color in _survey_colors().items():
        rest, term = _last_term(name, spelling)
        if term in vocabulary.names and not any(spelling.get(word, term) != term for word in rest):
            rows.append((name, *color, term))
    return pd.DataFrame(rows, columns=["survey", "r", "g", "b", "people"])


def _last_term(name: str, spelling: Mapping[str, str]) -> tuple[list[str], str | None]:
    """Split a name into the words before the term that it ends in, and this term."""
    words = re.split(r"[ /-]+", name)
    for start in range(len(words)):
        if term := spelling.get(" ".join(words[start:])):
            return words[:start], term
    return words, None


def resolved_names(vocabulary: Vocabulary) -> pd.DataFrame:
    """List colors of the XKCD survey with other names, such as "navy", and the accepted terms.

    Which terms people accept was written by hand, in ``xkcd_names.csv``; several where they differ,
    such as blue and green for "teal".

    Parameters
    ----------
    vocabulary : Vocabulary
        Names are listed if all terms accepted for them, among eleven or among eight, are in it.
        With a term that is not basic there are none: "teal" may then be another's name.

    Returns
    -------
    DataFrame
        ``survey``, the name as people wrote it, ``r``, ``g``, ``b``, and ``accepted``, the set of
        terms.
    """
    terms = vocabulary.names
    listed = pd.read_csv(NAMES, comment="#", keep_default_na=False)
    colors, rows = _survey_colors(), []
    for name, *choices in listed.itertuples(index=False):
        accepted = next((some for some in map(_split, choices) if some and some <= {*terms}), None)
        if accepted and {*terms} <= BASIC_TERMS.keys():
            rows.append((name, *colors[name], accepted))
    return pd.DataFrame(rows, columns=["survey", "r", "g", "b", "accepted"])


def _split(terms: str) -> set[str]:
    return {*terms.split("/")} - {""}


def xkcd_names() -> list[str]:
    """List all names of the XKCD survey, in order."""
    return [*_survey_colors()]


def _survey_colors() -> dict[str, tuple[int, ...]]:
    """Return the survey's names and their colors, ordered by the names."""
    from matplotlib.colors import XKCD_COLORS, to_rgb

    return {
        key.removeprefix("xkcd:"): tuple(round(255 * channel) for channel in to_rgb(code))
        for key, code in sorted(XKCD_COLORS.items())
    }


def survey_pixels(vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the colors of `xkcd_survey` as labeled pixels, each in a group of its own.

    Returns
    -------
    DataFrame
        ``term``, ``r``, ``g``, ``b``, ``count`` and ``group``; see
        `folkhue.learning.sampling.pixels`.
    """
    survey = xkcd_survey(vocabulary).rename(columns={"people": "term"})
    groups = np.arange(len(survey)).astype(str)
    return survey[["term", "r", "g", "b"]].assign(count=1, group=groups)
