"""Gather everything in reports/metrics.json and reports/index.html."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from folkhue.evaluation import TESTS
from folkhue.fetch import KEPT
from folkhue.files import whole_file
from folkhue.report.page import render
from params import Params
from stage import (
    DENOISED,
    EVALUATIONS,
    GOLDEN,
    PHOTO_LIST,
    RECOLORED,
    REPORTS,
    read_json,
    run,
    write_json,
)


def main(params: Params) -> None:
    """Write the metrics, the tables behind the bar charts, and the page."""
    names = list(params.train.classifiers)
    scores = {name: read_json(EVALUATIONS / name / "scores.json") for name in names}
    baseline = read_json(REPORTS / "baseline.json")
    best = read_json(REPORTS / "best.json")["best"]
    metrics = {
        "best": best,
        "classifiers": {name: overall(scores[name]) for name in names},
        "baseline": {
            "best": baseline["best"],
            "classifiers": {n: overall(s) for n, s in baseline["classifiers"].items()},
        },
    }
    write_json(REPORTS / "metrics.json", metrics)
    write_bars(metrics)
    page = render(
        terms=params.terms,
        metrics=metrics,
        scores=scores,
        denoised=read_json(REPORTS / "denoise.json"),
        pictures={name: f"denoise/{name}.png" for name in params.terms.names},
        recolored=sorted(path.name for path in RECOLORED.glob("*.png")),
        params_text=Path("params.yaml").read_text("utf-8").partition("\ncompute:")[0],
        chosen_by_hand=params.compile.classifier != "best",
        excluded=[name for name in names if name not in params.compilable],
        method=params.denoise.method,
        photos=used_photos(),
        golden=pd.read_csv(GOLDEN / "golden.csv", dtype=str, keep_default_na=False),
    )
    with whole_file(REPORTS / "index.html") as beside:
        beside.write_text(page, "utf-8")
    print_scores(metrics)
    print("\nOpen reports/index.html")


def overall(scores: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Keep accuracy and balanced accuracy on each test set."""
    return {
        test: {key: round(scores[test][key], 4) for key in ("accuracy", "balanced_accuracy")}
        for test in TESTS
    }


def with_baseline(metrics: dict[str, Any]) -> dict[str, Any]:
    """Give the scores of every classifier, best first, and of the baseline's best."""
    ours, baseline = metrics["classifiers"], metrics["baseline"]
    ranked = sorted(ours, key=lambda name: -ours[name]["test"]["balanced_accuracy"])
    best = baseline["best"]
    row = {f"baseline ({best})": baseline["classifiers"][best]}
    return {name: ours[name] for name in ranked} | row


def print_scores(metrics: dict[str, Any]) -> None:
    """Print balanced accuracies in percent, as a Markdown table."""
    print("\n| balanced accuracy, % |", " | ".join(TESTS.values()), "|")
    print("|---|" + "---:|" * len(TESTS))
    for name, tests in with_baseline(metrics).items():
        values = (f"{100 * tests[test]['balanced_accuracy']:.1f}" for test in TESTS)
        print(f"| {name}{' ★' * (name == metrics['best'])} |", " | ".join(values), "|")


def write_bars(metrics: dict[str, Any]) -> None:
    """Write classifiers_TEST.csv, one row per classifier and the baseline, for ``dvc plots``."""
    every = with_baseline(metrics)
    for test in ("test", "golden", "xkcd"):
        rows = [{"classifier": name, **tests[test]} for name, tests in every.items()]
        with whole_file(REPORTS / f"classifiers_{test}.csv") as beside:
            pd.DataFrame(rows).to_csv(beside, index=False, lineterminator="\n")


def used_photos() -> pd.DataFrame:
    """List the photographs from which pixels were kept."""
    photos = pd.read_csv(PHOTO_LIST, dtype=str, keep_default_na=False)
    kept = pd.read_parquet(DENOISED, columns=["photo"])["photo"].unique()
    return photos[(photos["status"] == KEPT) & photos["id"].isin(kept)]


if __name__ == "__main__":
    run(main)
