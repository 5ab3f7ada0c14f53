"""What evenly spaced colors of the cube are called."""

from __future__ import annotations

from typing import Any

import numpy as np

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.color_table import ColorTable

STEP = 15
"""From color to color, in each channel: 18 of them from 0 to 255."""


def lattice(table: ColorTable) -> dict[str, Any]:
    """Name the colors of a lattice, as JSON types.

    Returns
    -------
    dict
        ``step`` between its colors, and of each, blue first, then green, then red, its
        ``names``: an index into the table's terms, or one more for no name.
    """
    values = np.arange(0, 256, STEP, dtype=np.uint8)
    colors = np.stack(np.meshgrid(*3 * [values], indexing="ij"), axis=-1)
    names = table.predict(colors).ravel()
    unnamed = len(table.terms)
    return {"step": STEP, "names": np.where(names == UNNAMED, unnamed, names).tolist()}
