"""The pipeline for the colors of whole pictures, on four dozen photographs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from PIL import Image
from support.picture_project import MODELS, PER_TERM, REPRO, STAGES
from support.project import stages_in

from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.pictures.model import PictureModel

REPORTS = "reports/pictures"
PICTURES = 8 * PER_TERM

pytestmark = pytest.mark.slow


def read(project: Project, name: str) -> Any:
    return json.loads((project.folder / REPORTS / name).read_text("utf-8"))


def table(project: Project, name: str) -> pd.DataFrame:
    return pd.read_csv(project.folder / REPORTS / name, keep_default_na=False)


def test_the_metrics_name_every_classifier_and_the_original_recipe(pictured: Project) -> None:
    metrics = read(pictured, "metrics.json")
    assert metrics["pictures"] == PICTURES
    assert {*metrics["classifiers"]} == {*MODELS}
    assert metrics["baseline"]["model"] == MODELS[0]
    assert metrics["best"] in MODELS
    assert len(metrics["recall"]) == 8
    for scores in (metrics, metrics["baseline"]):
        assert 0 <= scores["balanced_accuracy"] <= 1
        assert 0.2 < scores["accuracy"] <= 1
    right = table(pictured, "evaluate/confusion.csv").query("actual == predicted")["count"].sum()
    assert metrics["accuracy"] == pytest.approx(right / PICTURES, abs=1e-4)
    assert len(table(pictured, "evaluate/mistakes.csv")) == PICTURES - right


def test_every_choice_of_parameters_is_searched_in_folds_that_keep_crops_together(
    pictured: Project,
) -> None:
    searched = table(pictured, "search/logistic.csv")
    assert sorted(json.loads(each)["C"] for each in searched["params"]) == [1, 10]
    assert searched["accuracy"].is_monotonic_decreasing
    frame = pd.read_parquet(pictured.folder / "data/pictures/features.parquet")
    crops = frame["picture"].value_counts()
    assert {*frame["label"]} == {*read(pictured, "metrics.json")["recall"]}
    assert crops.max() <= PER_TERM


def test_a_group_of_features_is_measured_alone_and_left_out(pictured: Project) -> None:
    rows = table(pictured, "evaluate/ablation.csv")
    groups = {*rows.query("kind == 'only'")["group"]}
    assert {*rows.query("kind == 'without'")["group"]} == groups > {"moments", "grid"}
    assert (rows["kind"] == "all").sum() == 1
    features = table(pictured, "baseline/importances.csv")["feature"]
    assert len(features) == 18
    assert "b_lab_mean" in {*features}


def test_the_saved_model_is_the_exported_one(pictured: Project) -> None:
    import skops.io

    models = pictured.folder / "models/pictures"
    saved = models / "picture.skops"
    ours = [kind for kind in skops.io.get_untrusted_types(file=saved) if "folkhue" in kind]
    content = skops.io.load(saved, trusted=ours)
    exported = PictureModel.load(models / "picture.npz")
    dataset = PictureDataset(pd.read_parquet(pictured.folder / "data/pictures/features.parquet"))
    features = dataset.features(exported.groups)
    expected = content["pipeline"].predict_proba(features)
    assert exported.terms == tuple(content["terms"])
    assert np.abs(exported.predict_proba(features) - expected).max() < 1e-2
    card = (models / "picture.md").read_text("utf-8")
    assert f"{PICTURES} pictures" in card
    assert read(pictured, "metrics.json")["best"] in card
    assert "{" not in card.replace('{"', "")


def test_the_page_stands_alone_and_shows_everything(pictured: Project) -> None:
    page = (pictured.folder / REPORTS / "index.html").read_text("utf-8")
    links = re.findall(r'(<\w+)[^>]*? (?:src|href)="([^"#]+)"', page)
    assert {tag for tag, link in links if not link.startswith("data:")} <= {"<a"}
    sections = re.findall(r'<section aria-labelledby="(\w+)"', page)
    assert sections == re.findall(r'<li><a href="#(\w+)"', page)
    assert len(sections) == 12
    mistakes = len(table(pictured, "evaluate/mistakes.csv"))
    doubts = min(40, read(pictured, "explore/explore.json")["likely_label_errors"])
    shown = page.count('<img src="data:')
    assert shown == 3 + 8 * 4 + min(30, mistakes) + doubts
    for name in (*MODELS, "the original recipe"):
        assert name in page
    assert len(page) < 2_000_000


def test_everything_is_drawn(pictured: Project) -> None:
    drawn = [*(pictured.folder / REPORTS).rglob("*.png")]
    assert {path.stem for path in drawn} == {
        *("balance", "correlations", "distributions", "label_errors", "map", "mistakes", "typical")
    }
    for path in drawn:
        with Image.open(path) as image:
            assert min(image.size) > 100
            pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)[::97]
            assert len(np.unique(pixels, axis=0)) > 20, path.name


def test_two_workers_write_the_same_bytes(
    pictured: Project, shared_server: dict[str, str], tmp_path: Path
) -> None:
    again = pictured.copy(tmp_path / "again")
    (again.folder / "data/pictures/features.parquet").unlink()
    for folder in ("models/pictures", REPORTS):
        shutil.rmtree(again.folder / folder)
    again.edit("pictures/params.yaml", ("  n_jobs: 1", "  n_jobs: 2"))
    for stage in STAGES[2:]:
        again.stage_served(f"pictures/{stage}", shared_server)
    made = ("data/pictures/*.*", "models/pictures/*", f"{REPORTS}/**/*.*")
    ours, theirs = pictured.bytes_of(*made), again.bytes_of(*made)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert ours.keys() == theirs.keys()


def test_a_classifier_that_cannot_be_exported_is_saved_without_an_export(
    pictured: Project, tmp_path: Path
) -> None:
    project = pictured.copy(tmp_path / "project")
    project.edit(
        "pictures/params.yaml",
        ("    logistic: {C: [1, 10]}", "    svm: {C: [10]}"),
        ("  exportable: true", "  exportable: false"),
        ("  model: best", "  model: svm"),
    )
    for stage in ("search@svm", "evaluate"):
        project.stage(f"pictures/{stage}")
    saved = {path.name for path in (project.folder / "models/pictures").iterdir()}
    assert saved == {"picture.md", "picture.skops"}


@pytest.mark.pipeline
def test_a_second_run_of_dvc_runs_nothing_and_a_wrong_key_stops_it(
    pictured: Project, shared_server: dict[str, str], tmp_path: Path
) -> None:
    first = (pictured.folder.parent / "repro.txt").read_text("utf-8")
    assert sorted(stages_in(first)) == sorted(f"pictures/dvc.yaml:{n}" for n in STAGES)
    assert "Open reports/pictures/report.html." in first
    project = pictured.copy(tmp_path / "project")
    second = project.run(*REPRO, settings=shared_server)
    assert "Nothing had changed" in second.stdout
    assert second.stdout.count("didn't change, skipping") == len(STAGES)
    assert "reports/pictures/scores.json" in project.run("dvc", "metrics", "show").stdout
    project.edit("pictures/params.yaml", ("  examples:", "  exampels:"))
    third = project.run(*REPRO, settings=shared_server)
    assert third.returncode
    assert "unknown key explore.exampels; did you mean 'examples'?" in third.stderr
    assert stages_in(third.stdout) == []
    assert "Traceback" not in third.stderr
