"""Cross-validation, and a learning curve, on a few photographs."""

import json
from collections.abc import Callable

import pandas as pd
import pytest
from conftest import Project

from folkhue.learning.evaluation.folds import COLUMNS
from stages.stage import run
from studies.learning_curve import main

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(make_project: Callable[[int], Project]) -> Project:
    """Two dozen photographs."""
    project = make_project(1)
    project.keep_golden(3)
    for stage in ("download", "golden_pixels"):
        project.stage(stage)
    return project


def test_without_folds_nothing_is_trained(project: Project) -> None:
    project.stage("folds")
    table = pd.read_csv(project.folder / "reports/folds.csv")
    assert table.columns.tolist() == COLUMNS
    assert table.empty
    assert json.loads((project.folder / "reports/folds.json").read_text())["folds"] == 0


def test_every_classifier_is_measured_on_every_fold(project: Project) -> None:
    """Of two folds, the first is what a run with that share holds out."""
    project.edit("params.yaml", ("  folds: 0", "  folds: 2"), ("share: 0.2", "share: 0.5"))
    once = ("held_out", "denoise", "sample", "survey", "train@tree", "evaluate@tree")
    for stage in ("folds", *once):
        project.stage(stage)
    table = pd.read_csv(project.folder / "reports/folds.csv")
    assert table["classifier"].tolist() == ["logistic", "tree"] * 2
    assert table["fold"].tolist() == [1, 1, 2, 2]
    scores = json.loads((project.folder / "reports/evaluate/tree/scores.json").read_text())
    tree = table[table["classifier"] == "tree"].iloc[0]
    assert tree["balanced_accuracy"] == pytest.approx(scores["test"]["balanced_accuracy"])
    assert tree["golden_accuracy"] == pytest.approx(scores["golden"]["accuracy"])
    assert tree["photographs"] == scores["test"]["groups"]
    found = json.loads((project.folder / "reports/folds.json").read_text())
    assert found["classifiers"]["tree"]["pooled"]["groups"] == table["photographs"][:3:2].sum()
    assert not (project.folder / "data/clusters").exists()


def test_scores_grow_with_the_number_of_photographs(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["learning_curve.py", "few", "--folds", "2", "--smallest", "0.5", "--out", "made"]
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr("sys.argv", [*command, "--classifiers", "tree", "logistic"])
    run(main)
    printed = capsys.readouterr().out
    assert "fold 2 of 2, 24 photographs, tree: " in printed
    text = (project.folder / "made/few.md").read_text("utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| tree", "| log"))]
    assert [row[0] for row in rows] == ["| tree", "| logistic"] * 2
    assert [row[1] for row in rows[2:]] == ["24"] * 2
    assert int(rows[0][1]) == 16, "two of three photographs of each name"
    assert (project.folder / "made/few.png").stat().st_size > 10_000
