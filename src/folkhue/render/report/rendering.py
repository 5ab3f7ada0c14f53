"""The report of a run as one HTML file, with its images inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from folkhue._utils.text import TOO_FEW
from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.datasets.attribution import Credit, grouped
from folkhue.learning.evaluation.bootstrap import MIN_GROUPS, MIN_GROUPS_OF_TERM
from folkhue.learning.evaluation.scores import SURVEY, titles_of
from folkhue.render.report.confusion_heatmap import heatmap
from folkhue.render.report.contents import ReportContents
from folkhue.render.report.curve_charts import curve_charts
from folkhue.render.report.environment import report_environment
from folkhue.render.report.run_comparison import MAX_FLOWS

SECTIONS = {
    "against": "Other run",
    "cube": "The cube",
    "denoising": "Denoising",
    "classifiers": "Classifiers",
    "confusion": "Confusion",
    "mistakes": "Mistakes",
    "agreement": "Agreement",
    "recolored": "Recolored",
    "run": "This run",
    "parameters": "Parameters",
    "credits": "Credits",
}
"""Anchor of a section → its title in the navigation."""

MIN_PREDICTIONS = 20
"""Predictions that a point of the calibration curve takes."""

MIN_VISIBLE = 0.01
"""Share of a photograph from which on a name is listed below it."""


def render_report(contents: ReportContents) -> str:
    """Write the report as HTML."""
    fields = {name: getattr(contents, name) for name in contents.__dataclass_fields__}
    return (
        report_environment()
        .get_template("report.html")
        .render(
            {
                **fields,
                **_ranking(contents),
                **_survey_agreement(contents),
                "sections": _sections(contents),
                "max_flows": MAX_FLOWS,
                "tests": _tests(contents),
                "survey": contents.scores[contents.metrics["best"]].get(SURVEY),
                "visible": _visible,
                "in_words": _in_words,
                "too_few": TOO_FEW,
                "min_groups": MIN_GROUPS,
                "min_groups_of_term": MIN_GROUPS_OF_TERM,
                "swatches": contents.swatches,
                "cube": _cube(contents),
                "confusions": {
                    name: {test: heatmap(confusion) for test, confusion in tests.items()}
                    for name, tests in contents.confusions.items()
                },
                "calibration": _calibration(contents.calibration),
                "curve_charts": curve_charts(contents.curves),
                "areas": {
                    (row["test"], row["name"]): row for row in contents.areas.to_dict("records")
                },
                "titles": {
                    record.id: Credit.from_record(record).title for record in contents.golden
                },
                "credits": {
                    "Golden photographs": grouped(contents.golden),
                    "Training photographs": grouped(contents.photos),
                },
            }
        )
    )


def _sections(contents: ReportContents) -> dict[str, str]:
    """Return the sections that this report has."""
    absent = [] if contents.against else ["against"]
    return {anchor: title for anchor, title in SECTIONS.items() if anchor not in absent}


def _cube(contents: ReportContents) -> dict[str, Any]:
    swatches = contents.swatches
    return {**contents.cube, "terms": [*swatches], "swatches": [*swatches.values()]}


def _ranking(contents: ReportContents) -> dict[str, Any]:
    """Rank the classifiers by balanced accuracy on the held-out split."""
    classifiers, best = contents.metrics["classifiers"], contents.metrics["best"]
    return {
        "best": best,
        "best_scores": classifiers[best],
        "final": {test: contents.metrics["final"].get(test) for test in _tests(contents)},
        "best_of": _best_of_each(classifiers, _tests(contents)),
        "ranked": sorted(
            classifiers.items(),
            key=lambda item: item[1]["test"]["balanced_accuracy"],
            reverse=True,
        ),
        "baseline": contents.metrics["baseline"],
        "per_term": contents.scores[best],
        "scale_from": _scale_from(contents.metrics),
        "compared": {
            (row["classifier"], row["than"]): row for row in contents.comparison.to_dict("records")
        },
    }


def _survey_agreement(contents: ReportContents) -> dict[str, Any]:
    """Count the survey's colors, and those that the table gives the same name."""
    terms, names = contents.agreement["terms"].values(), contents.agreement["names"].items()
    worst = contents.agreement["worst"]
    shares = [row["so"] / row["of"] for row in terms if row["of"]]
    return {
        "surveyed": sum(row["of"] for row in terms),
        "agreed": sum(row["so"] for row in terms),
        "agreed_balanced": sum(shares) / max(1, len(shares)),
        "worst": [row | {"code": to_hex((row["r"], row["g"], row["b"]))} for row in worst],
        "widest": max((row["colors"] for _, row in names), default=0) or 1,
        "in_pieces": [name for name, row in names if row["large"] > 1 and name != UNNAMED_NAME],
        "infinity": float("inf"),
    }


def _calibration(table: pd.DataFrame) -> dict[str, list[dict[Any, Any]]]:
    enough = table[table["answers"] >= MIN_PREDICTIONS]
    tests = enough["test"].unique().tolist()
    return {test: enough[enough["test"] == test].to_dict("records") for test in tests}


def _visible(shares: Mapping[str, float]) -> dict[str, float]:
    """Keep the names whose share a bar shows; `shares` has the largest first."""
    largest = next(iter(shares), None)
    return {
        name: share for name, share in shares.items() if share >= MIN_VISIBLE or name == largest
    }


def _in_words(number: int) -> str:
    words = (
        *("None", "One", "Two", "Three", "Four", "Five", "Six"),
        *("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    )
    return words[number] if number < len(words) else str(number)


def _tests(contents: ReportContents) -> dict[str, str]:
    """Return the test sets of the run, each with its title."""
    return titles_of(contents.metrics["classifiers"][contents.metrics["best"]])


def _best_of_each(
    classifiers: Mapping[str, Any], tests: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Find the highest scores on each test set."""
    return {
        test: {
            score: max(scores[test][score] for scores in classifiers.values())
            for score in ("accuracy", "balanced_accuracy")
        }
        for test in tests
    }


def _scale_from(metrics: Mapping[str, Any]) -> int:
    """Return where the bars of scores begin: the multiple of ten below the lowest bound."""
    baseline = metrics["baseline"]
    drawn = [*metrics["classifiers"].values(), baseline["classifiers"][baseline["best"]]]
    lowest = [scores["golden"]["low"] for scores in drawn if scores["golden"]["enough"]]
    return int(10 * min([9, *(10 * low // 1 for low in lowest)]))
