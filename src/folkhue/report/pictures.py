"""Pictures of denoising and of confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from folkhue.confusion import Confusion
from folkhue.images import Photo
from folkhue.paper import INK, PAPER
from folkhue.pictures.checks import on_checks


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
        strip = Image.new("RGB", (3 * width + 2 * gap, pictures[0].height + 22), PAPER)
        for place, picture in enumerate(pictures):
            strip.paste(picture, (place * (width + gap), 0))
        texts = (title[:36], f"kept {_share(parts[1], parts[0])}", "dropped")
        for place, text in enumerate(texts):
            at = (place * (width + gap), pictures[0].height + 2)
            ImageDraw.Draw(strip).text(at, text, fill=INK, font=font)
        strips.append(strip)
    height = sum(strip.height + gap for strip in strips)
    sheet = Image.new("RGB", (3 * width + 2 * gap, max(1, height)), PAPER)
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
    return on_checks(picture)


def draw_confusion(confusion: Confusion, title: str, path: Path) -> None:
    """Draw a confusion matrix with counts and percentages of each row to a PNG file."""
    plt = pyplot()
    counts, terms = confusion.counts, confusion.terms
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    side = 1.6 + 0.72 * len(terms)
    figure, axes = plt.subplots(figsize=(side, side * 0.92), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            axes.text(
                column,
                row,
                f"{100 * shares[row, column]:.0f} %\n{count:,}",
                ha="center",
                va="center",
                fontsize=7,
                color="white" if shares[row, column] > 0.55 else "#26262a",
            )
    axes.set_xticks(range(len(terms)), terms, rotation=45, ha="right")
    axes.set_yticks(range(len(terms)), terms)
    axes.set_xlabel("predicted")
    axes.set_ylabel("actual")
    axes.set_title(
        f"{title}\naccuracy {confusion.accuracy:.3f}, balanced {confusion.balanced_accuracy:.3f}",
        fontsize=10,
    )
    write_figure(figure, path)


def draw_calibration(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Draw a reliability diagram to a PNG file.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Test → its `folkhue.evaluation.calibration`.
    path : path
    """
    figure, axes = pyplot().subplots(figsize=(4.6, 4.4), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#8a8a92", lw=0.8, ls="--", label="as sure as right")
    for title, table in tables.items():
        axes.plot(table["probability"], table["right"], "o-", ms=4, lw=1.2, label=title)
    axes.set_xlabel("probability of the name given")
    axes.set_ylabel("share of pixels for which it is right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="lower right")
    write_figure(figure, path)


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
