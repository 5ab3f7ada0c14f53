"""Colors with what they are called: in a bar, in a strip, and as parts of larger pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from folkhue._utils.text import percent
from folkhue.palettes.palette import Palette, PaletteColor
from folkhue.render.pictures.lettering import ASCENT, fitted, width_of
from folkhue.render.pictures.scene import Box, Color, Rectangle, Scene, Shape, Text, ink_on
from folkhue.render.theme import LINE, QUIET

WIDTH = 1200
MARGIN = 40
TITLE = 30
"""Size of a title's letters."""

NOTHING = "Every pixel is transparent"

_ACROSS = 6  # swatches in a row
_PAD = 14  # free around what is written on a color
_NAME, _CODE, _LARGE = 21, 18, 28  # sizes of letters
_PALE = 1.0 - 0.1  # OKLab lightness from which a swatch needs a border on paper


def bar(palette: Palette, width: int = WIDTH) -> Scene:
    """Draw a bar, each color as wide as its share, with names where they fit and else below."""
    inner = width - 2 * MARGIN
    head, top = heading(palette.title, MARGIN, MARGIN, inner)
    box = (MARGIN, top, width - MARGIN, top + 150)
    parts = list(_parts(palette, box))
    outside = [color for color, part in parts if not _fits(color, part)]
    written = [shape for color, part in parts for shape in _part(color, part)]
    below, end = list_of(outside, MARGIN, box[3] + 26, inner) if outside else ([], box[3])
    shapes = (*head, *(written or _nothing(box)), *below)
    return Scene(width, round(end + MARGIN), shapes, title=spoken(palette))


def strip(palette: Palette, width: int = WIDTH) -> Scene:
    """Draw swatches of the same size, with names and hex codes."""
    head, top = heading(palette.title, MARGIN, MARGIN, width - 2 * MARGIN)
    block, end = swatches(palette.colors, (MARGIN, top, width - MARGIN, top), 190, gap=10)
    shapes = (*head, *block)
    return Scene(width, round(end + MARGIN), shapes, title=spoken(palette))


def heading(title: str, left: float, top: float, width: float) -> tuple[list[Shape], float]:
    """Write a title if there is one; give the top of what comes below it."""
    text = fitted(title, TITLE, width)
    if not text:
        return [], top
    return [Text((left, top + ASCENT * TITLE), text, TITLE)], top + 1.6 * TITLE


def spoken(palette: Palette) -> str:
    """Say what a palette holds, for those who do not see it."""
    colors = ", ".join(f"{percent(c.share)} {c.description} {c.hex}" for c in palette.colors)
    return ": ".join(filter(None, (palette.title, colors or NOTHING)))


def swatches(
    colors: Sequence[PaletteColor], box: Box, height: float, gap: float = 0
) -> tuple[list[Shape], float]:
    """Fill rows with swatches, the text upon them; give their lower end.

    Parameters
    ----------
    colors : sequence of PaletteColor
    box : tuple of float
        Its lower edge does not matter.
    height : float
        Of a row.
    gap : float
        Between swatches.
    """
    left, top, right, _ = box
    if not colors:
        return list(_nothing((left, top, right, top + height))), top + height
    shapes: list[Shape] = []
    rows = -(-len(colors) // _ACROSS)
    for row in np.array_split(np.arange(len(colors)), rows):
        edges = np.rint(np.linspace(left, right + gap, len(row) + 1)).tolist()
        for number, (start, end) in zip(row, pairwise(edges), strict=True):
            shapes += swatch(colors[number], (start, top, end - gap, top + height))
        top += height + gap
    return shapes, top - gap


def swatch(color: PaletteColor, box: Box) -> list[Shape]:
    """Draw a color with its share, name and hex code upon it."""
    left, top, right, bottom = box
    ink, room = ink_on(color.rgb), right - left - 2 * _PAD
    share = Text((left + _PAD, top + 13 + ASCENT * _CODE), percent(color.share), _CODE, ink)
    words = _upwards(color, left + _PAD, bottom - 17, room, ink)
    return [Rectangle(box, color.rgb, _border(color)), share, *words]


def row(color: PaletteColor, box: Box) -> list[Shape]:
    """Draw a color with its name and hex code at the left and its share at the right."""
    left, top, right, bottom = box
    pad, ink, middle = 18, ink_on(color.rgb), (top + bottom) / 2
    share = Text((right - pad, middle + 7), percent(color.share), 20, ink, "end")
    room = share.box[0] - left - 2 * pad
    name, small = fitted(_called(color), 22, room), fitted(_second(color), 18, room)
    shapes: list[Shape] = [Rectangle(box, color.rgb, _border(color)), share]
    if bottom - top < 62:
        return [*shapes, Text((left + pad, middle + 7), name, 22, ink)]
    shapes.append(Text((left + pad, middle - 4), name, 22, ink))
    shapes.append(Text((left + pad, middle + 22), small, 18, ink))
    return shapes


def proportions(palette: Palette, box: Box) -> list[Shape]:
    """Draw a bar without words."""
    return [Rectangle(part, color.rgb, _border(color)) for color, part in _parts(palette, box)]


def list_of(
    colors: Sequence[PaletteColor], left: float, top: float, width: float, size: int = 20
) -> tuple[list[Shape], float]:
    """List colors in columns, a small swatch before each; give the lower end."""
    if not colors:
        return [], top
    side, line, gap = round(1.1 * size), round(1.75 * size), 30
    room = width - side - 10
    texts = [fitted(_entry(color), size, room) for color in colors]
    column = side + 10 + max(width_of(text, size) for text in texts) + gap
    across = max(1, int((width + gap) / column))
    shapes: list[Shape] = []
    for number, (color, text) in enumerate(zip(colors, texts, strict=True)):
        x, y = round(left + number % across * column), round(top + number // across * line)
        shapes.append(Rectangle((x, y, x + side, y + side), color.rgb, LINE))
        shapes.append(Text((x + side + 10, y + 0.87 * size), text, size))
    return shapes, top + (len(colors) - 1) // across * line + side


def _parts(palette: Palette, box: Box) -> Iterator[tuple[PaletteColor, Box]]:
    left, top, right, bottom = box
    edges = np.rint(left + (right - left) * np.cumsum([0.0, *palette.shares])).tolist()
    for color, (start, end) in zip(palette.colors, pairwise(edges), strict=True):
        yield color, (start, top, end, bottom)


def _part(color: PaletteColor, box: Box) -> list[Shape]:
    left, top, right, bottom = box
    shapes: list[Shape] = []
    if right > left:
        shapes.append(Rectangle(box, color.rgb, _border(color)))
    if _fits(color, box):
        ink, start = ink_on(color.rgb), left + _PAD
        shapes.append(Text((start, top + 16 + ASCENT * _LARGE), percent(color.share), _LARGE, ink))
        shapes += _upwards(color, start, bottom - 18, right - start - _PAD, ink)
    return shapes


def _fits(color: PaletteColor, box: Box) -> bool:
    room = box[2] - box[0] - 2 * _PAD
    names = [(name, _NAME) for name in _lines(_called(color), room)]
    texts = ((percent(color.share), _LARGE), (color.hex, _CODE), *names)
    return room >= max(width_of(text, size) for text, size in texts)


def _upwards(color: PaletteColor, left: float, base: float, room: float, ink: Color) -> list[Shape]:
    """Write the hex code and, above it, the name of a color."""
    shapes: list[Shape] = [Text((left, base), fitted(color.hex, _CODE, room), _CODE, ink)]
    for number, line in enumerate(reversed(_lines(_called(color), room))):
        at = (left, base - 25 - number * 26)
        shapes.append(Text(at, fitted(line, _NAME, room), _NAME, ink))
    return shapes


def _lines(name: str, room: float) -> list[str]:
    """Break a name in two if it is too wide."""
    first, _, rest = name.partition(" ")
    return [first, rest] if rest and width_of(name, _NAME) > room else [name]


def _called(color: PaletteColor) -> str:
    return color.label or color.description


def _second(color: PaletteColor) -> str:
    return f"{color.hex} · {color.description}" if color.label else color.hex


def _entry(color: PaletteColor) -> str:
    return f"{percent(color.share)} {_called(color)} · {color.hex}"


def _border(color: PaletteColor) -> tuple[int, int, int] | None:
    return LINE if color.oklch[0] > _PALE else None


def _nothing(box: Box) -> tuple[Shape, ...]:
    left, top, right, bottom = box
    at = ((left + right) / 2, (top + bottom) / 2 + 7)
    text = fitted(NOTHING, 20, right - left)
    return Rectangle(box, (240, 239, 235), LINE), Text(at, text, 20, QUIET, "middle")
