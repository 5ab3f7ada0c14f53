"""Choose the best classifier of pictures, measure it, fit it to every picture, and save it.

The classifier of the original recipe, the best of its five, is measured in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.attribution import count_sources
from folkhue.datasets.photo_list import kept_photos
from folkhue.learning.classifiers import model_file
from folkhue.learning.pictures.ablation import ablation, feature_importances
from folkhue.learning.pictures.candidates import CANDIDATES, ORIGINAL, ORIGINAL_GROUPS, Candidate
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.evaluation import PictureEvaluation, evaluate
from folkhue.learning.pictures.export import export_model
from folkhue.learning.pictures.search import Search
from folkhue.render.picture_report.thumbnails import doubtful, draw_sheet, in_rows
from stages.outputs import read_output
from stages.pictures.card import model_card
from stages.pictures.grids import candidates_of
from stages.pictures.params import Params
from stages.pictures.stage import (
    BASELINE,
    EVALUATION,
    FEATURES,
    MODEL,
    PHOTO_LIST,
    SEARCHES,
    run,
)
from stages.stage import COMPRESSION, read_csv, write_csv, write_json


@dataclass(frozen=True, eq=False)
class Choice:
    """A classifier with parameters.

    Attributes
    ----------
    name : str
    candidate : Candidate
    parameters : dict
    seed : int
    """

    name: str
    candidate: Candidate
    parameters: dict[str, Any]
    seed: int

    @property
    def pipeline(self) -> Pipeline:
        """The classifier, not fitted."""
        return self.candidate.pipeline(self.seed, **self.parameters)


def main(params: Params) -> None:
    """Measure the chosen classifier and the baseline; save the first one."""
    dataset = PictureDataset(read_output(FEATURES, pd.read_parquet), params.features.table)
    tables = {name: read_csv(SEARCHES / f"{name}.csv") for name in params.search.models}
    best = choose(params, tables)
    found = measured(best, dataset, params, params.evaluate.repeats)
    scores = write_evaluation(EVALUATION, best, found)
    write_importances(EVALUATION, found.importances)
    write_mistakes(found, params)
    write_ablation(dataset, params)
    write_baseline(params, tables, dataset)
    save(best, dataset, scores, params)
    print(
        f"{best.name}: accuracy {scores['accuracy']:.3f}, balanced "
        f"{scores['balanced_accuracy']:.3f}, on pictures that it has not seen; fitted to all "
        f"{len(dataset)}: {MODEL.parent}"
    )


def choose(params: Params, tables: Mapping[str, pd.DataFrame]) -> Choice:
    """Choose by the rule of `Search.choose`, or what the parameters name."""
    wanted = params.evaluate.model
    considered = tables if wanted == "best" else {wanted: tables[wanted]}
    return chosen(considered, params, exportable=params.evaluate.exportable)


def chosen(tables: Mapping[str, pd.DataFrame], params: Params, *, exportable: bool) -> Choice:
    """Apply the rule to some classifiers."""
    listed = [tables[name] for name in CANDIDATES if name in tables]
    found = Search(pd.concat(listed, ignore_index=True), params.search.folds)
    name, parameters = found.choose(exportable=exportable)
    return Choice(name, candidates_of(params)[name], parameters, params.seed)


def measured(
    choice: Choice, dataset: PictureDataset, params: Params, repeats: int = 0
) -> PictureEvaluation:
    """Predict each picture by a fit that has not seen it; shuffle groups of features so often."""
    return evaluate(
        choice.pipeline,
        dataset,
        choice.candidate.groups,
        folds=params.search.folds,
        seed=params.seed,
        repeats=repeats,
    )


def write_evaluation(folder: Path, choice: Choice, found: PictureEvaluation) -> dict[str, Any]:
    """Write the confusion matrix, the reliability and the scores; return the scores."""
    rows = pd.DataFrame(found.confusion.rows(), columns=["actual", "predicted", "count"])
    write_csv(folder / "confusion.csv", rows)
    write_csv(folder / "reliability.csv", found.reliability, float_format="%.4f")
    scores = {"model": choice.name, "parameters": choice.parameters, **found.scores()}
    write_json(folder / "scores.json", scores)
    return scores


def write_importances(folder: Path, importances: pd.DataFrame) -> None:
    """Write how much features, or groups of them, matter."""
    write_csv(folder / "importances.csv", importances, float_format="%.4f")


def write_mistakes(found: PictureEvaluation, params: Params) -> None:
    """List the mistakes of the highest probability first, and draw the worst."""
    table = found.mistakes
    write_csv(EVALUATION / "mistakes.csv", table, float_format="%.4f")
    shown = table.head(params.evaluate.mistakes)
    wanted = {*shown["id"]}
    paths = {r.id: PHOTO_LIST.parent / r.path for r in kept_photos(PHOTO_LIST) if r.id in wanted}
    sheet = draw_sheet(in_rows("Mistakes", doubtful(shown, paths)), params.swatches)
    with atomic_write(EVALUATION / "mistakes.png") as temporary:
        sheet.save(temporary, compress_level=COMPRESSION)


def write_ablation(dataset: PictureDataset, params: Params) -> None:
    """Write what each group of features is worth to a classifier that may have them all."""
    name, folds = params.evaluate.ablation, params.search.folds
    candidate = candidates_of(params)[name]
    if candidate.groups != ORIGINAL_GROUPS:
        candidate = replace(candidate, groups=tuple(params.features.groups))
    table = ablation(name, candidate, dataset, folds=folds, seed=params.seed)
    write_csv(EVALUATION / "ablation.csv", table, float_format="%.4f")


def write_baseline(
    params: Params, tables: Mapping[str, pd.DataFrame], dataset: PictureDataset
) -> None:
    """Measure the best classifier of the original recipe, and how much each feature matters."""
    original = {name: table for name, table in tables.items() if name in ORIGINAL}
    best = chosen(original, params, exportable=False)
    write_evaluation(BASELINE, best, measured(best, dataset, params))
    importances = feature_importances(
        best.pipeline,
        dataset,
        best.candidate.groups,
        folds=params.search.folds,
        seed=params.seed,
        repeats=params.evaluate.repeats,
    )
    write_importances(BASELINE, importances)


def save(best: Choice, dataset: PictureDataset, scores: Mapping[str, Any], params: Params) -> None:
    """Fit the classifier to every picture; write it, its export and its card."""
    groups = best.candidate.groups
    fitted = best.pipeline.fit(dataset.features(groups), dataset.labels)
    model_file.save(MODEL.with_suffix(".skops"), tuple(map(str, fitted.classes_)), fitted)
    MODEL.unlink(missing_ok=True)
    if best.candidate.exportable:
        metadata = {
            "classifier": best.name,
            "parameters": best.parameters,
            "source": params.download.source,
            "pictures": len(dataset),
            "accuracy": round(scores["accuracy"], 4),
            "seed": params.seed,
        }
        export_model(fitted, groups, params.features.table, MODEL, metadata)
    used = {*dataset.frame["id"]}
    sources = count_sources(photo for photo in kept_photos(PHOTO_LIST) if photo.id in used)
    card = model_card(Counter(dataset.labels.tolist()), sources, scores, groups, params)
    with atomic_write(MODEL.with_suffix(".md")) as temporary:
        temporary.write_text(card, "utf-8")


if __name__ == "__main__":
    run(main)
