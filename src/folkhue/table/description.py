"""The terms and swatches that tables and name maps are stored with, as JSON from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from folkhue._utils.untrusted_json import Fields, JsonError, shown
from folkhue.color.vocabulary import UNNAMED

MAX_TERM = 200
"""Characters of a term."""

Swatch = tuple[int, int, int]


def terms_and_swatches(description: Fields) -> tuple[tuple[str, ...], tuple[Swatch, ...]]:
    """Read the terms and the swatch of each.

    Raises
    ------
    JsonError
        If they are not different color names and colors, one for each.
    """
    terms = checked_terms(description.items("terms"))
    swatches = tuple(map(_swatch, description.items("swatches")))
    if len(swatches) != len(terms):
        raise JsonError(f"expected a swatch for each of {len(terms)} terms, got {len(swatches)}")
    return terms, swatches


def checked_terms(values: Sequence[object]) -> tuple[str, ...]:
    """Return terms that are different texts, which a terminal can print.

    Raises
    ------
    JsonError
        If they are not.
    """
    terms = tuple(value for value in values if isinstance(value, str))
    named = all(term.isprintable() and 0 < len(term) <= MAX_TERM for term in terms)
    different = len({*terms}) == len(values)
    if not (named and different and 0 < len(values) < UNNAMED):
        raise JsonError(f"terms: expected 1 to {UNNAMED - 1} different names of colors")
    return terms


def _swatch(value: object) -> Swatch:
    if not isinstance(value, list) or len(value) != 3:
        raise JsonError(f"swatches: expected three integers for each, got {shown(value)}")
    if not all(type(part) is int and 0 <= part <= 255 for part in value):
        raise JsonError("swatches: expected integers from 0 to 255")
    red, green, blue = value
    return red, green, blue
