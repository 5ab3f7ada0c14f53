"""The color terms of colors that museums computed for their pictures.

A museum offers its works by a color that a program of its own computed from each picture: the Art
Institute of Chicago as hue, saturation and lightness (HSL), others as one of a list of hex colors.
`RANGES` turns either into the weak label. It is one table for all museums and all vocabularies.
The ranges lie apart: a color between two terms is no clear example of either, and a picture with
such a color is left out.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkhue.color.vocabulary import ColorTerm, Vocabulary
from folkhue.errors import ParamsError

_HEX = re.compile(r"\s*#?([0-9a-fA-F]{6})\s*")


@dataclass(frozen=True)
class HslRange:
    """A box of colors; both ends of each range belong to it.

    Attributes
    ----------
    hue : tuple of int
        In degrees, 0 to 360.
    saturation, lightness : tuple of int
        In percent, 0 to 100.
    """

    hue: tuple[int, int]
    saturation: tuple[int, int]
    lightness: tuple[int, int]

    def has(self, hsl: tuple[int, int, int]) -> bool:
        """Return whether a color lies within the box."""
        ranges = (self.hue, self.saturation, self.lightness)
        return all(low <= value <= high for value, (low, high) in zip(hsl, ranges, strict=True))


_ANY = (0, 360)

RANGES: Mapping[str, tuple[HslRange, ...]] = {
    "red": (
        HslRange((0, 10), (50, 100), (20, 58)),
        HslRange((345, 360), (50, 100), (20, 58)),
    ),
    "orange": (HslRange((20, 41), (70, 100), (44, 68)),),
    "yellow": (HslRange((46, 65), (60, 100), (44, 85)),),
    "green": (HslRange((75, 160), (20, 100), (15, 85)),),
    "teal": (HslRange((166, 188), (35, 100), (15, 45)),),
    "blue": (HslRange((194, 244), (30, 100), (18, 76)),),
    "purple": (
        HslRange((252, 292), (20, 100), (15, 85)),
        HslRange((293, 312), (20, 100), (15, 42)),
    ),
    "pink": (
        HslRange((0, 8), (45, 100), (70, 88)),
        HslRange((296, 309), (50, 100), (70, 88)),
        HslRange((310, 338), (50, 100), (45, 88)),
        HslRange((339, 360), (45, 100), (62, 88)),
    ),
    "brown": (HslRange((14, 40), (25, 100), (14, 34)), HslRange((14, 30), (30, 72), (35, 41))),
    "black": (HslRange(_ANY, (0, 100), (0, 6)), HslRange(_ANY, (0, 20), (7, 12))),
    "white": (
        HslRange(_ANY, (0, 30), (90, 92)),
        HslRange(_ANY, (0, 80), (93, 96)),
        HslRange(_ANY, (0, 100), (97, 100)),
    ),
    "gray": (HslRange(_ANY, (0, 9), (25, 80)), HslRange(_ANY, (10, 18), (70, 80))),
}
"""Color term → the colors of a museum that get it as their label."""


class Rules:
    """The ranges of the terms of a vocabulary.

    Parameters
    ----------
    terms : Vocabulary

    Attributes
    ----------
    ranges : dict of str to tuple of HslRange
        By the names of the terms.

    Raises
    ------
    ParamsError
        If there is no rule for a term; the message names it.

    Examples
    --------
    >>> rules = Rules(Vocabulary.of(["red", "grey"]))
    >>> rules.term_of((352, 80, 40)), rules.term_of(hsl_of("#777777")), rules.term_of((120, 99, 50))
    ('red', 'gray', '')
    """

    def __init__(self, terms: Vocabulary) -> None:
        self.ranges = {term.name: _ranges_of(term) for term in terms}
        missing = [name for name, ranges in self.ranges.items() if not ranges]
        if missing:
            raise ParamsError(
                f"vocabulary: no rule turns the colors of museums into {', '.join(missing)}; there "
                f"are rules for {', '.join(RANGES)}. Leave it out, or choose another "
                "download.source"
            )

    def term_of(self, hsl: tuple[int, int, int]) -> str:
        """Return the term of a color, or an empty text."""
        terms = (name for name, ranges in self.ranges.items() if any(r.has(hsl) for r in ranges))
        return next(terms, "")

    def hexes_of(self, term: str, hexes: Iterable[str]) -> list[str]:
        """Return those of some hex colors that have a term, as they are, each once."""
        found = ((text, hsl_of(text)) for text in dict.fromkeys(hexes))
        return [text for text, hsl in found if hsl and self.term_of(hsl) == term]


def hsl_of(text: str) -> tuple[int, int, int] | None:
    """Convert a hex color to hue, saturation and lightness, or to None if it is none.

    Examples
    --------
    >>> hsl_of("#367614"), hsl_of(" #FFFFFF"), hsl_of("green")
    ((99, 71, 27), (0, 0, 100), None)
    """
    found = _HEX.fullmatch(text)
    if not found:
        return None
    red, green, blue = (value / 255 for value in bytes.fromhex(found[1]))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return round(hue * 360), round(saturation * 100), round(lightness * 100)


def _ranges_of(term: ColorTerm) -> tuple[HslRange, ...]:
    return next((RANGES[name] for name in term.words if name in RANGES), ())
