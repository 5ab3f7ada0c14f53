"""A sheet of photographs with the pixels that denoising keeps and drops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from folkhue.images.photo import Photo
from folkhue.render.checkerboard import on_checkerboard
from folkhue.render.photo_image import photo_image
from folkhue.render.theme import BACKGROUND, FOREGROUND

GAP, CAPTION, FONT_SIZE = 8, 22, 13
"""Pixels between pictures, and of the caption below them."""

MAX_TITLE = 36
"""Characters of a photograph's title that are shown."""

Row = tuple[Photo, NDArray[np.float64], str]


def draw_denoising_sheet(rows: Sequence[Row], width: int = 260) -> Image.Image:
    """Draw a row for each photograph: itself, the pixels kept, the pixels dropped.

    Parameters
    ----------
    rows : sequence of (Photo, ndarray of float64, str)
        A photograph, the weight of each pixel, from 0 to 1, and a title.
    width : int
        Of each of the three pictures, in pixels.
    """
    strips = [_draw_row(row, width) for row in rows]
    height = max(1, sum(strip.height + GAP for strip in strips))
    sheet = Image.new("RGB", (3 * width + 2 * GAP, height), BACKGROUND)
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height + GAP
    return sheet


def _draw_row(row: Row, width: int) -> Image.Image:
    photo, weights, title = row
    opaque = photo.opaque.astype(np.float64)
    kept = opaque * weights
    share = f"{100 * kept.sum() / max(1, opaque.sum()):.0f} %"
    pictures = [
        (opaque, title[:MAX_TITLE]),
        (kept, f"kept {share}"),
        (opaque * (1 - weights), "dropped"),
    ]
    height = max(1, round(photo.rgb.shape[0] * width / photo.rgb.shape[1]))
    strip = Image.new("RGB", (3 * width + 2 * GAP, height + CAPTION), BACKGROUND)
    for column, (alpha, caption) in enumerate(pictures):
        left = column * (width + GAP)
        strip.paste(_draw_pixels(photo, alpha, (width, height)), (left, 0))
        ImageDraw.Draw(strip).text(
            (left, height + 2), caption, fill=FOREGROUND, font=ImageFont.load_default(FONT_SIZE)
        )
    return strip


def _draw_pixels(photo: Photo, alpha: NDArray[np.float64], size: tuple[int, int]) -> Image.Image:
    """Draw pixels with an opacity from 0 to 1, on a checkerboard."""
    picture = photo_image(photo, alpha).resize(size, Image.Resampling.NEAREST)
    return on_checkerboard(picture)
