"""The pipeline for harmonies, on a few palettes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from support.project import ROOT

import folkhue
from folkhue.errors import ParamsError
from folkhue.harmonies.model import HarmonyModel
from release.copying import copy_parts
from stages.harmonies.params import read_params

STAGES = ("check", "prepare", "train@attention", "evaluate")

SMALL = (
    ("layers: {attention: 3, lstm: 1}", "layers: {attention: 1}"),
    ("width: 64", "width: 8"),
    ("hidden: 128", "hidden: 8"),
    ("epochs: 40", "epochs: 1"),
    ("batch: 128", "batch: 16"),
    ("held_out: 0.1", "held_out: 0.3"),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy_parts(ROOT, tmp_path, ("harmonies/params.yaml", "harmonies/dvc.yaml", "data/palettes"))
    nice = (ROOT / "data/palettes/nice.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "data/palettes/nice.csv").write_text("".join(nice[:60]), "utf-8")
    project = Project(tmp_path)
    project.edit("harmonies/params.yaml", *SMALL)
    return project


@pytest.mark.slow
def test_a_model_is_trained_measured_and_described(project: Project) -> None:
    for stage in STAGES:
        project.stage(f"harmonies/{stage}")
    model = HarmonyModel.load(project.folder / "models/harmonies/harmony.npz")
    assert len(folkhue.suggest(["teal"], 2, 3, model=model)) == 3
    metrics = json.loads((project.folder / "reports/harmonies/metrics.json").read_text("utf-8"))
    assert sum(metrics["palettes"].values()) == 59
    names = ("suggestions", "attention", "attention, with words", "nearest palettes")
    assert {*names, "most frequent", "complement"} <= metrics["scores"].keys()
    for scores in metrics["scores"].values():
        ranked = [scores[f"top_{number}"] for number in (1, 3, 5, 10)]
        assert ranked == sorted(ranked)
        assert 0 <= ranked[0] <= ranked[-1] <= 1
    card = (project.folder / "models/harmonies/harmony.md").read_text("utf-8")
    assert f"{metrics['palettes']['train']} palettes of `nice.csv`" in card
    found = re.search(r"^\| suggestions \| ([\d.]+) \|", card, re.M)
    assert found
    assert float(found[1]) == pytest.approx(
        100 * metrics["scores"]["suggestions"]["top_1"], abs=0.1
    )
    table = pd.read_csv(project.folder / "reports/harmonies/ablation.csv")
    assert [*table["what"]] == [*metrics["scores"]]
    assert np.isfinite(table["top_10"]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("heads: 4", "heads: 3"), "network.width: expected a multiple of network.heads"),
        (("{attention: 3, lstm: 1}", "{lstm: 1}"), "network.layers: expected attention"),
        (("{attention: 3, lstm: 1}", "{gru: 1}"), "network.layers"),
        (("nice.csv", "nicer.csv"), "data.files: there is no file"),
        (("epochs: 40", "epoch: 40"), "epochs"),
    ],
)
def test_wrong_parameters_stop_the_run(
    change: tuple[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    path = tmp_path / "params.yaml"
    path.write_text(Path("harmonies/params.yaml").read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ParamsError, match=re.escape(message)):
        read_params(path)


def test_the_parameters_are_those_of_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    recipe = read_params().recipe("lstm")
    assert (recipe.shape.kind, recipe.shape.layers, recipe.seed) == ("lstm", 1, 0)
