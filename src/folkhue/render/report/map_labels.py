"""Labels of areas in a picture, placed without overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw, ImageFont

_PADDING = 3  # pixels around a label
# Offsets of a label from the middle of its area, the nearest first.
_OFFSETS = np.array(
    sorted(product(range(-90, 91, 6), repeat=2), key=lambda at: (at[0] ** 2 + at[1] ** 2, at))
)

Box = NDArray[np.float64]
"""Left, top, right, bottom; or many boxes, shape (n, 4)."""

Color = tuple[int, int, int]


class NamedArea(Protocol):
    """An area of a picture that gets a label."""

    @property
    def name(self) -> str:
        """The text of the label."""

    def middle(self, width: int, height: int) -> tuple[int, int]:
        """Find the pixel (x, y) where a label of this size fits best."""


@dataclass(frozen=True, eq=False)
class Label:
    """A name in a picture.

    Attributes
    ----------
    name : str
    at : tuple of int
        Center of the text, (x, y).
    target : tuple of int
        Position (x, y) of what it names.
    box : ndarray of float, shape (4,)
        Area that it takes up, with padding.
    letters : font
    """

    name: str
    at: tuple[int, int]
    target: tuple[int, int]
    box: Box
    letters: ImageFont.FreeTypeFont

    def draw_line(self, pen: ImageDraw.ImageDraw, fill: Color, halo: Color) -> None:
        """Draw a line to the target, unless the label covers it."""
        if _free(self.box, np.array([[*self.target, *self.target]]))[0]:
            # The halo makes the line visible on light and dark areas.
            for color, width in ((halo, 3), (fill, 1)):
                pen.line((*self.target, *self.at), color, width)
                pen.circle(self.target, 1.5 + width / 2, color)

    def draw_text(self, pen: ImageDraw.ImageDraw, fill: Color, halo: Color) -> None:
        """Draw the name."""
        pen.text(self.at, self.name, fill, self.letters, "mm", stroke_width=1, stroke_fill=halo)


def place_labels(areas: Iterable[NamedArea], size: tuple[int, int]) -> list[Label]:
    """Place the names of areas in a picture so that they do not overlap.

    Parameters
    ----------
    areas : iterable of NamedArea
        The most important first.
    size : tuple of int
        Width and height of the picture.

    Returns
    -------
    list of Label
        Each in the middle of its area or, if another label is there, next to it. Names for
        which there is no room are left out.
    """
    found: list[Label] = []
    for area in areas:
        letters = _font_for(area.name, size[0])
        left, top, right, bottom = letters.getbbox(area.name, anchor="mm")
        text = np.array([left - _PADDING, top - _PADDING, right + _PADDING, bottom + _PADDING])
        target = area.middle(round(text[2] - text[0]), round(text[3] - text[1]))
        boxes = text + np.tile(target + _OFFSETS, 2)
        free = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= size).all(axis=1)
        for label in found:
            free &= _free(label.box, boxes)
        if free.any():
            x, y = (target + _OFFSETS[free.argmax()]).tolist()
            found.append(Label(area.name, (x, y), target, boxes[free.argmax()], letters))
    return found


def _free(taken: Box, boxes: Box) -> NDArray[np.bool_]:
    """Return which boxes do not overlap a taken one; shape (n,)."""
    return np.asarray(((boxes[:, :2] >= taken[2:]) | (boxes[:, 2:] <= taken[:2])).any(axis=1))


def _font_for(name: str, width: int) -> ImageFont.FreeTypeFont:
    """Choose a font size in which a name fits into a picture."""
    fitting = (size for size in (14, 12, 10) if font(size).getlength(name) <= width - 2 * _PADDING)
    return font(next(fitting, 8))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Load matplotlib's font, which has the letters of most languages."""
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    return ImageFont.truetype(path, size)
