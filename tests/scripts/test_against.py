"""The report with `report.against`: this run beside another one, which DVC keeps."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import Project
from support.reports import relative_links

import folkhue
from folkhue.errors import ParamsError
from stages.comparing import differing
from stages.other_run import fetch_other_run

AGAINST = "  against: null", "  against: HEAD"


@pytest.fixture(scope="module")
def project(reproduced: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy in which another classifier is compiled, and compared with the last commit."""
    project = reproduced.copy(tmp_path_factory.mktemp("against") / "project")
    other = "tree" if metrics(project)["best"] == "logistic" else "logistic"
    project.edit("params.yaml", ("  classifier: best", f"  classifier: {other}"), AGAINST)
    for stage in ("check", "fit", "evaluate_final", "compile", "report"):
        project.stage(stage)
    return project


def metrics(project: Project) -> Any:
    return json.loads((project.folder / "reports/metrics.json").read_text("utf-8"))


def section(project: Project) -> str:
    page = (project.folder / "reports/index.html").read_text("utf-8")
    assert relative_links(page) == []
    return page.partition('<section aria-labelledby="against">')[2].partition("</section>")[0]


def cells(table: str) -> list[list[str]]:
    """Read the texts of a table's rows, the parts of a cell separated by bars."""
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [
            re.sub(r"<[^>]+>", "|", cell).strip("|")
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def test_the_page_says_which_run_that_was(project: Project) -> None:
    shown, commit = section(project), project.git("rev-parse", "HEAD").strip()
    day = project.git("log", "-1", "--date=format-local:%Y-%m-%d", "--format=%cd").strip()
    assert f"<b>HEAD</b>, commit <code>{commit[:12]}</code> of {day}" in shown
    [parameter] = cells(shown.partition("<h3>")[0])[1:]
    assert parameter[:2] == ["compile.classifier", '"best"']


def test_scores_stand_side_by_side_with_a_paired_difference(
    project: Project, reproduced: Project
) -> None:
    shown = section(project).partition("<h3>Scores</h3>")[2].partition("</table>")[0]
    best = [metrics(each)["best"] for each in (reproduced, project)]
    assert best[0] != best[1]
    rows = {row[0]: row[1:] for row in cells(shown)[1:]}
    comparison = pd.read_csv(project.folder / "reports/comparison.csv")
    [pair] = comparison[
        (comparison["classifier"] == best[1]) & (comparison["than"] == best[0])
    ].to_dict("records")
    scores = metrics(project)["classifiers"]
    before, now, difference = rows["golden set, pixels"]
    assert before.startswith(f"{100 * scores[best[0]]['golden']['accuracy']:.1f} / ")
    assert now.startswith(f"{100 * scores[best[1]]['golden']['accuracy']:.1f} / ")
    found = [float(n.replace("−", "-")) for n in re.findall(r"[+−]?\d+\.\d", difference)]
    expected = [100 * pair[key] for key in ("difference", "low", "high")]
    assert found == pytest.approx(expected, abs=0.051)
    assert re.fullmatch(r"[+−]?\d+\.\d", rows["XKCD survey"][2])


def test_colors_and_regions_with_another_name_are_shown(
    project: Project, reproduced: Project
) -> None:
    shown = section(project)
    tables = [folkhue.load(each.folder / "models/colortable.npz") for each in (reproduced, project)]
    share = float((tables[0].lut.flat != tables[1].lut.flat).mean())
    assert share > 0.01
    told = re.search(r"<p>(\d+) % of 16,777,216 colors have another name", shown)
    assert told is not None
    assert int(told[1]) == pytest.approx(100 * share, abs=0.5)
    renamed = re.search(r"Most pixels of (\d+) of (\d+) regions have another name", shown)
    assert renamed is not None
    assert 0 < int(renamed[1]) < int(renamed[2])
    crops = re.findall(r'<li><img src="data:image/webp;[^>]* alt="[^"]+">', shown)
    assert len(crops) == min(24, int(renamed[1]))


def test_other_names_are_told_and_not_scored_against_each_other(
    project: Project, tmp_path: Path
) -> None:
    other = project.copy(tmp_path / "other")
    vocabulary = "[red, orange, yellow, green, blue, purple, black, teal]"
    path = other.folder / "models/colortable.npz"
    table = folkhue.load(path)
    renamed = folkhue.ColorTable((*table.terms[:-1], "teal"), table.swatches, table.lut)
    path.unlink()
    renamed.save(path)
    with chdir(other.folder):
        from stages.comparing import ThisRun, compare_with
        from stages.params import read_params
        from stages.run_metrics import golden_predictions

        best = metrics(other)["best"]
        other.edit("params.yaml", ("vocabulary: basic8", f"vocabulary: {vocabulary}"))
        terms = read_params().terms.names
        predicted = golden_predictions(Path(f"reports/evaluate/{best}/golden.csv"), terms)
        found = compare_with("HEAD", ThisRun(metrics(other), predicted, renamed, [], 0))
    assert (found.only_before, found.only_after) == (["white"], ["teal"])
    assert found.changes.compared < 1 << 24
    assert not any(row.comparable for row in found.scores)
    assert found.parameters["vocabulary"][0] == "basic8"


@pytest.mark.parametrize("name", ["nowhere", "1234567", "refs/heads/nowhere"])
def test_a_revision_that_is_not_there_is_named_before_anything_runs(
    project: Project, name: str
) -> None:
    before = (project.folder / "params.yaml").read_bytes()
    project.edit("params.yaml", ("against: HEAD", f"against: '{name}'"))
    try:
        with pytest.raises(SystemExit, match="there is no git revision") as caught:
            project.stage("check")
    finally:
        (project.folder / "params.yaml").write_bytes(before)
    assert name in str(caught.value)
    assert "dvc exp list" in str(caught.value)


def test_results_that_dvc_has_not_are_named(project: Project, tmp_path: Path) -> None:
    other = project.copy(tmp_path / "other")
    (other.folder / ".dvc/cache").rename(tmp_path / "away")
    with (
        chdir(other.folder),
        pytest.raises(ParamsError, match="is not in DVC's cache: run") as error,
    ):
        fetch_other_run("HEAD", tmp_path / "copies")
    assert "report.against: reports/metrics.json of 'HEAD'" in str(error.value)


def test_without_git_there_is_no_other_run(project: Project, tmp_path: Path) -> None:
    other = project.copy(tmp_path / "other")
    (other.folder / ".git").rename(tmp_path / "away")
    (other.folder / ".dvc/config.local").write_text("[core]\n    no_scm = true\n")
    with chdir(other.folder), pytest.raises(ParamsError, match="there is no git repository"):
        fetch_other_run("HEAD", tmp_path / "copies")


def test_parameters_that_change_no_result_are_not_compared() -> None:
    before = {"seed": 0, "compute": {"n_jobs": 1}, "report": {"against": None}, "caps": {}}
    after = {"seed": 1, "compute": {"n_jobs": 2}, "report": {"against": "v1"}, "caps": {"red": 3}}
    assert differing(before, after) == {
        "seed": (0, 1),
        "caps.red": (None, 3),
        "caps": ({}, None),
    }
