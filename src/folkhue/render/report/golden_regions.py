"""Pictures of hand-labeled regions, with their names and without."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region

_TILE, _CAPTION, _COLUMNS = 320, 20, 5


def draw_regions(golden: GoldenPhoto, zoom: int) -> Image.Image:
    """Draw an enlarged photograph with outlined, numbered and named regions."""
    picture = Image.fromarray(golden.read().rgb)
    picture = picture.resize((picture.width * zoom, picture.height * zoom))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(6 + 4 * zoom)
    for number, region in enumerate(golden.regions):
        corners = [(x * zoom, y * zoom) for x, y in region.points]
        _outline(pen, corners)
        text = f"{number} {'/'.join(region.names)}"
        xs, ys = zip(*corners, strict=True)
        at, anchor = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), "mm"
        if font.getlength(text) > (max(xs) - min(xs)) / 1.5:  # it would hide a small region
            leftwards = max(xs) + font.getlength(text) > picture.width
            at = (min(xs) - 3 if leftwards else max(xs) + 3, at[1])
            anchor = "rm" if leftwards else "lm"
        pen.rectangle(pen.textbbox(at, text, font=font, anchor=anchor), fill="white")
        pen.text(at, text, font=font, anchor=anchor, fill="black")
    return picture


def bare_sheet(tiles: Sequence[tuple[str, Photo, Region]]) -> Image.Image:
    """Draw outlined regions in their surroundings, without names.

    Parameters
    ----------
    tiles : sequence of (str, Photo, Region)
        Caption, photograph, and region.
    """
    rows = -(-len(tiles) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _TILE, rows * (_TILE + _CAPTION)), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for place, (caption, photo, region) in enumerate(tiles):
        left, top = place % _COLUMNS * _TILE, place // _COLUMNS * (_TILE + _CAPTION)
        pen.text((left + 4, top), caption, font=font, fill="black")
        sheet.paste(surroundings(photo, region, _TILE - 6), (left, top + _CAPTION))
    return sheet


def surroundings(photo: Photo, region: Region, side: int) -> Image.Image:
    """Crop an outlined region and its surroundings, enlarged to `side` pixels."""
    picture = Image.fromarray(photo.rgb)
    xs, ys = zip(*region.points, strict=True)
    sides = sorted((max(xs) - min(xs), max(ys) - min(ys)))
    reach = max(min(sides[1], 4 * sides[0]), 40)  # of a long strip only a part
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    left, top = (round(max(0, at - reach)) for at in middle)
    right = round(min(picture.width, middle[0] + reach))
    bottom = round(min(picture.height, middle[1] + reach))
    zoom = side / max(right - left, bottom - top)
    size = (max(1, round((right - left) * zoom)), max(1, round((bottom - top) * zoom)))
    tile = picture.crop((left, top, right, bottom)).resize(size, Image.Resampling.LANCZOS)
    _outline(
        ImageDraw.Draw(tile), [((x - left) * zoom, (y - top) * zoom) for x, y in region.points]
    )
    return tile


def _outline(pen: ImageDraw.ImageDraw, corners: Sequence[tuple[float, float]]) -> None:
    """Draw a line that is visible on dark and on light."""
    pen.polygon(corners, outline="white", width=3)
    pen.polygon(corners, outline="black", width=1)
