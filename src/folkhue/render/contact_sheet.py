"""Contact sheets: photographs that were found, each with its shares and its path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from folkhue._utils.progress import progress
from folkhue._utils.text import percent
from folkhue.color.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH
from folkhue.errors import FolkhueError
from folkhue.images.photo import read_photo
from folkhue.render.theme import INK, PAPER
from folkhue.table.color_table import ColorTable

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
"""How the file names of contact sheets end."""

COLUMNS = 5
"""Photographs in a row, at most."""

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
        """How well it fits what was searched for."""


def check_sheet(path: Path, folder: Path) -> None:
    """Make sure, before any work, that a contact sheet can be written.

    Raises
    ------
    FolkhueError
        If the suffix is unknown, or the next search would find the sheet.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise FolkhueError(f"{path}: a contact sheet ends in {', '.join(SUFFIXES)}")
    if path.resolve().is_relative_to(folder.resolve()):
        raise FolkhueError(
            f"{path}: within {folder}, where the next search would find it; name another place"
        )


def contact_sheet(hits: Sequence[Tile], table: ColorTable, title: str) -> Image.Image:
    """Draw photographs in rows, the best first.

    Parameters
    ----------
    hits : sequence of Tile
        At least one; `folkhue.search.index.Hit` is such.
    table : ColorTable
        Its swatches paint the shares.
    title : str

    Raises
    ------
    ImageError
        If a photograph can no longer be read.
    """
    columns = min(COLUMNS, len(hits))
    rows = -(-len(hits) // columns)
    width = 2 * _MARGIN + columns * (_CELL + _GAP) - _GAP
    top, step = _MARGIN + 44, _PICTURE + 78
    sheet = Image.new("RGB", (width, top + rows * step + _MARGIN - 16), PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(20)
    draw.text((_MARGIN, _MARGIN - 6), shortened(title, font, width - 2 * _MARGIN), INK, font)
    with progress("contact sheet", len(hits)) as advance:
        for number, hit in enumerate(hits):
            row, column = divmod(number, columns)
            place = (_MARGIN + column * (_CELL + _GAP), top + row * step)
            _draw_hit(sheet, hit, table, place)
            advance(1)
    return sheet


def shortened(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float) -> str:
    """Cut a text's middle out, so that it is no wider than `width` pixels."""
    kept = len(text)
    short = text
    while kept > 2 and font.getlength(short) > width:
        kept -= 1
        short = f"{text[: kept // 2]}…{text[len(text) - (kept - kept // 2) :]}"
    return short


def _draw_hit(sheet: Image.Image, hit: Tile, table: ColorTable, place: tuple[int, int]) -> None:
    left, top = place
    picture = _thumbnail(hit.path)
    # All stand on one line, as prints do on a shelf.
    sheet.paste(picture, (left + (_CELL - picture.width) // 2, top + _PICTURE - picture.height))
    draw, below = ImageDraw.Draw(sheet), top + _PICTURE + 10
    _draw_shares(draw, hit.shares, table, (left, below))
    font, small = ImageFont.load_default(14), ImageFont.load_default(12)
    score = f"{hit.score:.2f}"
    room = _CELL - font.getlength(score) - 10
    draw.text((left, below + _BAR + 6), shortened(hit.path.name, font, room), INK, font)
    draw.text((left + _CELL, below + _BAR + 6), score, _MUTED, font, anchor="ra")
    named = ", ".join(f"{name} {percent(share)}" for name, share in [*hit.shares.items()][:3])
    draw.text((left, below + _BAR + 25), shortened(named, small, _CELL), _MUTED, small)


def _draw_shares(
    draw: ImageDraw.ImageDraw, shares: dict[str, float], table: ColorTable, place: tuple[int, int]
) -> None:
    paint = dict(zip(table.terms, table.swatches, strict=True)) | {UNNAMED_NAME: UNNAMED_SWATCH}
    left, top = place
    edges = np.rint(np.cumsum([0.0, *shares.values()]) * _CELL).astype(int).tolist()
    for name, start, end in zip(shares, edges, edges[1:], strict=False):
        if end > start:
            draw.rectangle((left + start, top, left + end - 1, top + _BAR - 1), paint[name])
    draw.rectangle((left, top, left + _CELL - 1, top + _BAR - 1), outline=_MUTED)


def _thumbnail(path: Path) -> Image.Image:
    photo = read_photo(path)
    shown = np.where(photo.opaque[..., None], photo.rgb, PAPER).astype(np.uint8)
    picture = Image.fromarray(shown)
    picture.thumbnail((_CELL, _PICTURE), Image.Resampling.LANCZOS)
    return picture
