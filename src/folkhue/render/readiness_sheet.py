"""A sheet of thumbnails of each color name's photographs: what its tag is about, at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from folkhue.color.vocabulary import ColorTerm
from folkhue.images.photo import read_photo
from folkhue.render.photo_image import flattened
from folkhue.render.theme import BACKGROUND, BORDER, FOREGROUND, MUTED

SIDE, GAP, MARGIN, HEAD, SWATCH = 96, 8, 16, 150, 20
"""Pixels of a thumbnail, between thumbnails, around all, of a row's head, and of its swatch."""


def readiness_sheet(
    rows: Mapping[ColorTerm, Sequence[Path]], numbers: Mapping[str, int], columns: int
) -> Image.Image:
    """Draw a row for each color name: its swatch, its number of photographs, and some of them.

    Parameters
    ----------
    rows : mapping of ColorTerm to sequence of path
        Photographs of each; at most `columns` are drawn.
    numbers : mapping of str to int
        Name → how many photographs it has.
    columns : int
    """
    step = SIDE + GAP
    width = 2 * MARGIN + HEAD + columns * step - GAP
    sheet = Image.new("RGB", (width, 2 * MARGIN + len(rows) * step - GAP), BACKGROUND)
    for place, (term, paths) in enumerate(rows.items()):
        top = MARGIN + place * step
        _draw_head(ImageDraw.Draw(sheet), term, numbers[term.name], top)
        for column, path in enumerate(paths[:columns]):
            sheet.paste(_thumbnail(path), (MARGIN + HEAD + column * step, top))
    return sheet


def _draw_head(draw: ImageDraw.ImageDraw, term: ColorTerm, number: int, top: int) -> None:
    box = (MARGIN, top, MARGIN + SWATCH - 1, top + SIDE - 1)
    draw.rectangle(box, term.swatch, outline=BORDER)
    left = MARGIN + SWATCH + 10
    draw.text((left, top + 26), term.name[:14], FOREGROUND, ImageFont.load_default(16))
    draw.text((left, top + 50), f"{number:,}", MUTED, ImageFont.load_default(14))


def _thumbnail(path: Path) -> Image.Image:
    """Cut a square from the middle of a photograph, and shrink it."""
    picture = flattened(read_photo(path))
    side = min(picture.size)
    left, top = ((length - side) // 2 for length in picture.size)
    square = (left, top, left + side, top + side)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS, square)
