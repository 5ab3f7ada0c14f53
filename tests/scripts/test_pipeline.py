"""The whole pipeline on two dozen photographs, run by DVC, and its stages called directly."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from support.project import OUTPUTS, PER_TERM, STAGES, Project
from support.reports import Section, relative_links
from support.tables import all_colors

import folkhue
from folkhue.learning.evaluation.scores import TEST_SETS


@pytest.fixture
def project(reproduced: Project, tmp_path: Path) -> Project:
    """A copy of the reproduced project, to be changed."""
    return reproduced.copy(tmp_path / "project")


@pytest.fixture(scope="module")
def copied(reproduced: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the reproduced project, of which tests change the parameters only."""
    return reproduced.copy(tmp_path_factory.mktemp("copied") / "project")


@pytest.fixture
def set_otherwise(copied: Project) -> Iterator[Project]:
    """That copy, which has its own parameters again after the test."""
    params = copied.folder / "params.yaml"
    before = params.read_bytes()
    yield copied
    params.write_bytes(before)


def metrics(project: Project) -> Any:
    return json.loads((project.folder / "reports/metrics.json").read_text())


# What DVC does.


def test_an_interrupted_run_continues_where_it_stopped(reproduced: Project) -> None:
    before, after = json.loads((reproduced.folder.parent / "repro.json").read_text())
    assert before[-1] == after[0] == "held_out"
    assert sorted(before[:-1] + after) == sorted(STAGES)


def test_an_experiment_sets_a_parameter_and_reruns_what_depends_on_it(
    project: Project, shared_server: dict[str, str]
) -> None:
    change = "train.classifiers.tree.min_samples_leaf=20"
    run = ("dvc", "exp", "run", "-S", change, "fit")
    ran = {*project.stages_run_by(*run, settings=shared_server)}
    assert ran == {"check", "train@tree", "evaluate@tree", "fit"}
    assert "min_samples_leaf" in project.run("dvc", "exp", "show", "--md").stdout


def test_a_wrong_parameter_stops_the_run_and_loses_nothing(
    project: Project, shared_server: dict[str, str]
) -> None:
    before = project.bytes_of(*OUTPUTS)
    change = ("  cap: 300", "  capp: 300")
    project.edit("params.yaml", change)
    done = project.run("dvc", "repro", settings=shared_server)
    assert done.returncode != 0
    assert "unknown key sample.capp; did you mean 'cap'?" in done.stderr
    assert "Traceback" not in done.stderr
    project.edit("params.yaml", change[::-1])
    assert project.stages_run_by("dvc", "repro") == []
    assert project.bytes_of(*OUTPUTS) == before


CONCERNED = {
    ("white: null", "white: 100"): {"sample", "folds", "baseline", "report"},
    ("  method: color_posterior", "  method: none"): {"denoise", "folds", "report"},
    ("unshade: true", "unshade: false"): {"denoise", "folds", "report"},
    ("exposures: [1.0, 1.5]", "exposures: [1.0]"): {
        *("train@logistic", "train@tree", "fit", "folds", "baseline", "report"),
    },
    ("C: 1.0", "C: 2.0"): {"train@logistic", "fit", "folds", "compile", "report"},
    ("against: null", "against: HEAD"): {"report"},
    ("n_jobs: 1", "n_jobs: 2"): set(),
    ("  golden: golden", "  golden: mine"): {"golden_pixels", "recolor", "report"},
    ("  survey: null", "  survey: people.csv"): {"survey", "report"},
}
"""Change of params.yaml → the stages whose parameters it changes, apart from the check."""

STATUSES = """
import json, sys
from dvc.repo import Repo
found = []
for name in sys.argv[1:]:
    with open(name) as file, open("params.yaml", "w") as params:
        params.write(file.read())
    with Repo() as repo:
        found.append([*repo.status()])
json.dump(found, sys.stdout)
"""
"""What `dvc status` lists with each of these files as parameters."""


def test_stages_depend_on_their_own_parameters(set_otherwise: Project) -> None:
    text = (set_otherwise.folder / "params.yaml").read_text("utf-8")
    files = [f"params{number}.yaml" for number in range(len(CONCERNED))]
    for file, (old, new) in zip(files, CONCERNED, strict=True):
        assert old in text
        (set_otherwise.folder / file).write_text(text.replace(old, new), "utf-8")
    done = set_otherwise.run("python", "-c", STATUSES, *files)
    assert done.returncode == 0, done.stderr
    found = dict(zip(CONCERNED, map(set, json.loads(done.stdout)), strict=True))
    assert found == {change: {"check", *stages} for change, stages in CONCERNED.items()}


def test_dvc_shows_metrics_and_plots(project: Project) -> None:
    path = project.folder / "reports/scores.json"
    few = json.loads(path.read_text("utf-8"))
    shown = project.run("dvc", "metrics", "show").stdout.splitlines()
    assert shown[0].split() == ["Path", *sorted(few)]
    assert shown[1].split()[:2] == ["reports/scores.json", metrics(project)["best"]]
    assert max(map(len, shown)) <= 120
    every = project.run("dvc", "metrics", "show", "reports/scores").stdout.splitlines()
    assert [row.split()[0] for row in every[1:]] == [
        f"reports/scores/{name}.json" for name in ("logistic", "tree")
    ]
    path.write_text(json.dumps(few | {"golden_set": 0.123}), "utf-8")
    assert "0.123" in project.run("dvc", "metrics", "diff").stdout
    shown = project.run("dvc", "plots", "show", "--json", "-o", "plots")
    assert shown.returncode == 0, shown.stderr
    plots = json.loads(shown.stdout)["data"]
    names = " ".join(plots)
    assert "confusion_golden.csv" in names
    assert "classifiers_golden.csv" in names
    assert ".png" in names
    confusion = next(plots[name] for name in plots if "confusion_golden.csv" in name)[0]
    assert "row_n" in json.dumps(confusion)
    coverage = next(plots[name] for name in plots if "coverage_golden.csv" in name)[0]
    assert '"all names"' in json.dumps(coverage)


# What the pipeline makes.


def test_the_metrics_are_all_there_and_fractions(reproduced: Project) -> None:
    found = metrics(reproduced)
    assert set(found["classifiers"]) == {"logistic", "tree"}
    assert found["best"] in found["classifiers"]
    assert len(found["baseline"]["classifiers"]) == 6
    classifiers = (*found["classifiers"].values(), *found["baseline"]["classifiers"].values())
    for tests in classifiers:
        assert {*tests} == {*TEST_SETS, "golden_kinds"}
    assert {*found["final"]} == {*TEST_SETS, "golden_kinds"} - {"test"}
    for tests in (*classifiers, found["final"]):
        assert 0 <= tests["golden_kinds"]["dark"]["balanced_accuracy"] <= 1
        for test in TEST_SETS.keys() & tests.keys():
            assert 0 <= tests[test]["accuracy"] <= 1
            low, high = tests[test]["low"], tests[test]["high"]
            assert 0 <= low <= tests[test]["balanced_accuracy"] <= high <= 1
    assert found["classifiers"]["logistic"]["golden"]["balanced_accuracy"] > 0.5


def test_the_few_scores_are_those_of_the_metrics(reproduced: Project) -> None:
    found, reports = metrics(reproduced), reproduced.folder / "reports"
    few = json.loads((reports / "scores.json").read_text("utf-8"))
    assert few.pop("best") == found["best"]
    columns = {"test": "test", "golden": "golden_set", "xkcd": "xkcd"}
    for name, tests in found["classifiers"].items():
        scores = json.loads((reports / f"scores/{name}.json").read_text("utf-8"))
        assert {*scores} == {*columns.values(), *(f"{test}_ci" for test in columns)}
        for test, column in columns.items():
            assert scores[column] == tests[test]["balanced_accuracy"]
            bounds = map(float, scores[f"{test}_ci"].split("–"))
            assert [*bounds] == pytest.approx([tests[test]["low"], tests[test]["high"]], abs=0.006)
        assert scores == few or name != found["best"]


def test_curves_end_at_the_accuracy_of_all_pixels(reproduced: Project) -> None:
    found, reports = metrics(reproduced), reproduced.folder / "reports"
    for name, tests in found["classifiers"].items():
        curves = pd.read_csv(reports / f"evaluate/{name}/coverage.csv")
        every = curves[(curves["name"] == "all names") & (curves["coverage"] == 1)]
        accuracies = every.set_index("test")["accuracy"].to_dict()
        expected = {test: tests[test]["accuracy"] for test in ("test", "golden")}
        assert accuracies == pytest.approx(expected, abs=1e-4)
        areas = pd.read_csv(reports / f"evaluate/{name}/areas.csv")
        assert areas["roc_auc"].between(0.5, 1).all()
        assert {*areas["test"]} == {"test", "golden"}
    drawn = pd.read_csv(reports / "curves/roc_golden.csv")
    assert {*drawn["name"]} <= {*folkhue.Vocabulary.of("basic8").names}
    assert "Curves by name" in (reports / "index.html").read_text("utf-8")


def test_classifiers_are_compared_photograph_by_photograph(reproduced: Project) -> None:
    comparison = pd.read_csv(reproduced.folder / "reports/comparison.csv")
    scores = {n: tests["golden"] for n, tests in metrics(reproduced)["classifiers"].items()}
    assert {*zip(comparison["classifier"], comparison["than"], strict=True)} == {
        ("logistic", "tree"),
        ("tree", "logistic"),
    }
    for row in comparison.to_dict("records"):
        one, other = (scores[row[key]]["balanced_accuracy"] for key in ("classifier", "than"))
        assert row["difference"] == pytest.approx(one - other, abs=1e-4)
        assert row["low"] <= row["difference"] <= row["high"]
    answers = pd.read_csv(reproduced.folder / "reports/evaluate/tree/golden.csv")
    assert answers["photo"].nunique() > 10
    assert answers["label"].str.startswith("ambiguous").any()


def test_the_table_is_the_best_classifier_fitted_to_every_photograph(reproduced: Project) -> None:
    from folkhue.learning.classifiers import ColorClassifier

    table = folkhue.load(reproduced.folder / "models/colortable.npz")
    classifier = ColorClassifier.load(reproduced.folder / "models/final.skops")
    assert table.terms == folkhue.Vocabulary.of("basic8").names
    for red in range(0, 256, 51):
        assert np.array_equal(table.predict(all_colors(red)), classifier.predict(all_colors(red)))
    best = metrics(reproduced)["best"]
    chosen = ColorClassifier.load(reproduced.folder / f"models/{best}.skops")
    assert str(classifier.pipeline) == str(chosen.pipeline)
    assert (classifier.predict(all_colors(0)) != chosen.predict(all_colors(0))).any()
    photos = [
        pd.read_parquet(reproduced.folder / f"data/{name}.parquet")["photo"].unique()
        for name in ("every", "train", "test")
    ]
    assert {*photos[0]} > {*photos[1]}
    assert {*photos[0]} & {*photos[2]}
    assert not {*photos[1]} & {*photos[2]}


def test_the_page_stands_alone(reproduced: Project) -> None:
    page = (reproduced.folder / "reports/index.html").read_text()
    links = re.findall(r'(<\w+)[^>]*? (?:src|href)="([^"#]+)"', page)
    web = [tag for tag, link in links if re.match(r"(https?:)?//", link)]
    assert set(web) <= {"<a"}, "to be followed only, in the credits"
    assert relative_links(page) == []
    assert not [tag for tag, link in links if tag == "<img" and not link.startswith("data:")]
    assert len(page) < 5_000_000


def test_the_table_is_compared_with_people(reproduced: Project) -> None:
    reports = reproduced.folder / "reports"
    shown = Section((reports / "index.html").read_text())
    terms = json.loads((reports / "agreement/terms.json").read_text())
    answers = pd.read_csv(reports / "agreement/xkcd.csv")
    assert list(terms) == [row[0] for row in shown.tables[0][1:]]
    assert sum(row["of"] for row in terms.values()) == len(answers) > 300
    wrong = answers[answers["table"] != answers["people"]]
    assert len(answers) - len(wrong) == sum(row["so"] for row in terms.values())
    furthest = wrong.loc[wrong["distance"].idxmax()]
    assert shown.entries[0].startswith(f"{furthest['survey']}|table: |{furthest['table']}|")
    names = json.loads((reports / "agreement/islands.json").read_text())["names"]
    assert sum(row["colors"] for row in names.values()) == 1 << 24
    assert [row[0] for row in shown.tables[1][1:]] == list(names)
    assert {"red", "blue"} <= names.keys()


def test_every_golden_photograph_is_recolored(reproduced: Project) -> None:
    golden = {path.stem for path in (reproduced.folder / "golden/photos").iterdir()}
    assert len(golden) > 10
    assert {path.stem for path in (reproduced.folder / "reports/recolored").iterdir()} == golden


# What stages make of other parameters, called without DVC.


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("denoise:", "denoize:"), "unknown key denoize; did you mean 'denoise'?"),
        (("{space: oklab, C: 1.0}", "{spaace: lab}"), "did you mean 'space'?"),
    ],
)
def test_a_wrong_parameter_is_named_by_the_first_stage(
    set_otherwise: Project, change: tuple[str, str], complaint: str
) -> None:
    set_otherwise.edit("params.yaml", change)
    with pytest.raises(SystemExit, match=re.escape(complaint)):
        set_otherwise.stage("check")


def test_a_term_that_no_photograph_has_is_named(project: Project) -> None:
    project.edit("params.yaml", ("vocabulary: basic8", "vocabulary: [red, ochre]"))
    before = project.bytes_of("data/denoised.parquet")
    project.stage("check")
    project.stage("download")
    with pytest.raises(SystemExit, match=f"none of the {8 * PER_TERM} photographs has"):
        project.stage("denoise")
    assert project.bytes_of("data/denoised.parquet") == before


def test_without_denoising_every_pixel_is_kept(project: Project) -> None:
    no_denoising = ("  method: color_posterior", "  method: none"), ("shade: true", "shade: false")
    project.edit("params.yaml", *no_denoising)
    project.stage("denoise")
    classes = json.loads((project.folder / "reports/denoise.json").read_text())["classes"]
    assert len(classes) == 8
    for counts in classes.values():
        assert counts["pixels_kept"] == counts["pixels"] > 0


def test_without_a_cap_every_pixel_is_for_training(project: Project) -> None:
    """With any number of workers, and for kinds that take weights and those that do not."""
    project.edit("params.yaml", ("  cap: 300", "  cap: null"))
    project.stage("sample")
    made = project.bytes_of("data/*.parquet")
    project.edit("params.yaml", ("n_jobs: 1", "n_jobs: 2"))
    project.stage("sample")
    assert project.bytes_of("data/*.parquet") == made
    colors = pd.read_parquet(project.folder / "data/train.parquet")
    weights = colors.groupby("term", observed=True)["weight"].sum()
    assert weights.tolist() == pytest.approx([10_000] * 8)
    split = pd.read_parquet(project.folder / "data/split.parquet")
    assert len(colors) == len(split.drop_duplicates(["term", "r", "g", "b"])) > 10_000
    tree = "    tree: {min_samples_leaf: 50}\n"
    project.edit("params.yaml", (tree, f"{tree}    density: {{bins: 16}}\n"))
    for stage in ("train@tree", "train@density", "train@logistic"):
        project.stage(stage)
    for stage in ("evaluate@tree", "evaluate@density", "evaluate@logistic", "fit"):
        project.stage(stage)


def test_ones_own_golden_set(project: Project) -> None:
    """Two photographs in a folder of one's own: nothing is trained anew, and they are measured."""
    mine = project.folder / "mine"
    (mine / "labels").mkdir(parents=True)
    (mine / "photos").mkdir()
    for name in ("astronaut", "garden"):
        shutil.copyfile(ROOT / f"golden/labels/{name}.json", mine / f"labels/{name}.json")
        shutil.copyfile(ROOT / f"golden/photos/{name}.jpg", mine / f"photos/{name}.jpg")
    before = metrics(project)
    project.edit("params.yaml", ("  golden: golden", "  golden: mine"))
    shutil.rmtree(project.folder / "reports/recolored")  # as DVC does
    remade = ("evaluate@logistic", "evaluate@tree", "evaluate_final", "recolor", "report")
    for stage in ("golden_pixels", *remade):
        project.stage(stage)
    answers = pd.read_csv(project.folder / "reports/evaluate/tree/golden.csv")
    assert set(answers["photo"]) == {"astronaut", "garden"}
    assert len(list((project.folder / "reports/recolored").iterdir())) == 2
    found = metrics(project)
    assert found["classifiers"] != before["classifiers"]
    for test in ("golden", "golden_regions", "golden_photos"):
        assert not found["final"][test]["enough"]
    for kind in json.loads((project.folder / "reports/evaluate/tree/scores.json").read_text())[
        "golden_qualities"
    ].values():
        assert not kind["enough"]
    page = (project.folder / "reports/index.html").read_text()
    assert "too few to say: 2 photographs, " in page
    assert "; at least 10 photographs are needed" in page


def test_ones_own_survey(project: Project) -> None:
    """Thirty colors that people call red or blue, and some by names that do not count."""
    people = ["r,g,b,name,count"]
    for n in range(15):
        people += [f"{200 + n},20,20,red,9", f"{200 + n},20,20,pink,3", f"20,30,{200 + n},blue,7"]
    (project.folder / "people.csv").write_text("\n".join(people))
    assert "survey" not in metrics(project)["classifiers"]["tree"]
    project.edit("params.yaml", ("  survey: null", "  survey: people.csv"))
    evaluations = ("evaluate@logistic", "evaluate@tree", "evaluate_final", "baseline")
    for stage in ("survey", *evaluations, "report"):
        project.stage(stage)
    found = metrics(project)
    assert found["final"]["survey"]["groups"] == 30
    for each in (*found["classifiers"].values(), *found["baseline"]["classifiers"].values()):
        assert each["survey"]["groups"] == 30
        assert each["survey"]["answers"] == 30 * 8
        assert each["survey"]["best_agreement"] == 1
        assert each["survey"]["agreement"] == pytest.approx(each["survey"]["accuracy"])
    curve = pd.read_csv(project.folder / "reports/evaluate/tree/calibration.csv")
    assert curve.groupby("test")["answers"].sum()["survey"] == 30
    assert curve["confidence"].between(0.5, 1).all()
    about = json.loads((project.folder / "reports/survey.json").read_text())
    assert about["names_left_out"] == {"pink": 45}
    page = (project.folder / "reports/index.html").read_text()
    assert "240 answers for 30 colors" in page


@pytest.mark.pipeline
def test_ones_own_manifest_with_bad_rows_and_other_names(
    make_project: Callable[[int], Project], capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(1)
    project.keep_golden(3)
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
    for stage in STAGES:
        project.stage(stage)
    assert f"{8 * PER_TERM} photographs, 2 left out" in capsys.readouterr().out
    assert folkhue.load(project.folder / "models/colortable.npz").terms == ("red", "green", "blue")
