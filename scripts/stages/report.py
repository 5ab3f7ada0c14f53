"""Write the metrics of a run and its report: reports/metrics.json and reports/index.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue.datasets.left_out import LeftOut, by_reason
from folkhue.datasets.photo_list import kept_photos, rejected_photos
from folkhue.datasets.readiness import Readiness
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix
from folkhue.learning.evaluation.coverage import golden_coverage, survey_coverage
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
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
from folkhue.render.report.run_comparison import RunComparison
from folkhue.table.color_table import ColorTable, load
from stages.comparing import ThisRun, compare_with
from stages.outputs import read_output
from stages.params import Params
from stages.run_metrics import (
    compare,
    golden_predictions,
    print_coverage,
    print_scores,
    read_curve_table,
    summary,
    write_bars,
    write_curves,
    write_headlines,
)
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
    print("\nThe report is reports/index.html")


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
        against=against(metrics, table, golden, params),
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


def against(
    metrics: dict[str, Any], table: ColorTable, golden: Sequence[GoldenPhoto], params: Params
) -> RunComparison | None:
    """Compare this run with the other one that the parameters name, if they do."""
    if params.report.against is None:
        return None
    predicted = EVALUATIONS / metrics["best"] / "golden.csv"
    predictions = golden_predictions(predicted, params.terms.names)
    run = ThisRun(metrics, predictions, table, golden, params.seed)
    return compare_with(params.report.against, run)


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


def training_photos(photos: Sequence[PhotoRecord]) -> list[PhotoRecord]:
    """Select the photographs with pixels in the training data."""
    weights = read_output(DENOISED, partial(pd.read_parquet, columns=["photo"]))
    kept = set(weights["photo"].unique())
    return [record for record in photos if record.id in kept]


if __name__ == "__main__":
    run(main)
