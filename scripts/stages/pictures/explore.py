"""Show the pictures and their features before any classifier is chosen.

Draws into reports/pictures/explore: the number of pictures of each color, how features are
distributed and correlated, a map of the pictures, the most and least typical ones of each color,
and likely label errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from folkhue._utils.atomic import atomic_write
from folkhue.color.notation import to_hex
from folkhue.datasets.photo_list import kept_photos
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.evaluation import PictureEvaluation
from folkhue.learning.pictures.exploration import by_typicality, embed, first_look, sample
from folkhue.render.picture_report.charts import draw_balance, draw_correlations, draw_distributions
from folkhue.render.picture_report.thumbnails import Shown, doubtful, draw_map, draw_sheet, in_rows
from stages.outputs import read_output
from stages.pictures.params import Params
from stages.pictures.stage import EXPLORATION, FEATURES, PHOTO_LIST, run
from stages.stage import COMPRESSION, write_json

Paths = Mapping[str, Path]
"""Id of a picture → its file."""


def main(params: Params) -> None:
    """Draw everything, and write which pictures are typical and which labels are doubtful."""
    dataset = PictureDataset(read_output(FEATURES, pd.read_parquet), params.features.table)
    paths = {record.id: PHOTO_LIST.parent / record.path for record in kept_photos(PHOTO_LIST)}
    draw_charts(dataset, params)
    write_png("map", map_of(dataset, paths, params))
    found = first_look(dataset, params.features.groups, folds=params.search.folds, seed=params.seed)
    names = [name for name in params.terms.names if name in found.terms]
    typical = {name: typical_of(found, name, params) for name in names}
    errors = found.label_errors.head(params.explore.label_errors)
    sheet = partial(draw_sheet, swatches=params.swatches)
    write_png("typical", sheet(typical_rows(typical, paths)))
    write_png("label_errors", sheet(in_rows("Likely label errors", doubtful(errors, paths))))
    write_json(EXPLORATION / "explore.json", summary(found, typical, errors))


def draw_charts(dataset: PictureDataset, params: Params) -> None:
    """Draw the number of pictures of each color, and the features of some groups."""
    names = [name for name in params.terms.names if name in dataset.labels]
    swatches = {t.name: to_hex(t.swatch) for t in params.terms if t.name in names}
    counts = dataset.frame["label"].value_counts()
    features = dataset.frame[list(dataset.feature_names(params.explore.groups))]
    with atomic_write(EXPLORATION / "balance.png") as path:
        draw_balance({name: int(counts[name]) for name in names}, swatches, path)
    with atomic_write(EXPLORATION / "distributions.png") as path:
        draw_distributions(features, dataset.labels.tolist(), swatches, path)
    with atomic_write(EXPLORATION / "correlations.png") as path:
        draw_correlations(features, path)


def map_of(dataset: PictureDataset, paths: Paths, params: Params) -> Image.Image:
    """Draw some pictures where an embedding of all their features places them."""
    some = sample(dataset, params.explore.pictures, params.seed)
    places = embed(some.features(params.features.groups), params.explore.embedding, params.seed)
    files = [paths[each] for each in some.frame["id"]]
    return draw_map(places, files, some.labels.tolist(), params.swatches)


def typical_of(found: PictureEvaluation, term: str, params: Params) -> dict[str, list[str]]:
    """Name the most typical pictures of a color, and the least typical of the others."""
    ids, number = found.ids[by_typicality(found, term)].tolist(), params.explore.examples
    return {"most": ids[:number], "least": ids[max(number, len(ids) - number) :][::-1]}


def typical_rows(
    typical: Mapping[str, Mapping[str, Sequence[str]]], paths: Paths
) -> dict[str, list[Shown | None]]:
    """Make a row for each color: the most typical pictures, a gap, and the least typical ones."""
    return {
        f"{term}: most typical, and least": [
            Shown(paths[each], color=term) if each else None
            for each in (*rows["most"], "", *rows["least"])
        ]
        for term, rows in typical.items()
    }


def summary(
    found: PictureEvaluation,
    typical: Mapping[str, Mapping[str, Sequence[str]]],
    errors: pd.DataFrame,
) -> dict[str, Any]:
    """Collect what the report shows, as JSON types."""
    records = errors.round({"probability": 4}).to_dict("records")
    return {
        "accuracy": round(found.scores()["accuracy"], 4),
        "typical": typical,
        "likely_label_errors": len(found.label_errors),
        "label_errors": records,
    }


def write_png(name: str, image: Image.Image) -> None:
    """Write a picture into the folder of the exploration."""
    with atomic_write(EXPLORATION / f"{name}.png") as temporary:
        image.save(temporary, compress_level=COMPRESSION)


if __name__ == "__main__":
    run(main)
