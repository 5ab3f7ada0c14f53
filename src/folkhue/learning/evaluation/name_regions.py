"""Whether the name regions of a table are connected, and hues keep their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from folkhue.color.spaces import Floats
from folkhue.color.vocabulary import UNNAMED
from folkhue.learning.evaluation.survey import index_cube, index_names
from folkhue.table.color_table import ColorTable

DARK = frozenset({"black", "brown", "gray"})
"""Names that a color may take on as it darkens."""

PALE = frozenset({"white", "pink", "gray"})
"""Names that a color may take on as it is mixed with white."""

LARGE = 0.0005
"""Share of all colors above which a connected component is large."""


def connected_components(table: ColorTable) -> dict[str, dict[str, Any]]:
    """Count the connected components of each name's region in the RGB cube.

    Two colors are connected if steps of 1 in red, green or blue lead from one to the
    other without leaving the name (6-connectivity).

    Returns
    -------
    dict
        Name → ``colors``, how many it has, ``islands``, the number of components, ``large``, how
        many of these hold more than `LARGE` of all colors, ``largest``, the share of its colors
        in the largest (0 if it has none), and ``outside``, how many are in the others.
        ``"unnamed"`` only if the table has such.
    """
    cube = index_cube(table)
    names = index_names(table)
    # Only the bounding box of each name is labeled: that keeps many names fast.
    boxes = ndimage.find_objects(cube.astype(np.int16) + 1, UNNAMED + 1)
    wanted = [*range(len(table.terms)), *([UNNAMED] if boxes[UNNAMED] else [])]
    return {
        str(names[index]): _components(cube[boxes[index]] == index if boxes[index] else None)
        for index in wanted
    }


def _components(region: NDArray[np.bool_] | None) -> dict[str, Any]:
    if region is None:
        return {"colors": 0, "islands": 0, "large": 0, "largest": 0.0, "outside": 0}
    components, number = ndimage.label(region)
    sizes = np.bincount(components[region])[1:]
    total, largest = int(sizes.sum()), int(sizes.max())
    return {
        "colors": total,
        "islands": number,
        "large": int((sizes > LARGE * (1 << 24)).sum()),
        "largest": round(largest / total, 6),
        "outside": total - largest,
    }


def saturated_colors() -> NDArray[np.uint8]:
    """List the 1,530 fully saturated colors, one channel 255 and one 0, in order of hue."""
    up = np.arange(255)
    full, none, down = np.full(255, 255), np.zeros(255, int), 255 - up
    sides = [
        *((full, up, none), (down, full, none), (none, full, up)),
        *((none, down, full), (up, none, full), (full, none, down)),
    ]
    return np.concatenate([np.stack(side, axis=1) for side in sides]).astype(np.uint8)


def lines_to_black() -> NDArray[np.uint8]:
    """Darken the saturated colors: shape (1530, 256, 3), from the color to black.

    The encoded values are scaled by equal factors. That is straight in the RGB cube and,
    as the sRGB encoding is nearly a power function, almost what less light of the same
    color does too, except near black.
    """
    return np.rint(saturated_colors()[:, None] * _steps()).astype(np.uint8)


def lines_to_white() -> NDArray[np.uint8]:
    """Mix the saturated colors with white, in encoded values: shape (1530, 256, 3)."""
    return np.rint(255 - (255.0 - saturated_colors()[:, None]) * _steps()).astype(np.uint8)


def _steps() -> Floats:
    return np.arange(255, -1, -1)[:, None] / 255


def departures(
    table: ColorTable, lines: NDArray[np.uint8], allowed: Collection[str]
) -> dict[str, Any]:
    """Count lines of colors that take on the name of another hue.

    A line departs if any of its colors has a name that is neither the line's first name
    nor an allowed one, even if the line returns to its first name later. Unnamed colors
    do not count, neither as the first name nor as another.

    Parameters
    ----------
    table : ColorTable
    lines : ndarray of uint8, shape (n, steps, 3)
        From `lines_to_black` or `lines_to_white`.
    allowed : collection of str
        `DARK` or `PALE`; names that the table lacks do not matter.

    Returns
    -------
    dict
        ``lines``, how many there are, ``departing``, how many of them depart, and
        ``through``: first name → other name → number of lines. A line that passes through
        two other names counts for both.
    """
    predicted = table.predict(lines)
    first = predicted[np.arange(len(predicted)), (predicted != UNNAMED).argmax(axis=1)]
    fine = [index for index, term in enumerate(table.terms) if term in allowed]
    other = ~np.isin(predicted, [*fine, UNNAMED]) & (predicted != first[:, None])
    through: dict[str, Counter[str]] = {}
    for start, names, departs in zip(first, predicted, other, strict=True):
        if departs.any():
            passed = (table.terms[index] for index in np.unique(names[departs]))
            through.setdefault(table.terms[start], Counter()).update(passed)
    return {
        "lines": len(predicted),
        "departing": int(other.any(axis=1).sum()),
        "through": {name: dict(counts) for name, counts in through.items()},
    }


def coherence(table: ColorTable) -> dict[str, Any]:
    """Return what `connected_components` and `departures` find, as JSON types."""
    return {
        "names": connected_components(table),
        "to_black": departures(table, lines_to_black(), DARK),
        "to_white": departures(table, lines_to_white(), PALE),
    }
