"""The results of an ablation, of denoising methods and classifiers, as table and chart."""

from __future__ import annotations

from pathlib import Path

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
"""Column → its title; without a survey, its column is missing."""

ACCURACY = "_accuracy"
"""What the name of the column of accuracies ends in, next to that of balanced accuracies."""

ABOUT = ["vocabulary", "method", "classifier"]

COLUMNS = [
    *ABOUT,
    TAGS,
    *(column for score in SCORES if score != TAGS for column in (f"{score}{ACCURACY}", score)),
    *("kept", "seconds"),
]
"""Columns of an ablation's table; scores and the share of pixels kept, from 0 to 1."""


def scores_in(table: pd.DataFrame) -> dict[str, str]:
    """Return the scores that an ablation has, each with its title."""
    return {score: title for score, title in SCORES.items() if score in table}


def write_table(table: pd.DataFrame, title: str) -> str:
    """Write an ablation as Markdown; the best score of each vocabulary and column is bold."""
    shown = scores_in(table)
    numbers = [column for column in COLUMNS if column in table and column not in ABOUT]
    best = table.groupby("vocabulary")[numbers].max()
    heads = ["vocabulary", "denoising", "classifier", *shown.values(), "pixels kept", "seconds"]
    lines = [
        f"# {title}",
        "",
        "Accuracy / balanced accuracy in percent; the best of each vocabulary is in bold.",
        "",
        f"| {' | '.join(heads)} |",
        f"|---|---|---|{'---:|' * (len(shown) + 2)}",
    ]
    for row in table.to_dict("records"):
        scores = [
            " / ".join(
                _percent(row[column], best[column][row["vocabulary"]])
                for column in (f"{score}{ACCURACY}", score)
                if column in row
            )
            for score in shown
        ]
        lines.append(
            f"| {row['vocabulary']} | {row['method']} | {row['classifier']} | {' | '.join(scores)} "
            f"| {100 * row['kept']:.0f} % | {row['seconds']:.1f} |"
        )
    return "\n".join([*lines, ""])


def _percent(share: float, best: float) -> str:
    return f"**{100 * share:.1f}**" if share == best else f"{100 * share:.1f}"


def draw_ablation(table: pd.DataFrame, title: str, path: Path) -> None:
    """Draw a panel for each vocabulary and test, with a line for each classifier.

    Of both accuracies, the balanced one is drawn.
    """
    shown = scores_in(table)
    vocabularies, methods = table["vocabulary"].unique(), list(table["method"].unique())
    figure, axes = pyplot().subplots(
        len(vocabularies),
        len(shown),
        figsize=(3.3 * len(shown), 3.1 * len(vocabularies)),
        layout="constrained",
        squeeze=False,
    )
    for (row, vocabulary), (column, (score, name)) in (
        (r, c) for r in enumerate(vocabularies) for c in enumerate(shown.items())
    ):
        panel = axes[row, column]
        part = table[table["vocabulary"] == vocabulary]
        for classifier, scores in part.groupby("classifier", sort=False):
            heights = 100 * scores.set_index("method").loc[methods, score]
            panel.plot(np.arange(len(methods)), heights, "o-", ms=4, lw=0.8, label=classifier)
        panel.set_xticks(range(len(methods)), methods, rotation=30, ha="right", fontsize=8)
        panel.set_title(f"{vocabulary}: {name}", fontsize=8)
        panel.grid(axis="y", alpha=0.3)
    axes[0, 0].legend(fontsize=7)
    figure.suptitle(title)
    write_figure(figure, path)
