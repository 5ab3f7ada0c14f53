"""pictures/params.yaml: what is wrong stops the run at once, and is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from folkhue.errors import ParamsError
from folkhue.learning.pictures.candidates import CANDIDATES
from stages.pictures.check import check
from stages.pictures.grids import candidates_of
from stages.pictures.params import Params, read_params

TEXT = (ROOT / "pictures/params.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def read(folder: Path, *changes: tuple[str, str]) -> Params:
    text = TEXT
    for old, new in changes:
        assert old in text, f"{old!r} is not in pictures/params.yaml"
        text = text.replace(old, new, 1)
    (folder / "params.yaml").write_text(text, "utf-8")
    params = read_params(folder / "params.yaml")
    check(params)
    return params


def test_the_file_lists_every_classifier_with_its_grid(tmp_path: Path) -> None:
    candidates = candidates_of(read(tmp_path))
    assert candidates.keys() == CANDIDATES.keys()
    assert candidates["mlp"].grid["hidden_layer_sizes"] == [(50,), (100,), (100, 50)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("\nexplore:", "\nexplor:"), r"unknown key explor; did you mean 'explore'\?"),
        (("  folds:", "  fold:"), r"unknown key search.fold; did you mean 'folds'\?"),
        (("  min_side: 16\n", ""), "the key download.min_side is missing"),
        (("folds: 5", "folds: 1"), "search.folds: expected a whole number from 2 to 100, got 1"),
        (("repeats: 3", "repeats: true"), "evaluate.repeats: expected a whole number from 1"),
        (("embedding: tsne", "embedding: tnse"), r"expected 'tsne' or 'pca', .* mean 'tsne'\?"),
        (("source: sampler", "source: atric"), r"download.source: .*did you mean 'artic'\?"),
        (
            ("vocabulary: basic11", "vocabulary: basic12"),
            "unknown vocabulary 'basic12'",
        ),
        (
            ("groups: [moments, subject]", "groups: [momnts]"),
            "explore.groups: 'momnts' is no",
        ),
        (("groups: [moments, names, ", "groups: [momets, names, "), "did you mean 'moments'"),
        (("groups: [moments, names, ", "groups: [names, names, "), "features is there twice"),
        (
            ("border, center, levels", "border, levels"),
            "logistic_all: needs .*'center' is no",
        ),
        (
            ("table: basic11", "table: basic1"),
            "features.table: basic1 is neither .*basic11'",
        ),
        (("    svm: {", "    smv: {"), r"search.models.smv is not a classifier; .*'svm'\?"),
        (("svm: {C: [1", "svm: {c: [1"), "search.models.svm: unknown parameter 'c'; "),
        (("    forest: {n_est", "    forest: {m_est"), r"did you mean 'n_estimators'\?"),
        (("logistic: {C: [0.1, 1, 10, 100]}", "logistic: {C: []}"), "expected values to try"),
        (("logistic: {C: [0.1, 1, 10, 100]}", "logistic: {C: 1}"), "search.models.logistic.C: "),
        (
            ("C: [1, 10, 100]", f"C: [{'1, ' * 400}]"),
            "search.models.svm: expected at most 1,000 choices, got 1,200",
        ),
        (("model: best", "model: kernal"), "evaluate.model: 'kernal' is not in search.models; "),
        (
            ("model: best", "model: svm_words"),
            "evaluate.exportable: of svm_words, none can be export",
        ),
        (("ablation: kernel", "ablation: best"), "evaluate.ablation: 'best' is not in"),
        (("path: data/sampler/photos.csv", "path: no.csv"), "download.manifest.path: no such file"),
        (("n_jobs: -1", "n_jobs: 0"), "compute.n_jobs: expected a number of workers"),
    ],
)
def test_a_wrong_key_or_value_is_named(
    change: tuple[str, str], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ParamsError, match=complaint) as caught:
        read(tmp_path, change)
    assert len(str(caught.value)) < 1_000


def test_without_the_original_recipe_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    before, _, after = TEXT.partition("    svm: {")
    ours = after[after.index("    logistic_all:") :]
    (tmp_path / "params.yaml").write_text(before + ours, "utf-8")
    with pytest.raises(ParamsError, match="expected at least one of svm, mlp, logistic"):
        check(read_params(tmp_path / "params.yaml"))
