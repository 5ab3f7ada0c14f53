"""Modifiers of color names for lightness and chroma: "dark blue", "pale pink".

A modifier follows from the color and from what its name means, never from other colors: from
CIELAB lightness, L*, and from *strength*, which is OKLCh chroma as a fraction of that from which
a color of the same hue is vivid (`VIVID`). These are `WORDS`, by `LEVELS` of L* and by
`STRENGTHS`:

==============  ========  =======  =======  =======  =====  =======  =========
L*              strength
--------------  --------------------------------------------------------------
..              0–0.25    to 0.4   to 0.55  to 0.75  to 1   to 1.15  over 1.15
==============  ========  =======  =======  =======  =====  =======  =========
66 or more      pale      pale     light    light    light  vivid    vivid
45 to 66        grayish   dull     dull     –        –      vivid    vivid
30 to 45        dark      dark     dark     dark     deep   deep     vivid
20 to 30        dark      dark     dark     dark     dark   deep     deep
below 20        dark      dark     dark     dark     dark   dark     dark
==============  ========  =======  =======  =======  =====  =======  =========

Names such as yellow or navy mean light, dark or muted colors; their levels are those of
`MEANINGS`: a yellow is light from 80 only, a navy dark below 10 only. Whatever the name, no color
is dark from an L* of 55, dull from 80, nor light or pale below 58.

Black, white and gray have no hue of their own. With a CIELAB chroma of 5 or more they are
reddish, yellowish, greenish, bluish or purplish. Gray, whatever its tint, is dark below an L* of
48 and light from 76; without a tint, white is grayish below 90, and black from 20.

References
----------
K. Kelly, D. Judd, *Color: Universal Language and Dictionary of Names*, NBS Special Publication
440, 1976: the words, and what each means; its boundaries, in the Munsell system, differ by hue.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab, to_oklch
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

STRENGTHS = (0.25, 0.4, 0.55, 0.75, 1.0, 1.15)
"""Limits of the columns of `WORDS`."""

WORDS = (
    ("dark", "dark", "dark", "dark", "dark", "dark", "dark"),
    ("dark", "dark", "dark", "dark", "dark", "deep", "deep"),
    ("dark", "dark", "dark", "dark", "deep", "deep", "vivid"),
    ("grayish", "dull", "dull", "", "deep", "vivid", "vivid"),
    ("grayish", "dull", "dull", "", "", "vivid", "vivid"),
    ("pale", "pale", "", "", "", "vivid", "vivid"),
    ("pale", "pale", "light", "light", "", "vivid", "vivid"),
    ("pale", "pale", "light", "light", "light", "vivid", "vivid"),
)
"""Modifiers by lightness, the darkest first (see `Meaning.levels`), and by strength."""

LEVELS = (20, 30, 80)
"""L* below which any color is dark, below which only a vivid one is deep, and from which a weak
one is pale, not dull."""

VIVID = ((30, 0.20), (75, 0.16), (105, 0.18), (145, 0.20), (200, 0.15), (260, 0.19), (330, 0.20))
"""OKLCh hues in degrees, and the chroma from which a color is vivid; linear between them."""

TINTS = ((50, "reddish"), (130, "yellowish"), (190, "greenish"), (290, "bluish"), (360, "purplish"))
"""Upper limits of the OKLCh hue of tints, in degrees; hues from 340 count as negative."""

GRAYISH = "grayish"
"""The modifier of a white or black that is nearly gray."""


@dataclass(frozen=True)
class Meaning:
    """Which colors a name means, and so which of them need a modifier.

    Parameters
    ----------
    dark : float
        L* below which its colors are dark; at most 55.
    light : float
        L* from which they are light or pale; at least 58.
    deep : float
        L* below which those that are strong are deep; at least `dark`.
    bright : float
        L* from which those that are strong are light, too; at least `light`.
    usual : float
        Below 1, it means muted colors of about this strength. Strength is divided by it, and is
        medium at most, so that a usual beige is not dull, and none is vivid.
    """

    dark: float = 45
    light: float = 66
    deep: float = 0
    bright: float = 0
    usual: float = 1

    @property
    def levels(self) -> tuple[float, ...]:
        """L* between the rows of `WORDS`; rows of no height are those of other names."""
        low, medium, high = LEVELS
        deep, bright = max(self.deep, self.dark), max(self.bright, self.light)
        below = min(low, self.dark), min(medium, self.dark), self.dark
        return (*below, deep, min(high, self.light), self.light, bright)


NEVER = 101.0
"""A lightness that no color has."""

_NAVY = Meaning(10, 66, usual=0.7)
_WINE = Meaning(15, 66, usual=0.7)
_CREAM = Meaning(55, NEVER, usual=0.25)
_TAN = Meaning(50, 82, usual=0.4)
_LILAC = Meaning(50, 94, usual=0.3)
_SALMON = Meaning(50, 76)
_GOLD = Meaning(55, 80, deep=76, bright=NEVER)

MEANINGS = {
    "pink": Meaning(50, 73, deep=60),
    "orange": Meaning(45, 74, deep=60, bright=NEVER),
    "yellow": _GOLD,
    "brown": Meaning(30, 58, usual=0.6),
    "gold": _GOLD,
    "olive": Meaning(30, 66, usual=0.65),
    "navy": _NAVY,
    "navy blue": _NAVY,
    "indigo": Meaning(12, 66),
    "maroon": _WINE,
    "burgundy": _WINE,
    "teal": Meaning(35, 66),
    "turquoise": Meaning(50, 84),
    "cyan": Meaning(50, 92),
    "lime": Meaning(55, 92),
    "mint": Meaning(55, 92, usual=0.4),
    "beige": _CREAM,
    "cream": _CREAM,
    "ivory": _CREAM,
    "tan": _TAN,
    "khaki": _TAN,
    "peach": Meaning(55, 90, usual=0.45),
    "salmon": _SALMON,
    "coral": _SALMON,
    "lavender": _LILAC,
    "lilac": _LILAC,
}
"""What names mean whose colors are not of medium lightness and any strength; all others mean
`Meaning()`."""


@dataclass(frozen=True)
class Neutral:
    """A name of colors without hue.

    Parameters
    ----------
    dark, light : float
        L* below which they are dark, and from which they are light.
    grayish : tuple of float
        From which L* to which they are grayish, if they have no tint.
    """

    dark: float = 0
    light: float = NEVER
    grayish: tuple[float, float] = (0, 0)


NEUTRALS = {
    "white": Neutral(grayish=(0, 90)),
    "gray": Neutral(48, 76),
    "black": Neutral(grayish=(20, NEVER)),
    "grey": Neutral(48, 76),
    "silver": Neutral(),
    "charcoal": Neutral(),
}
"""Names without hue: their colors get a tint instead of a word for strength."""

_PURPLE_ENDS = 340  # degrees; beyond, a tint is reddish
_TINTED = 5.0  # CIELAB chroma; OKLab chroma is large for colors that are nearly black
_MEDIUM = 0.7  # strength in the column of WORDS that has the fewest words


def names_and_descriptions(
    rgb: NDArray[np.uint8], table: ColorTable
) -> list[tuple[str, float, str]]:
    """Name colors of uint8, shape (n, 3): the name of each, its confidence, and its description."""
    names = predicted_names(rgb, table)
    described = zip(names, table.confidence(rgb).tolist(), describe(rgb, names), strict=True)
    return list(described)


def predicted_names(rgb: NDArray[np.uint8], table: ColorTable) -> list[str]:
    """Name colors of uint8, shape (n, 3); those that the table does not name, ``"unnamed"``."""
    predicted = table.predict(rgb).tolist()
    return [table.terms[index] if index != UNNAMED else UNNAMED_NAME for index in predicted]


def describe(rgb: NDArray[np.uint8], names: Sequence[str]) -> list[str]:
    """Add modifiers for lightness and chroma to the names of colors.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (n, 3)
    names : sequence of str
        Their names.

    Returns
    -------
    list of str
        A modifier and the name, or the name alone.

    Examples
    --------
    >>> describe(np.array([[0, 0, 128], [173, 216, 230]], np.uint8), ["blue", "blue"])
    ['dark blue', 'pale blue']
    """
    lab, oklch = to_lab(rgb), to_oklch(rgb)
    rows = np.column_stack([lab[:, 0], np.hypot(*lab[:, 1:].T), _strength(oklch), oklch[:, 2]])
    return [
        f"{_word(name, *row)} {name}".strip() if name != UNNAMED_NAME else name
        for name, row in zip(names, rows.tolist(), strict=True)
    ]


def strength(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the strength of colors of uint8, shape (n, 3): OKLCh chroma, 1 where it is vivid."""
    return _strength(to_oklch(rgb))


def _strength(oklch: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(oklch[:, 1] / vivid_chroma(oklch[:, 2]))


def vivid_chroma(hue: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the OKLCh chroma from which colors of a hue, in degrees, are vivid."""
    hues, vivid = zip(*VIVID, strict=True)
    return np.asarray(np.interp(hue, hues, vivid, period=360))


def _word(name: str, lightness: float, tint: float, strong: float, hue: float) -> str:
    if neutral := NEUTRALS.get(name):
        return _neutral_word(neutral, lightness, _tint(hue) if tint >= _TINTED else "")
    meaning = MEANINGS.get(name, _ANY)
    if meaning.usual < 1:
        strong = min(strong / meaning.usual, _MEDIUM)
    return WORDS[bisect_right(meaning.levels, lightness)][bisect_right(STRENGTHS, strong)]


def _neutral_word(meaning: Neutral, lightness: float, tint: str) -> str:
    if lightness < meaning.dark:
        return "dark"
    if lightness >= meaning.light:
        return "light"
    low, high = meaning.grayish
    return tint or (GRAYISH if low <= lightness < high else "")


def _tint(hue: float) -> str:
    turned = hue - 360 if hue >= _PURPLE_ENDS else hue
    return next(word for limit, word in TINTS if turned < limit)


_ANY = Meaning()
