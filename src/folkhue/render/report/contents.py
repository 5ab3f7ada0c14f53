"""The page of a run: one file, in which its pictures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from folkhue._utils.text import percent
from folkhue.color.vocabulary import UNNAMED_NAME, UNNAMED_SWATCH, Vocabulary
from folkhue.datasets.attribution import Credit, grouped
from folkhue.datasets.record import PhotoRecord
from folkhue.learning.evaluation.metrics import ConfusionMatrix
from folkhue.learning.evaluation.scores import TEST_SETS
from folkhue.palettes.palette import hex_of
from folkhue.render.report.embedded import Embedded
from folkhue.render.report.gallery import Shown, Steps
from folkhue.render.report.heat import heat
from folkhue.render.report.mistakes import Mistake
from folkhue.render.report.pairs import Pair

SECTIONS = {
    "cube": "The cube",
    "denoising": "Denoising",
    "classifiers": "Classifiers",
    "confusion": "ConfusionMatrix",
    "mistakes": "Mistakes",
    "agreement": "Agreement",
    "repainted": "Repainted",
    "parameters": "Parameters",
    "credits": "Credits",
}
"""Anchor → what the navigation calls the section."""

FEW = 20
"""Answers that are too few to say how often they are right."""

VISIBLE = 0.01
"""Share of a picture from which on a name is written below it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """What a run found.

    Attributes
    ----------
    terms : Vocabulary
    metrics : mapping
        As in ``metrics.json``.
    scores : mapping
        Classifier → test set → scores with ``terms``, from `ConfusionMatrix.summary`.
    confusions : mapping
        Classifier → ``golden`` and ``test`` → `ConfusionMatrix`.
    calibration : DataFrame
        Of the best classifier: ``test``, and the columns of `calibration`.
    denoised : mapping
        As in ``denoise.json``.
    steps : Steps or None
        How one photograph was denoised.
    gallery : sequence of sequence of Shown
        For each name.
    opening, pairs : sequence of Pair
        Photographs that the page opens with, large; and golden ones, small.
    unshown : sequence of str
        Names of the golden photographs that are too many for the page.
    cube : mapping
        From `lattice`.
    mistakes : sequence of Mistake
    maps : mapping of str to Embedded
        ``chart`` and ``slices``, of which the full pictures lie in agreement/.
    params_text : str
        params.yaml, without what does not change results.
    method : str
        How was denoised.
    chosen_by_hand : bool
        Whether params.yaml names the classifier to compile.
    excluded : sequence of str
        Classifiers that were not to be compiled.
    comparison : DataFrame
        ``classifier``, ``than``, ``difference``, ``low``, ``high``.
    agreement : mapping
        ``terms`` from `agreement_by_term`, ``worst`` as records of `disagreements`, and what
        `coherence` gives.
    photos, golden : sequence of PhotoRecord
        Photographs, listed as in a manifest.
    """

    terms: Vocabulary
    metrics: Mapping[str, Any]
    scores: Mapping[str, Any]
    confusions: Mapping[str, Mapping[str, ConfusionMatrix]]
    calibration: pd.DataFrame
    denoised: Mapping[str, Any]
    steps: Steps | None
    gallery: Sequence[Sequence[Shown]]
    opening: Sequence[Pair]
    pairs: Sequence[Pair]
    unshown: Sequence[str]
    cube: Mapping[str, Any]
    mistakes: Sequence[Mistake]
    maps: Mapping[str, Embedded]
    params_text: str
    method: str
    chosen_by_hand: bool
    excluded: Sequence[str]
    comparison: pd.DataFrame
    agreement: Mapping[str, Any]
    photos: Sequence[PhotoRecord]
    golden: Sequence[PhotoRecord]

    @property
    def swatches(self) -> dict[str, str]:
        """The color of each name, "unnamed" last."""
        named = {term.name: hex_of(term.swatch) for term in self.terms}
        return named | {UNNAMED_NAME: hex_of(UNNAMED_SWATCH)}


def render(found: Findings) -> str:
    """Write the page as HTML."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            {name: getattr(found, name) for name in found.__dataclass_fields__}
            | _standing(found)
            | _agreeing(found)
            | {
                "sections": SECTIONS,
                "tests": TEST_SETS,
                "swatches": found.swatches,
                "cube": {
                    **found.cube,
                    "terms": [*found.swatches],
                    "swatches": [*found.swatches.values()],
                },
                "confusions": {
                    name: {test: heat(confusion) for test, confusion in tests.items()}
                    for name, tests in found.confusions.items()
                },
                "calibration": _calibrated(found.calibration),
                "titles": {record.id: Credit.from_record(record).title for record in found.golden},
                "credits": {
                    title: grouped(records)
                    for title, records in (
                        ("Golden photographs", found.golden),
                        ("Training photographs", found.photos),
                    )
                },
            }
        )
    )


@cache
def _environment() -> Environment:
    loader = PackageLoader("folkhue.render.report", ".")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def inlined(name: str) -> Markup:
        """Give a style sheet or script as it is."""
        return Markup(loader.get_source(environment, name)[0])

    environment.globals |= {
        "inlined": inlined,
        "code": hex_of,
        "spoken": percent,
        "points": _points,
        "seen": _seen,
        "in_words": _in_words,
    }
    return environment


def _standing(found: Findings) -> dict[str, Any]:
    """Rank the classifiers."""
    classifiers, best = found.metrics["classifiers"], found.metrics["best"]
    return {
        "best": best,
        "best_scores": classifiers[best],
        "best_of": _best_of_each(classifiers),
        "ranked": sorted(
            classifiers.items(),
            key=lambda item: item[1]["test"]["balanced_accuracy"],
            reverse=True,
        ),
        "baseline": found.metrics["baseline"],
        "per_term": found.scores[best],
        "scale_from": _scale_from(found.metrics),
        "compared": {
            (row["classifier"], row["than"]): row for row in found.comparison.to_dict("records")
        },
    }


def _agreeing(found: Findings) -> dict[str, Any]:
    """Count where table and people agree."""
    told, names = found.agreement["terms"].values(), found.agreement["names"].values()
    worst = found.agreement["worst"]
    return {
        "asked": sum(row["of"] for row in told),
        "agreed": sum(row["so"] for row in told),
        "worst": [row | {"code": hex_of((row["r"], row["g"], row["b"]))} for row in worst],
        "widest": max((row["colors"] for row in names), default=0) or 1,
        "infinity": float("inf"),
    }


def _calibrated(table: pd.DataFrame) -> dict[str, list[dict[Any, Any]]]:
    enough = table[table["answers"] >= FEW]
    tests = enough["test"].unique().tolist()
    return {test: enough[enough["test"] == test].to_dict("records") for test in tests}


def _seen(shares: Mapping[str, float]) -> dict[str, float]:
    """Keep the names that can be seen in a bar of all; shares are the largest first."""
    largest = next(iter(shares), None)
    return {name: share for name, share in shares.items() if share >= VISIBLE or name == largest}


def _in_words(number: int) -> str:
    words = (
        *("None", "One", "Two", "Three", "Four", "Five", "Six"),
        *("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    )
    return words[number] if number < len(words) else str(number)


def _best_of_each(classifiers: Mapping[str, Any]) -> dict[str, float]:
    return {
        test: max(scores[test]["balanced_accuracy"] for scores in classifiers.values())
        for test in TEST_SETS
    }


def _scale_from(metrics: Mapping[str, Any]) -> int:
    """Where the bars begin: the ten below the lowest bound, in percent."""
    baseline = metrics["baseline"]
    drawn = [*metrics["classifiers"].values(), baseline["classifiers"][baseline["best"]]]
    return int(min(90, 10 * min(10 * scores["golden"]["low"] // 1 for scores in drawn)))


def _points(share: float) -> str:
    """Write a difference in percent with its sign: "+1.2", "−0.3", "0.0"."""
    text = f"{100 * share:+.1f}".replace("-", "−")
    return "0.0" if text[1:] == "0.0" else text
