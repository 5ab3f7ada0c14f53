from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT, Project
from PIL import Image
from support.project import PER_TERM

from folkhue.datasets.photo_list import kept_photos
from folkhue.learning.denoising.registry import METHODS
from folkhue.render.report.ablation_table import (
    ABOUT,
    ACCURACY,
    COLUMNS,
    SCORES,
    TAGS,
    draw_ablation,
    write_table,
)
from stages.params import Params, read_params
from stages.stage import PHOTO_LIST, TRAIN, run
from studies.ablation import VOCABULARIES, Study, cluster, main
from studies.variants import RECIPE, Variant, changed, simplified, variants

SETS = [score for score in SCORES if score not in (TAGS, "survey")]
WITHOUT_SURVEY = [
    *(*ABOUT, TAGS),
    *(f"{score}{end}" for score in SETS for end in (ACCURACY, "")),
    *("kept", "seconds"),
]


def row(
    *about: str, tags: float, golden: tuple[float, float], kept: float, seconds: float
) -> tuple:
    """A row whose accuracies on all sets but the golden pixels are 0.5 and, balanced, 0.6."""
    return (*about, tags, *golden, *(0.5, 0.6) * 3, kept, seconds)


TABLE = pd.DataFrame(
    [
        row("basic8", RECIPE, "blend", tags=0.7, golden=(0.9, 0.912), kept=1.0, seconds=0.04),
        row("basic8", RECIPE, "tree", tags=0.8, golden=(0.8, 0.934), kept=0.333, seconds=2.26),
        row("basic8", "one exposure", "blend", tags=0.6, golden=(0.7, 0.8), kept=1.0, seconds=0.04),
        row("basic8", "other", "blend", tags=0.8, golden=(0.6, 0.7), kept=0.333, seconds=2.26),
        row("basic11", RECIPE, "blend", tags=0.1, golden=(0.1, 0.2), kept=1.0, seconds=3.0),
        row("basic11", "other", "blend", tags=0.1, golden=(0.2, 0.1), kept=0.5, seconds=3.0),
    ],
    columns=WITHOUT_SURVEY,
)
WITH_SURVEY = TABLE.assign(survey_accuracy=0.9, survey=0.8, survey_agreement=0.7)


def cells(text: str) -> list[list[str]]:
    """Rows of a Markdown table, with its head and without its rule."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]


def test_every_combination_is_a_row_of_the_table() -> None:
    head, *rows = cells(write_table(TABLE, "six"))
    assert head[:3] == ["vocabulary", "variant", "classifier"]
    assert head[3:-2] == list(SCORES.values())[:-1], "there is no survey"
    assert [row[:3] for row in rows] == TABLE[ABOUT].to_numpy().tolist()
    assert {len(row) for row in rows} == {len(head)}


def test_scores_are_percent_and_the_best_of_each_vocabulary_are_bold() -> None:
    _, *rows = cells(write_table(TABLE, "six"))
    others = ["**50.0** / **60.0**"] * 3
    assert rows[0][3:] == ["70.0", "**90.0** / 91.2", *others, "100 %", "0.0"]
    assert rows[1][3:] == ["**80.0**", "80.0 / **93.4**", *others, "33 %", "2.3"]
    assert rows[3][3] == "**80.0**", "of equals every one"
    assert rows[4][3:6] == ["**10.0**", "10.0 / **20.0**", others[0]]


def test_of_a_survey_there_is_also_how_many_people_agree() -> None:
    head, *rows = cells(write_table(WITH_SURVEY.filter(COLUMNS), "six"))
    assert head[3:-2] == list(SCORES.values())
    assert {row[-3] for row in rows} == {"**90.0** / **80.0** / **70.0**"}


def test_the_title_is_the_heading() -> None:
    assert write_table(TABLE, "sampler: 9 photographs").startswith("# sampler: 9 photographs\n\n")


@pytest.mark.slow
@pytest.mark.parametrize("vocabularies", [["basic8"], ["basic8", "basic11"]])
def test_the_picture_has_a_row_of_panels_for_each_vocabulary(
    vocabularies: list[str], tmp_path: Path
) -> None:
    table = TABLE[TABLE["vocabulary"].isin(vocabularies)]
    for name in ("one.png", "two.png"):
        draw_ablation(table, "a title", tmp_path / name)
    with Image.open(tmp_path / "one.png") as image:
        assert image.size == (110 * 13, 110 * 32 // 10 * len(vocabularies))
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def recipe_of(**of: dict[str, Any]) -> Params:
    """A recipe with every step, and a blend of the members given."""
    params = read_params(ROOT / "params.yaml", files=False)
    members = of or {"network": {"kind": "mlp"}, "fine": {"kind": "density", "spread": 0.5}}
    params = changed(params, "train", classifiers={"blend": {"of": members}, "logistic": {}})
    params = changed(params, "sample", cap=None, exposures=[1.0, 2.0])
    params = changed(params, "compile", classifier="best")
    return changed(params, "denoise", method="posterior", unshade=True)


def test_each_variant_is_the_recipe_but_for_one_step() -> None:
    params = recipe_of()
    recipe, *others = variants(params)
    assert recipe == Variant(RECIPE, params, ("blend", "logistic"))
    for variant in others:
        given, own = dict(variant.params), dict(params)
        assert len([section for section in own if given[section] != own[section]]) == 1
    methods = [each.params.denoise.method for each in others if len(each.classifiers) > 1]
    assert methods == [method for method in METHODS if method != "posterior"]
    runs = [denoise for denoise, _ in groupby(each.params.denoise for each in (recipe, *others))]
    assert [each for each in runs if runs.count(each) > 1] == [], "each denoising once"


@pytest.mark.parametrize(
    ("section", "value", "missing"),
    [
        ("sample", {"exposures": [1.0]}, {"one exposure"}),
        ("denoise", {"unshade": False}, {"no ranks of lightness"}),
        ("sample", {"cap": 500}, {"at most 10,000 pixels of a name"}),
        (
            "compile",
            {"classifier": "logistic"},
            {"blend without mlp", "blend without density", "blend with equal priors"},
        ),
    ],
)
def test_a_step_that_the_recipe_lacks_is_not_left_out(
    section: str, value: dict[str, Any], missing: set[str]
) -> None:
    params = recipe_of()
    assert titles(params) - titles(changed(params, section, **value)) == missing


@pytest.mark.parametrize(
    ("of", "missing"),
    [
        ({"one": {"kind": "density"}, "two": {"kind": "mlp"}}, {"blend with equal priors"}),
        (
            {"one": {"kind": "density", "spread": 0.5}},
            {"blend without mlp", "blend without density"},
        ),
    ],
)
def test_members_that_a_blend_lacks_are_not_left_out(
    of: dict[str, dict[str, Any]], missing: set[str]
) -> None:
    assert titles(recipe_of()) - titles(recipe_of(**of)) == missing


def titles(params: Params) -> set[str]:
    return {each.title for each in variants(params)}


def test_a_blend_is_measured_without_each_kind_of_member() -> None:
    members = {"one": {"kind": "tree"}, "forest": {}, "two": {"kind": "tree", "max_depth": 3}}
    assert dict(simplified({"of": members, "max_pixels": 9})) == {
        "without tree": {"of": {"forest": {}}, "max_pixels": 9},
        "without forest": {"of": {"one": members["one"], "two": members["two"]}, "max_pixels": 9},
    }
    assert dict(simplified({"space": "oklab"})) == {}
    assert dict(simplified({"of": {"forest": {}}})) == {}, "nothing would be left"


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """A few photographs of each term, and small classifiers."""
    project = make_project(1, vocabulary="basic11")
    project.keep_golden(3)
    small = {
        "blend": "{of: {naive_bayes: {}, density: {bins: 8, spread: 0.5}}}",
        "naive_bayes": "{}",
        "density": "{bins: 8}",
    }
    listed = "".join(f"    {name}: {options}\n" for name, options in small.items())
    project.edit(
        "params.yaml",
        ("    logistic: {space: oklab, C: 1.0}\n    tree: {min_samples_leaf: 50}\n", listed),
        ("max_pixels: 10000", "max_pixels: 1000"),
        ("unshade: true", "unshade: false"),
    )
    project.stage("download")
    return project


@pytest.mark.slow
def test_every_variant_is_measured(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr("sys.argv", ["ablation.py", "few", "--out", "made"])
    Path("people.csv").write_text("r,g,b,name,count\n20,30,200,blue,7\n200,20,30,red,8\n")
    project.edit("params.yaml", ("  survey: null", "  survey: people.csv"))
    run(main)
    assert sorted(path.name for path in Path("made").iterdir()) == ["few.md", "few.png"]
    text = Path("made/few.md").read_text("utf-8")
    assert text in capsys.readouterr().out
    assert text.startswith(f"# few: {11 * PER_TERM} photographs\n")
    head, *rows = cells(text)
    assert len(head) == 11
    listed = [
        (preset, each.title, name)
        for preset in VOCABULARIES
        for each in variants(read_params())
        for name in each.classifiers
    ]
    assert [tuple(row[:3]) for row in rows] == listed
    assert {RECIPE, "blend without density", "denoising: none"} < {title for _, title, _ in listed}
    scores = [float(each.strip("*")) for row in rows for each in " / ".join(row[3:9]).split(" / ")]
    assert 0 <= min(scores) <= max(scores) <= 100
    kept = {(row[0], row[1]): row[9] for row in rows}
    assert kept["basic8", "denoising: none"] == "100 %"
    assert kept["basic8", RECIPE] != "100 %"


@pytest.mark.slow
def test_training_pixels_are_those_of_the_pipeline(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.stage("denoise")
    monkeypatch.chdir(project.folder)
    clusters = cluster(read_params())
    for old, new in (("300", "null"), ("null", "50")):
        project.edit("params.yaml", (f"  cap: {old}", f"  cap: {new}"))
        project.stage("sample")
        params = read_params()
        study = Study(list(kept_photos(PHOTO_LIST)), clusters, params)
        tagged = study.weighed_by_source(params.denoise.source_saturation)
        weights = study.weigh(params.denoise, tagged)
        pixels = study.training_pixels(tagged, weights, [params])[params.sample.cap]
        pd.testing.assert_frame_equal(pixels, pd.read_parquet(TRAIN))
