"""The pages on classifiers: what they say to write is taken, and the notebook's cells run."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from support.clustered_photos import RED, WHITE, photo_of

from folkhue.errors import ParamsError
from folkhue.learning.denoising.base import Denoiser
from stages.check import check_classifiers
from stages.params import Params, read_params

pytestmark = pytest.mark.slow

PAGES = ROOT / "docs/how-to"


def blocks(page: str, language: str) -> list[str]:
    text = (PAGES / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def params_with(classifiers: dict[str, object], trusted: tuple[str, ...] = ()) -> Params:
    read = read_params(ROOT / "params.yaml", files=False)
    train = {"classifiers": classifiers, "trusted": [*trusted]}
    return Params.model_validate({**read.model_dump(mode="json"), "train": train})


def test_the_lines_of_the_page_are_taken_by_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _ = blocks("add-a-classifier.md", "python")
    project = tomllib.loads(blocks("add-a-classifier.md", "toml")[0])["project"]
    group = "folkhue.classifiers"
    lines = [f"{name} = {value}" for name, value in project["entry-points"][group].items()]
    info = tmp_path / "nearest_mean-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines]))
    (tmp_path / "nearest_mean.py").write_text(own)
    monkeypatch.syspath_prepend(str(tmp_path))
    classifiers: dict[str, object] = {}
    for text in blocks("add-a-classifier.md", "yaml"):
        classifiers |= YAML(typ="safe").load(text)
    assert [*classifiers] == ["extra", "nearest_mean"]
    check_classifiers(params_with(classifiers))
    monkeypatch.delitem(sys.modules, "nearest_mean")
    wrong = {"extra": {"kind": "sklearn.ensemble.ExtraTreesClassifier", "n_estimatos": 60}}
    with pytest.raises(ParamsError) as told:
        check_classifiers(params_with(wrong))
    assert blocks("add-a-classifier.md", "text")[0].strip() == str(told.value)


def test_the_denoising_method_of_the_page_weighs_clusters() -> None:
    names: dict[str, type[Denoiser]] = {}
    exec(blocks("add-a-classifier.md", "python")[1], names)
    photo = photo_of((RED, 10), (WHITE, 30))
    [weights] = names["ByShare"]().fit_transform([photo], [("red",)])
    assert sorted(np.unique(weights["red"]).round(2)) == [0.33, 1]


def test_types_are_trusted_by_the_key_that_the_page_names() -> None:
    kind = "sklearn.calibration.CalibratedClassifierCV"
    with pytest.raises(ParamsError, match=r"write below train\n  trusted: \[(.*)\]") as told:
        check_classifiers(params_with({"sure": {"kind": kind}}))
    named = str(told.value).rpartition("[")[2].rstrip("]").split(", ")
    check_classifiers(params_with({"sure": {"kind": kind}}, tuple(named)))


def test_the_cells_of_the_notebook_run(site: Path) -> None:
    page = (site / "how-to/trained-models.html").read_text("utf-8")
    assert "whole numbers from 0 to 255, got float64" in page
    assert "oklab_lightness^2" in page
    assert len(re.findall(r"equal on [\d,]+ of 100,000 colors", page)) == 2
