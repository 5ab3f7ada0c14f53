"""Learning curves as table and chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from folkhue._utils.text import percent_interval
from folkhue.render.report.figures import pyplot, write_figure

INTRODUCTION = """\
Balanced accuracies, in percent, of the recipe of `params.yaml`, learned from parts of the
photographs, those without a name among them. Held-out photographs: all of them, each named by what
was learned without it, with the 95 % interval by bootstrap over photographs. Golden set: the mean
over the folds, and the lowest and the highest."""

HEADS = ("classifier", "photographs", "held-out photographs", "golden set, pixels")

SCORES = {
    "held-out photographs": ("balanced_accuracy", "low", "high"),
    "golden set, pixels": ("golden", "golden_lowest", "golden_highest"),
}
"""Title → columns of the score, and of the bounds between which it is drawn."""


def write_curve(table: pd.DataFrame, title: str) -> str:
    """Write a learning curve, of `folkhue.learning.learning_curve.curve_table`, as Markdown."""
    lines = [f"# {title}", "", INTRODUCTION, "", f"| {' | '.join(HEADS)} |", "|---|---:|---:|---:|"]
    for row in table.to_dict("records"):
        scores = (percent_interval(*(row[column] for column in some)) for some in SCORES.values())
        lines.append(f"| {row['classifier']} | {row['photographs']:,} | {' | '.join(scores)} |")
    return "\n".join([*lines, ""])


def draw_curve(table: pd.DataFrame, title: str, path: Path) -> None:
    """Draw a panel for each score, with a line for each classifier, and its bounds as a band."""
    figure, axes = pyplot().subplots(1, len(SCORES), figsize=(9, 3.6), layout="constrained")
    for panel, (name, columns) in zip(axes, SCORES.items(), strict=True):
        for classifier, some in table.groupby("classifier", sort=False):
            _draw_line(panel, some, columns, str(classifier))
        panel.set_xscale("log", base=2)
        sizes = sorted({*table["photographs"]})
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
        panel.set_xlabel("training photographs")
        panel.set_title(name, fontsize=10)
        panel.grid(alpha=0.3)
    axes[0].set_ylabel("balanced accuracy, %")
    axes[0].legend(fontsize=8)
    figure.suptitle(title)
    write_figure(figure, path)


def _draw_line(panel: Any, table: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    score, low, high = (100 * table[column] for column in columns)
    [line] = panel.plot(table["photographs"], score, "o-", ms=4, label=name)
    panel.fill_between(table["photographs"], low, high, color=line.get_color(), alpha=0.15, lw=0)
