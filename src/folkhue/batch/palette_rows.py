"""Tables of palettes: their columns, and their rows, one for each color or for each photograph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args

from folkhue.batch.outcome import OK, Outcome
from folkhue.batch.palettes import PaletteOptions
from folkhue.palettes.palette import COLUMNS

Rows = Literal["color", "photograph"]

ROWS: tuple[Rows, ...] = get_args(Rows)
"""What has a row of its own."""

WIDE = "wide"
"""Column of colors outside sRGB, in the notation of CSS."""

_SPREAD = ("hex", "share", "name", "description")
"""Columns that a row of a photograph has for each color: ``hex_1``, ``hex_2`` and so on."""

_KINDS = {
    **dict.fromkeys(("place", "red", "green", "blue"), int),
    **dict.fromkeys(("share", "confidence"), float),
}
"""Type of each column; of the others, str."""


def palette_columns(options: PaletteOptions, rows: Rows = "color") -> dict[str, type]:
    """Return the columns of a table of palettes: name → `str`, `int` or `float`.

    Examples
    --------
    >>> [*palette_columns(PaletteOptions())][:5]
    ['path', 'place', 'hex', 'red', 'green']
    >>> [*palette_columns(PaletteOptions(2), "photograph")][:5]
    ['path', 'hex_1', 'hex_2', 'share_1', 'share_2']
    """
    values = _values_of(options, rows)
    if rows == "color":
        names = ("path", "place", *values, "status")
        return {name: _KINDS.get(name, str) for name in names}
    places = range(1, options.max_colors + 1)
    spread = {f"{name}_{n}": _KINDS.get(name, str) for name in values for n in places}
    return {"path": str, **spread, "status": str}


def palette_rows(
    outcome: Outcome, options: PaletteOptions, rows: Rows = "color"
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a photograph; without colors, it has one with the reason alone."""
    if outcome.status != OK:
        missing = (None,) * (len(palette_columns(options, rows)) - 2)
        yield (outcome.path, *missing, outcome.detail)
        return
    colors = json.loads(outcome.palette)
    if rows == "color":
        number = len(_values_of(options, rows))
        for place, color in enumerate(colors, 1):
            yield (outcome.path, place, *color[:number], OK)
    else:
        yield (outcome.path, *_spread(colors, options), OK)


def _spread(colors: list[list[Any]], options: PaletteOptions) -> Iterator[Any]:
    """Yield the first value of each color, then the second of each, and so on."""
    missing = [None] * (options.max_colors - len(colors))
    known = (*COLUMNS, WIDE)
    for name in _values_of(options, "photograph"):
        place = known.index(name)
        yield from [color[place] for color in colors] + missing


def _values_of(options: PaletteOptions, rows: Rows) -> tuple[str, ...]:
    wide = (WIDE,) if options.gamut == "p3" else ()
    return (*(COLUMNS if rows == "color" else _SPREAD), *wide)


def is_palettes(columns: list[str]) -> bool:
    """Return whether these are the columns of a table of palettes."""
    names = [re.sub(r"_\d+$", "", name) for name in columns]
    own = tuple(name for name in dict.fromkeys(names) if name != WIDE)
    if own == ("path", *_SPREAD, "status"):
        return columns[1:2] == ["hex_1"]
    return own == ("path", "place", *COLUMNS, "status") and len(names) == len(set(names))
