"""The card of a table: what it was trained on, how it was chosen, how good it is."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from folkhue._utils.text import TOO_FEW, counted, percent_interval
from folkhue.datasets.attribution import count_sources, source_rows
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.learning.evaluation.scores import SURVEY
from folkhue.learning.evaluation.xkcd import resolved_names
from release.imports import ROOT
from stages.params import Params, read_params
from stages.stage import (
    BEST,
    DENOISED,
    EVALUATIONS,
    EVERY,
    FINAL_SCORES,
    PHOTO_LIST,
    TEST,
    read_json,
)

CARD = Path(__file__).with_name("card.md")

TESTED = {
    "test": "held-out split with noisy labels, pixels",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "golden_photos": "golden set, mean over photographs",
    "xkcd": "names of the XKCD survey that end in a term",
    "xkcd_resolved": "other names of the XKCD survey",
}
"""Key of a test set in scores → its title on the card."""


@dataclass(frozen=True, eq=False)
class TrainingData:
    """The photographs of a run, and which of them were used.

    Attributes
    ----------
    left_out : mapping of str to int
        Photographs that failed a check, by their status.
    photos : list of PhotoRecord
        All others.
    used : mapping of str to set of str
        Term → the photographs that gave pixels to the final fit under it.
    held_out : set of str
        Photographs that gave held-out pixels.
    """

    left_out: Mapping[str, int]
    photos: list[PhotoRecord]
    used: Mapping[str, set[str]]
    held_out: set[str]

    @classmethod
    def read(cls, home: Path) -> TrainingData:
        """Read what the stages of a run wrote."""
        listed = pd.read_csv(home / PHOTO_LIST, usecols=["status"])["status"]
        return cls(
            Counter(listed[listed != Status.OK]),
            list(kept_photos(home / PHOTO_LIST)),
            _used(home),
            {*pd.read_parquet(home / TEST, columns=["photo"])["photo"]},
        )

    @property
    def used_photos(self) -> list[PhotoRecord]:
        """The photographs that gave pixels to the final fit."""
        used = set().union(*self.used.values())
        return [photo for photo in self.photos if photo.id in used]

    def sources(self) -> dict[str, int]:
        """Count the photographs that were used by source, without names of people."""
        return count_sources(self.used_photos)

    def unused(self) -> str:
        """Say why photographs were not used."""
        unlabeled = sum(not photo.labels for photo in self.photos)
        without_pixels = len(self.photos) - unlabeled - len(self.used_photos)
        reasons = {
            "unlabeled (without any of these words)": unlabeled,
            "without a pixel that denoising keeps": without_pixels,
            **{status.replace("_", " "): n for status, n in sorted(self.left_out.items())},
        }
        some = [f"{number:,} {reason}" for reason, number in reasons.items() if number]
        return ", ".join(some) or "none"

    def word(self, term: str) -> str:
        """Count the photographs that have a label, and those that gave pixels under it."""
        labeled = sum(term in photo.labels for photo in self.photos)
        return f"| {term} | {labeled:,} | {len(self.used.get(term, ())):,} |"


def _used(home: Path) -> dict[str, set[str]]:
    """Read the photographs of the final fit's pixels: of a sample, or of all of them."""
    is_sample = "photo" in pq.read_schema(home / EVERY).names
    source = home / (EVERY if is_sample else DENOISED)
    pixels = pd.read_parquet(source, columns=["photo", "term"]).drop_duplicates().astype(str)
    return {str(term): {*photos} for term, photos in pixels.groupby("term")["photo"]}


def card(home: Path, name: str) -> str:
    """Describe a table: training data, training, evaluation and limitations.

    Parameters
    ----------
    home : path
        Where its stages ran.
    name : str
    """
    params, data = read_params(home / "params.yaml", files=False), TrainingData.read(home)
    return CARD.read_text("utf-8").format(name=name, commit=commit(), **facts(home, params, data))


def facts(home: Path, params: Params, data: TrainingData) -> dict[str, Any]:
    """Collect what every card tells of a run: training data, training, evaluation."""
    best = read_json(home / BEST)["best"]
    scores = read_json(home / EVALUATIONS / best / "scores.json")
    final = {**read_json(home / FINAL_SCORES), "test": scores["test"]}
    return {
        "terms": ", ".join(params.terms.names),
        "photos": f"{len(data.used_photos):,}",
        "listed": counted(len(data.photos) + sum(data.left_out.values()), "photograph"),
        "unused": data.unused(),
        "kinds": source_rows(data.sources().items()),
        "words": "\n".join(map(data.word, params.terms.names)),
        "held_out": counted(len(data.held_out), "photograph"),
        "best": best,
        "options": params.train.classifiers[best],
        "denoise": _denoising(params),
        "pixels": _pixels(params),
        "exposures": _exposures(params),
        "seed": params.seed,
        "unnamed": params.compile.unnamed_below,
        "scores": "\n".join(_score(final, test, title) for test, title in _tested(params, final)),
    }


def _denoising(params: Params) -> str:
    """Name the method, and what else decides how pixels weigh."""
    denoise = params.denoise
    parts: list[str] = [denoise.method]
    if "posterior" in denoise.method:
        parts.append(f"sharpness {denoise.sharpness}")
    if denoise.method == "color_posterior":
        parts.append(f"smoothing {denoise.smoothing}")
        if denoise.background == "source":
            parts.append("colors that the other photographs of a source show weigh less")
    if denoise.unshade:
        parts.append("pixels in the light weigh more than those in the shade")
    return ", ".join(parts)


def _pixels(params: Params) -> str:
    if params.sample.cap is None:
        return f"All pixels, by their weights; {_sources(params)}, and terms count the same"
    return f"Up to {params.sample.cap:,} pixels of each term, sampled by their weights"


def _sources(params: Params) -> str:
    saturation = params.denoise.source_saturation
    if saturation is None:
        return "photographs count the same"
    return f"n photographs of a source count as n / (1 + n / {saturation:g})"


def _exposures(params: Params) -> str:
    return " and ".join(f"{factor:g}" for factor in params.sample.exposures)


def _tested(params: Params, scores: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """List the tests that have examples, each with its title."""
    for test, title in TESTED.items():
        if test != "xkcd_resolved" or len(resolved_names(params.terms)):
            yield test, title
    if SURVEY in scores:
        yield SURVEY, "the survey of evaluate.survey"


def _score(scores: Mapping[str, Any], test: str, title: str) -> str:
    score = scores[test]
    fit = "without these photographs" if test == "test" else "final"
    if not score.get("enough", True):
        return f"| {title} | {fit} | {TOO_FEW} | |"
    balanced = percent_interval(score["balanced_accuracy"], *score["interval"])
    return f"| {title} | {fit} | {100 * score['accuracy']:.1f} | {balanced} |"


def commit() -> str:
    """Return the commit that is checked out and its date, which depend on the code alone."""
    command = ["git", "log", "-1", "--abbrev=12", "--format=%h of %cs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
