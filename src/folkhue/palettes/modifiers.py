"""Words for lightness and chroma, before a color's name: "dark blue", "pale pink".

The words are those of the ISCC-NBS system (K. Kelly, D. Judd, *Color: Universal Language and
Dictionary of Names*, NBS Special Publication 440, 1976); what they are given to is not.
What is light among blues is dark among yellows, so that a color is compared with the colors
of its own name: all those of a grid in sRGB that the table calls so, in OKLCh.

=================  ==============  ==============  ===============
lightness          lowest quarter  half            highest quarter
                   of chroma       of chroma       of chroma
=================  ==============  ==============  ===============
highest quarter    pale            light           vivid
half               dull            (no word)       vivid
lowest quarter     dark            dark            deep
=================  ==============  ==============  ===============

Names whose colors lie around the gray axis, such as black, white and gray, are told apart by
tint instead: a color of CIELAB chroma 5 or more is reddish, yellowish, greenish, bluish or
purplish. Without a tint, the darkest quarter of the name that holds white is grayish, and so is
the lightest of the one that holds black. If such a name holds neither, its lightest quarter is
light and its darkest dark, whatever the tint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab, to_oklab, to_oklch

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

WORDS = (
    ("dark", "dark", "deep"),
    ("dull", "", "vivid"),
    ("pale", "light", "vivid"),
)
"""By lightness, then by chroma: lowest quarter, half, highest quarter."""

GRAYISH = "grayish"
"""What is furthest from black or white, of a name that holds either."""

TINTS = ((50, "reddish"), (130, "yellowish"), (190, "greenish"), (290, "bluish"), (360, "purplish"))
"""OKLCh hue up to which a tint is called so, in degrees, from 340 on counted from below 0."""

_GRID = np.minimum(np.arange(17) * 16, 255).astype(np.uint8)
_PURPLE_ENDS = 340  # degrees; beyond, a tint is reddish
_TINTED = 5.0  # CIELAB chroma; that of OKLab is large for what is nearly black
_NEUTRAL = 0.03  # OKLab distance from the gray axis of the mean of a neutral name's colors


@dataclass(frozen=True, eq=False)
class _Range:
    """How light and how colorful the colors of a name are.

    Attributes
    ----------
    lightness, chroma : ndarray of float64, shape (2,)
        The first and the third quartile.
    neutral : bool
        Whether they lie around the gray axis.
    end : int or None
        0 if black is among them, 2 if white is: the row of `WORDS` at that end.
    """

    lightness: NDArray[np.float64]
    chroma: NDArray[np.float64]
    neutral: bool
    end: int | None


def describe(rgb: NDArray[np.uint8], names: Sequence[str], table: ColorTable) -> list[str]:
    """Put words for lightness and chroma before the names of colors.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)
    names : sequence of str
        What `table` calls them.
    table : ColorTable

    Returns
    -------
    list of str
        Two words each, or the name alone where the color is in the middle of its name.
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
