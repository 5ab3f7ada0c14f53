"""The names of a lattice of colors in the RGB cube."""

from __future__ import annotations

from typing import Any

import numpy as np

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.color_table import ColorTable

STEP = 15
"""Distance of neighboring colors in each channel; there are 18 levels from 0 to 255."""


def color_lattice(table: ColorTable) -> dict[str, Any]:
    """Name the colors of a lattice, as JSON types.

    Returns
    -------
    dict
        ``step``, and ``names``: an index into the table's terms for each color, or the number
        of terms for a color without a name. Blue varies fastest, red slowest.
    """
    values = np.arange(0, 256, STEP, dtype=np.uint8)
    colors = np.stack(np.meshgrid(*3 * [values], indexing="ij"), axis=-1)
    names = table.predict(colors).ravel()
    unnamed = len(table.terms)
    return {"step": STEP, "names": np.where(names == UNNAMED, unnamed, names).tolist()}
