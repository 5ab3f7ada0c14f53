"""Pictures of denoising, and how figures are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from folkhue.images.photo import Photo
from folkhue.render.checkerboard import on_checkerboard
from folkhue.render.theme import BACKGROUND, FOREGROUND


def kept_and_dropped(
    rows: Sequence[tuple[Photo, NDArray[np.float64], str]], width: int = 260
) -> Image.Image:
    """Draw a row per photograph: itself, the pixels kept, the pixels dropped.

    Parameters
    ----------
    rows : sequence of (Photo, ndarray of float64, str)
        A photograph, how far each pixel is kept (0 to 1), and its title.
    width : int
        Of each of the three pictures, in pixels.
    """
    gap, font = 8, ImageFont.load_default(13)
    strips = []
    for photo, kept, title in rows:
        opaque = photo.opaque.astype(np.float64)
        parts = [opaque, opaque * kept, opaque * (1 - kept)]
        pictures = [_on_checks(photo.rgb, part, width) for part in parts]
        strip = Image.new("RGB", (3 * width + 2 * gap, pictures[0].height + 22), BACKGROUND)
        for place, picture in enumerate(pictures):
            strip.paste(picture, (place * (width + gap), 0))
        texts = (title[:36], f"kept {_share(parts[1], parts[0])}", "dropped")
        for place, text in enumerate(texts):
            at = (place * (width + gap), pictures[0].height + 2)
            ImageDraw.Draw(strip).text(at, text, fill=FOREGROUND, font=font)
        strips.append(strip)
    height = sum(strip.height + gap for strip in strips)
    sheet = Image.new("RGB", (3 * width + 2 * gap, max(1, height)), BACKGROUND)
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height + gap
    return sheet


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> str:
    return f"{100 * part.sum() / max(1, whole.sum()):.0f} %"


def _on_checks(rgb: NDArray[np.uint8], shown: NDArray[np.float64], width: int) -> Image.Image:
    """Show each pixel of a photograph so far, and a checkerboard behind it."""
    height = max(1, round(rgb.shape[0] * width / rgb.shape[1]))
    picture = Image.fromarray(np.dstack([rgb, np.rint(shown * 255).astype(np.uint8)]))
    picture = picture.resize((width, height), Image.Resampling.NEAREST)
    return on_checkerboard(picture)


def pyplot() -> Any:
    """Load matplotlib's pyplot, to draw to files."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    return plt


def write_figure(figure: Any, path: Path) -> None:
    """Write a figure to a PNG file and be done with it."""
    # Without the software's version in it, the same figure gives the same file.
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot().close(figure)
