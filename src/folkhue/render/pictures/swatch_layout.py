"""Swatches with names, shares and hex codes: as a bar, as a strip, and as parts of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from folkhue._utils.text import percent
from folkhue.color.contrast import text_color_on
from folkhue.palettes.palette import Palette, PaletteColor
from folkhue.render.pictures.scene import Box, Color, Rectangle, Scene, Shape, Text
from folkhue.render.pictures.typesetting import ASCENT, fitted, width_of
from folkhue.render.theme import BORDER, MUTED

WIDTH = 1200
MARGIN = 40
TITLE = 30
"""Font size of a title."""

NO_COLORS = "Every pixel is transparent"

_MAX_COLUMNS = 6  # swatches in a row
_PAD = 14  # around the text on a swatch
_NAME, _CODE, _LARGE = 21, 18, 28  # font sizes
_PALE = 1.0 - 0.1  # OKLab lightness above which a swatch needs a border on the background


def bar(palette: Palette, width: int = WIDTH) -> Scene:
    """Draw a bar of shares; names that do not fit into it are listed below."""
    inner = width - 2 * MARGIN
    head, top = heading(palette.title, MARGIN, MARGIN, inner)
    box = (MARGIN, top, width - MARGIN, top + 150)
    parts = list(_parts(palette, box))
    outside = [color for color, part in parts if not _fits(color, part)]
    written = [shape for color, part in parts for shape in _part(color, part)]
    below, end = list_of(outside, MARGIN, box[3] + 26, inner) if outside else ([], box[3])
    shapes = (*head, *(written or _nothing(box)), *below)
    return Scene(width, round(end + MARGIN), shapes, title=alt_text(palette))


def strip(palette: Palette, width: int = WIDTH) -> Scene:
    """Draw swatches of equal size with names and hex codes."""
    head, top = heading(palette.title, MARGIN, MARGIN, width - 2 * MARGIN)
    block, end = swatches(palette.colors, (MARGIN, top, width - MARGIN, top), 190, gap=10)
    shapes = (*head, *block)
    return Scene(width, round(end + MARGIN), shapes, title=alt_text(palette))


def heading(title: str, left: float, top: float, width: float) -> tuple[list[Shape], float]:
    """Draw a title, if there is one; return the top of what comes below it."""
    text = fitted(title, TITLE, width)
    if not text:
        return [], top
    return [Text((left, top + ASCENT * TITLE), text, TITLE)], top + 1.6 * TITLE


def alt_text(palette: Palette) -> str:
    """Describe a palette for people who cannot see it."""
    colors = ", ".join(f"{percent(c.share)} {c.description} {c.hex}" for c in palette.colors)
    return ": ".join(filter(None, (palette.title, colors or NO_COLORS)))


def swatches(
    colors: Sequence[PaletteColor], box: Box, height: float, gap: float = 0
) -> tuple[list[Shape], float]:
    """Draw rows of swatches with text; return their lower end.

    Parameters
    ----------
    colors : sequence of PaletteColor
    box : tuple of float
        Its lower edge is not used.
    height : float
        Of a row.
    gap : float
        Between swatches.
    """
    left, top, right, _ = box
    if not colors:
        return list(_nothing((left, top, right, top + height))), top + height
    shapes: list[Shape] = []
    rows = -(-len(colors) // _MAX_COLUMNS)
    for row in np.array_split(np.arange(len(colors)), rows):
        edges = np.rint(np.linspace(left, right + gap, len(row) + 1)).tolist()
        for number, (start, end) in zip(row, pairwise(edges), strict=True):
            shapes += swatch(colors[number], (start, top, end - gap, top + height))
        top += height + gap
    return shapes, top - gap


def swatch(color: PaletteColor, box: Box) -> list[Shape]:
    """Draw a swatch with share, name and hex code on it."""
    left, top, right, bottom = box
    ink, room = text_color_on(color.rgb), right - left - 2 * _PAD
    share = Text((left + _PAD, top + 13 + ASCENT * _CODE), percent(color.share), _CODE, ink)
    words = _upwards(color, left + _PAD, bottom - 17, room, ink)
    return [Rectangle(box, color.rgb, border(color)), share, *words]


def row(color: PaletteColor, box: Box) -> list[Shape]:
    """Draw a swatch with name and hex code on the left and the share on the right."""
    left, top, right, bottom = box
    pad, ink, middle = 18, text_color_on(color.rgb), (top + bottom) / 2
    share = Text((right - pad, middle + 7), percent(color.share), 20, ink, "end")
    room = share.box[0] - left - 2 * pad
    name, small = fitted(_called(color), 22, room), fitted(_second(color), 18, room)
    shapes: list[Shape] = [Rectangle(box, color.rgb, border(color)), share]
    if bottom - top < 62:
        return [*shapes, Text((left + pad, middle + 7), name, 22, ink)]
    shapes.append(Text((left + pad, middle - 4), name, 22, ink))
    shapes.append(Text((left + pad, middle + 22), small, 18, ink))
    return shapes


def proportions(palette: Palette, box: Box) -> list[Shape]:
    """Draw a bar of shares without text."""
    return [Rectangle(part, color.rgb, border(color)) for color, part in _parts(palette, box)]


def list_of(
    colors: Sequence[PaletteColor], left: float, top: float, width: float, size: int = 20
) -> tuple[list[Shape], float]:
    """List colors in columns, each with a small swatch; return the lower end."""
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
        shapes.append(Rectangle((x, y, x + side, y + side), color.rgb, BORDER))
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
        shapes.append(Rectangle(box, color.rgb, border(color)))
    if _fits(color, box):
        ink, start = text_color_on(color.rgb), left + _PAD
        shapes.append(Text((start, top + 16 + ASCENT * _LARGE), percent(color.share), _LARGE, ink))
        shapes += _upwards(color, start, bottom - 18, right - start - _PAD, ink)
    return shapes


def _fits(color: PaletteColor, box: Box) -> bool:
    room = box[2] - box[0] - 2 * _PAD
    names = [(name, _NAME) for name in _lines(_called(color), room)]
    texts = ((percent(color.share), _LARGE), (color.hex, _CODE), *names)
    return room >= max(width_of(text, size) for text, size in texts)


def _upwards(color: PaletteColor, left: float, base: float, room: float, ink: Color) -> list[Shape]:
    """Draw the hex code of a color and, above it, its name."""
    shapes: list[Shape] = [Text((left, base), fitted(color.hex, _CODE, room), _CODE, ink)]
    for number, line in enumerate(reversed(_lines(_called(color), room))):
        at = (left, base - 25 - number * 26)
        shapes.append(Text(at, fitted(line, _NAME, room), _NAME, ink))
    return shapes


def _lines(name: str, room: float) -> list[str]:
    """Break a name into two lines if it is too wide."""
    first, _, rest = name.partition(" ")
    return [first, rest] if rest and width_of(name, _NAME) > room else [name]


def _called(color: PaletteColor) -> str:
    return color.label or color.description


def _second(color: PaletteColor) -> str:
    return f"{color.hex} · {color.description}" if color.label else color.hex


def _entry(color: PaletteColor) -> str:
    return f"{percent(color.share)} {_called(color)} · {color.hex}"


def border(color: PaletteColor) -> tuple[int, int, int] | None:
    """Return the color of the line around a swatch that is hardly seen without."""
    return BORDER if color.oklch[0] > _PALE else None


def _nothing(box: Box) -> tuple[Shape, ...]:
    left, top, right, bottom = box
    at = ((left + right) / 2, (top + bottom) / 2 + 7)
    text = fitted(NO_COLORS, 20, right - left)
    return Rectangle(box, (240, 239, 235), BORDER), Text(at, text, 20, MUTED, "middle")
