"""Write the metrics of a run and its report: reports/metrics.json and reports/index.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue._utils.text import counted, percent_pair
from folkhue.color.notation import to_hex
from folkhue.datasets.left_out import LeftOut, by_reason
from folkhue.datasets.photo_list import kept_photos, rejected_photos
from folkhue.datasets.readiness import Readiness
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.evaluation.bootstrap import paired_difference
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.coverage import Coverage, golden_coverage, survey_coverage
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.headline import headline_scores
from folkhue.learning.evaluation.scores import SURVEY, titles_of
from folkhue.learning.evaluation.survey import disagreements
from folkhue.render.report.before_after import LARGE, MAX_PAIRS, BeforeAfter, showcase
from folkhue.render.report.color_lattice import color_lattice
from folkhue.render.report.confusion_heatmap import read_confusion
from folkhue.render.report.contents import ReportContents
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.example_gallery import Steps, example_gallery
from folkhue.render.report.examples import read_examples
from folkhue.render.report.mistakes import Mistake, mistakes, most_confident
from folkhue.render.report.rendering import render_report
from folkhue.table.color_table import ColorTable, load
from stages.outputs import read_output
from stages.params import Params
from stages.stage import (
    AGREEMENT,
    BEST,
    DENOISED,
    EVALUATIONS,
    EXAMPLES,
    FINAL_SCORES,
    FOLDS,
    PHOTO_LIST,
    REPORTS,
    TABLE,
    read_csv,
    read_json,
    run,
    write_csv,
    write_json,
)

SLATE = "#44546a"
"""Of the curve of all names in plots: the swatch of none, as DVC's need colors that differ."""

CURVES = ("roc", "precision_recall", "coverage")
"""Kinds of curves."""


def main(params: Params) -> None:
    """Write the metrics, the tables of the charts, and the report."""
    names = list(params.train.classifiers)
    scores = {name: read_json(EVALUATIONS / name / "scores.json") for name in names}
    baseline = read_json(REPORTS / "baseline.json")
    best, final = read_json(BEST)["best"], read_json(FINAL_SCORES)
    comparison = compare(names, params)
    metrics = summary(best, scores, final, baseline, comparison)
    write_json(REPORTS / "metrics.json", metrics)
    write_headlines(metrics)
    write_bars(metrics)
    curves = {kind: read_curve_table(best, kind) for kind in CURVES}
    write_curves(curves, params)
    write_csv(REPORTS / "comparison.csv", comparison)
    shown = contents(metrics, scores, comparison, curves, params)
    page = render_report(shown)
    with atomic_write(REPORTS / "index.html") as temporary:
        temporary.write_text(page, "utf-8")
    print_scores(metrics)
    print_coverage(metrics, shown.coverage)
    print("\nOpen reports/index.html")


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


def contents(
    metrics: dict[str, Any],
    scores: dict[str, Any],
    comparison: pd.DataFrame,
    curves: Mapping[str, pd.DataFrame],
    params: Params,
) -> ReportContents:
    """Collect what the report shows."""
    photos, table = read_output(PHOTO_LIST, read_photos), read_output(TABLE, load)
    records = by_id(photos)
    examples = read_output(EXAMPLES, read_examples)
    listed = golden_photos(Path(params.evaluate.golden))
    golden = read_golden(params.evaluate.golden, params.terms)
    opening, pairs, found = recolored(golden, listed, table)
    return ReportContents(
        terms=params.terms,
        metrics=metrics,
        scores=scores,
        confusions={name: confusions(name, params) for name in metrics["classifiers"]},
        calibration=read_csv(EVALUATIONS / metrics["best"] / "calibration.csv"),
        curves=curves,
        areas=read_curve_table(metrics["best"], "areas"),
        denoised=read_json(REPORTS / "denoise.json"),
        steps=Steps.from_examples(examples, records),
        gallery=example_gallery(examples, records),
        opening=opening,
        pairs=pairs,
        unshown=[photo.name for photo in golden[MAX_PAIRS:]],
        cube=color_lattice(table),
        mistakes=most_confident(found),
        maps={
            name: read_output(AGREEMENT / f"{name}.png", embedded_drawing)
            for name in ("chart", "slices")
        },
        params_text=Path("params.yaml").read_text("utf-8").partition("\ncompute:")[0],
        method=params.denoise.method,
        chosen_by_hand=params.compile.classifier != "best",
        excluded=[name for name in metrics["classifiers"] if name not in params.compilable],
        comparison=comparison,
        coverage={
            "golden": golden_coverage(golden, params.terms.names),
            "xkcd": survey_coverage(params.terms),
        },
        folds=read_json(FOLDS),
        agreement=agreement(),
        photos=training_photos(photos),
        golden=listed,
        readiness=Readiness.of(photos, params.terms),
        left_out=read_output(PHOTO_LIST, read_left_out),
    )


def recolored(
    golden_photos: Sequence[GoldenPhoto], listed: Sequence[PhotoRecord], table: ColorTable
) -> tuple[list[BeforeAfter], list[BeforeAfter], list[Mistake]]:
    """Predict the names of all pixels of the golden photographs.

    Returns
    -------
    opening, pairs : list of BeforeAfter
        Photographs at the top of the report, and those of the section on golden photographs.
    found : list of Mistake
    """
    records = by_id(listed)
    pairs: list[BeforeAfter] = []
    large: dict[str, BeforeAfter] = {}
    found: list[Mistake] = []
    chosen = showcase([golden.name for golden in golden_photos])
    with progress("photographs", len(golden_photos)) as advance:
        for golden in golden_photos:
            record, photo = records.get(golden.name, PhotoRecord(golden.name)), golden.read()
            if len(pairs) < MAX_PAIRS:
                pairs.append(BeforeAfter.from_photo(record, photo, table))
            found += mistakes(golden, photo, table)
            if golden.name in chosen:
                large[golden.name] = BeforeAfter.from_photo(record, photo, table, LARGE)
            advance(1)
    return [large[name] for name in chosen], pairs, found


def read_photos(path: Path) -> list[PhotoRecord]:
    """Read the photographs of a list that passed every check."""
    return list(kept_photos(path))


def read_left_out(path: Path) -> list[LeftOut]:
    """Read the photographs of a list that failed a check, by reason."""
    return by_reason(rejected_photos(path))


def by_id(records: Sequence[PhotoRecord]) -> dict[str, PhotoRecord]:
    """Index the records of photographs by id."""
    return {record.id: record for record in records}


def confusions(name: str, params: Params) -> dict[str, ConfusionMatrix]:
    """Read the confusion matrices of a classifier."""
    folder, terms = EVALUATIONS / name, params.terms.names
    return {
        test: read_confusion(read_csv(folder / f"confusion_{test}.csv"), terms)
        for test in ("golden", "test")
    }


def embedded_drawing(path: Path) -> EmbeddedImage:
    """Embed a drawing from a file."""
    with Image.open(path) as image:
        return EmbeddedImage.drawing(image)


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
    confusions = {name: golden_predictions(name, params).pixel_confusion for name in names}
    rows = []
    for one, other in combinations(names, 2):
        found = paired_difference(confusions[one], confusions[other], params.seed)
        gap, (low, high) = found["difference"], found["interval"]
        rows += [(one, other, gap, low, high), (other, one, -gap, -high, -low)]
    return pd.DataFrame(rows, columns=["classifier", "than", "difference", "low", "high"])


def golden_predictions(name: str, params: Params) -> GoldenPredictions:
    """Read what a classifier predicted for the golden regions."""
    texts = {"photo": str, "label": str, "qualities": str}
    table = read_csv(EVALUATIONS / name / "golden.csv", dtype=texts, keep_default_na=False)
    return GoldenPredictions(params.terms.names, table)


def agreement() -> dict[str, Any]:
    """Read the table's agreement with the survey, and the connectivity of its names."""
    survey = read_csv(AGREEMENT / "xkcd.csv", keep_default_na=False)
    return {
        "terms": read_json(AGREEMENT / "terms.json"),
        "worst": disagreements(survey).to_dict("records"),
        **read_json(AGREEMENT / "islands.json"),
    }


def golden_photos(folder: Path) -> list[PhotoRecord]:
    """List the golden photographs for the credits, by name if there is no golden.csv."""
    if (folder / "golden.csv").is_file():
        return read_manifest(folder / "golden.csv")
    return [PhotoRecord(path.stem) for path in sorted(folder.glob("labels/*.json"))]


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


def training_photos(photos: Sequence[PhotoRecord]) -> list[PhotoRecord]:
    """Select the photographs with pixels in the training data."""
    weights = read_output(DENOISED, partial(pd.read_parquet, columns=["photo"]))
    kept = set(weights["photo"].unique())
    return [record for record in photos if record.id in kept]


if __name__ == "__main__":
    run(main)
