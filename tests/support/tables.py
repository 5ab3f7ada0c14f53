"""Small color tables, and colors to ask them for."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.color_table import ColorTable, load
from folkhue.table.lut import ColorLut


def all_colors(red: int) -> NDArray[np.uint8]:
    """List the 65,536 colors with this red, in order of their numbers; shape (65536, 3)."""
    green, blue = np.divmod(np.arange(1 << 16), 256)
    return np.stack([np.full(1 << 16, red), green, blue], axis=1).astype(np.uint8)


@cache
def shipped(name: str) -> ColorTable:
    """Load a table of the package once; unpacking its cube takes longer than most tests."""
    return load(name)


@cache
def small_table(unnamed: bool = False) -> ColorTable:
    """Name colors by their red: dark, light and, if asked, nothing in between."""
    reds = np.repeat(np.arange(256), 1 << 16)
    names = (reds > 127).astype(np.uint8)
    if unnamed:
        names[(reds > 100) & (reds < 150)] = 255
    lut = ColorLut.from_names(names)
    return ColorTable(("dark", "light"), ((0, 0, 0), (255, 250, 240)), lut, {"by": "a test"})


def table_of(terms: str, *parts: tuple[str, Any]) -> ColorTable:
    """Call every color by the first term, but those in parts of the cube (name, indices)."""
    names = terms.split()
    cube = np.zeros((256, 256, 256), np.uint8)
    for name, part in parts:
        cube[part] = UNNAMED if name == "unnamed" else names.index(name)
    return ColorTable(tuple(names), ((1, 2, 3),) * len(names), ColorLut.from_names(cube.ravel()))
