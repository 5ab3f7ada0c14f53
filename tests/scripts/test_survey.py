"""The stage that reads a survey of color names, and the script that scores tables on one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT

from folkhue.errors import ParamsError
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from repro.__main__ import forget_edited_survey
from stages import survey as stage
from stages.named_survey import named_survey
from stages.params import Params, read_params
from studies import survey as study

ANSWERS = "r,g,b,name,count\n0,0,255,blue,9\n0,0,255,purple,1\n250,0,0,red,4\n9,9,9,grey,7\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(ANSWERS)


def params(survey: str | None, least: int = 5) -> Params:
    """Those of the project, with another survey; params.yaml has it, too."""
    text = (ROOT / "params.yaml").read_text("utf-8")
    name = "null" if survey is None else survey
    Path("params.yaml").write_text(text.replace("survey: null", f"survey: {name}"))
    found = read_params(files=False)
    return found.model_copy(
        update={"evaluate": found.evaluate.model_copy(update={"min_answers": least})}
    )


def about() -> dict[str, Any]:
    return dict(json.loads(Path("reports/survey.json").read_text()))


def test_the_stage_keeps_colors_with_enough_answers() -> None:
    given = params("people.csv")
    stage.main(given)
    survey = named_survey(given)
    assert survey is not None
    assert survey.terms == given.terms.names
    assert survey.colors.tolist() == [[0, 0, 255]]
    assert survey.answers.sum() == 10
    assert about() | {"md5": ""} == {
        "md5": "",
        "colors": 1,
        "answers": 10,
        "colors_left_out": 1,
        "answers_left_out": 7,
        "names_left_out": {"gray": 7},
    }


def test_without_a_survey_there_is_none() -> None:
    given = params(None)
    stage.main(given)
    assert named_survey(given) is None
    assert about()["colors"] == 0


@pytest.mark.parametrize(
    ("contents", "least", "expected"),
    [
        (ANSWERS, 11, "no color has 11 answers among red, .*; lower evaluate.min_answers"),
        (ANSWERS.replace("250", "256"), 5, r"people\.csv, row 4: r: expected a whole number"),
        ("", 5, r"people\.csv, row 1: r: "),
    ],
)
def test_an_error_names_the_key(contents: str, least: int, expected: str) -> None:
    Path("people.csv").write_text(contents)
    with pytest.raises(ParamsError, match=rf"evaluate\.survey: .*{expected}"):
        stage.main(params("people.csv", least))
    assert not Path("data/survey.parquet").exists()


@pytest.mark.parametrize(
    ("edited", "kept"), [(ANSWERS, True), (ANSWERS + "1,1,1,black,9\n", False), (None, False)]
)
def test_an_edited_survey_is_read_anew(edited: str | None, kept: bool) -> None:
    stage.main(params("people.csv"))
    Path("people.csv").unlink()
    if edited:
        Path("people.csv").write_text(edited)
    forget_edited_survey()
    assert Path("data/survey.parquet").exists() is kept


def test_what_is_no_survey_is_kept() -> None:
    stage.main(params(None))
    forget_edited_survey()
    assert Path("data/survey.parquet").exists()


def run_study(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["survey.py", *arguments])
    study.main()


def test_the_script_prints_tables_with_the_same_names_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{10 * n},0,0,red,9\n" for n in range(15, 26)] + ["0,0,0,black,6\n", "0,0,1,teal,8\n"]
    Path("people.csv").write_text("r,g,b,name,count\n" + "".join(rows))
    run_study(monkeypatch, "people.csv", "basic8", "basic11", "sampler8")
    first, second = capsys.readouterr().out.split("11 names")
    assert "8 names: 105 answers for 12 colors." in first
    assert "8 answers outside the vocabulary (teal 8)." in first
    assert "| basic8 | 100.0 (100–100) | 100.0 (100–100) | 100.0 (100–100) | 100.0 |" in first
    assert "| sampler8 | 100.0" in first
    assert "| red |  | 11 | 100.0 | 100.0 | 100.0 |" in first
    assert "| basic11 |" in second
    for name, printed in (("basic8", first), ("sampler8", first), ("basic11", second)):
        assert f"| {name} is sure | people agreeing | colors |" in printed


@pytest.mark.parametrize(
    ("confidence", "agreement", "rows", "error"),
    [
        ([0.75, 0.79, 0.95], [0.7, 0.9, 0.93], ["77.0 | 80.0 | 2", "95.0 | 93.0 | 1"], "2.7"),
        ([0.0, 1.0], [0.0, 1.0], ["0.0 | 0.0 | 1", "100.0 | 100.0 | 1"], "0.0"),
        ([0.65] * 1200, [0.25] * 1200, ["65.0 | 25.0 | 1,200"], "40.0"),
        ([], [], [], "0.0"),
    ],
)
def test_confidence_is_compared_with_how_many_agree(
    confidence: list[float], agreement: list[float], rows: list[str], error: str
) -> None:
    printed = study.calibration("own", np.array(confidence, np.float32), np.array(agreement, float))
    heads, _, *others = printed.splitlines()
    assert heads == "| own is sure | people agreeing | colors |"
    assert others == [
        *(f"| {row} |" for row in rows),
        "",
        f"Expected calibration error: {error} points.",
    ]


def test_too_few_colors_have_no_scores() -> None:
    survey = NamingSurvey.from_counts({(255, "blue"): 9}, ("red", "blue"))
    assert [*study.overall(survey.score(np.array([1]), 0))] == [*["too few to say"] * 3, "100.0"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("people.csv", "nowhere"), "nowhere"),
        (("gone.csv",), r"gone\.csv: No such file"),
    ],
)
def test_the_script_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit, match=f"error: .*{message}"):
        run_study(monkeypatch, *arguments)
