"""The colors of the XKCD survey that people call by a term of a vocabulary."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from folkhue.color.vocabulary import Vocabulary, spellings


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
    from matplotlib.colors import XKCD_COLORS, to_rgb

    spelling = spellings(vocabulary)
    rows = []
    for key, code in sorted(XKCD_COLORS.items()):
        name = key.removeprefix("xkcd:")
        *rest, last = re.split(r"[ /-]+", name)
        term = spelling.get(last)
        if term in vocabulary.names and not any(spelling.get(word, term) != term for word in rest):
            rows.append((name, *(round(255 * channel) for channel in to_rgb(code)), term))
    return pd.DataFrame(rows, columns=["survey", "r", "g", "b", "people"])


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
