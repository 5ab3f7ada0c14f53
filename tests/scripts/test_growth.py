from pathlib import Path

import pytest
from conftest import ROOT
from PIL import Image
from support.project import PER_TERM, few_photographs

from benchmarks import growth
from benchmarks.growth import SIDE, Cost, make_photos, measure, point, table
from folkhue.datasets.sources.manifest import read_manifest

pytestmark = pytest.mark.slow


def test_generated_photographs_are_small_all_different_and_reproducible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_photographs(tmp_path / "data/sampler", "basic8")
    monkeypatch.setattr(growth, "HOME", tmp_path)
    number = 8 * PER_TERM + 30  # so that some are made of one photograph
    one, two = make_photos(tmp_path / "one", number), make_photos(tmp_path / "two", 40)
    listed = read_manifest(one)
    assert len(listed) == number
    assert sum(photo.tags != "" for photo in listed) > 0.9 * number
    contents = [path.read_bytes() for path in sorted(one.parent.glob("*.jpg"))]
    assert contents[:40] == [path.read_bytes() for path in sorted(two.parent.glob("*.jpg"))]
    assert len(set(contents)) == number
    for path in sorted(one.parent.glob("*.jpg"))[:20]:
        with Image.open(path) as image:
            assert max(image.size) <= SIDE


def test_params_are_set_to_a_manifest(tmp_path: Path) -> None:
    params = tmp_path / "params.yaml"
    params.write_text((ROOT / "params.yaml").read_text("utf-8"), "utf-8")
    point(params, tmp_path / "photos.csv")
    assert f"path: {tmp_path / 'photos.csv'}" in params.read_text("utf-8")
    with pytest.raises(ValueError, match="adapt scripts/benchmarks/growth"):
        point(params, tmp_path / "photos.csv")


def test_the_cost_of_stages_is_measured(tmp_path: Path) -> None:
    costs = list(measure(tmp_path, 30, stages=("check", "download")))
    assert [(cost.stage, cost.photos) for cost in costs] == [("check", 30), ("download", 30)]
    for cost in costs:
        assert cost.cpu > 0
        assert cost.seconds > 0
        assert 20 < cost.main < 2000


def test_costs_are_compared_with_those_of_fewer_photographs() -> None:
    costs = [Cost("sample", 30, 4.0, 2.0, 300.0, 10.0), Cost("sample", 3, 1.0, 0.5, 200.0, 9.0)]
    assert table(costs)[2:] == [
        "| sample | 3 | 1.0 | 6 | 200 | 9 |  |  |",
        "| sample | 30 | 4.0 | 15 | 300 | 10 | 4.0 | 1.50 |",
    ]
