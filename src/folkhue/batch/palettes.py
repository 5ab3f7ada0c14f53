"""Palettes of many photographs: how they are made, kept in a journal, and written as rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from folkhue.batch.outcome import OK, Outcome
from folkhue.images.color_space import Gamut
from folkhue.images.photo import PhotoSource
from folkhue.palettes.gathering import gather_points
from folkhue.palettes.palette import COLUMNS, Order, Palette, PaletteColor, palette_from_points
from folkhue.palettes.points import Points
from folkhue.palettes.quantize import DISTINCT, Emphasis, Method
from folkhue.table.color_table import ColorTable

WIDE = "wide"
"""Column of colors outside sRGB, in the notation of CSS."""


class PaletteOptions(NamedTuple):
    """How palettes are made; see `folkhue.palette` and `folkhue.harmonies.extension.extended`."""

    k: int | str = 6
    method: Method = "kmeans"
    emphasis: Emphasis = "share"
    distinct: float = DISTINCT
    sort: Order = "share"
    gamut: Gamut = "srgb"
    suggest: int = 0

    def palette_of(self, image: PhotoSource, table: ColorTable) -> Palette:
        """Make the palette of a photograph."""
        return self.palette(gather_points([image], "image", self.gamut, self.method), table)

    def palette(self, points: Points, table: ColorTable, title: str = "") -> Palette:
        """Make a palette of collected colors."""
        found = palette_from_points(
            points,
            self.k,
            method=self.method,
            emphasis=self.emphasis,
            distinct=self.distinct,
            table=table,
            title=title,
            gamut=self.gamut,
        ).ordered(self.sort)
        if not self.suggest:
            return found
        from folkhue.harmonies.extension import extended  # loads a network

        return extended(found, self.suggest, table)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of a table of palettes.

        Examples
        --------
        >>> PaletteOptions().columns[:5]
        ('path', 'place', 'hex', 'red', 'green')
        """
        wide = (WIDE,) if self.gamut == "p3" else ()
        return ("path", "place", *COLUMNS, *wide, "status")

    def fingerprint(self, table: str) -> str:
        """Return a digest of the options and of a table's own; see `table_fingerprint`."""
        return hashlib.sha256(json.dumps([table, *self]).encode()).hexdigest()


def pack_palette(palette: Palette) -> str:
    """Write a palette as text for a line of a journal."""
    return json.dumps([_values(color) for color in palette])


def _values(color: PaletteColor) -> list[Any]:
    share, sure = round(color.share, 6), round(color.confidence, 4)
    wide = [color.wide_css] if color.p3 else []
    return [color.hex, *color.rgb, share, color.name, sure, color.description, *wide]


def palette_rows(outcome: Outcome, options: PaletteOptions) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each color; a photograph without colors has one with the reason alone."""
    missing = len(options.columns) - 2
    if outcome.status != OK:
        yield (outcome.path, *(None,) * missing, outcome.detail)
        return
    for place, color in enumerate(json.loads(outcome.palette), 1):
        yield (outcome.path, place, *color, OK)


def is_palettes(columns: list[str]) -> bool:
    """Return whether these are the columns of a table of palettes."""
    own = tuple(name for name in columns if name != WIDE)
    return own == PaletteOptions().columns


def kinds_of_columns(columns: tuple[str, ...]) -> dict[str, type]:
    """Return the type of each column: `str`, `int` or `float`."""
    numbers = dict.fromkeys(("place", "red", "green", "blue"), int)
    floats = dict.fromkeys(("share", "confidence"), float)
    return {name: (numbers | floats).get(name, str) for name in columns}
