"""The pipeline for networks that see context, on a few photographs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from PIL import Image
from support.project import ROOT, few_photographs

import folkhue
from folkhue.errors import ParamsError
from folkhue.networks.context import ContextNetwork
from release.copying import copy_parts
from stages.networks.card import context_card
from stages.networks.params import read_params

SMALL = (
    ("tables: [sampler8, sampler11]", "tables: [sampler8]"),
    ("\n  steps: 400", "\n  steps: 2"),
    ("\n  batch: 16", "\n  batch: 2"),
    ("\n  pictures: 6", "\n  pictures: 1"),
    ("n_jobs: -1", "n_jobs: 1"),
)

GOLDEN = ("astronaut", "pale-sweater")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy_parts(ROOT, tmp_path, ("networks/params.yaml", "networks/dvc.yaml"))
    few_photographs(tmp_path / "data/sampler", "basic8")
    for name in GOLDEN:
        for path in (f"labels/{name}.json", f"surfaces/labels/{name}.json", f"photos/{name}.jpg"):
            (tmp_path / "golden" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / "golden" / path, tmp_path / "golden" / path)
    project = Project(tmp_path)
    project.edit("networks/params.yaml", *SMALL)
    return project


@pytest.mark.slow
def test_a_network_is_trained_measured_and_described(project: Project) -> None:
    for stage in ("check", "context@sampler8", "evaluate@sampler8"):
        project.stage(f"networks/{stage}")
    network = ContextNetwork.load(project.folder / "models/networks/context_sampler8.npz")
    assert network.terms == folkhue.load("sampler8").terms
    assert np.abs(network.layers["out"][0]).max() > 0  # it began with zeros
    reports = project.folder / "reports/networks/context_sampler8"
    scores = json.loads((reports / "scores.json").read_text("utf-8"))
    for by_naming in scores.values():
        assert [*by_naming] == ["table", "blur", "superpixels", "context"]
        assert by_naming["table"]["gain"]["difference"] == 0
        gain = by_naming["context"]["balanced_accuracy"] - by_naming["table"]["balanced_accuracy"]
        assert by_naming["context"]["gain"]["difference"] == pytest.approx(gain)
    few = json.loads(reports.with_name("sampler8.json").read_text("utf-8"))
    golden = scores["golden"]["context"]["balanced_accuracy"]
    assert few == {"score": pytest.approx(golden, abs=1e-4)}
    kinds = pd.read_csv(reports / "kinds.csv")
    assert {"golden", "surfaces"} == {*kinds["labels"]}
    assert kinds["accuracy"].between(0, 100).all()
    with Image.open(reports / "examples.png") as sheet:
        assert sheet.width > 900
    assert pd.read_csv(reports / "training.csv")["step"].tolist() == [2]
    card = context_card(network.metadata, network.terms, scores)
    accuracy = 100 * scores["surfaces"]["context"]["balanced_accuracy"]
    assert f"| surfaces | context | {accuracy:.1f} |" in card


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("odds: 3.0", "odds: 0.5"), "context.odds"),
        (("crop: 0.5", "crops: 0.5"), "crops"),
        (("data/sampler/photos.csv", "data/none.csv"), "photos.manifest: there is no file"),
        (("tables: [sampler8, sampler11]", "tables: []"), "context.tables"),
    ],
)
def test_wrong_parameters_stop_the_run(
    change: tuple[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "networks/params.yaml").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "params.yaml").write_text(text.replace(*change), "utf-8")
    monkeypatch.chdir(ROOT)
    with pytest.raises(ParamsError, match=message):
        read_params(tmp_path / "params.yaml")


def test_a_table_that_is_none_stops_the_run(project: Project) -> None:
    project.edit("networks/params.yaml", ("tables: [sampler8]", "tables: [sampler9]"))
    with pytest.raises(SystemExit, match=r"context.tables: .*sampler8"):
        project.stage("networks/check")
