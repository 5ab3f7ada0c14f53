"""The section of the report on a table: agreement with people, and connected name regions."""

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from PIL import Image
from support.reports import Section, report_contents
from support.tables import table_of

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.left_out import by_reason
from folkhue.datasets.readiness import Readiness
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.learning.evaluation.name_regions import departures
from folkhue.learning.evaluation.survey import disagreements
from folkhue.render.report.rendering import render_report
from folkhue.table.color_table import ColorTable
from stages import agreement, report
from stages.params import read_params

REDS, GREENS, BLUES = np.ogrid[:256, :256, :256]


def page_of(vocabulary: Vocabulary, found: dict[str, Any], **more: Any) -> str:
    return render_report(report_contents(vocabulary, found, **more))


def section(table: ColorTable, names: list[str] | str) -> Section:
    """Run the stage in an empty folder, and read what the page makes of what it wrote."""
    table.save("models/colortable.npz")
    params = read_params(ROOT / "params.yaml", files=False).model_copy(update={"vocabulary": names})
    agreement.main(params)
    return Section(page_of(params.terms, report.agreement()))


def counted(text: str) -> dict[str, int]:
    """Read "red 3, blue 1"."""
    pairs = (part.rsplit(" ", 1) for part in text.split(", ") if part)
    return {name: int(number) for name, number in pairs}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def rgb_report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Section, Path]:
    """Dark colors and those with most red are red; one blue color is surrounded by green."""
    red = (REDS >= GREENS) & (REDS >= BLUES)
    table = table_of(
        "green red blue",
        ("red", red | (REDS + GREENS + BLUES < 270)),
        ("blue", (BLUES > GREENS) & ~red),
        ("blue", (90, 220, 30)),
        ("unnamed", (60, 250, 60)),
    )
    folder = tmp_path_factory.mktemp("rgb")
    with chdir(folder):
        return section(table, ["red", "green", "blue"]), folder


@pytest.mark.slow
def test_survey_disagreements_and_components(
    rgb_report: tuple[Section, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, folder = rgb_report
    monkeypatch.chdir(folder)
    heads = [table[0] for table in shown.tables]
    assert heads[0] == ["survey", "colors", "table agrees", "%", "other predictions"]
    assert heads[1][:3] == ["name", "colors", "components"]
    survey, components, passed = (table[1:] for table in shown.tables)
    answers = pd.read_csv("reports/agreement/xkcd.csv")
    for name, number, so, percent, instead in survey:
        said = answers.loc[answers["people"] == name, "table"]
        assert (int(number), int(so)) == (len(said), int((said == name).sum()))
        assert float(percent) == pytest.approx(100 * int(so) / int(number), abs=0.05)
        assert counted(instead) == dict(said[said != name].value_counts())
    assert [row[0] for row in survey] == ["red", "green", "blue"]
    wrong = int((answers["table"] != answers["people"]).sum())
    assert wrong > 24
    assert f"24 of the {wrong} colors" in shown.text
    assert f"on {len(answers) - wrong} of {len(answers)} colors" in shown.text
    recalls = (answers["table"] == answers["people"]).groupby(answers["people"]).mean()
    assert f"As the mean over the names, that is {100 * recalls.mean():.1f} %." in shown.text

    worst = disagreements(answers).to_dict("records")
    assert len(shown.entries) == len(shown.colors) == 24
    for row, entry, color in zip(worst, shown.entries, shown.colors, strict=True):
        assert entry == (
            f"{row['survey']}|table: |{row['table']}|survey: |{row['people']}|"
            f"ΔE {row['distance']:.1f}|"
        )
        assert color == f"background: #{row['r']:02x}{row['g']:02x}{row['b']:02x}"

    assert [row[0] for row in components] == ["green", "red", "blue", "unnamed"]
    assert [(row[2], row[3], row[5]) for row in components] == [
        ("1", "1", "0"),
        ("1", "1", "0"),
        ("2", "1", "1"),
        ("1", "0", "0"),
    ]
    assert "There is none." in shown.text
    assert sum(int(row[1].replace(",", "")) for row in components) == 1 << 24
    found = report.agreement()
    assert {name for name, *_ in passed} == {"green", "red", "blue"}
    for name, black, white in passed:
        assert counted(black) == found["to_black"]["through"].get(name, {})
        assert counted(white) == found["to_white"]["through"].get(name, {})
    assert "red" in found["to_black"]["through"]["green"], "where it is dark, all is called red"


@pytest.mark.slow
def test_charts_are_embedded_whole(
    rgb_report: tuple[Section, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, folder = rgb_report
    monkeypatch.chdir(folder)
    assert len(shown.pictures) == 2
    assert all(str(picture).startswith("data:image/webp;") for picture in shown.pictures)
    assert shown.links == []
    for name in ("chart", "slices"):
        path = Path(f"reports/agreement/{name}.png")
        with Image.open(path) as image:
            assert image.width == report.embedded_drawing(path).width > 1000


@pytest.mark.slow
def test_names_of_no_color() -> None:
    """Everything is red, so that the distance to teal and beige is infinite."""
    shown = section(table_of("red teal beige"), ["red", "teal", "beige"])
    assert "inf" in Path("reports/agreement/xkcd.csv").read_text("utf-8")
    assert len(shown.entries) > 2
    for entry in shown.entries:
        assert re.search(r"table: \|red\|survey: \|(teal|beige)\|no color has this name\|", entry)
    assert "Every color on which table and survey disagree" in shown.text
    assert shown.tables[1][1:] == [
        ["red", "16,777,216", "1", "1", "100.00", "0"],
        ["teal", "0", "0", "0", "–", "0"],
        ["beige", "0", "0", "0", "–", "0"],
    ]
    assert len(shown.tables) == 2, "no line departs"


@pytest.mark.slow
def test_names_that_are_not_in_the_survey() -> None:
    """Their letters do not matter."""
    shown = section(table_of("größe жёлтый", ("жёлтый", np.s_[128:])), ["größe", "жёлтый"])
    assert "No name in the survey ends in one of ours." in shown.text
    assert shown.tables[0][1:] == [["größe", "0", "–", "–", ""], ["жёлтый", "0", "–", "–", ""]]
    assert [row[0] for row in shown.tables[1][1:]] == ["größe", "жёлтый"]
    assert shown.entries == []
    assert "largest disagreements" not in shown.text


@pytest.mark.slow
def test_names_in_pieces_are_told() -> None:
    """Colors without a name may lie between any names."""
    ends, corners = (np.s_[:40], np.s_[200:]), (np.s_[99:, :50, :50], np.s_[99:, 200:, 200:])
    parts = [("green", part) for part in ends] + [("unnamed", part) for part in corners]
    shown = section(table_of("red green", *parts), ["red", "green"])
    assert [row[0] for row in shown.tables[1][1:]] == ["red", "green", "unnamed"]
    assert [row[2:4] for row in shown.tables[1][1:]] == [["1", "1"], ["2", "2"], ["2", "2"]]
    assert "There are such islands of green." in shown.text


def full_agreement() -> dict[str, Any]:
    return {
        "terms": {
            "red": {"so": 3, "of": 3, "instead": {}},
            "blue": {"so": 0, "of": 0, "instead": {}},
        },
        "worst": [],
        "names": {"red": {"colors": 3, "islands": 1, "large": 0, "largest": 1.0, "outside": 0}},
        **dict.fromkeys(
            ("to_black", "to_white"), departures(table_of("red"), np.zeros((3, 2, 3), np.uint8), ())
        ),
    }


def test_full_agreement() -> None:
    found = full_agreement()
    shown = Section(page_of(Vocabulary.of(["red", "blue"]), found))
    assert "It agrees with the survey on 3 of 3 colors, 100.0 %." in shown.text
    assert "largest disagreements" not in shown.text
    assert "Of 3 straight lines from a saturated color to black, 0\n" in shown.text


def test_words_of_a_name_are_listed_with_the_photographs_that_have_them() -> None:
    terms = Vocabulary.of({"red": ["rouge", "赤"], "blue": []})
    tags = {"1": "red", "2": "red;rouge", "3": "Rouge"}
    photos = [PhotoRecord(n, tags=t, labels=("red",), status=Status.OK) for n, t in tags.items()]
    page = page_of(terms, full_agreement(), readiness=Readiness.of(photos, terms))
    by_word = page.partition("<h3>By word</h3>")[2].partition("</table>")[0]
    cells = re.findall(r"<td>(.*?)</td>", by_word)
    assert cells == ["red", "2", "rouge", "2", "赤", "0"]
    basic = Vocabulary.of(["red", "blue"])
    plain = page_of(basic, full_agreement(), readiness=Readiness.of(photos, basic))
    assert "By word" not in plain


def test_photographs_that_download_left_out_are_listed() -> None:
    basic = Vocabulary.of(["red", "blue"])
    rejected = [
        PhotoRecord("1", title="A <barn>", page="https://example.org/1", status=Status.TOO_SMALL),
        PhotoRecord("2", status=Status.NEAR_DUPLICATE, detail="1"),
        PhotoRecord("3", path="/home/me/3.jpg", status=Status.NEAR_DUPLICATE, detail="1"),
    ]
    page = page_of(basic, full_agreement(), left_out=by_reason(rejected, 2))
    listed = page.partition("that download left out</h3>")[2].partition("</section>")[0]
    assert "<summary>near duplicate: 2</summary>" in listed
    assert '<a href="https://example.org/1" rel="noreferrer">A &lt;barn&gt;</a>' in listed
    assert "<li>2: " in listed
    assert "and 1 more" in listed
    assert "/home/me" not in page
    assert "left out</h3>" not in page_of(basic, full_agreement())
