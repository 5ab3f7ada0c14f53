"""Scenes: descriptions of pictures, to be drawn as pixels or as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from folkhue.render.pictures.typesetting import ASCENT, DESCENT, width_of
from folkhue.render.theme import BACKGROUND, FOREGROUND

Color = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


@dataclass(frozen=True)
class Rectangle:
    """A filled rectangle, with a line of one pixel inside its border if `line` is given."""

    box: Box
    fill: Color
    line: Color | None = None


@dataclass(frozen=True)
class Text:
    """A line of text.

    Attributes
    ----------
    at : tuple of float
        Position (x, y) of the anchor, on the baseline.
    text : str
    size : int
        In pixels.
    fill : tuple of int
    anchor : str
        "start", "middle" or "end".
    """

    at: tuple[float, float]
    text: str
    size: int
    fill: Color = FOREGROUND
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """The area that the text takes up at most, in any common font."""
        width = width_of(self.text, self.size)
        left = self.at[0] - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        top, bottom = self.at[1] - ASCENT * self.size, self.at[1] + DESCENT * self.size
        return left, top, left + width, bottom


@dataclass(frozen=True)
class Dot:
    """A filled circle."""

    at: tuple[float, float]
    radius: float
    fill: Color


@dataclass(frozen=True)
class Line:
    """A thin straight line."""

    start: tuple[float, float]
    end: tuple[float, float]
    fill: Color
    width: float = 1.5


@dataclass(frozen=True)
class Picture:
    """An image, RGB or RGBA, resized to a box whose corners are whole pixels."""

    box: Box
    image: Image.Image


Shape = Rectangle | Text | Dot | Line | Picture


@dataclass(frozen=True)
class Scene:
    """Shapes on a background, later ones above earlier ones, and texts above all.

    Attributes
    ----------
    width, height : int
        In pixels.
    shapes : tuple of Shape
    background : tuple of int, optional
        None for a transparent background.
    title : str
        Description of the picture for people who cannot see it.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    background: Color | None = BACKGROUND
    title: str = ""

    @property
    def texts(self) -> list[Text]:
        """The texts of the scene."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]
