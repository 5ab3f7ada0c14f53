"""The numbers of a run, as the explanation shows them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import ROOT

from folkhue.learning.evaluation.scores import TEST_SETS
from release.marks import fill
from release.results import differences, kept, pages, scores, survey
from stages.outputs import md5
from stages.params import read_params

EXPLANATION = ROOT / "docs/explanation"


def score(value: float) -> dict[str, dict[str, float]]:
    both = {"accuracy": value + 0.1, "balanced_accuracy": value}
    return {test: {**both, "low": value - 0.02, "high": value + 0.02} for test in TEST_SETS}


METRICS: dict[str, Any] = {
    "best": "tree",
    "classifiers": {"tree": score(0.7), "svm": score(0.8)},
    "final": {test: each for test, each in score(0.9).items() if test != "test"},
    "compared_with_best": {"svm": {"difference": -0.0114, "low": -0.02, "high": 0.001}},
    "baseline": {"best": "knn", "classifiers": {"knn": score(0.5)}},
}


def rows(table: str) -> list[list[str]]:
    return [re.split(r" \| ", line.strip("| ")) for line in table.splitlines()]


def test_scores_are_ranked_on_the_held_out_split_and_the_baseline_is_last() -> None:
    found = rows(scores(METRICS))
    assert [row[0] for row in found[2:]] == [
        *("svm", "tree", "**tree, final fit**", "baseline (knn)")
    ]
    assert found[2][1:] == ["90.0 / 80.0 (78–82)"] * len(TEST_SETS)
    assert found[4][1:] == ["–", *["100.0 / 90.0 (88–92)"] * (len(TEST_SETS) - 1)]


def test_differences_have_signs_and_intervals() -> None:
    assert rows(differences(METRICS))[2:] == [["svm", "−1.1", "−2.0 to +0.1"]]


def test_disagreements_with_the_survey_are_counted() -> None:
    terms = {"blue": {"so": 2, "of": 5, "instead": {"purple": 2, "green": 1}}}
    assert rows(survey(terms))[2:] == [["blue", "2 of 5", "purple 2, green 1"]]


def test_shares_of_kept_pixels_are_in_percent() -> None:
    classes = {"red": {"photos": 1200, "photos_kept": 3, "pixels": 50, "pixels_kept": 20}}
    assert rows(kept({"classes": classes}))[2:] == [["red", "1,200", "40 %"]]


def test_the_pages_show_every_classifier_and_term_of_params_yaml() -> None:
    """After a change of either: make repro numbers."""
    params = read_params(ROOT / "params.yaml", files=False)
    accuracy = (EXPLANATION / "accuracy.md").read_text("utf-8")
    shown, compared = (
        set(re.findall(r"^\| \**(\w+)", part.partition("<!-- end")[0], re.M))
        for part in re.split(r"<!-- begin (?:scores|differences) -->", accuracy)[1:]
    )
    classifiers = set(params.train.classifiers)
    assert shown - {"accuracy", "balanced", "baseline"} == classifiers
    assert len(compared & classifiers) == len(classifiers) - 1
    for page, part in (("accuracy.md", "survey"), ("method.md", "kept")):
        text = (EXPLANATION / page).read_text("utf-8").partition(f"<!-- begin {part} -->")[2]
        assert [term for term in params.terms.names if f"\n| {term} |" not in text] == []


def test_the_pages_show_the_numbers_of_the_locked_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pipeline ran, and made what dvc.lock says."""
    path = ROOT / "reports/metrics.json"
    if not path.is_file():
        pytest.skip("there are no reports; make repro makes them")
    if md5(path) not in (ROOT / "dvc.lock").read_text("utf-8"):
        pytest.skip("reports/metrics.json is not of the run that dvc.lock describes")
    monkeypatch.chdir(ROOT)
    for page, parts in pages().items():
        text = page.read_text("utf-8")
        assert fill(text, parts) == text, "run make numbers"
