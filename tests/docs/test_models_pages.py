"""The pages on classifiers: what they say to write is taken, and the notebook's cells run."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from support.clustered_photos import RED, WHITE, photo_of

from folkhue.errors import ParamsError
from folkhue.learning.denoising.registry import make_denoiser
from stages.check import check_classifiers
from stages.params import Denoise, Params, read_params

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
    install(tmp_path, own, project["name"], project["entry-points"])
    monkeypatch.syspath_prepend(str(tmp_path))
    classifiers: dict[str, object] = {}
    for text in blocks("add-a-classifier.md", "yaml")[:2]:
        classifiers |= YAML(typ="safe").load(text)
    assert [*classifiers] == ["extra", "nearest_mean"]
    check_classifiers(params_with(classifiers))
    monkeypatch.delitem(sys.modules, "nearest_mean")
    wrong = {"extra": {"kind": "sklearn.ensemble.ExtraTreesClassifier", "n_estimatos": 60}}
    with pytest.raises(ParamsError) as told:
        check_classifiers(params_with(wrong))
    assert blocks("add-a-classifier.md", "text")[0].strip() == str(told.value)


def install(folder: Path, module: str, name: str, groups: dict[str, dict[str, str]]) -> None:
    """Put a package of one module into a folder, as pip would."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [
        line
        for group, points in groups.items()
        for line in (f"[{group}]", *(f"{each} = {value}" for each, value in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    [value] = [value for points in groups.values() for value in points.values()]
    (folder / f"{value.partition(':')[0]}.py").write_text(module)


@pytest.fixture
def by_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Install the denoising method of the page; return what it says to write into params.yaml."""
    own, lines = blocks("add-a-classifier.md", "python")[1], blocks("add-a-classifier.md", "toml")
    install(tmp_path, own, "by-share", tomllib.loads(lines[1])["project"]["entry-points"])
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "by_share", raising=False)
    written: dict[str, Any] = YAML(typ="safe").load(blocks("add-a-classifier.md", "yaml")[-1])
    return written["denoise"]


def denoise_with(**options: Any) -> Denoise:
    read = read_params(ROOT / "params.yaml", files=False)
    return Denoise.model_validate({**read.denoise.model_dump(mode="json"), **options})


def test_the_denoising_method_of_the_page_weighs_clusters(by_share: dict[str, Any]) -> None:
    params = denoise_with(**by_share, unshade=False)
    denoiser = make_denoiser(params.method, dict(params))
    assert (type(denoiser).__name__, denoiser.get_params()) == ("ByShare", {"power": 2})
    photo = photo_of((RED, 10), (WHITE, 30))
    [weights] = denoiser.fit_transform([photo], [("red",)])
    assert sorted(np.unique(weights["red"]).round(2)) == [0.11, 1]


def test_what_is_wrong_with_a_denoising_plug_in_is_told(
    by_share: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    params = denoise_with(**by_share | {"parameters": {"powr": 2}})
    with pytest.raises(ParamsError, match=r"denoise\.parameters\.powr: .* 'power'\?"):
        make_denoiser(params.method, dict(params))
    import by_share as module  # type: ignore[import-not-found]

    monkeypatch.setattr(module, "ByShare", dict)
    with pytest.raises(ParamsError, match=r"'by_share' is a plug-in.* refers to by_share:ByShare"):
        make_denoiser(params.method, dict(params))
    with pytest.raises(ValueError, match="by_share"):  # among those that there are
        make_denoiser("by_shar", dict(params))


def test_a_method_of_folkhue_has_no_other_parameters() -> None:
    params = denoise_with(method="kmeans", parameters={"min_lift": 2})
    with pytest.raises(ParamsError, match=r"denoise\.parameters\.min_lift: unknown parameter"):
        make_denoiser(params.method, dict(params))


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
