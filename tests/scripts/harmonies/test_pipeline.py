"""The pipeline for harmonies, on a few palettes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from support.project import ROOT, few_photographs

import folkhue
from folkhue.color.notation import to_hex
from folkhue.errors import ParamsError
from folkhue.harmonies.model import HarmonyModel
from folkhue.learning.harmonies.palette_list import (
    ListedPalette,
    read_palette_list,
    write_palette_list,
)
from release.copying import copy_parts
from stages.harmonies.params import read_params

STAGES = ("check", "photographs", "prepare", "train@attention", "evaluate")

SMALL = (
    ("layers: {attention: 3, lstm: 1}", "layers: {attention: 1}"),
    ("width: 64", "width: 8"),
    ("hidden: 128", "hidden: 8"),
    ("epochs: 40", "epochs: 1"),
    ("batch: 128", "batch: 16"),
    ("held_out: 0.1", "held_out: 0.3"),
    ("[data/harmonies/photographs.csv]", "[own.csv, data/harmonies/photographs.csv]"),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy_parts(ROOT, tmp_path, ("harmonies/params.yaml", "harmonies/dvc.yaml"))
    few_photographs(tmp_path / "data/sampler", "basic8")
    colors = np.random.default_rng(0).integers(0, 256, (60, 5, 3), np.uint8)
    own = [ListedPalette(tuple(map(to_hex, each))) for each in colors]
    write_palette_list(tmp_path / "own.csv", own)
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
    few = json.loads((project.folder / "reports/harmonies/scores.json").read_text("utf-8"))
    assert few["score"] == pytest.approx(metrics["scores"]["suggestions"]["top_5"], abs=1e-4)
    of_photographs = read_palette_list(project.folder / "data/harmonies/photographs.csv")
    assert len(of_photographs) > 5
    assert all(len(each.colors) <= 5 and each.words for each in of_photographs)
    assert 60 < sum(metrics["palettes"].values()) <= 60 + len(of_photographs)
    names = ("suggestions", "attention", "attention, with words", "nearest palettes")
    assert {*names, "most frequent", "complement"} <= metrics["scores"].keys()
    for scores in metrics["scores"].values():
        ranked = [scores[f"top_{number}"] for number in (1, 3, 5, 10)]
        assert ranked == sorted(ranked)
        assert 0 <= ranked[0] <= ranked[-1] <= 1
    card = (project.folder / "models/harmonies/harmony.md").read_text("utf-8")
    assert f"{metrics['palettes']['train']} palettes of `own.csv` and `photographs.csv`" in card
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
        (("harmonies/photographs.csv", "harmonies/none.csv"), "data.files: there is no file"),
        (("sampler/photos.csv", "sampler/none.csv"), "data.photographs: there is no file"),
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
