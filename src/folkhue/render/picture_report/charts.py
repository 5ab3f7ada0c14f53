"""Charts of labeled pictures: how many of each color, and how their features are distributed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from folkhue.color.notation import to_hex
from folkhue.render.report.figures import pyplot, write_figure
from folkhue.render.theme import BACKGROUND, BORDER, FOREGROUND, MUTED

Swatches = Mapping[str, str]
"""Name of a color → ``#rrggbb``."""

PANELS = 3
"""Panels of distributions in a row."""

_BACK, _INK, _GRAY, _LINE = map(to_hex, (BACKGROUND, FOREGROUND, MUTED, BORDER))
_STYLE = {
    "axes.edgecolor": _LINE,
    "axes.facecolor": _BACK,
    "axes.labelcolor": _GRAY,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.facecolor": _BACK,
    "font.size": 9,
    "text.color": _INK,
    "xtick.color": _GRAY,
    "ytick.color": _INK,
}
_DIVERGING = LinearSegmentedColormap.from_list(
    "correlation", ["#2166ac", "#92c5de", _BACK, "#f4a582", "#b2182b"]
)


def draw_balance(counts: Mapping[str, int], swatches: Swatches, path: Path) -> None:
    """Draw how many pictures each color has.

    Parameters
    ----------
    counts : mapping of str to int
        Name → pictures, in the order in which they are drawn.
    swatches : mapping of str to str
    path : path
        Of a PNG file.
    """
    with pyplot().rc_context(_STYLE):
        height = 0.8 + 0.3 * len(counts)
        figure, axes = pyplot().subplots(figsize=(7, height), layout="constrained")
        places = range(len(counts))
        bars = axes.barh(places, [*counts.values()], height=0.7)
        for bar, name in zip(bars, counts, strict=True):
            bar.set(facecolor=swatches[name], edgecolor=_edge(swatches[name]), linewidth=0.8)
        total = max(1, sum(counts.values()))
        labels = [f" {n:,} · {100 * n / total:.0f} %" for n in counts.values()]
        axes.bar_label(bars, labels, fontsize=9, color=_GRAY)
        axes.set_yticks(places, counts)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(left=False)
        axes.invert_yaxis()
        axes.margins(x=0.16, y=0.02)
        write_figure(figure, path)


def draw_distributions(
    table: pd.DataFrame, labels: Sequence[str], swatches: Swatches, path: Path
) -> None:
    """Draw how features are distributed in each color: a panel for each, with a box for each color.

    A box holds the middle half, its line is the median, and whiskers reach from the 5th to the
    95th percentile.

    Parameters
    ----------
    table : DataFrame
        A column for each feature, a row for each picture.
    labels : sequence of str
        The color of each picture.
    swatches : mapping of str to str
        In the order in which colors are drawn.
    path : path
        Of a PNG file.
    """
    with pyplot().rc_context(_STYLE):
        rows = -(-len(table.columns) // PANELS)
        size = (11, rows * (0.7 + 0.2 * len(swatches)))
        options: Any = {"figsize": size, "layout": "constrained", "squeeze": False}
        figure, panels = pyplot().subplots(rows, PANELS, **options)
        for place, panel in enumerate(panels.flat):
            if place < len(table.columns):
                _draw_boxes(panel, table.iloc[:, place], np.asarray(labels), swatches)
                panel.set_yticklabels(swatches if place % PANELS == 0 else [])
            else:
                panel.set_axis_off()
        write_figure(figure, path)


def _draw_boxes(panel: Any, values: pd.Series[float], labels: Any, swatches: Swatches) -> None:
    some = [values[labels == name] for name in swatches]
    style = {"color": _GRAY, "linewidth": 0.8}
    drawn = panel.boxplot(
        [each if len(each) else [np.nan] for each in some],
        orientation="horizontal",
        widths=0.72,
        whis=(5, 95),
        showfliers=False,
        patch_artist=True,
        boxprops=dict(style),
        whiskerprops=dict(style),
        capprops={"linewidth": 0},
    )
    for box, median, color in zip(drawn["boxes"], drawn["medians"], swatches.values(), strict=True):
        box.set_facecolor(color)
        median.set(color=_line_on(color), linewidth=1.8)
    panel.set_title(values.name)
    panel.invert_yaxis()
    panel.grid(axis="x", color=_LINE, linewidth=0.6)
    panel.set_axisbelow(True)
    panel.tick_params(left=False, labelsize=8)


def draw_correlations(table: pd.DataFrame, path: Path) -> None:
    """Draw Pearson's correlation of each two features, from -1, blue, to 1, red.

    A feature that is the same in all pictures has none.

    Parameters
    ----------
    table : DataFrame
        A column for each feature, a row for each picture.
    path : path
        Of a PNG file.
    """
    varied = table.loc[:, table.nunique() > 1]
    numbers, names = varied.corr().to_numpy(), list(varied.columns)
    with pyplot().rc_context(_STYLE | {"axes.spines.left": False, "axes.spines.bottom": False}):
        side = 1.9 + 0.34 * len(names)
        figure, axes = pyplot().subplots(figsize=(side, side), layout="constrained")
        axes.imshow(numbers, cmap=_DIVERGING, vmin=-1, vmax=1)
        for (row, column), number in np.ndenumerate(numbers):
            text = _short(number)
            color = "white" if abs(number) > 0.75 else _INK
            axes.text(column, row, text, ha="center", va="center", fontsize=7, color=color)
        axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
        axes.set_yticks(range(len(names)), names, fontsize=8)
        axes.tick_params(length=0)
        write_figure(figure, path)


def _short(number: float) -> str:
    """Write a correlation with one digit: ".7", "−.2", "0", "1"."""
    text = f"{number:.1f}".replace("-", "−").replace("0.", ".").removesuffix(".0")
    return text if text.strip("−") else "0"


def _edge(color: str) -> str:
    """Return the color of a border: visible around white, too."""
    return _GRAY if _lightness(color) > 0.9 else color


def _line_on(color: str) -> str:
    return "white" if _lightness(color) < 0.45 else "black"


def _lightness(color: str) -> float:
    return float(np.dot(to_rgb(color), (0.299, 0.587, 0.114)))
