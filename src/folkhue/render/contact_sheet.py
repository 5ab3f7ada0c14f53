"""Contact sheets: the photographs that a search found, each with its shares and file name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

from folkhue._utils.progress import progress
from folkhue._utils.regular_file import real_path
from folkhue._utils.text import percent
from folkhue.errors import FolkhueError
from folkhue.images.photo import read_photo
from folkhue.render.name_swatches import RGB, draw_share_bar, swatch_by_name
from folkhue.render.photo_image import flattened
from folkhue.render.theme import BACKGROUND, FOREGROUND
from folkhue.table.color_table import ColorTable

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
"""Suffixes of the files that contact sheets are written to."""

COLUMNS = 5
"""Maximum number of photographs in a row."""

_CELL, _PICTURE, _GAP, _MARGIN, _BAR = 240, 200, 28, 32, 10
_MUTED = (118, 118, 122)


class Tile(Protocol):
    """A photograph on a contact sheet, with its shares of names and its score."""

    @property
    def path(self) -> Path:
        """The photograph."""

    @property
    def shares(self) -> dict[str, float]:
        """Name → share from 0 to 1, the largest first."""

    @property
    def score(self) -> float:
        """How well it matches the query."""


def check_sheet(path: Path, folder: Path) -> None:
    """Check, before a search, that its contact sheet can be written.

    Raises
    ------
    FolkhueError
        If the suffix is none of `SUFFIXES`, or the sheet would be among the photographs of the
        next search.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise FolkhueError(f"{path}: a contact sheet ends in {', '.join(SUFFIXES)}")
    if real_path(path).is_relative_to(real_path(folder)):
        raise FolkhueError(
            f"{path}: within {folder}, where the next search would find it; name another place"
        )


def contact_sheet(hits: Sequence[Tile], table: ColorTable, title: str) -> Image.Image:
    """Draw photographs in rows, the best match first.

    Parameters
    ----------
    hits : sequence of Tile
        At least one; `folkhue.search.hits.Hit` is such.
    table : ColorTable
        Its swatches are the colors of the shares.
    title : str

    Raises
    ------
    ImageError
        If a photograph cannot be read any more.
    """
    columns = min(COLUMNS, len(hits))
    rows = -(-len(hits) // columns)
    width = 2 * _MARGIN + columns * (_CELL + _GAP) - _GAP
    top, step = _MARGIN + 44, _PICTURE + 78
    sheet = Image.new("RGB", (width, top + rows * step + _MARGIN - 16), BACKGROUND)
    draw, swatches = ImageDraw.Draw(sheet), swatch_by_name(table)
    font = ImageFont.load_default(20)
    draw.text((_MARGIN, _MARGIN - 6), shortened(title, font, width - 2 * _MARGIN), FOREGROUND, font)
    with progress("contact sheet", len(hits)) as advance:
        for number, hit in enumerate(hits):
            row, column = divmod(number, columns)
            place = (_MARGIN + column * (_CELL + _GAP), top + row * step)
            _draw_hit(sheet, hit, swatches, place)
            advance(1)
    return sheet


def shortened(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float) -> str:
    """Replace the middle of a text by "…" so that it is at most `width` pixels wide."""
    kept = len(text)
    short = text
    while kept > 2 and font.getlength(short) > width:
        kept -= 1
        short = f"{text[: kept // 2]}…{text[len(text) - (kept - kept // 2) :]}"
    return short


def _draw_hit(
    sheet: Image.Image, hit: Tile, swatches: Mapping[str, RGB], place: tuple[int, int]
) -> None:
    left, top = place
    picture = _thumbnail(hit.path)
    # The lower edges of a row are aligned.
    sheet.paste(picture, (left + (_CELL - picture.width) // 2, top + _PICTURE - picture.height))
    draw, below = ImageDraw.Draw(sheet), top + _PICTURE + 10
    draw_share_bar(draw, hit.shares, swatches, (left, below, left + _CELL, below + _BAR), _MUTED)
    font, small = ImageFont.load_default(14), ImageFont.load_default(12)
    score = f"{hit.score:.2f}"
    room = _CELL - font.getlength(score) - 10
    draw.text((left, below + _BAR + 6), shortened(hit.path.name, font, room), FOREGROUND, font)
    draw.text((left + _CELL, below + _BAR + 6), score, _MUTED, font, anchor="ra")
    named = ", ".join(f"{name} {percent(share)}" for name, share in [*hit.shares.items()][:3])
    draw.text((left, below + _BAR + 25), shortened(named, small, _CELL), _MUTED, small)


def _thumbnail(path: Path) -> Image.Image:
    picture = flattened(read_photo(path))
    picture.thumbnail((_CELL, _PICTURE), Image.Resampling.LANCZOS)
    return picture
