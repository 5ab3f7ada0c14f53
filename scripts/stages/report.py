"""Gather everything in reports/metrics.json and reports/index.html."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.evaluation.bootstrap import paired_difference
from folkhue.learning.evaluation.golden import GoldenPhoto, read_golden
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.metrics import ConfusionMatrix
from folkhue.learning.evaluation.scores import TEST_SETS
from folkhue.learning.evaluation.survey import disagreements
from folkhue.render.report.embedded import Embedded
from folkhue.render.report.examples import read_examples
from folkhue.render.report.gallery import Steps, gallery
from folkhue.render.report.heat import confusion_of
from folkhue.render.report.lattice import lattice
from folkhue.render.report.mistakes import Mistake, mistakes, surest
from folkhue.render.report.page import Findings, render
from folkhue.render.report.pairs import LARGE, MOST, Pair, showcase
from folkhue.table.color_table import ColorTable, load
from stages.params import Params
from stages.stage import (
    AGREEMENT,
    DENOISED,
    EVALUATIONS,
    EXAMPLES,
    PHOTO_LIST,
    REPORTS,
    TABLE,
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
    comparison = compare(names, params)
    metrics = {
        "best": best,
        "classifiers": {name: overall(scores[name]) for name in names},
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
    write_json(REPORTS / "metrics.json", metrics)
    write_bars(metrics)
    with atomic_write(REPORTS / "comparison.csv") as temporary:
        comparison.to_csv(temporary, index=False, lineterminator="\n")
    page = render(findings(metrics, scores, comparison, params))
    with atomic_write(REPORTS / "index.html") as temporary:
        temporary.write_text(page, "utf-8")
    print_scores(metrics)
    print("\nOpen reports/index.html")


def findings(
    metrics: dict[str, Any], scores: dict[str, Any], comparison: pd.DataFrame, params: Params
) -> Findings:
    """Gather what the page shows."""
    photos, table = list(kept_photos(PHOTO_LIST)), load(TABLE)
    records = by_id(photos)
    examples = read_examples(EXAMPLES)
    listed = golden_photos(Path(params.evaluate.golden))
    every = read_golden(params.evaluate.golden, params.terms)
    opening, pairs, found = repainted(every, listed, table)
    return Findings(
        terms=params.terms,
        metrics=metrics,
        scores=scores,
        confusions={name: confusions(name, params) for name in metrics["classifiers"]},
        calibration=pd.read_csv(EVALUATIONS / metrics["best"] / "calibration.csv"),
        denoised=read_json(REPORTS / "denoise.json"),
        steps=Steps.of(examples, records),
        gallery=gallery(examples, records),
        opening=opening,
        pairs=pairs,
        unshown=[golden.name for golden in every[MOST:]],
        cube=lattice(table),
        mistakes=surest(found),
        maps={name: drawn(AGREEMENT / f"{name}.png") for name in ("chart", "slices")},
        params_text=Path("params.yaml").read_text("utf-8").partition("\ncompute:")[0],
        method=params.denoise.method,
        chosen_by_hand=params.compile.classifier != "best",
        excluded=[name for name in metrics["classifiers"] if name not in params.compilable],
        comparison=comparison,
        agreement=agreement(),
        photos=used(photos),
        golden=listed,
    )


def repainted(
    every: Sequence[GoldenPhoto], listed: Sequence[PhotoRecord], table: ColorTable
) -> tuple[list[Pair], list[Pair], list[Mistake]]:
    """Name every pixel of golden photographs: those to open with, those to show, mistakes."""
    records = by_id(listed)
    pairs: list[Pair] = []
    large: dict[str, Pair] = {}
    found: list[Mistake] = []
    chosen = showcase([golden.name for golden in every])
    with progress("photographs", len(every)) as advance:
        for golden in every:
            record, photo = records.get(golden.name, PhotoRecord(golden.name)), golden.read()
            if len(pairs) < MOST:
                pairs.append(Pair.of(record, photo, table))
            found += mistakes(golden, photo, table)
            if golden.name in chosen:
                large[golden.name] = Pair.of(record, photo, table, LARGE)
            advance(1)
    return [large[name] for name in chosen], pairs, found


def by_id(records: Sequence[PhotoRecord]) -> dict[str, PhotoRecord]:
    """Give records of photographs by their ids."""
    return {record.id: record for record in records}


def confusions(name: str, params: Params) -> dict[str, ConfusionMatrix]:
    """Read what a classifier took for what."""
    folder, terms = EVALUATIONS / name, params.terms.names
    return {
        test: confusion_of(pd.read_csv(folder / f"confusion_{test}.csv"), terms)
        for test in ("golden", "test")
    }


def drawn(path: Path) -> Embedded:
    """Embed a picture that was drawn."""
    with Image.open(path) as image:
        return Embedded.drawing(image)


def overall(scores: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Keep accuracy and balanced accuracy on each test set, and the bounds of the latter."""
    return {
        test: {
            "accuracy": round(scores[test]["accuracy"], 4),
            "balanced_accuracy": round(scores[test]["balanced_accuracy"], 4),
            "low": round(scores[test]["interval"][0], 4),
            "high": round(scores[test]["interval"][1], 4),
        }
        for test in TEST_SETS
    }


def compare(names: list[str], params: Params) -> pd.DataFrame:
    """Compare every classifier with every other on the golden pixels, photograph by photograph.

    Returns
    -------
    DataFrame
        ``classifier``, ``than``, ``difference`` of their balanced accuracies, and ``low``
        and ``high``, between which it lies with 95 % confidence.
    """
    confusions = {name: golden_predictions(name, params).pixel_confusion for name in names}
    rows = []
    for one, other in combinations(names, 2):
        found = paired_difference(confusions[one], confusions[other], params.seed)
        gap, (low, high) = found["difference"], found["interval"]
        rows += [(one, other, gap, low, high), (other, one, -gap, -high, -low)]
    return pd.DataFrame(rows, columns=["classifier", "than", "difference", "low", "high"])


def golden_predictions(name: str, params: Params) -> GoldenPredictions:
    """Read what a classifier predicted for the golden regions."""
    table = pd.read_csv(
        EVALUATIONS / name / "golden.csv",
        dtype={"photo": str, "label": str, "qualities": str},
        keep_default_na=False,
    )
    return GoldenPredictions(params.terms.names, table)


def agreement() -> dict[str, Any]:
    """Read how far the table agrees with people, and whether its names hold together."""
    survey = pd.read_csv(AGREEMENT / "xkcd.csv", keep_default_na=False)
    return {
        "terms": read_json(AGREEMENT / "terms.json"),
        "worst": disagreements(survey).to_dict("records"),
        **read_json(AGREEMENT / "islands.json"),
    }


def golden_photos(folder: Path) -> list[PhotoRecord]:
    """List the golden photographs for the credits; without a list, by their names."""
    if (folder / "golden.csv").is_file():
        return read_manifest(folder / "golden.csv")
    return [PhotoRecord(path.stem) for path in sorted(folder.glob("labels/*.json"))]


def with_baseline(metrics: dict[str, Any]) -> dict[str, Any]:
    """Give the scores of every classifier, best first, and of the baseline's best."""
    ours, baseline = metrics["classifiers"], metrics["baseline"]
    ranked = sorted(ours, key=lambda name: -ours[name]["test"]["balanced_accuracy"])
    best = baseline["best"]
    row = {f"baseline ({best})": baseline["classifiers"][best]}
    return {name: ours[name] for name in ranked} | row


def print_scores(metrics: dict[str, Any]) -> None:
    """Print balanced accuracies and their 95 % intervals in percent, as a Markdown table."""
    print("\n| balanced accuracy, % |", " | ".join(TEST_SETS.values()), "|")
    print("|---|" + "---:|" * len(TEST_SETS))
    for name, tests in with_baseline(metrics).items():
        scores = (tests[test] for test in TEST_SETS)
        values = (percent(s["balanced_accuracy"], s["low"], s["high"]) for s in scores)
        print(f"| {name}{' ★' * (name == metrics['best'])} |", " | ".join(values), "|")


def percent(share: float, low: float, high: float) -> str:
    """Write a share with its interval, in percent."""
    return f"{100 * share:.1f} ({100 * low:.0f}–{100 * high:.0f})"


def write_bars(metrics: dict[str, Any]) -> None:
    """Write classifiers_TEST.csv, one row per classifier and the baseline, for ``dvc plots``."""
    every = with_baseline(metrics)
    for test in ("test", "golden", "xkcd"):
        rows = [
            {"classifier": name, "balanced_accuracy": tests[test]["balanced_accuracy"]}
            for name, tests in every.items()
        ]
        with atomic_write(REPORTS / f"classifiers_{test}.csv") as temporary:
            pd.DataFrame(rows).to_csv(temporary, index=False, lineterminator="\n")


def used(photos: Sequence[PhotoRecord]) -> list[PhotoRecord]:
    """Choose the photographs from which pixels were kept."""
    kept = set(pd.read_parquet(DENOISED, columns=["photo"])["photo"].unique())
    return [record for record in photos if record.id in kept]


if __name__ == "__main__":
    run(main)
