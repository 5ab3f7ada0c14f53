"""Whether a table names colors as people do: agreement with the XKCD survey."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from folkhue.color.spaces import Floats, to_lab
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME, Vocabulary
from folkhue.learning.evaluation.xkcd import xkcd_survey
from folkhue.table.color_table import ColorTable


def index_names(table: ColorTable) -> NDArray[np.str_]:
    """Return the name of each index of a table, shape (256,); 255 is ``"unnamed"``."""
    return np.array([*table.terms, *[UNNAMED_NAME] * (UNNAMED + 1 - len(table.terms))])


def index_cube(table: ColorTable) -> NDArray[np.uint8]:
    """Return the index of every color's name: ``cube[r, g, b]``, shape (256, 256, 256)."""
    return np.ascontiguousarray(table.lut.by_rgb())


def predict_survey(table: ColorTable, vocabulary: Vocabulary) -> pd.DataFrame:
    """Predict the names of the XKCD survey's colors.

    Parameters
    ----------
    table : ColorTable
    vocabulary : Vocabulary
        The terms to look for in the survey; the table need not have them all.

    Returns
    -------
    DataFrame
        That of `xkcd_survey`, with ``table``, the table's name for the color, and
        ``distance`` to the nearest color to which the table gives people's name, in CIELAB
        (CIE 1976 ΔE*ab): 0 if they agree, infinite if there is no such color.
    """
    survey = xkcd_survey(vocabulary)
    colors = survey[["r", "g", "b"]].to_numpy(np.uint8)
    survey["table"] = index_names(table)[table.predict(colors)]
    survey["distance"] = 0.0
    wrong = survey["table"] != survey["people"]
    cube = index_cube(table)
    for name in survey.loc[wrong, "people"].unique():
        rows = wrong & (survey["people"] == name)
        index = table.terms.index(name) if name in table.terms else None
        region = np.zeros_like(cube, bool) if index is None else cube == index
        survey.loc[rows, "distance"] = _distances(colors[rows.to_numpy()], region)
    return survey


def _distances(colors: NDArray[np.uint8], region: NDArray[np.bool_]) -> Floats:
    """Measure how far colors are from a region of the cube that they are not in."""
    # The nearest color of a region is on its surface: from inside, a step leads nearer. That
    # step may be one in several channels at once, which in CIELAB is often the shorter one.
    surface = np.argwhere(region & ~_interior(region)).astype(np.uint8)
    if not len(surface):
        return np.full(len(colors), np.inf)
    found: Floats = KDTree(to_lab(surface)).query(to_lab(colors))[0]
    return found


def _interior(region: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the colors of a region all of whose 26 neighbors are in it too; the cube has an edge.

    That is its erosion by a cube of edge 3, one axis after the other: four times as fast.
    """
    for axis in range(3):
        moved = np.moveaxis(region, axis, 0)
        eroded = np.zeros_like(moved)
        eroded[1:-1] = moved[:-2] & moved[1:-1] & moved[2:]
        region = np.moveaxis(eroded, 0, axis)
    return region


def agreement_by_term(survey: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """Count the survey's colors for each term, as JSON types.

    Parameters
    ----------
    survey : DataFrame
        From `predict_survey`.
    vocabulary : Vocabulary

    Returns
    -------
    dict
        Term → ``of``, how many colors have this name in the survey, ``so``, how many of these
        have it in the table too, and ``instead``, the table's names for the others and how
        often each occurs, the most frequent first.
    """
    return {
        term: _agreement(survey.loc[survey["people"] == term, "table"], term)
        for term in vocabulary.names
    }


def _agreement(predicted: pd.Series[str], term: str) -> dict[str, Any]:
    counts = Counter(predicted.tolist())
    agreeing = counts.pop(term, 0)
    others = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"so": agreeing, "of": len(predicted), "instead": dict(others)}


def disagreements(survey: pd.DataFrame, max_rows: int = 24) -> pd.DataFrame:
    """Return the survey's colors that are furthest from a color the table names as people do."""
    wrong = survey[survey["table"] != survey["people"]]
    return wrong.sort_values(["distance", "survey"], ascending=[False, True]).head(max_rows)
