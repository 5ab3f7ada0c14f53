"""Details of the golden photographs whose colors a palette should have."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.color_difference import nearest
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo

DETAILS = Path("golden/details.csv")

MAX_DIFFERENCE = 8.0
"""Maximum CIEDE2000 difference of a color that a palette has."""

Labs = NDArray[np.float64]


def read_details(path: Path = DETAILS) -> dict[str, list[tuple[slice, slice]]]:
    """Return the rows and columns of each photograph's details, by its name."""
    found: dict[str, list[tuple[slice, slice]]] = {}
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        left, top, right, bottom = (int(row[name]) for name in ("x0", "y0", "x1", "y1"))
        found.setdefault(row["photo"], []).append((slice(top, bottom), slice(left, right)))
    return found


def colors_of(photo: Photo, parts: Iterable[tuple[slice, slice] | NDArray[np.bool_]]) -> Labs:
    """Return the median CIELAB color of parts of a photograph, such as details, shape (n, 3)."""
    medians = [np.median(to_lab(photo.rgb[part].reshape(-1, 3)), axis=0) for part in parts]
    return np.array(medians).reshape(-1, 3)


def found_in(colors: Labs, palette: Labs) -> list[bool]:
    """Whether a palette has each color; both in CIELAB."""
    if not len(colors) or not len(palette):
        return [False] * len(colors)
    found: list[bool] = (nearest(colors, palette) < MAX_DIFFERENCE).tolist()
    return found
