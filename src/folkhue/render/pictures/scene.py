"""What a picture shows, said once, to be drawn as pixels or as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from folkhue.color.spaces import luminance
from folkhue.render.pictures.lettering import ASCENT, DESCENT, width_of
from folkhue.render.theme import INK, PAPER

Color = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


@dataclass(frozen=True)
class Rectangle:
    """A filled rectangle; if given, with a hairline inside its border."""

    box: Box
    fill: Color
    line: Color | None = None


@dataclass(frozen=True)
class Text:
    """A line of text.

    Attributes
    ----------
    at : tuple of float
        Where it is anchored, on the line that letters stand on.
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
    fill: Color = INK
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """Where the text may be, in any common font."""
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
    """An image, RGB or RGBA, made to fill a box whose corners are whole pixels."""

    box: Box
    image: Image.Image


Shape = Rectangle | Text | Dot | Line | Picture


@dataclass(frozen=True)
class Scene:
    """Shapes on paper, the later above the earlier; texts above all.

    Attributes
    ----------
    width, height : int
        In pixels.
    shapes : tuple of Shape
    paper : tuple of int, optional
        None leaves transparent what no shape covers.
    title : str
        What the picture is of, for those who do not see it.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    paper: Color | None = PAPER
    title: str = ""

    @property
    def texts(self) -> list[Text]:
        """All that is written."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]


BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def contrast(one: Color, other: Color) -> float:
    """Tell how well two colors stand out against each other, from 1 to 21.

    References
    ----------
    W3C, *HttpClient Content Accessibility Guidelines 2.2*, "contrast ratio".
    """
    darker, lighter = sorted(luminance([one, other]).tolist())
    return float((lighter + 0.05) / (darker + 0.05))


def ink_on(color: Color) -> Color:
    """Choose black or white letters; their contrast is never below 4.58."""
    return max(BLACK, WHITE, key=lambda ink: contrast(ink, color))
