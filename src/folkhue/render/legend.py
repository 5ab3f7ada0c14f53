"""Photographs recolored by the names of their pixels, with a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

from folkhue._utils.text import percent
from folkhue.images.photo import Photo
from folkhue.render.name_swatches import draw_share_bar, swatch_by_name
from folkhue.render.photo_image import flattened
from folkhue.render.theme import BACKGROUND, FOREGROUND
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

_GAP = 8  # between the photographs, and above the legend
_BAR = 14  # height of the bar of shares
_LINE = 24  # height of a line of entries
_SWATCH = 18  # side of the swatch before a name
_INDENT = 24  # from the swatch to the name


def before_and_after(photo: Photo, table: ColorTable) -> Image.Image:
    """Draw a photograph and its recolored copy side by side, with a legend below."""
    before = flattened(photo)
    named = NameMap.from_photo(photo, table)
    after = named.image().convert("RGBA")
    width, height = before.size
    key = legend(named.shares(), table, 2 * width + _GAP)
    sheet = Image.new("RGB", (key.width, height + _GAP + key.height), BACKGROUND)
    sheet.paste(before, (0, 0))
    sheet.paste(after, (width + _GAP, 0), after)
    sheet.paste(key, (0, height + _GAP))
    return sheet


def legend(shares: Mapping[str, float], table: ColorTable, width: int) -> Image.Image:
    """Draw a bar of shares and, below it, each swatch with its name and percentage."""
    swatches, font = swatch_by_name(table), ImageFont.load_default(15)
    texts = [f"{name} {percent(share)}" for name, share in shares.items()]
    positions = _flow([_INDENT + round(font.getlength(text)) + 16 for text in texts], width)
    bottom = positions[-1][1] if positions else _LINE
    picture = Image.new("RGB", (width, bottom + 26), BACKGROUND)
    draw = ImageDraw.Draw(picture)
    draw_share_bar(draw, shares, swatches, (0, 0, width, _BAR), FOREGROUND)
    for name, text, (x, y) in zip(shares, texts, positions, strict=True):
        box = (x, y + 2, x + _SWATCH - 1, y + 1 + _SWATCH)
        draw.rectangle(box, fill=swatches[name], outline=FOREGROUND)
        draw.text((x + _INDENT, y + 1), text, fill=FOREGROUND, font=font)
    return picture


def _flow(widths: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Place entries in lines no wider than `width`; return the left upper corner of each."""
    positions, x, y = [], 0, _LINE
    for needed in widths:
        if x and x + needed > width:
            x, y = 0, y + _LINE
        positions.append((x, y))
        x += needed
    return positions
