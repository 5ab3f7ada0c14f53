"""Compare names in context with other ways of naming: scripts/stage networks/evaluate TABLE."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.bootstrap import paired_difference
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_namings import predict_photos
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.networks.baselines import blurred, by_superpixel
from folkhue.networks.context import ContextNetwork
from folkhue.networks.naming import PixelNaming
from folkhue.render.photo_image import flattened
from folkhue.table.color_table import load
from stages.networks.params import Params
from stages.networks.stage import context_headline, context_model, context_reports, run
from stages.stage import write_csv, write_json

GAP = 8
"""Pixels between pictures."""


def main(params: Params) -> None:
    """Name the golden photographs in each way; write scores, by kind of region, and examples."""
    name = sys.argv[1]
    table = load(name)
    alone = PixelNaming(table)
    context = PixelNaming(table, ContextNetwork.load(context_model(name)))
    namings = {
        "table": alone.names,
        "blur": blurred(table),
        "superpixels": by_superpixel(table),
        "context": context.names,
    }
    vocabulary = Vocabulary.of(list(table.terms))
    scores, kinds = {}, []
    for golden in ("golden", "surfaces"):
        photos = read_golden(getattr(params.evaluate, golden), vocabulary)
        pixels = params.evaluate.max_pixels
        found = predict_photos(namings, photos, vocabulary.names, pixels, params.seed)
        scores[golden] = compared(found, params.seed)
        kinds += by_kind(golden, found, params.seed)
    reports = context_reports(name)
    write_csv(reports / "kinds.csv", pd.DataFrame(kinds))
    write_json(reports / "scores.json", scores)
    score = scores["golden"]["context"]["balanced_accuracy"]
    write_json(context_headline(name), {"score": round(score, 4)})
    sheet = examples(photos, alone, context, params.evaluate.pictures)
    with atomic_write(reports / "examples.png") as temporary:
        sheet.save(temporary, "PNG")
    print(pd.DataFrame(kinds).to_string(index=False))


def compared(found: Mapping[str, GoldenPredictions], seed: int) -> dict[str, Any]:
    """Return the scores of each way, and what it gains over the table with an interval."""
    pixels = {key: each.pixel_confusion for key, each in found.items()}
    return {
        key: {
            **each.summary(seed),
            "regions": found[key].region_confusion.summary(seed),
            "gain": paired_difference(each, pixels["table"], seed),
        }
        for key, each in pixels.items()
    }


def by_kind(golden: str, found: Mapping[str, GoldenPredictions], seed: int) -> list[dict[str, Any]]:
    """Return a row for each way and kind of region."""
    rows = []
    for key, each in found.items():
        summary = each.summary(seed)
        of_all = {"all": summary["golden"], "regions": summary["golden_regions"]}
        for kind, scores in (of_all | summary["golden_qualities"]).items():
            row = {"labels": golden, "naming": key, "kind": kind}
            shares = {score: scores[score] for score in ("accuracy", "balanced_accuracy")}
            rows.append(row | {score: round(100 * share, 1) for score, share in shares.items()})
    return rows


def examples(
    photos: Sequence[GoldenPhoto], alone: PixelNaming, context: PixelNaming, number: int
) -> Image.Image:
    """Draw photographs beside their names: each pixel alone, and in context; most changed first."""
    changed = []
    for golden in photos:
        photo = golden.read()
        maps = alone.name_map(photo), context.name_map(photo)
        differ = float((maps[0].names != maps[1].names).mean())
        changed.append((-differ, golden.name, [flattened(photo), *(each.image() for each in maps)]))
    rows = [pictures for _, _, pictures in sorted(changed, key=lambda each: each[:2])[:number]]
    width = max(sum(each.width + GAP for each in row) for row in rows)
    sheet = Image.new("RGB", (width, sum(row[0].height + GAP for row in rows)), "white")
    top = 0
    for row in rows:
        for place, picture in enumerate(row):
            sheet.paste(picture.convert("RGB"), (place * (picture.width + GAP), top))
        top += row[0].height + GAP
    return sheet


if __name__ == "__main__":
    run(main)
