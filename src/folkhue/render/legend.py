"""Photographs repainted in the colors that their pixels are called."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from folkhue._utils.text import percent
from folkhue.color.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH
from folkhue.images.photo import Photo
from folkhue.render.theme import INK, PAPER
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap


def before_and_after(photo: Photo, table: ColorTable) -> Image.Image:
    """Set a photograph and its repainted self side by side, with a legend below."""
    before = Image.fromarray(np.where(photo.opaque[..., None], photo.rgb, PAPER).astype(np.uint8))
    named = NameMap.from_photo(photo, table)
    after = named.image().convert("RGBA")
    gap, (width, height) = 8, before.size
    key = legend(named.shares(), table, 2 * width + gap)
    sheet = Image.new("RGB", (2 * width + gap, height + gap + key.height), PAPER)
    sheet.paste(before, (0, 0))
    sheet.paste(after, (width + gap, 0), after)
    sheet.paste(key, (0, height + gap))
    return sheet


def legend(shares: dict[str, float], table: ColorTable, width: int) -> Image.Image:
    """Draw a bar of shares and, below it, each swatch with its name and percentage."""
    paint = dict(zip(table.terms, table.swatches, strict=True)) | {UNNAMED_NAME: UNNAMED_SWATCH}
    font = ImageFont.load_default(15)
    entries = [(name, f"{name} {percent(share)}") for name, share in shares.items()]
    places, x, y = [], 0, 24
    for _, text in entries:
        needed = 24 + round(font.getlength(text)) + 16
        if x and x + needed > width:
            x, y = 0, y + 24
        places.append((x, y))
        x += needed
    picture = Image.new("RGB", (width, y + 26), PAPER)
    draw = ImageDraw.Draw(picture)
    edges = np.rint(np.cumsum([0.0, *shares.values()]) * width).astype(int).tolist()
    for name, left, right in zip(shares, edges, edges[1:], strict=False):
        if right > left:
            draw.rectangle((left, 0, right - 1, 13), fill=paint[name])
    draw.rectangle((0, 0, width - 1, 13), outline=INK)
    for (name, text), (x, y) in zip(entries, places, strict=True):
        draw.rectangle((x, y + 2, x + 17, y + 19), fill=paint[name], outline=INK)
        draw.text((x + 24, y + 1), text, fill=INK, font=font)
    return picture
