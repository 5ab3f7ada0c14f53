"""Photographs with their palettes: cards, mood boards and regions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from folkhue.color.contrast import BLACK, WHITE
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette
from folkhue.render.checkerboard import on_checkerboard
from folkhue.render.photo_image import photo_image
from folkhue.render.pictures.scene import Picture, Rectangle, Scene, Shape, Text
from folkhue.render.pictures.swatch_layout import (
    MARGIN,
    TITLE,
    WIDTH,
    alt_text,
    list_of,
    proportions,
    row,
    swatches,
)
from folkhue.render.pictures.typesetting import ASCENT, fitted
from folkhue.render.theme import BACKGROUND, FOREGROUND

_INNER = WIDTH - 2 * MARGIN
_MAX_HEIGHT = 900  # of a photograph next to its palette
_COLUMN = 400  # width of a column of that palette
_MAX_ROWS = 14  # colors of a column; each has room for two lines of text
_RATIOS = (0.4, 3.5)  # width to height; photographs on a mood board are cropped to this range
_GAP = 10
_BAR = 16  # height of a bar without text
_RATIO_OF_ROW = 4.2  # width to height of a row of a mood board: about three photographs


def card(photo: Photo, palette: Palette) -> Scene:
    """Draw a photograph with its palette, below it if it is wide, else next to it."""
    height, width = photo.opaque.shape
    return _wide(photo, palette) if width > 1.1 * height else _tall(photo, palette)


def moodboard(photos: Sequence[Photo], palette: Palette) -> Scene:
    """Draw photographs in rows, with their common palette."""
    pictures, end = _rows([_shown(photo) for photo in photos])
    block, bottom = _below(palette, end)
    foot, bottom = _foot(palette.title, bottom, _INNER)
    shapes = (*pictures, *block, *foot)
    return Scene(WIDTH, round(bottom + MARGIN), shapes, title=alt_text(palette))


def region_card(photo: Photo, parts: Sequence[tuple[NDArray[np.bool_], Palette]]) -> Scene:
    """Draw a photograph with numbered and outlined regions, and the palette of each.

    Parameters
    ----------
    photo : Photo
    parts : sequence of (ndarray of bool, Palette)
        The mask of a region, of the photograph's shape or a smaller one of the same aspect
        ratio, and its palette, whose title is that of the region.
    """
    shown = _shown(photo)
    width, height = _within(shown.size, _INNER, _MAX_HEIGHT)
    outlined, marks = _outlined(shown.resize((width, height)), [mask for mask, _ in parts])
    left = MARGIN + (_INNER - width) // 2
    shapes: list[Shape] = [Picture((left, MARGIN, left + width, MARGIN + height), outlined)]
    for number, (x, y) in enumerate(marks, 1):
        shapes += _mark(number, (left + x, MARGIN + y))
    top: float = MARGIN + height + 34
    for number, (_, palette) in enumerate(parts, 1):
        block, top = _of_region(number, palette, top)
        shapes += block
    title = "; ".join(alt_text(palette) for _, palette in parts)
    return Scene(WIDTH, round(top + MARGIN - 30), tuple(shapes), title=title)


def _wide(photo: Photo, palette: Palette) -> Scene:
    shown = _shown(photo)
    height = max(1, round(_INNER * shown.height / shown.width))
    end = MARGIN + height
    picture = Picture((MARGIN, MARGIN, WIDTH - MARGIN, end), shown)
    block, bottom = _below(palette, end)
    foot, bottom = _foot(palette.title, bottom, _INNER)
    shapes = (picture, *block, *foot)
    return Scene(WIDTH, round(bottom + MARGIN), shapes, title=alt_text(palette))


def _tall(photo: Photo, palette: Palette) -> Scene:
    shown = _shown(photo)
    width = max(1, round(_MAX_HEIGHT * shown.width / shown.height))
    right, bottom = MARGIN + width, MARGIN + _MAX_HEIGHT
    picture = Picture((MARGIN, MARGIN, right, bottom), shown)
    left = right + _GAP
    end = left + _COLUMN * max(1, -(-len(palette) // _MAX_ROWS))
    block = _columns(palette, (left, MARGIN, end, bottom))
    foot, lowest = _foot(palette.title, bottom, end - MARGIN)
    size = end + MARGIN, round(lowest + MARGIN)
    return Scene(*size, (picture, *block, *foot), title=alt_text(palette))


def _below(palette: Palette, top: float) -> tuple[list[Shape], float]:
    """Draw swatches and a bar of their shares, below `top`; return their lower end."""
    left, right = MARGIN, WIDTH - MARGIN
    block, end = swatches(palette.colors, (left, top + _GAP, right, top), 150)
    bar = proportions(palette, (left, end + _GAP, right, end + _GAP + _BAR))
    return [*block, *bar], end + (_GAP + _BAR if bar else 0)


def _columns(palette: Palette, box: tuple[int, int, int, int]) -> list[Shape]:
    left, top, right, bottom = box
    if not len(palette):
        return swatches((), box, bottom - top)[0]
    shapes: list[Shape] = []
    for part in np.array_split(np.arange(len(palette)), (right - left) // _COLUMN):
        edges = np.rint(np.linspace(top, bottom, len(part) + 1)).tolist()
        for number, (start, end) in zip(part, pairwise(edges), strict=True):
            shapes += row(palette.colors[number], (left, start, left + _COLUMN, end))
        left += _COLUMN
    return shapes


def _foot(title: str, top: float, width: float) -> tuple[list[Shape], float]:
    text = fitted(title, TITLE - 6, width)
    if not text:
        return [], top
    size = TITLE - 6
    return [Text((MARGIN, top + 22 + ASCENT * size), text, size)], top + 22 + size - 6


def _shown(photo: Photo) -> Image.Image:
    image = photo_image(photo)
    largest = 2 * WIDTH
    if max(image.size) > largest:
        image.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=3)
    return image if image.mode == "RGB" else on_checkerboard(image)


def _rows(images: Sequence[Image.Image]) -> tuple[list[Picture], float]:
    """Arrange images in rows of the width of the board, in order; return their lower end."""
    ratios = np.clip([image.width / image.height for image in images], *_RATIOS)
    number = max(1, round(float(ratios.sum()) / _RATIO_OF_ROW))
    middles = np.cumsum(ratios) - ratios / 2
    rows = (middles / ratios.sum() * number).astype(int)
    pictures: list[Picture] = []
    top = MARGIN
    for each in np.unique(rows).tolist():
        chosen = np.flatnonzero(rows == each).tolist()
        pictures += _in_row([images[n] for n in chosen], ratios[chosen], top)
        top = int(pictures[-1].box[3]) + _GAP
    return pictures, top - _GAP


def _in_row(images: Sequence[Image.Image], ratios: NDArray[np.float64], top: int) -> list[Picture]:
    room = _INNER - _GAP * (len(images) - 1)
    height = round(room / ratios.sum())
    edges = np.rint(room * np.cumsum([0, *ratios]) / ratios.sum()).astype(int).tolist()
    pictures = []
    for place, (image, (start, end)) in enumerate(zip(images, pairwise(edges), strict=True)):
        left = MARGIN + start + place * _GAP
        cut = ImageOps.fit(image, (end - start, height), Image.Resampling.LANCZOS)
        pictures.append(Picture((left, top, left + end - start, top + height), cut))
    return pictures


def _within(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    scale = min(width / size[0], height / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _outlined(
    image: Image.Image, masks: Sequence[NDArray[np.bool_]]
) -> tuple[Image.Image, list[tuple[float, float]]]:
    """Draw boundaries, white with a dark edge; return the pixel nearest to each centroid."""
    border = np.zeros(image.size[::-1], bool)
    marks = []
    for mask in masks:
        scaled = np.asarray(Image.fromarray(mask).resize(image.size, Image.Resampling.NEAREST))
        border |= _edge(scaled)
        marks.append(_middle(scaled))
    pixels = np.array(image)
    white = _wider(border)
    pixels[_wider(white)] = BLACK
    pixels[white] = WHITE
    return Image.fromarray(pixels), marks


def _edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    edge = np.zeros_like(mask)
    edge[:, 1:] |= mask[:, 1:] != mask[:, :-1]
    edge[1:] |= mask[1:] != mask[:-1]
    return edge


def _wider(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    return wide


def _middle(mask: NDArray[np.bool_]) -> tuple[float, float]:
    y, x = np.nonzero(mask)
    if not len(x):
        return 0.0, 0.0
    nearest = np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2)
    return float(x[nearest]), float(y[nearest])


def _mark(number: int, at: tuple[float, float]) -> list[Shape]:
    x, y = at
    box = (x - 18, y - 18, x + 18, y + 18)
    return [
        Rectangle(box, BACKGROUND, FOREGROUND),
        Text((x, y + 7), str(number), 20, FOREGROUND, "middle"),
    ]


def _of_region(number: int, palette: Palette, top: float) -> tuple[list[Shape], float]:
    text = fitted(" ".join((f"{number}", palette.title)).strip(), 22, _INNER)
    title = Text((MARGIN, top + ASCENT * 22), text, 22)
    bar = proportions(palette, (MARGIN, top + 30, WIDTH - MARGIN, top + 62))
    below, end = list_of(palette.colors, MARGIN, top + 76, _INNER, 18)
    return [title, *bar, *below], end + 34
