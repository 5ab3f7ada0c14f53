from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import Project
from PIL import Image
from support.project import PER_TERM

from folkhue.color.vocabulary import PRESETS
from folkhue.learning.denoising.registry import METHODS
from folkhue.render.report.ablation_table import COLUMNS, SCORES, draw_ablation, write_table
from stages.stage import run
from studies.ablation import CLASSIFIERS, main

WITHOUT_SURVEY = [column for column in COLUMNS if not column.startswith("survey")]


def row(
    *about: str, tags: float, golden: tuple[float, float], kept: float, seconds: float
) -> tuple:
    """A row whose accuracies on all sets but the golden pixels are 0.5 and, balanced, 0.6."""
    return (*about, tags, *golden, *(0.5, 0.6) * 3, kept, seconds)


TABLE = pd.DataFrame(
    [
        row("basic8", "none", "mlp", tags=0.7, golden=(0.9, 0.912), kept=1.0, seconds=0.04),
        row("basic8", "kmeans", "mlp", tags=0.8, golden=(0.8, 0.934), kept=0.333, seconds=2.26),
        row("basic8", "none", "tree", tags=0.6, golden=(0.7, 0.8), kept=1.0, seconds=0.04),
        row("basic8", "kmeans", "tree", tags=0.8, golden=(0.6, 0.7), kept=0.333, seconds=2.26),
        row("basic11", "none", "mlp", tags=0.1, golden=(0.1, 0.2), kept=1.0, seconds=3.0),
        row("basic11", "kmeans", "mlp", tags=0.1, golden=(0.2, 0.1), kept=0.5, seconds=3.0),
    ],
    columns=WITHOUT_SURVEY,
)


def cells(text: str) -> list[list[str]]:
    """Rows of a Markdown table, with its head and without its rule."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]


def test_every_combination_is_a_row_of_the_table() -> None:
    head, *rows = cells(write_table(TABLE, "six"))
    assert head[:3] == ["vocabulary", "denoising", "classifier"]
    assert head[3:-2] == list(SCORES.values())[:-1], "there is no survey"
    assert [row[:3] for row in rows] == TABLE[COLUMNS[:3]].to_numpy().tolist()
    assert {len(row) for row in rows} == {len(head)}


def test_scores_are_percent_and_the_best_of_each_vocabulary_are_bold() -> None:
    _, *rows = cells(write_table(TABLE, "six"))
    others = ["**50.0** / **60.0**"] * 3
    assert rows[0][3:] == ["70.0", "**90.0** / 91.2", *others, "100 %", "0.0"]
    assert rows[1][3:] == ["**80.0**", "80.0 / **93.4**", *others, "33 %", "2.3"]
    assert rows[3][3] == "**80.0**", "of equals every one"
    assert rows[4][3:6] == ["**10.0**", "10.0 / **20.0**", others[0]]


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
        assert image.size == (round(110 * 3.3 * 5), 110 * 31 // 10 * len(vocabularies))
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """A few photographs of each term, and small classifiers."""
    project = make_project(1, vocabulary="basic11")
    few = "early_stopping: true, max_iter: 20"
    small = {
        "logistic": "{C: 1.0}",
        "forest": "{n_estimators: 5}",
        "density": "{bins: 8}",
        "mlp": f"{{hidden_layer_sizes: [8], {few}}}",
        "blend": "{of: {quadratic: {}, forest: {n_estimators: 5}}}",
    }
    assert list(small) == list(CLASSIFIERS)
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
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")  # few iterations are enough here
def test_every_method_is_measured_with_every_classifier(
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
    assert [tuple(row[:3]) for row in rows] == [
        (preset, method, name) for preset in PRESETS for method in METHODS for name in CLASSIFIERS
    ]
    assert len(head) == 11
    scores = [float(each.strip("*")) for row in rows for each in " / ".join(row[3:9]).split(" / ")]
    assert 0 <= min(scores) <= max(scores) <= 100
    kept = {(row[0], row[1]): row[9] for row in rows}
    assert kept["basic8", "none"] == "100 %"
    assert kept["basic8", "posterior"] != "100 %"
