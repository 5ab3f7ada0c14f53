"""The report on the colors of pictures as one HTML file, with its images inside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from folkhue.datasets.attribution import grouped
from folkhue.render.picture_report.contents import Measured, PictureReport
from folkhue.render.report.confusion_heatmap import heatmap
from folkhue.render.report.environment import report_environment

SECTIONS = {
    "pictures": "Pictures",
    "typical": "Typical",
    "map": "Map",
    "features": "Features",
    "classifiers": "Classifiers",
    "confusion": "Confusion",
    "worth": "What matters",
    "mistakes": "Mistakes",
    "doubts": "Labels",
    "run": "This run",
    "parameters": "Parameters",
    "credits": "Credits",
}
"""Anchor of a section → its title in the navigation."""

SHOWN_FEATURES = 18
"""Features of the baseline whose importance is shown."""

MIN_ANSWERS = 10
"""Predictions that a point of the reliability diagram takes."""


def render_picture_report(contents: PictureReport) -> str:
    """Write the report as HTML."""
    page = report_environment("folkhue.render.picture_report").get_template("pictures.html")
    fields = {name: getattr(contents, name) for name in contents.__dataclass_fields__}
    return page.render(
        {
            **fields,
            "sections": SECTIONS,
            "swatches": contents.swatches,
            "best": contents.chosen.scores["model"],
            "classifiers": _classifiers(contents.search, contents.chosen.scores["model"]),
            "choices": contents.search.to_dict("records"),
            "measured": {"chosen": contents.chosen, "baseline": contents.baseline},
            "heat": {
                "chosen": heatmap(contents.chosen.confusion),
                "baseline": heatmap(contents.baseline.confusion),
            },
            "reliability": {
                "test": _points_of(contents.chosen),
                "golden": _points_of(contents.baseline),
            },
            "groups": _bars(contents.chosen.importances),
            "features": _bars(contents.baseline.importances.head(SHOWN_FEATURES)),
            "ablated_rows": _ablation(contents.ablation),
            "credits": {"Pictures": grouped(contents.photos)},
        }
    )


def _classifiers(table: pd.DataFrame, best: str) -> list[dict[str, Any]]:
    """Take the best choice of each classifier, the highest accuracy first."""
    rows = table.drop_duplicates("model").sort_values("accuracy", ascending=False, kind="stable")
    found: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
    return [row | {"best": row["model"] == best} for row in found]


def _points_of(measured: Measured) -> list[dict[str, Any]]:
    enough = measured.reliability[measured.reliability["answers"] >= MIN_ANSWERS]
    return enough.to_dict("records")  # type: ignore[return-value]


def _bars(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Add the length of a bar, from 0 to 1, to each row."""
    widest = max(table["drop"].max(), 1e-9)
    bars = (table["drop"] / widest).clip(lower=0)
    named = table.rename(columns={table.columns[0]: "name"})
    return named.assign(bar=bars).to_dict("records")  # type: ignore[return-value]


def _ablation(table: pd.DataFrame) -> dict[str, Any]:
    """Set the scores of each group alone, and without it, side by side."""
    by_kind = {kind: rows.set_index("group") for kind, rows in table.groupby("kind")}
    all_groups = by_kind["all"].iloc[0].to_dict()
    if "only" not in by_kind:
        return {"all": all_groups, "groups": []}
    only, without = by_kind["only"], by_kind["without"]
    order = only.sort_values("accuracy", ascending=False, kind="stable").index
    rows = [
        {"name": name, "only": only.loc[name].to_dict(), "without": without.loc[name].to_dict()}
        for name in order
    ]
    return {"all": all_groups, "groups": rows}
