"""The pixels of a photograph as dots in the RGB cube."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from folkhue.images.histogram import ColorHistogram
from folkhue.images.photo import Photo
from folkhue.render.pictures.scene import Dot, Line, Scene, Shape, Text
from folkhue.render.theme import INK, LINE, QUIET

SIDE = 900
"""Of the picture, in pixels."""

CELL = 12
"""Edge of the cells whose pixels make a dot, in levels of a channel."""

_MOST = 60_000  # pixels looked at
_SMALLEST, _LARGEST = 1.6, 15.0  # radius of a dot, in levels
_PALE = 205  # least channel from which on a dot needs a border on paper
_TURN, _TILT = np.radians(28), np.radians(24)
_CORNERS = {
    (0, 0, 0): "black",
    (1, 0, 0): "red",
    (0, 1, 0): "green",
    (0, 0, 1): "blue",
    (1, 1, 1): "white",
}


def dots(photo: Photo) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Gather pixels of like colors.

    Returns
    -------
    colors : ndarray of uint8, shape (n, 3)
        The mean of each cell's pixels.
    radii : ndarray of float64, shape (n,)
        In levels of a channel; areas are as the square roots of numbers of pixels, so that
        rare colors are seen too.
    """
    counts = ColorHistogram.from_photo(photo.thin(_MOST))
    if not len(counts):
        return np.empty((0, 3), np.uint8), np.empty(0)
    cells = counts.colors // CELL
    codes = (cells.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])).ravel()
    _, inverse = np.unique(codes, return_inverse=True)
    pixels = np.bincount(inverse, counts.counts)
    sums = [np.bincount(inverse, counts.counts * counts.colors[:, n]) for n in range(3)]
    colors = np.rint(np.stack(sums, axis=1) / pixels[:, None]).astype(np.uint8)
    radii = _LARGEST * (pixels / pixels.max()) ** 0.25
    return colors, np.maximum(_SMALLEST, radii)


def scatter(photo: Photo, title: str = "") -> Scene:
    """Draw the colors of a photograph in the cube, the nearer ones above the farther."""
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
        if min(red, green, blue) > _PALE:
            shapes.append(Dot(at, radius + 0.8, LINE))
        shapes.append(Dot(at, radius, (red, green, blue)))
    shapes += _signs(unit)
    words = f"{title}: its colors in the RGB cube".lstrip(": ")
    return Scene(SIDE, SIDE, tuple(shapes), title=words)


def _project(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stand the cube on black, white at the top, and look at it a little from above.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        To the right, up, and towards one.
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
        Line(ends[a], ends[b], LINE if corners[a].any() else QUIET)
        for a, b in combinations(range(8), 2)
        if np.abs(corners[a] - corners[b]).sum() == 1
    ]


def _signs(unit: float) -> list[Text]:
    places = _project((np.array(list(_CORNERS)) - 0.5) * 1.1)
    return [
        Text((SIDE / 2 + unit * x, SIDE / 2 - unit * y + 6), name, 18, INK, "middle")
        for (x, y, _), name in zip(places.tolist(), _CORNERS.values(), strict=True)
    ]
