"""Palettes of many photographs: how they are made, and kept in a journal."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from folkhue.images.color_space import Gamut
from folkhue.images.photo import PhotoSource
from folkhue.palettes.gathering import gather_points
from folkhue.palettes.palette import Order, Palette, PaletteColor, palette_from_points
from folkhue.palettes.points import Points
from folkhue.palettes.quantize import AUTO_MAX_COLORS, DISTINCT, Emphasis, Method
from folkhue.table.color_table import ColorTable


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
    def max_colors(self) -> int:
        """Maximum number of colors of a palette.

        Examples
        --------
        >>> PaletteOptions(5, suggest=2).max_colors
        7
        """
        return (AUTO_MAX_COLORS if self.k == "auto" else int(self.k)) + self.suggest

    def fingerprint(self, table: str) -> str:
        """Return a digest of the options and of a table's own; see `table_fingerprint`."""
        return hashlib.sha256(json.dumps([table, *self]).encode()).hexdigest()


def pack_palette(palette: Palette) -> str:
    """Write a palette as text for a line of a journal; see `folkhue.batch.palette_rows`."""
    return json.dumps([_values(color) for color in palette])


def _values(color: PaletteColor) -> list[Any]:
    share, sure = round(color.share, 6), round(color.confidence, 4)
    named = [color.name, sure, color.description]
    # Suggested colors are never wide, whatever the gamut: for these, it is an empty text.
    return [color.hex, *color.rgb, share, *named, color.wide_css]
