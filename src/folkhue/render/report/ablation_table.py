"""The results of an ablation, of a recipe without each of its steps, as table and chart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from folkhue.render.report.figures import pyplot, write_figure

TAGS = "tags"

SCORES = {
    TAGS: "tags of photographs held out, AUC",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "xkcd": "XKCD survey",
    "xkcd_resolved": "XKCD survey, other names",
    "survey": "survey, color names",
}
"""Score → its title; without a survey, its columns are missing."""

ACCURACY, AGREEMENT = "_accuracy", "_agreement"
"""What the columns of accuracies, and of people agreeing, end in; balanced ones end in nothing."""

ABOUT = ["vocabulary", "variant", "classifier"]

COLUMNS = [
    *ABOUT,
    *(f"{score}{end}" for score in SCORES for end in (ACCURACY, "", AGREEMENT)),
    *("kept", "seconds"),
]
"""Columns of an ablation's table, in order, some of which it lacks; scores from 0 to 1."""

INTRODUCTION = """\
Each row is the recipe of `params.yaml` but for the step that it names. Scores are in percent:
accuracy / balanced accuracy and, on a survey of color names, the mean share of people who agree.
The best of each vocabulary is in bold."""


def scores_in(table: pd.DataFrame) -> dict[str, str]:
    """Return the scores that an ablation has, each with its title."""
    return {score: title for score, title in SCORES.items() if score in table}


def write_table(table: pd.DataFrame, title: str) -> str:
    """Write an ablation as Markdown; the best score of each vocabulary and column is bold."""
    shown = scores_in(table)
    best = table.groupby("vocabulary")[_numbers(table)].max().to_dict("index")
    heads = ["vocabulary", "variant", "classifier", *shown.values(), "pixels kept", "seconds"]
    lines = [
        *(f"# {title}", "", INTRODUCTION, ""),
        f"| {' | '.join(heads)} |",
        f"|---|---|---|{'---:|' * (len(shown) + 2)}",
    ]
    for row in table.to_dict("records"):
        about = [row[column] for column in ABOUT]
        scores = [_cell(row, score, best[row["vocabulary"]]) for score in shown]
        ends = f"{100 * row['kept']:.0f} %", f"{row['seconds']:.1f}"
        lines.append(f"| {' | '.join([*about, *scores, *ends])} |")
    return "\n".join([*lines, ""])


def _numbers(table: pd.DataFrame) -> list[str]:
    return [column for column in COLUMNS if column in table and column not in ABOUT]


def _cell(row: Mapping[Any, Any], score: str, best: Mapping[Any, float]) -> str:
    columns = (f"{score}{end}" for end in (ACCURACY, "", AGREEMENT))
    return " / ".join(_percent(row[column], best[column]) for column in columns if column in row)


def _percent(share: float, best: float) -> str:
    return f"**{100 * share:.1f}**" if share == best else f"{100 * share:.1f}"


def draw_ablation(table: pd.DataFrame, title: str, path: Path) -> None:
    """Draw a panel for each vocabulary and score, with a mark for each variant and classifier.

    Of the accuracies, the balanced one is drawn. A line marks that of the first row.
    """
    shown, vocabularies = scores_in(table), table["vocabulary"].unique()
    figure, axes = pyplot().subplots(
        len(vocabularies),
        len(shown),
        figsize=(2.2 * len(shown) + 2, 3.2 * len(vocabularies)),
        layout="constrained",
        sharey=True,
        squeeze=False,
    )
    for row, vocabulary in enumerate(vocabularies):
        part = table[table["vocabulary"] == vocabulary]
        for column, (score, name) in enumerate(shown.items()):
            _draw_panel(axes[row, column], part, score)
            axes[row, column].set_title(f"{vocabulary}: {name}", fontsize=8)
    axes[0, 0].invert_yaxis()
    axes[0, 0].legend(fontsize=7)
    figure.suptitle(title)
    write_figure(figure, path)


def _draw_panel(panel: Any, table: pd.DataFrame, score: str) -> None:
    variants = list(table["variant"].unique())
    panel.axvline(100 * table[score].iloc[0], color="0.7", lw=0.8, zorder=0)
    for classifier, scores in table.groupby("classifier", sort=False):
        shares = 100 * scores.set_index("variant")[score].reindex(variants)
        panel.plot(shares, np.arange(len(variants)), "o", ms=4, label=classifier)
    panel.set_yticks(range(len(variants)), variants, fontsize=8)
    panel.grid(alpha=0.3)
