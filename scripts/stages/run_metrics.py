"""The metrics of a run: metrics.json, the tables of DVC's plots, and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from folkhue._utils.text import counted, percent_pair
from folkhue.color.notation import to_hex
from folkhue.learning.evaluation.bootstrap import paired_difference
from folkhue.learning.evaluation.coverage import Coverage
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.headline import headline_scores
from folkhue.learning.evaluation.scores import SURVEY, titles_of
from stages.params import Params
from stages.stage import (
    EVALUATIONS,
    REPORTS,
    read_csv,
    write_csv,
    write_json,
)

SLATE = "#44546a"
"""Of the curve of all names in plots: the swatch of none, as DVC's need colors that differ."""


def summary(
    best: str,
    scores: dict[str, Any],
    final: dict[str, Any],
    baseline: dict[str, Any],
    comparison: pd.DataFrame,
) -> dict[str, Any]:
    """Collect the metrics of all classifiers, as ``metrics.json`` has them."""
    return {
        "best": best,
        "classifiers": {name: overall(each) for name, each in scores.items()},
        "final": overall(final),
        "compared_with_best": {
            row["classifier"]: {key: round(row[key], 4) for key in ("difference", "low", "high")}
            for row in comparison.to_dict("records")
            if row["than"] == best
        },
        "baseline": {
            "best": baseline["best"],
            "classifiers": {n: overall(s) for n, s in baseline["classifiers"].items()},
        },
    }


def overall(scores: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Select accuracy and balanced accuracy with its interval, on each test set that has some.

    ``groups`` is the number of photographs, or of the survey's colors, and ``enough`` whether
    these are enough to say anything; if not, the interval is 0 to 1. On the golden set there are
    the scores of each kind of regions, too, and on a survey the share of people who agree.
    """
    found = {test: rounded(scores[test]) for test in titles_of(scores)}
    found["golden_kinds"] = {
        kind: select(each, "accuracy", "balanced_accuracy", "regions")
        for kind, each in scores["golden_qualities"].items()
    }
    if SURVEY in scores:
        found[SURVEY] |= select(scores[SURVEY], "agreement", "best_agreement", "answers")
    return found


def rounded(score: dict[str, Any]) -> dict[str, Any]:
    """Round the scores on a test set."""
    low, high = score["interval"]
    return {
        **select(score, "accuracy", "balanced_accuracy"),
        "low": round(low, 4),
        "high": round(high, 4),
        **select(score, "groups", "enough"),
    }


def select(score: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Select some values, rounded if they are fractions."""
    return {
        key: round(score[key], 4) if isinstance(score[key], float) else score[key] for key in keys
    }


def compare(names: list[str], params: Params) -> pd.DataFrame:
    """Compare all pairs of classifiers on the golden pixels by a paired bootstrap.

    Returns
    -------
    DataFrame
        ``classifier``, ``than``, ``difference`` of their balanced accuracies, and the bounds
        ``low`` and ``high`` of its 95 % confidence interval.
    """
    terms = params.terms.names
    confusions = {
        name: golden_predictions(EVALUATIONS / name / "golden.csv", terms).pixel_confusion
        for name in names
    }
    rows = []
    for one, other in combinations(names, 2):
        found = paired_difference(confusions[one], confusions[other], params.seed)
        gap, (low, high) = found["difference"], found["interval"]
        rows += [(one, other, gap, low, high), (other, one, -gap, -high, -low)]
    return pd.DataFrame(rows, columns=["classifier", "than", "difference", "low", "high"])


def golden_predictions(path: Path, terms: tuple[str, ...]) -> GoldenPredictions:
    """Read what a classifier predicted for the golden regions."""
    texts = {"photo": str, "label": str, "qualities": str}
    return GoldenPredictions(terms, read_csv(path, dtype=texts, keep_default_na=False))


def every_row(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the scores of all classifiers, the best first, of the final fit, and the baseline."""
    ours, baseline = metrics["classifiers"], metrics["baseline"]
    ranked = sorted(ours, key=lambda name: -ours[name]["test"]["balanced_accuracy"])
    best = baseline["best"]
    last = {
        f"{metrics['best']}, fitted to every photograph ★": metrics["final"],
        f"baseline ({best})": baseline["classifiers"][best],
    }
    return {name: ours[name] for name in ranked} | last


def print_scores(metrics: dict[str, Any]) -> None:
    """Print both accuracies, the balanced one with its 95 % interval, as a Markdown table."""
    titles = titles_of(metrics["classifiers"][metrics["best"]])
    print("\n| accuracy / balanced accuracy, % |", " | ".join(titles.values()), "|")
    print("|---|" + "---:|" * len(titles))
    for name, tests in every_row(metrics).items():
        values = (both_accuracies(tests.get(test)) for test in titles)
        print(f"| {name} |", " | ".join(values), "|")


def print_coverage(metrics: dict[str, Any], coverage: Mapping[str, Coverage]) -> None:
    """Print how much each test set has, and what it leaves out."""
    held_out = metrics["classifiers"][metrics["best"]]["test"]["groups"]
    print(f"\nheld-out split: {counted(held_out, 'picture')}")
    print(f"golden set: {coverage['golden'].text}")
    print(f"XKCD survey: {coverage['xkcd'].text}")


def both_accuracies(score: dict[str, Any] | None) -> str:
    """Write the accuracies in percent, unless there are none, or too few examples."""
    return "–" if score is None else percent_pair(score)


def write_headlines(metrics: dict[str, Any]) -> None:
    """Write scores.json, of the chosen classifier, and one in scores/ for each, for DVC."""
    every = {name: headline_scores(tests) for name, tests in metrics["classifiers"].items()}
    for name, scores in every.items():
        write_json(REPORTS / "scores" / f"{name}.json", scores)
    write_json(REPORTS / "scores.json", {"best": metrics["best"], **every[metrics["best"]]})


def write_bars(metrics: dict[str, Any]) -> None:
    """Write classifiers_TEST.csv, one row per classifier, for ``dvc plots``."""
    every = every_row(metrics)
    for test in ("test", "golden", "xkcd"):
        rows = [
            {"classifier": name, "balanced_accuracy": tests[test]["balanced_accuracy"]}
            for name, tests in every.items()
            if test in tests
        ]
        write_csv(REPORTS / f"classifiers_{test}.csv", pd.DataFrame(rows))


def write_curves(curves: Mapping[str, pd.DataFrame], params: Params) -> None:
    """Write curves/KIND_TEST.csv of the chosen classifier, a line for each name, for DVC."""
    swatches = {term.name: to_hex(term.swatch) for term in params.terms}
    for kind, curve in curves.items():
        table = curve.assign(swatch=curve["name"].map(swatches).fillna(SLATE))
        for test in ("golden", "test"):
            rows = table[table["test"] == test].drop(columns="test")
            write_csv(REPORTS / "curves" / f"{kind}_{test}.csv", rows)


def read_curve_table(name: str, kind: str) -> pd.DataFrame:
    """Read the curves of a classifier, or the areas below them."""
    texts = {"test": str, "name": str}
    return read_csv(EVALUATIONS / name / f"{kind}.csv", dtype=texts, keep_default_na=False)
