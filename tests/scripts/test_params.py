from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from folkhue.errors import ParamsError
from stages.params import Params, read_params

TEXT = (ROOT / "params.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def read(folder: Path, *changes: tuple[str, str]) -> Params:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "params.yaml").write_text(text, "utf-8")
    return read_params(folder / "params.yaml")


def test_the_shipped_file_is_valid() -> None:
    params = read_params(ROOT / "params.yaml")
    assert params.terms.names[0] == "red"
    assert set(params.caps) == set(params.terms.names)


def options_of(section: CommentedMap, name: str = "") -> Iterator[tuple[str, int]]:
    """Every key that holds a value and no section, and its line."""
    for key, value in section.items():
        is_section = isinstance(value, CommentedMap) and value
        if is_section and key != "classifiers":  # below that, names are one's own
            yield from options_of(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", section.lc.key(key)[0]


def test_every_key_has_a_comment() -> None:
    lines = TEXT.splitlines()
    options = dict(options_of(YAML().load(TEXT)))
    assert {"seed", "download.flickr.sort", "sample.caps", "train.classifiers"} < set(options)
    uncommented = [key for key, line in options.items() if lines[line - 1].strip()[:1] != "#"]
    assert uncommented == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("\nseed:", "\nsed:"), r"unknown key sed; did you mean 'seed'\?"),
        (("  cap: 10000", "  capp: 10000"), r"unknown key sample.capp; did you mean 'cap'\?"),
        (("  min_lift:", "  minlift:"), r"unknown key denoise.minlift; did you mean 'min_lift'\?"),
        (
            ("    path: data", "    paht: data"),
            r"unknown key download.manifest.paht; did you mean 'path'\?",
        ),
        (("  cap: 10000\n", ""), "the key sample.cap is missing"),
        (("  cap: 10000", "  cap: -1"), "sample.cap: input should be greater .* got -1"),
        (("  cap: 10000", "  cap: many"), "sample.cap: .*integer.* got 'many'"),
        (
            ("method: posterior", "method: kmean"),
            r"denoise.method: .* got 'kmean'; did you mean 'kmeans'",
        ),
        (
            ("source: sampler", "source: flicker"),
            r"download.source: expected 'sampler', .* did you mean 'flickr'\?",
        ),
        (("    fields: [tags]", "    fields: []"), "download.flickr.fields: list should have at"),
        (
            ("    fields: [tags]", "    fields: [titel]"),
            r"download.flickr.fields.0: expected 'tags'",
        ),
        (("safe_search: safe", "safe_search: save"), r"safe_search: .* did you mean 'safe'\?"),
        (("over_fetch: 1.5", "over_fetch: 0.5"), "over_fetch: input should be greater"),
        (('from: "2004-02-10"', "from: 2004-02-10"), "uploaded_from: write the day in quotes"),
        (
            ('from: "2004-02-10"', 'from: "10.2.2004"'),
            "uploaded_from: input should be a valid date",
        ),
        (("licenses: [by,", "licenses: [bye,"), r"openverse.licenses.0: .* did you mean 'by'\?"),
        (("    connections: 8", "    connections: 0"), "web.connections: input should be"),
        (("min_color: 0.005", "min_color: 5"), "checks.min_color: input should be less"),
        (
            ("    path: data/sampler/photos\n", "    path: x\n"),
            "download.folder.path: no such fo",
        ),
        (
            ("caps: {}", "caps: {whit: 5}"),
            r"sample.caps.whit is not a term; did you mean 'white'\?",
        ),
        (("vocabulary: basic8", "vocabulary: basic9"), "vocabulary: .*basic8 or basic11"),
        (("vocabulary: basic8", "vocabulary: [red]"), "vocabulary: .*2 to 254 terms"),
        (("classifier: best", "classifier: forrest"), "did you mean 'forest'"),
        (("sharpness: 2.0", "sharpness: -1"), "denoise.sharpness: input should be greater"),
        (("iterations: 30", "iterations: 0"), "denoise.iterations: input should be greater"),
        (("below: 0.0", "below: 1.0"), "compile.unnamed_below: input should be less"),
        (("below: 0.0", "below: -0.1"), "compile.unnamed_below: input should be greater"),
        (("seed: 0", "seed: ["), "not YAML"),
        (("n_jobs: -1", "n_jobs: 0"), "compute.n_jobs: expected a number of workers"),
        (("exclude: []", "exclude: [svmm]"), r"compile.exclude: 'svmm' .* did you mean 'svm'\?"),
        (("    tree: {", "    my tree: {"), "'my tree' cannot be a classifier's name"),
        (("vocabulary: basic8", "vocabulary: [red, true]"), "vocabulary: .*put it in quotes"),
        (("path: data/", "path: date/"), "download.manifest.path: no such file: date/"),
        (
            ("golden: golden", "golden: mine"),
            r"evaluate.golden: no such file: mine/labels/\*.js",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named(
    change: tuple[str, str], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ParamsError, match=complaint) as caught:
        read(tmp_path, change)
    assert "params.yaml" in str(caught.value)


def test_all_wrong_keys_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"(?s)sample.capp.*denoise.clusterz|clusterz.*capp"):
        read(tmp_path, ("  cap: 10000", "  capp: 10000"), ("  clusters:", "  clusterz:"))


def test_numbers_are_read_as_dvc_reads_them(tmp_path: Path) -> None:
    params = read(tmp_path, ("alpha: 0.0001", "alpha: 1e-05"))
    assert params.train.classifiers["sgd"]["alpha"] == 1e-05


def test_an_empty_file_lacks_every_key(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("")
    with pytest.raises(ParamsError, match="the key seed is missing"):
        read_params(tmp_path / "params.yaml")


def test_a_kind_is_excluded_whatever_its_name(tmp_path: Path) -> None:
    params = read(
        tmp_path, ("    svm: {", "    slow: {kind: svm, "), ("exclude: []", "exclude: [svm]")
    )
    assert "slow" not in params.compilable
    assert "knn" in params.compilable


def test_caps_override_the_cap_of_one_class(tmp_path: Path) -> None:
    params = read(tmp_path, ("caps: {}", "caps: {white: 5000}"))
    assert params.caps["white"] == 5000
    assert params.caps["red"] == 10000


def test_any_names_can_be_the_vocabulary(tmp_path: Path) -> None:
    params = read(tmp_path, ("vocabulary: basic8", "vocabulary: [red, teal]"))
    assert params.terms.names == ("red", "teal")
