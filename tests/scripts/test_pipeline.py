"""The whole pipeline, run by DVC on two dozen photographs."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from support.reports import Section
from support.tables import all_colors

import folkhue
from folkhue.learning.classifiers import ColorClassifier

STAGES = [
    *("check", "download", "denoise", "sample", "regions"),
    *("train@logistic", "train@tree", "evaluate@logistic", "evaluate@tree"),
    *("baseline", "compile", "recolor", "agreement", "report"),
]
MADE = ("data/*.parquet", "data/*.npz", "data/photos.csv", "models/*", "reports/**/*.*")


@pytest.fixture(scope="module")
def project(make_project: Callable[[int], Project]) -> Project:
    project = make_project(1)
    assert sorted(project.stages_run_by("repro")) == sorted(STAGES)
    return project


def metrics(project: Project) -> Any:
    return json.loads((project.folder / "reports/metrics.json").read_text())


def test_the_metrics_are_all_there_and_fractions(project: Project) -> None:
    found = metrics(project)
    assert set(found["classifiers"]) == {"logistic", "tree"}
    assert found["best"] in found["classifiers"]
    assert len(found["baseline"]["classifiers"]) == 6
    for tests in (*found["classifiers"].values(), *found["baseline"]["classifiers"].values()):
        for test in ("test", "golden", "golden_regions", "golden_photos", "xkcd"):
            assert 0 <= tests[test]["accuracy"] <= 1
            low, high = tests[test]["low"], tests[test]["high"]
            assert 0 <= low <= tests[test]["balanced_accuracy"] <= high <= 1
    assert found["classifiers"]["logistic"]["golden"]["balanced_accuracy"] > 0.5


def test_classifiers_are_compared_photograph_by_photograph(project: Project) -> None:
    comparison = pd.read_csv(project.folder / "reports/comparison.csv")
    scores = {n: tests["golden"] for n, tests in metrics(project)["classifiers"].items()}
    assert {*zip(comparison["classifier"], comparison["than"], strict=True)} == {
        ("logistic", "tree"),
        ("tree", "logistic"),
    }
    for row in comparison.to_dict("records"):
        one, other = (scores[row[key]]["balanced_accuracy"] for key in ("classifier", "than"))
        assert row["difference"] == pytest.approx(one - other, abs=1e-4)
        assert row["low"] <= row["difference"] <= row["high"]
    answers = pd.read_csv(project.folder / "reports/evaluate/tree/golden.csv")
    assert answers["photo"].nunique() == 13
    assert answers["label"].str.startswith("ambiguous").any()


def test_the_table_is_the_best_classifier(project: Project) -> None:
    table = folkhue.load(project.folder / "models/colortable.npz")
    best = metrics(project)["best"]
    classifier = ColorClassifier.load(project.folder / f"models/{best}.skops")
    assert table.terms == folkhue.Vocabulary.of("basic8").names
    for red in range(0, 256, 3):
        assert np.array_equal(table.predict(all_colors(red)), classifier.predict(all_colors(red)))


def test_the_page_needs_nothing_but_what_lies_beside_it(project: Project) -> None:
    page = (project.folder / "reports/index.html").read_text()
    links = re.findall(r'(<\w+)[^>]*? (?:src|href)="([^"#]+)"', page)
    web = [tag for tag, link in links if re.match(r"(https?:)?//", link)]
    assert set(web) <= {"<a"}, "to be followed only, in the credits"
    files = {link for _, link in links if not re.match(r"data:|https?://", link)}
    assert len(files) == 13 + 2, "every golden photograph, and two maps"
    assert not [tag for tag, link in links if tag == "<img" and not link.startswith("data:")]
    assert len(page) < 5_000_000
    for file in files:
        assert (project.folder / "reports" / file).is_file()


def test_the_table_is_compared_with_people(project: Project) -> None:
    reports = project.folder / "reports"
    shown = Section((reports / "index.html").read_text())
    terms = json.loads((reports / "agreement/terms.json").read_text())
    answers = pd.read_csv(reports / "agreement/xkcd.csv")
    assert list(terms) == [row[0] for row in shown.tables[0][1:]]
    assert sum(row["of"] for row in terms.values()) == len(answers) > 300
    wrong = answers[answers["table"] != answers["people"]]
    assert len(answers) - len(wrong) == sum(row["so"] for row in terms.values())
    furthest = wrong.loc[wrong["distance"].idxmax()]
    assert shown.entries[0].startswith(f"{furthest['survey']}|we say |{furthest['table']}|")
    names = json.loads((reports / "agreement/islands.json").read_text())["names"]
    assert sum(row["colors"] for row in names.values()) == 1 << 24
    assert [row[0] for row in shown.tables[1][1:]] == list(names)
    assert {"red", "blue"} <= names.keys()


def test_every_golden_photograph_is_repainted(project: Project) -> None:
    golden = {path.stem for path in (project.folder / "golden/photos").iterdir()}
    assert {path.stem for path in (project.folder / "reports/recolored").iterdir()} == golden


def test_a_second_run_runs_nothing_and_leaves_the_tree_clean(project: Project) -> None:
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "add", "-A"], cwd=project.folder, check=True)
    subprocess.run([*git, "commit", "-qm", "lock"], cwd=project.folder, check=True)
    assert project.stages_run_by("repro") == []
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project.folder, capture_output=True, check=True
    )
    assert status.stdout == b""


def test_dvc_shows_metrics_and_plots(project: Project) -> None:
    assert "reports/metrics.json" in project.run("dvc", "metrics", "show").stdout
    shown = project.run("dvc", "plots", "show", "--json", "-o", "plots")
    assert shown.returncode == 0, shown.stderr
    plots = json.loads(shown.stdout)["data"]
    names = " ".join(plots)
    assert "confusion_golden.csv" in names
    assert "classifiers_golden.csv" in names
    assert ".png" in names
    confusion = next(plots[name] for name in plots if "confusion_golden.csv" in name)[0]
    assert "row_n" in json.dumps(confusion)


def test_two_workers_give_the_same_bytes(
    project: Project, make_project: Callable[[int], Project]
) -> None:
    other = make_project(2)
    other.stages_run_by("repro")
    one, two = project.bytes_of(*MADE), other.bytes_of(*MADE)
    assert one.keys() == two.keys()
    # The page quotes params.yaml, in which the number of workers differs.
    different = {name for name in one if one[name] != two[name]}
    assert different <= {"reports/index.html"}


@pytest.mark.parametrize(
    ("change", "rerun", "kept"),
    [
        (
            ("min_samples_leaf: 50", "min_samples_leaf: 20"),
            {"train@tree", "evaluate@tree", "compile"},
            {"denoise", "sample", "train@logistic", "evaluate@logistic", "baseline"},
        ),
        (
            ("caps: {}", "caps: {white: 100}"),
            {"sample", "train@tree", "train@logistic", "evaluate@tree"},
            {"download", "denoise"},
        ),
        (("n_jobs: 1", "n_jobs: 2"), {"check"}, set(STAGES) - {"check"}),
    ],
)
def test_a_changed_parameter_reruns_what_depends_on_it(
    project: Project, change: tuple[str, str], rerun: set[str], kept: set[str]
) -> None:
    project.edit("params.yaml", change)
    try:
        ran = set(project.stages_run_by("repro"))
        assert rerun <= ran
        assert not kept & ran
    finally:
        project.edit("params.yaml", change[::-1])
    project.stages_run_by("repro")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("  cap: 300", "  capp: 300"), "unknown key sample.capp; did you mean cap?"),
        (("denoise:", "denoize:"), "unknown key denoize; did you mean denoise?"),
        (("{space: oklab, C: 1.0}", "{spaace: lab}"), "did you mean 'space'?"),
        (("vocabulary: basic8", "vocabulary: [red, teal]"), "none of the 24 photographs has"),
    ],
)
def test_a_wrong_parameter_stops_the_run_and_loses_nothing(
    project: Project, change: tuple[str, str], complaint: str
) -> None:
    before = metrics(project)
    project.edit("params.yaml", change)
    try:
        done = project.run("dvc", "repro")
    finally:
        project.edit("params.yaml", change[::-1])
    assert done.returncode != 0
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    project.stages_run_by("repro")
    assert metrics(project) == before


def test_experiments_set_parameters(project: Project) -> None:
    done = project.run("dvc", "exp", "run", "-S", "sample.cap=200", "-S", "denoise.method=none")
    assert done.returncode == 0, done.stderr
    assert "sample.cap" in project.run("dvc", "exp", "show", "--md").stdout
    counts = json.loads((project.folder / "reports/denoise.json").read_text())["classes"]["red"]
    assert counts["pixels_kept"] == counts["pixels"]
    assert "metrics.json" in project.run("dvc", "metrics", "diff").stdout
    subprocess.run(["git", "checkout", "-q", "."], cwd=project.folder, check=True)


def test_ones_own_golden_set(project: Project) -> None:
    """Two photographs in a folder of one's own: nothing is trained anew, and they are measured."""
    mine = project.folder / "mine"
    (mine / "labels").mkdir(parents=True)
    (mine / "photos").mkdir()
    for name in ("astronaut", "garden"):
        shutil.copyfile(project.folder / f"golden/labels/{name}.json", mine / f"labels/{name}.json")
        shutil.copyfile(project.folder / f"golden/photos/{name}.jpg", mine / f"photos/{name}.jpg")
    project.stages_run_by("repro")  # whatever the tests before left
    before = metrics(project)
    change = ("  golden: golden", "  golden: mine")
    project.edit("params.yaml", change)
    try:
        ran = set(project.stages_run_by("repro"))
        assert {"regions", "evaluate@tree", "recolor", "report"} <= ran
        assert not {"denoise", "sample", "train@tree", "train@logistic"} & ran
        answers = pd.read_csv(project.folder / "reports/evaluate/tree/golden.csv")
        assert set(answers["photo"]) == {"astronaut", "garden"}
        assert len(list((project.folder / "reports/recolored").iterdir())) == 2
        assert metrics(project)["classifiers"] != before["classifiers"]
    finally:
        project.edit("params.yaml", change[::-1])
        shutil.rmtree(mine)
    project.stages_run_by("repro")
    assert metrics(project) == before


def test_ones_own_manifest_with_bad_rows_and_other_names(
    make_project: Callable[[int], Project],
) -> None:
    project = make_project(2)
    sampler = (project.folder / "data/sampler/photos.csv").read_text()
    (project.folder / "data/sampler/cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    mine = sampler + "cut,cut.jpg,x,red,,,,,,\ngone,gone.jpg,x,blue,,,,,,\n"
    header = sampler.splitlines()[0]
    assert header.startswith("id,path,title,tags")
    extra = header.count(",") - 9
    mine = mine.replace(",,,,,,\n", ",,,,,," + "," * extra + "\n")
    (project.folder / "data/sampler/mine.csv").write_text(mine)
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", "path: data/sampler/mine.csv"),
        ("vocabulary: basic8", "vocabulary: [red, green, blue]"),
    )
    done = project.run("dvc", "repro")
    assert done.returncode == 0, done.stderr
    assert "24 photographs, 2 left out" in done.stdout
    assert folkhue.load(project.folder / "models/colortable.npz").terms == ("red", "green", "blue")
