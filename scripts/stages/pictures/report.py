"""Write the metrics of a run and its report: metrics.json and index.html in reports/pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.learning.pictures.candidates import ORIGINAL
from folkhue.render.picture_report.contents import Measured, PictureReport, Tile
from folkhue.render.picture_report.rendering import render_picture_report
from folkhue.render.report.confusion_heatmap import read_confusion
from folkhue.render.report.embedded_image import EmbeddedImage
from stages.outputs import read_output
from stages.pictures.card import rule
from stages.pictures.params import Params
from stages.pictures.stage import (
    BASELINE,
    EVALUATION,
    EXPLORATION,
    FEATURES,
    LEFT_OUT,
    PARAMS,
    PHOTO_LIST,
    REPORTS,
    SEARCHES,
    run,
)
from stages.stage import read_csv, read_json, write_json

Records = Mapping[str, PhotoRecord]
"""Id of a picture → its record."""


def main(params: Params) -> None:
    """Write the metrics and the page, and print the scores."""
    chosen, baseline = measured(EVALUATION, params), measured(BASELINE, params)
    searched = pd.concat([read_csv(SEARCHES / f"{name}.csv") for name in params.search.models])
    metrics = summary(chosen, baseline, searched)
    write_json(REPORTS / "metrics.json", metrics)
    write_json(REPORTS / "scores.json", {"score": metrics["balanced_accuracy"]})
    page = render_picture_report(contents(params, metrics, chosen, baseline, searched))
    with atomic_write(REPORTS / "index.html") as temporary:
        temporary.write_text(page, "utf-8")
    print_scores(metrics)
    print(f"\nThe report is {REPORTS / 'index.html'}")


def measured(folder: Path, params: Params) -> Measured:
    """Read what was measured of a classifier."""
    scores = read_json(folder / "scores.json")
    names = tuple(name for name in params.terms.names if name in scores["recall"])
    return Measured(
        scores,
        read_confusion(read_csv(folder / "confusion.csv"), names),
        read_csv(folder / "reliability.csv"),
        read_csv(folder / "importances.csv"),
    )


def summary(chosen: Measured, baseline: Measured, searched: pd.DataFrame) -> dict[str, Any]:
    """Collect the metrics, as ``metrics.json`` has them."""
    keys = ["accuracy", "accuracy_std", "balanced", "balanced_std"]
    best = searched.drop_duplicates("model").set_index("model")[keys].round(4)
    return {
        "best": chosen.scores["model"],
        "pictures": chosen.scores["pictures"],
        **overall(chosen),
        "likely_label_errors": chosen.scores["likely_label_errors"],
        "baseline": {"model": baseline.scores["model"], **overall(baseline)},
        "recall": {name: round(share, 4) for name, share in chosen.scores["recall"].items()},
        "classifiers": best.to_dict("index"),
    }


def overall(found: Measured) -> dict[str, float]:
    """Select the scores over all pictures."""
    keys = ("accuracy", "balanced_accuracy", "calibration_error")
    return {key: round(found.scores[key], 4) for key in keys}


def contents(
    params: Params,
    metrics: Mapping[str, Any],
    chosen: Measured,
    baseline: Measured,
    searched: pd.DataFrame,
) -> PictureReport:
    """Collect what the report shows."""
    labels = read_output(FEATURES, partial(pd.read_parquet, columns=["id", "label"]))
    used = {*labels["id"]}
    records = {record.id: record for record in kept_photos(PHOTO_LIST) if record.id in used}
    counts = labels["label"].value_counts()
    explored = read_json(EXPLORATION / "explore.json")
    mistakes = read_csv(EVALUATION / "mistakes.csv").head(params.evaluate.mistakes)
    drawings = ("map", "distributions", "correlations")
    return PictureReport(
        terms=params.terms,
        metrics=metrics,
        counts={name: int(counts[name]) for name in chosen.confusion.terms},
        left_out=reasons(),
        typical={
            name: (tiles(rows["most"], records), tiles(rows["least"], records))
            for name, rows in explored["typical"].items()
        },
        doubts=[tile_of(row, records) for row in explored["label_errors"]],
        doubts_in_all=explored["likely_label_errors"],
        drawings={name: read_output(EXPLORATION / f"{name}.png", embedded) for name in drawings},
        search=searched.assign(original=searched["model"].isin(ORIGINAL)),
        chosen=chosen,
        baseline=baseline,
        ablation=read_csv(EVALUATION / "ablation.csv", keep_default_na=False),
        ablated=params.evaluate.ablation,
        mistakes=[tile_of(row, records) for row in mistakes.to_dict("records")],
        rule=rule(params),
        folds=params.search.folds,
        params_text=PARAMS.read_text("utf-8").partition("\ncompute:")[0],
        photos=list(records.values()),
    )


def reasons() -> dict[str, int]:
    """Count why pictures are left out, the most frequent reason first."""
    listed = read_csv(LEFT_OUT, dtype=str, keep_default_na=False)["reason"]
    return dict(Counter(reason.partition(":")[0] for reason in listed).most_common())


def tiles(ids: Sequence[str], records: Records) -> list[Tile]:
    """Embed pictures."""
    return [Tile.from_record(PHOTO_LIST.parent, records[each]) for each in ids]


def tile_of(row: Mapping[Any, Any], records: Records) -> Tile:
    """Embed a picture that is predicted to have another color than its label."""
    more = {str(key): value for key, value in row.items() if key != "id"}
    return Tile.from_record(PHOTO_LIST.parent, records[str(row["id"])], **more)


def embedded(path: Path) -> EmbeddedImage:
    """Embed a drawing from a file: the map as a photograph, as its thumbnails are."""
    with Image.open(path) as image:
        if path.stem == "map":
            return EmbeddedImage.photograph(image.convert("RGB"), image.width)
        return EmbeddedImage.drawing(image.convert("RGB"))


def print_scores(metrics: Mapping[str, Any]) -> None:
    """Print the accuracy of every classifier as a Markdown table."""
    print("\n| classifier | accuracy, % | balanced, % |")
    print("|---|---:|---:|")
    for name, row in metrics["classifiers"].items():
        accuracy, balanced = (
            f"{100 * row[key]:.1f} ± {100 * row[f'{key}_std']:.1f}"
            for key in ("accuracy", "balanced")
        )
        star = " ★" if name == metrics["best"] else ""
        print(f"| {name}{star} | {accuracy} | {balanced} |")


if __name__ == "__main__":
    run(main)
