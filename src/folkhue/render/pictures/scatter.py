"""A 3D scatter plot of the pixels of a photograph in the RGB cube."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from folkhue.images.histogram import ColorHistogram, bin_codes
from folkhue.images.photo import Photo
from folkhue.render.pictures.scene import Dot, Line, Scene, Shape, Text
from folkhue.render.theme import BORDER, FOREGROUND, MUTED

SIDE = 900
"""Width and height of the picture, in pixels."""

CELL = 12
"""Edge of the bins whose pixels make a dot, in levels of a channel."""

_MAX_PIXELS = 60_000  # of the photograph that are counted
_MIN_RADIUS, _MAX_RADIUS = 1.6, 15.0  # of a dot, in levels
_MIN_PALE = 205  # smallest channel of dots that need a border on the background
_TURN, _TILT = np.radians(28), np.radians(24)
_CORNERS = {
    (0, 0, 0): "black",
    (1, 0, 0): "red",
    (0, 1, 0): "green",
    (0, 0, 1): "blue",
    (1, 1, 1): "white",
}


def dots(photo: Photo) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Bin the pixels of a photograph by color.

    Returns
    -------
    colors : ndarray of uint8, shape (n, 3)
        The mean color of each bin.
    radii : ndarray of float64, shape (n,)
        In levels of a channel. Areas are proportional to the square roots of the numbers of
        pixels, so that rare colors are visible.
    """
    counts = ColorHistogram.from_photo(photo.thin(_MAX_PIXELS))
    if not len(counts):
        return np.empty((0, 3), np.uint8), np.empty(0)
    _, inverse = np.unique(bin_codes(counts.colors, CELL), return_inverse=True)
    pixels = np.bincount(inverse, counts.counts)
    sums = [np.bincount(inverse, counts.counts * counts.colors[:, n]) for n in range(3)]
    colors = np.rint(np.stack(sums, axis=1) / pixels[:, None]).astype(np.uint8)
    radii = _MAX_RADIUS * (pixels / pixels.max()) ** 0.25
    return colors, np.maximum(_MIN_RADIUS, radii)


def scatter(photo: Photo, title: str = "") -> Scene:
    """Draw the colors of a photograph in the cube, near ones in front of far ones."""
    colors, radii = dots(photo)
    places = _project(colors / 255 - 0.5)
    order = np.argsort(places[:, 2], kind="stable")
    unit = 0.52 * SIDE
    shapes: list[Shape] = [*_frame(unit)]
    for n in order.tolist():
        x, y, _ = places[n].tolist()
        at = (SIDE / 2 + unit * x, SIDE / 2 - unit * y)
        red, green, blue = colors[n].tolist()
        radius = float(radii[n]) / 255 * unit
        if min(red, green, blue) > _MIN_PALE:
            shapes.append(Dot(at, radius + 0.8, BORDER))
        shapes.append(Dot(at, radius, (red, green, blue)))
    shapes += _corner_names(unit)
    words = f"{title}: its colors in the RGB cube".lstrip(": ")
    return Scene(SIDE, SIDE, tuple(shapes), title=words)


def _project(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project the cube, which stands on its black corner, seen from slightly above.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        To the right, up, and towards the viewer.
    """
    red, green, blue = places.reshape(-1, 3).T
    across, away = (red - green) / np.sqrt(2), (red + green - 2 * blue) / np.sqrt(6)
    up = (red + green + blue) / np.sqrt(3)
    right = across * np.cos(_TURN) - away * np.sin(_TURN)
    near = across * np.sin(_TURN) + away * np.cos(_TURN)
    high = up * np.cos(_TILT) - near * np.sin(_TILT)
    return np.stack([right, high, near * np.cos(_TILT) + up * np.sin(_TILT)], axis=1)


def _frame(unit: float) -> list[Line]:
    corners = np.array(list(product((0, 1), repeat=3)))
    places = _project(corners - 0.5)
    ends = [(SIDE / 2 + unit * x, SIDE / 2 - unit * y) for x, y, _ in places.tolist()]
    return [
        Line(ends[a], ends[b], BORDER if corners[a].any() else MUTED)
        for a, b in combinations(range(8), 2)
        if np.abs(corners[a] - corners[b]).sum() == 1
    ]


def _corner_names(unit: float) -> list[Text]:
    places = _project((np.array(list(_CORNERS)) - 0.5) * 1.1)
    return [
        Text((SIDE / 2 + unit * x, SIDE / 2 - unit * y + 6), name, 18, FOREGROUND, "middle")
        for (x, y, _), name in zip(places.tolist(), _CORNERS.values(), strict=True)
    ]
