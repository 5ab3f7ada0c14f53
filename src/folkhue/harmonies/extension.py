"""Palettes of photographs with suggested colors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from folkhue.harmonies.suggestions import MAX_COLORS, suggestions
from folkhue.palettes.modifiers import names_and_descriptions
from folkhue.palettes.palette import Palette, PaletteColor

if TYPE_CHECKING:
    from folkhue.harmonies.model import HarmonyModel
    from folkhue.table.color_table import ColorTable

LABEL = "suggested"
"""What an added color is called."""


def extended(
    palette: Palette, add: int, table: ColorTable, model: HarmonyModel | None = None
) -> Palette:
    """Add suggested colors to the end of a palette.

    Parameters
    ----------
    palette : Palette
    add : int
        Number of colors, 1 to 8.
    table : ColorTable
        Names them.
    model : HarmonyModel, optional

    Returns
    -------
    Palette
        Added colors have the label "suggested", and the share 0. They go together with the 32
        colors that have the largest shares. To an empty palette, none is added.
    """
    if not len(palette):
        return palette
    largest = palette.ordered("share").colors[:MAX_COLORS]
    [found] = suggestions([color.rgb for color in largest], add, 1, model=model)
    taken = {color.rgb for color in palette.colors}
    added = [rgb for rgb in found.added if rgb not in taken]
    named = names_and_descriptions(np.array(added, np.uint8).reshape(-1, 3), table)
    more = (PaletteColor(rgb, 0.0, *names, LABEL) for rgb, names in zip(added, named, strict=True))
    return replace(palette, colors=(*palette.colors, *more))
