"""Modifiers of color names for lightness and chroma: "dark blue", "pale pink".

The words are those of the ISCC-NBS system (K. Kelly, D. Judd, *Color: Universal Language and
Dictionary of Names*, NBS Special Publication 440, 1976); their boundaries are not. A lightness
that is high for blue is low for yellow. A color is therefore compared, in OKLCh, with the colors
of an sRGB grid that the table gives the same name.

=================  ==============  ==============  ===============
lightness          lowest quarter  half            highest quarter
                   of chroma       of chroma       of chroma
=================  ==============  ==============  ===============
highest quarter    pale            light           vivid
half               dull            (no word)       vivid
lowest quarter     dark            dark            deep
=================  ==============  ==============  ===============

Names whose colors lie around the gray axis, such as black, white and gray, get a tint instead:
a color of CIELAB chroma 5 or more is reddish, yellowish, greenish, bluish or purplish. Without a
tint, the darkest quarter of the name that holds white is grayish, and so is the lightest quarter
of the name that holds black. If such a name holds neither, its lightest quarter is light and its
darkest dark, whatever the tint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab, to_oklab, to_oklch
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

WORDS = (
    ("dark", "dark", "deep"),
    ("dull", "", "vivid"),
    ("pale", "light", "vivid"),
)
"""Modifiers by lightness (rows) and chroma: lowest quarter, middle half, highest quarter."""

GRAYISH = "grayish"
"""The modifier of colors farthest from black or white, in the name that holds it."""

TINTS = ((50, "reddish"), (130, "yellowish"), (190, "greenish"), (290, "bluish"), (360, "purplish"))
"""Upper limits of the OKLCh hue of tints, in degrees; hues from 340 count as negative."""

_GRID = np.minimum(np.arange(17) * 16, 255).astype(np.uint8)
_PURPLE_ENDS = 340  # degrees; beyond, a tint is reddish
_TINTED = 5.0  # CIELAB chroma; OKLab chroma is large for colors that are nearly black
_NEUTRAL = 0.03  # OKLab distance of a neutral name's mean color from the gray axis


@dataclass(frozen=True, eq=False)
class _Range:
    """The distribution of lightness and chroma of the colors of a name.

    Attributes
    ----------
    lightness, chroma : ndarray of float64, shape (2,)
        First and third quartile.
    neutral : bool
        Whether the colors lie around the gray axis.
    end : int or None
        0 if black is among them, 2 if white is: the row of `WORDS` at that end; None otherwise.
    """

    lightness: NDArray[np.float64]
    chroma: NDArray[np.float64]
    neutral: bool
    end: int | None


def names_and_descriptions(
    rgb: NDArray[np.uint8], table: ColorTable
) -> list[tuple[str, float, str]]:
    """Name colors of uint8, shape (n, 3): the name of each, its confidence, and its description."""
    names = predicted_names(rgb, table)
    described = zip(names, table.confidence(rgb).tolist(), describe(rgb, names, table), strict=True)
    return list(described)


def predicted_names(rgb: NDArray[np.uint8], table: ColorTable) -> list[str]:
    """Name colors of uint8, shape (n, 3); those that the table does not name, ``"unnamed"``."""
    predicted = table.predict(rgb).tolist()
    return [table.terms[index] if index != UNNAMED else UNNAMED_NAME for index in predicted]


def describe(rgb: NDArray[np.uint8], names: Sequence[str], table: ColorTable) -> list[str]:
    """Add modifiers for lightness and chroma to the names of colors.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)
    names : sequence of str
        Their names, as `table` predicts them.
    table : ColorTable

    Returns
    -------
    list of str
        A modifier and the name, or the name alone for colors in the middle of its range.
    """
    ranges = _ranges(table)
    tints = np.hypot(*to_lab(rgb)[:, 1:].T)
    return [
        f"{_word(color, tint, ranges[name])} {name}".strip() if name in ranges else name
        for color, tint, name in zip(to_oklch(rgb), tints, names, strict=True)
    ]


def _word(oklch: NDArray[np.float64], tint: float, of_name: _Range) -> str:
    lightness = int(np.searchsorted(of_name.lightness, oklch[0], side="right"))
    if not of_name.neutral:
        return WORDS[lightness][int(np.searchsorted(of_name.chroma, oklch[1], side="right"))]
    if of_name.end is None and lightness != 1:
        return "dark" if lightness == 0 else "light"
    if tint >= _TINTED:
        return _tint(oklch[2])
    return GRAYISH if of_name.end is not None and lightness == 2 - of_name.end else ""


def _tint(hue: float) -> str:
    turned = hue - 360 if hue >= _PURPLE_ENDS else hue
    return next(word for limit, word in TINTS if turned < limit)


@lru_cache(maxsize=8)
def _ranges(table: ColorTable) -> dict[str, _Range]:
    grid = np.stack(np.meshgrid(_GRID, _GRID, _GRID, indexing="ij"), axis=-1).reshape(-1, 3)
    index, oklch, oklab = table.predict(grid), to_oklch(grid), to_oklab(grid)
    found = {}
    for number, name in enumerate(table.terms):
        if not (own := index == number).any():
            continue
        lightness, chroma = np.quantile(oklch[own, :2], (0.25, 0.75), axis=0).T
        off_axis = float(np.hypot(*oklab[own, 1:].mean(axis=0)))
        end = 0 if own[0] else 2 if own[-1] else None  # the grid goes from black to white
        found[name] = _Range(lightness, chroma, off_axis < _NEUTRAL, end)
    return found
