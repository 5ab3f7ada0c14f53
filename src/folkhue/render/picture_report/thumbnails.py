"""Thumbnails of pictures: drawn on a map of two dimensions, and in rows on a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from folkhue.images.photo import read_photo
from folkhue.render.contact_sheet import shortened
from folkhue.render.photo_image import flattened
from folkhue.render.theme import BACKGROUND, BORDER, FOREGROUND, MUTED

RGB = tuple[int, int, int]

MAP_SIDE = 1800
"""Width and height of a map in pixels."""

MAP_THUMBNAIL = 44
"""Longest side of a thumbnail on a map."""

SHEET_THUMBNAIL = 120
"""Longest side of a thumbnail on a sheet."""

PER_ROW = 10
"""Pictures in a row of a long list."""

_MIN_PIXELS = 4 * SHEET_THUMBNAIL**2  # a large JPEG need not be decoded at full size
_MARGIN, _GAP, _HEAD, _CAPTION, _FRAME = 28, 12, 40, 34, 3


def read_thumbnail(path: Path, side: int) -> Image.Image:
    """Read a picture at a small size, with the background color where it is transparent.

    Raises
    ------
    ImageError
        If it cannot be read.
    """
    image = flattened(read_photo(path, min_pixels=_MIN_PIXELS))
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


@dataclass(frozen=True)
class Shown:
    """A picture on a sheet.

    Attributes
    ----------
    path : path
    above, below : str
        Two short lines below it.
    color : str
        Name of the color of its frame; empty for none.
    """

    path: Path
    above: str = ""
    below: str = ""
    color: str = ""


def doubtful(rows: pd.DataFrame, paths: Mapping[str, Path]) -> list[Shown]:
    """Show pictures that are predicted to have another color than their label.

    Parameters
    ----------
    rows : DataFrame
        ``id``, ``label`` and ``predicted`` of each.
    paths : mapping of str to path
        Id → file.
    """
    return [
        Shown(
            paths[row["id"]],
            f"tagged {row['label']}",
            f"looks {row['predicted']}",
            row["label"],
        )
        for row in rows.to_dict("records")
    ]


def in_rows(title: str, shown: Sequence[Shown]) -> dict[str, Sequence[Shown]]:
    """Divide pictures into rows, each with the title and the numbers of its pictures."""
    parts = [shown[start : start + PER_ROW] for start in range(0, len(shown), PER_ROW)]
    return {
        f"{title} {PER_ROW * number + 1} to {PER_ROW * number + len(part)}": part
        for number, part in enumerate(parts)
    }


def draw_sheet(
    rows: Mapping[str, Sequence[Shown | None]], swatches: Mapping[str, RGB]
) -> Image.Image:
    """Draw rows of pictures, each row under its title; None leaves a place free."""
    step = SHEET_THUMBNAIL + _GAP
    columns = max([len(row) for row in rows.values()], default=0)
    height = _HEAD + SHEET_THUMBNAIL + _CAPTION + _GAP
    size = (2 * _MARGIN + max(columns, 4) * step - _GAP, 2 * _MARGIN + len(rows) * height)
    sheet = Image.new("RGB", size, BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    for number, (title, row) in enumerate(rows.items()):
        top = _MARGIN + number * height
        draw.text((_MARGIN, top), title, FOREGROUND, _font(18))
        for column, shown in enumerate(row):
            if shown:
                _draw_shown(sheet, shown, (_MARGIN + column * step, top + _HEAD), swatches)
    return sheet


def _draw_shown(
    sheet: Image.Image, shown: Shown, place: tuple[int, int], swatches: Mapping[str, RGB]
) -> None:
    left, top = place
    draw = ImageDraw.Draw(sheet)
    picture = read_thumbnail(shown.path, SHEET_THUMBNAIL - 2 * _FRAME)
    corner = (
        left + (SHEET_THUMBNAIL - picture.width) // 2,
        top + SHEET_THUMBNAIL - _FRAME - picture.height,
    )
    _frame(draw, picture, corner, swatches.get(shown.color, BACKGROUND))
    sheet.paste(picture, corner)
    for line, (text, color) in enumerate(((shown.above, FOREGROUND), (shown.below, MUTED))):
        font = _font(12)
        where = (left, top + SHEET_THUMBNAIL + 4 + 15 * line)
        draw.text(where, shortened(text, font, SHEET_THUMBNAIL), color, font)


def _frame(
    draw: ImageDraw.ImageDraw, picture: Image.Image, corner: tuple[int, int], color: RGB
) -> None:
    left, top = corner[0] - _FRAME, corner[1] - _FRAME
    right, bottom = corner[0] + picture.width + _FRAME - 1, corner[1] + picture.height + _FRAME - 1
    line = BORDER if max(color) > 230 and color != BACKGROUND else color
    draw.rectangle((left, top, right, bottom), color, line)


def draw_map(
    places: NDArray[np.floating],
    paths: Sequence[Path],
    labels: Sequence[str],
    swatches: Mapping[str, RGB],
) -> Image.Image:
    """Draw pictures where an embedding places them, framed in the color of their label.

    A picture that would cover an earlier one is a dot in the color of its label.

    Parameters
    ----------
    places : ndarray of float, shape (pictures, 2)
        In any unit.
    paths : sequence of path
    labels : sequence of str
    swatches : mapping of str to (int, int, int)
    """
    sheet = Image.new("RGB", (MAP_SIDE, MAP_SIDE), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    at = _in_pixels(places)
    drawn = _apart(at)
    for (x, y), label, is_drawn in zip(at.tolist(), labels, drawn, strict=True):
        if not is_drawn:
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), swatches[label], BORDER)
    for (x, y), path, label, is_drawn in zip(at.tolist(), paths, labels, drawn, strict=True):
        if is_drawn:
            picture = read_thumbnail(path, MAP_THUMBNAIL)
            corner = (x - picture.width // 2, y - picture.height // 2)
            _frame(draw, picture, corner, swatches[label])
            sheet.paste(picture, corner)
    return sheet


def _in_pixels(places: NDArray[np.floating]) -> NDArray[np.int_]:
    """Scale places to a map, with a margin."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = MAP_SIDE - 2 * MAP_THUMBNAIL
    span = np.where(high > low, high - low, 1)
    return np.asarray(np.rint(MAP_THUMBNAIL + room * (places - low) / span), int)


def _apart(at: NDArray[np.int_]) -> list[bool]:
    """Choose, in order, those whose thumbnails cover no earlier one."""
    chosen: list[NDArray[np.int_]] = []
    apart = MAP_THUMBNAIL + 2 * _FRAME
    found = []
    for place in at:
        free = not chosen or bool((np.abs(np.array(chosen) - place).max(axis=1) >= apart).all())
        found.append(free)
        if free:
            chosen.append(place)
    return found


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
