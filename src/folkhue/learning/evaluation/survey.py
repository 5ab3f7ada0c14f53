"""Whether a table calls colors what people call them, and whether its names hold together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import KDTree

from folkhue.color.spaces import Floats, to_lab
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME, Vocabulary
from folkhue.learning.evaluation.scores import xkcd_survey
from folkhue.table.color_table import ColorTable

DARK = frozenset({"black", "brown", "gray"})
"""Names that a color may take on as it darkens."""

PALE = frozenset({"white", "pink", "gray"})
"""Names that a color may take on as it is mixed with white."""


def names_in(table: ColorTable) -> NDArray[np.str_]:
    """Give what each index of a table stands for, shape (256,); 255 is ``"unnamed"``."""
    return np.array([*table.terms, *[UNNAMED_NAME] * (UNNAMED + 1 - len(table.terms))])


def cube_of(table: ColorTable) -> NDArray[np.uint8]:
    """Give the index of every color's name: ``cube[r, g, b]``, shape (256, 256, 256)."""
    return np.ascontiguousarray(table.lut.by_rgb())


# What people say


def ask_survey(table: ColorTable, vocabulary: Vocabulary) -> pd.DataFrame:
    """Ask a table for the names of the XKCD survey's colors.

    Parameters
    ----------
    table : ColorTable
    vocabulary : Vocabulary
        The terms to look for in the survey; the table need not have them all.

    Returns
    -------
    DataFrame
        That of `xkcd_survey`, with ``table``, what the table calls the color, and
        ``distance`` from it to the nearest color that the table calls what people do,
        in CIELAB (CIE 1976 ΔE*ab): 0 where they agree, infinite if there is no such color.
    """
    answers = xkcd_survey(vocabulary)
    colors = answers[["r", "g", "b"]].to_numpy(np.uint8)
    answers["table"] = names_in(table)[table.predict(colors)]
    answers["distance"] = 0.0
    wrong = answers["table"] != answers["people"]
    cube = cube_of(table)
    for name in answers.loc[wrong, "people"].unique():
        rows = wrong & (answers["people"] == name)
        index = table.terms.index(name) if name in table.terms else None
        region = np.zeros_like(cube, bool) if index is None else cube == index
        answers.loc[rows, "distance"] = _distances(colors[rows.to_numpy()], region)
    return answers


def _distances(colors: NDArray[np.uint8], region: NDArray[np.bool_]) -> Floats:
    """Measure how far colors are from a region of the cube that they are not in."""
    # The nearest color of a region is on its surface: from inside, a step leads nearer. That
    # step may be one in several channels at once, which in CIELAB is often the shorter one.
    inside = ndimage.binary_erosion(region, np.ones((3, 3, 3)))
    surface = np.argwhere(region & ~inside).astype(np.uint8)
    if not len(surface):
        return np.full(len(colors), np.inf)
    found: Floats = KDTree(to_lab(surface)).query(to_lab(colors))[0]
    return found


def by_term(answers: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """Count the survey's colors for each term, as JSON types.

    Parameters
    ----------
    answers : DataFrame
        From `ask_survey`.
    vocabulary : Vocabulary

    Returns
    -------
    dict
        Term → ``so``, how many of the colors that people call so the table does, ``of``
        how many, and ``instead``, what it calls the others and how often, the most first.
    """
    return {
        term: _tell(answers.loc[answers["people"] == term, "table"], term)
        for term in vocabulary.names
    }


def _tell(said: pd.Series[str], term: str) -> dict[str, Any]:
    counted = Counter(said.tolist())
    so = counted.pop(term, 0)
    instead = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return {"so": so, "of": len(said), "instead": dict(instead)}


def disagreements(answers: pd.DataFrame, most: int = 24) -> pd.DataFrame:
    """Give the survey's colors that the table is furthest from calling as people do."""
    wrong = answers[answers["table"] != answers["people"]]
    return wrong.sort_values(["distance", "survey"], ascending=[False, True]).head(most)


# Whether a name is one thing


def islands(table: ColorTable) -> dict[str, dict[str, Any]]:
    """Count the pieces that each name's colors make in the RGB cube.

    Two colors are in one piece if steps of 1 in red, green or blue lead from one to the
    other without leaving the name (6-connected components).

    Returns
    -------
    dict
        Name → ``colors``, how many it has, ``islands``, how many pieces they make,
        ``largest``, the share of its colors in the largest (0 if it has none), and
        ``outside``, how many are in the others. ``"unnamed"`` only if the table has such.
    """
    cube = cube_of(table)
    # Of each name only the box that holds it is looked at: that keeps many names quick.
    boxes = ndimage.find_objects(cube.astype(np.int16) + 1, UNNAMED + 1)
    wanted = [*range(len(table.terms)), *([UNNAMED] if boxes[UNNAMED] else [])]
    return {
        str(names_in(table)[index]): _pieces(cube[boxes[index]] == index if boxes[index] else None)
        for index in wanted
    }


def _pieces(region: NDArray[np.bool_] | None) -> dict[str, Any]:
    if region is None:
        return {"colors": 0, "islands": 0, "largest": 0.0, "outside": 0}
    pieces, number = ndimage.label(region)
    sizes = np.bincount(pieces.ravel())[1:]
    total, largest = int(sizes.sum()), int(sizes.max())
    return {
        "colors": total,
        "islands": number,
        "largest": round(largest / total, 6),
        "outside": total - largest,
    }


# Whether a hue keeps its name


def saturated() -> NDArray[np.uint8]:
    """List the 1,530 fully saturated colors, one channel 255 and one 0, in order of hue."""
    up = np.arange(255)
    full, none, down = np.full(255, 255), np.zeros(255, int), 255 - up
    sides = [
        *((full, up, none), (down, full, none), (none, full, up)),
        *((none, down, full), (up, none, full), (full, none, down)),
    ]
    return np.concatenate([np.stack(side, axis=1) for side in sides]).astype(np.uint8)


def to_black() -> NDArray[np.uint8]:
    """Darken the saturated colors: shape (1530, 256, 3), from the color to black.

    The encoded values are scaled by equal factors. That is straight in the RGB cube, and,
    as powers of products are products of powers, nearly what less light of the same
    color does too; only near black sRGB's encoding is no power.
    """
    return np.rint(saturated()[:, None] * _steps()).astype(np.uint8)


def to_white() -> NDArray[np.uint8]:
    """Mix the saturated colors with white, in encoded values: shape (1530, 256, 3)."""
    return np.rint(255 - (255.0 - saturated()[:, None]) * _steps()).astype(np.uint8)


def _steps() -> Floats:
    return np.arange(255, -1, -1)[:, None] / 255


def departures(
    table: ColorTable, lines: NDArray[np.uint8], allowed: Collection[str]
) -> dict[str, Any]:
    """Count lines of colors that take on the name of another hue.

    A line departs if it passes through a name that is neither its first, nor one of those
    allowed, be it for one color only. Unnamed colors do not count: not as the first
    name, and not as another. That a line comes back to its first name does not mend it.

    Parameters
    ----------
    table : ColorTable
    lines : ndarray of uint8, shape (n, steps, 3)
        From `to_black` or `to_white`.
    allowed : collection of str
        `DARK` or `PALE`; names that the table lacks do not matter.

    Returns
    -------
    dict
        ``lines``, how many there are, ``departing``, how many of them depart, and
        ``through``: first name → other name → how many lines. A line that passes through
        two other names is in two of these.
    """
    named = table.predict(lines)
    first = named[np.arange(len(named)), (named != UNNAMED).argmax(axis=1)]
    fine = [index for index, term in enumerate(table.terms) if term in allowed]
    other = ~np.isin(named, [*fine, UNNAMED]) & (named != first[:, None])
    through: dict[str, Counter[str]] = {}
    for start, names, odd in zip(first, named, other, strict=True):
        if odd.any():
            passed = (table.terms[index] for index in np.unique(names[odd]))
            through.setdefault(table.terms[start], Counter()).update(passed)
    return {
        "lines": len(named),
        "departing": int(other.any(axis=1).sum()),
        "through": {name: dict(counts) for name, counts in through.items()},
    }


def coherence(table: ColorTable) -> dict[str, Any]:
    """Give all that `islands` and `departures` find, as JSON types."""
    return {
        "names": islands(table),
        "to_black": departures(table, to_black(), DARK),
        "to_white": departures(table, to_white(), PALE),
    }
