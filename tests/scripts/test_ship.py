from pathlib import Path

import pytest
from conftest import ROOT

from folkhue.datasets.sources.manifest import read_manifest
from folkhue.table.color_table import SHIPPED
from release import ship
from stages.params import read_params

MINE = """\
id,path,title,tags,license,owner,page,source
one,one.jpg,A barn,red;barn,CC BY 4.0,Ann Other,https://example.org/1,commons
two,two.jpg,The sea,blue,CC0 1.0,Bo Someone,https://example.org/2,commons
"""


def prepared(folder: Path, name: str) -> Path:
    (folder / "mine.csv").write_text(MINE)
    home = folder / "home"
    home.mkdir()
    (folder / "other.csv").write_text(MINE.replace("one", "three").replace("two", "four"))
    ship.prepare(home, name, [folder / "mine.csv", folder / "other.csv"])
    return home


@pytest.mark.parametrize("name", SHIPPED)
def test_a_run_differs_from_the_project_in_vocabulary_source_and_recipe_alone(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = prepared(tmp_path, name)
    monkeypatch.chdir(home)
    params = read_params()
    assert params.vocabulary == SHIPPED[name]
    assert params.download.source == ("sampler" if name.startswith("sampler") else "manifest")
    ours = read_params(ROOT / "params.yaml", files=False)
    differing = ("vocabulary", "download", "denoise", "train")
    theirs = params.model_copy(update={key: getattr(ours, key) for key in differing})
    assert theirs == ours
    spread = params.train.classifiers["density"]["spread"]
    recipe = ("source", 8.0, 0.5) if params.vocabulary == "fine" else ("none", 16.0, 0.25)
    assert (params.denoise.background, params.denoise.smoothing, spread) == recipe
    assert (params.train == ours.train) == (params.vocabulary != "fine")
    unchanged = {"background": "none", "smoothing": 16.0}
    assert params.denoise.model_copy(update=unchanged) == ours.denoise
    changed = {"source": ours.download.source, "manifest": ours.download.manifest}
    assert params.download.model_copy(update=changed) == ours.download


@pytest.mark.parametrize("name", SHIPPED)
def test_scripts_and_golden_set_are_those_of_the_project(name: str, tmp_path: Path) -> None:
    home = prepared(tmp_path, name)
    for linked in ("scripts", "src", "golden", "data/sampler"):
        assert (home / linked).resolve() == (ROOT / linked).resolve()
    assert not (home / "data").is_symlink()
    assert not (home / "data/photos.csv").exists()


def test_a_basic_table_is_trained_on_the_sampler_and_the_manifests(tmp_path: Path) -> None:
    home = prepared(tmp_path, "basic8")
    merged = read_manifest(home / "photos.csv")
    sampler = read_manifest(ROOT / "data/sampler/photos.csv")
    added = ["one", "two", "three", "four"]
    assert [photo.id for photo in merged] == [*(photo.id for photo in sampler), *added]
    assert [photo.tags for photo in merged[-4:-2]] == ["red;barn", "blue"]
    assert all(Path(photo.path).is_file() for photo in merged[:5])


def test_the_path_of_the_manifest_is_relative_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(MINE)
    home = tmp_path / "home"
    home.mkdir()
    ship.prepare(home, "basic8", [Path("mine.csv")])
    listed = read_manifest(home / "photos.csv")
    assert [photo.path for photo in listed[-2:]] == [
        str(tmp_path / "one.jpg"),
        str(tmp_path / "two.jpg"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("seed", "7", "seed: 7\na:\n  source: web # mine\n  resource: x\n"),
        ("  source", "disk", "seed: 0\na:\n  source: disk\n  resource: x\n"),
        ("  resource", "y", "seed: 0\na:\n  source: web # mine\n  resource: y\n"),
    ],
)
def test_setting_a_key_changes_no_other(key: str, value: str, expected: str) -> None:
    text = "\nseed: 0\na:\n  source: web # mine\n  resource: x\n"
    assert ship.set_key(text, key, value) == f"\n{expected}"


def test_setting_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        ship.set_key("\nseed: 0\n", "sed", "1")
