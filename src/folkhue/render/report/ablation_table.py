"""The results of an ablation, of denoising methods and classifiers, as table and chart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from folkhue.render.report.figures import pyplot, write_figure

SCORES = {
    "tags": "tags of photographs held out, AUC",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "xkcd": "XKCD survey",
}
"""Column → its title."""

COLUMNS = ["vocabulary", "method", "classifier", *SCORES, "kept", "seconds"]
"""Columns of an ablation's table; scores and the share of pixels kept, from 0 to 1."""


def write_table(table: pd.DataFrame, title: str) -> str:
    """Write an ablation as Markdown; the best score of each vocabulary and column is bold."""
    best = table.groupby("vocabulary")[list(SCORES)].max()
    heads = ["vocabulary", "denoising", "classifier", *SCORES.values(), "pixels kept", "seconds"]
    lines = [
        f"# {title}",
        "",
        "Balanced accuracy in percent; the best of each vocabulary is in bold.",
        "",
        f"| {' | '.join(heads)} |",
        f"|---|---|---|{'---:|' * (len(SCORES) + 2)}",
    ]
    for row in table.to_dict("records"):
        scores = [
            f"**{100 * row[score]:.1f}**"
            if row[score] == best[score][row["vocabulary"]]
            else f"{100 * row[score]:.1f}"
            for score in SCORES
        ]
        lines.append(
            f"| {row['vocabulary']} | {row['method']} | {row['classifier']} | {' | '.join(scores)} "
            f"| {100 * row['kept']:.0f} % | {row['seconds']:.1f} |"
        )
    return "\n".join([*lines, ""])


def draw_ablation(table: pd.DataFrame, title: str, path: Path) -> None:
    """Draw a panel for each vocabulary and test, with a line for each classifier."""
    vocabularies, methods = table["vocabulary"].unique(), list(table["method"].unique())
    figure, axes = pyplot().subplots(
        len(vocabularies),
        len(SCORES),
        figsize=(3.3 * len(SCORES), 3.1 * len(vocabularies)),
        layout="constrained",
        squeeze=False,
    )
    for (row, vocabulary), (column, (score, name)) in (
        (r, c) for r in enumerate(vocabularies) for c in enumerate(SCORES.items())
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
