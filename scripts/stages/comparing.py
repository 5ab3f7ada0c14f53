"""Compare this run with another one, for the report."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkhue._utils.progress import progress
from folkhue.learning.evaluation.bootstrap import paired_difference
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.name_changes import compare_regions, name_changes
from folkhue.learning.evaluation.scores import SURVEY, titles_of
from folkhue.render.report.changed_names import draw_changes
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.run_comparison import (
    RunComparison,
    ScoreRow,
    ShownRegion,
    most_telling,
)
from folkhue.table.color_table import ColorTable
from stages.other_run import METRICS, OtherRun, fetch_other_run
from stages.other_run import TABLE as OTHER_TABLE
from stages.outputs import md5
from stages.run_metrics import golden_predictions
from stages.stage import REGIONS, TEST
from stages.stage import SURVEY as ANSWERS
from stages.yaml_file import read_yaml

DECIDES_NOTHING = ("compute", "report")
"""Sections of params.yaml that change no result."""

EXAMPLES = {
    "test": TEST,
    "golden": REGIONS,
    "golden_regions": REGIONS,
    "golden_photos": REGIONS,
    SURVEY: ANSWERS,
}
"""Test set → the file of its examples. Those of XKCD's survey depend on the names alone."""


@dataclass(frozen=True, eq=False)
class ThisRun:
    """What is compared of this run.

    Attributes
    ----------
    metrics : mapping
        As in ``metrics.json``.
    predictions : GoldenPredictions
        Of the chosen classifier.
    table : ColorTable
    golden : sequence of GoldenPhoto
    seed : int
    """

    metrics: Mapping[str, Any]
    predictions: GoldenPredictions
    table: ColorTable
    golden: Sequence[GoldenPhoto]
    seed: int


def compare_with(name: str, run: ThisRun) -> RunComparison:
    """Compare this run with that of a revision.

    Parameters
    ----------
    name : str
        As ``report.against`` names it.
    run : ThisRun

    Raises
    ------
    ParamsError
        If DVC does not have the other run.
    """
    with tempfile.TemporaryDirectory() as folder:
        other = fetch_other_run(name, Path(folder))
        before = ColorTable.load(other.folder / OTHER_TABLE)
        theirs = json.loads((other.folder / METRICS).read_text("utf-8"))
        changes = name_changes(before, run.table)
        regions, shown = _renamed_regions(run.golden, before, run.table)
        return RunComparison(
            name=other.name,
            commit=other.commit,
            date=other.date,
            best=(theirs["best"], run.metrics["best"]),
            only_before=[each for each in before.terms if each not in run.table.terms],
            only_after=[each for each in run.table.terms if each not in before.terms],
            parameters=differing(
                read_yaml(other.folder / "params.yaml"), read_yaml(Path("params.yaml"))
            ),
            scores=[*_score_rows(other, theirs, before.terms, run)],
            changes=changes,
            slices=EmbeddedImage.drawing(draw_changes(before, run.table, changes.flows)),
            regions=regions,
            shown=shown,
        )


def _renamed_regions(
    golden: Sequence[GoldenPhoto], before: ColorTable, after: ColorTable
) -> tuple[dict[str, int], list[ShownRegion]]:
    """Count the golden regions by what became of their names; draw some of those that changed."""
    outcomes: Counter[str] = Counter()
    changed = []
    with progress("photographs", len(golden)) as advance:
        for each in golden:
            photo = each.read()
            for region in compare_regions(each, photo, before, after):
                outcomes[region.outcome] += 1
                if region.before != region.after:
                    changed.append(ShownRegion.of(region, photo))
            advance(1)
    return dict(outcomes), most_telling(changed)


def _score_rows(
    other: OtherRun, theirs: Mapping[str, Any], terms: Sequence[str], run: ThisRun
) -> Iterator[ScoreRow]:
    """Set the scores of the chosen classifiers side by side, on every test set that both have."""
    scores = [each["classifiers"][each["best"]] for each in (theirs, run.metrics)]
    same_terms = tuple(terms) == tuple(run.predictions.terms)
    lock = (other.folder / "dvc.lock").read_text("utf-8")
    for test, title in titles_of(scores[1]).items():
        before, after = (each.get(test) for each in scores)
        examples = EXAMPLES.get(test)
        same = examples is None or f"md5: {md5(examples)}\n" in lock
        enough = all(each and each["enough"] for each in (before, after))
        comparable = same and same_terms and enough
        paired = _paired(other, run) if comparable and test == "golden" else None
        yield ScoreRow(title, before, after, comparable, paired)


def _paired(other: OtherRun, run: ThisRun) -> dict[str, Any]:
    """Compare the chosen classifiers on the same golden pixels, photograph by photograph."""
    theirs = golden_predictions(other.golden, run.predictions.terms)
    return paired_difference(run.predictions.pixel_confusion, theirs.pixel_confusion, run.seed)


def differing(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    """List the keys of two params files whose values differ, in the order of the second.

    Examples
    --------
    >>> differing({"seed": 0, "sample": {"cap": 1, "old": 2}}, {"seed": 0, "sample": {"cap": 3}})
    {'sample.cap': (1, 3), 'sample.old': (2, None)}
    """
    one, other = dict(_flat(before)), dict(_flat(after))
    return {
        key: (one.get(key), other.get(key))
        for key in [*other, *(key for key in one if key not in other)]
        if one.get(key) != other.get(key) and key.partition(".")[0] not in DECIDES_NOTHING
    }


def _flat(section: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """List the keys of nested mappings with their values."""
    for key, value in section.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
