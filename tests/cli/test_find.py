"""``folkhue find``; see tests/search for what it finds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from support.command_line import run
from support.flags import make_flags

from folkhue.errors import ImageError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of flags, called photos; its index is kept between tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield make_flags(tmp_path_factory.mktemp("here") / "photos")


def test_results_are_listed_and_drawn(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    done = run("find", "mostly", "red", folder, "--jobs", 1, "--sheet", sheet, "--explain")
    assert done.returncode == 1
    assert "page.jpg: a web page" in done.stderr
    assert "mostly red: red ≥ 75 %" in done.stdout
    assert "red 80 %, white 20 %" in done.stdout
    assert "0.300  red ≥ 75 %: 40 %" in done.stdout
    places = [done.stdout.index(name) for name in ("red.png", "reddish.png", "thirds.png")]
    assert places == sorted(places)
    assert "1 more could not be read" in done.stdout
    with Image.open(sheet) as drawn:
        assert drawn.width > 3 * 240


def test_results_are_printed_as_json(folder: Path) -> None:
    done = run("find", "--like", folder / "blue.png", folder, "-n", 1, "--json", "--jobs", 1)
    best = {"path": str(folder / "b/thirds.png"), "score": 0.4}
    assert done.returncode == 1  # page.jpg
    (hit,) = json.loads(done.stdout)
    assert best.items() <= hit.items()


def test_the_nearest_results_are_told(folder: Path) -> None:
    done = run("find", "80 % red, 80 % white", folder, "--jobs", 1, "--json")
    assert "note: no photograph meets every part of the query" in done.stderr
    best, *_ = json.loads(done.stdout)
    assert best["score"] < 0.1
    assert [part["part"] for part in best["parts"]] == ["red 75–85 %", "white 75–85 %"]


REFUSED = [
    (["photos"], 2, "expected a query or --like PHOTO, and a folder; got only 'photos'"),
    (["mostly rad", "photos"], 2, 'did you mean "red"'),
    (["red", "photos", "--like", "photos/blue.png"], 2, "got both"),
    (["red", "photos", "--sheet", "photos/best.png"], 2, "the next search would find it"),
    (["red", "photos", "--sheet", "best.pdf"], 2, "a contact sheet ends in"),
    (["mostly yellow", "photos", "--jobs", "1"], 1, ""),
]


@pytest.mark.parametrize(("arguments", "status", "reason"), REFUSED)
def test_wrong_arguments_and_empty_results_are_errors(
    folder: Path, arguments: list[str], status: int, reason: str
) -> None:
    done = run("find", *arguments, folder=folder.parent)
    assert done.returncode == status
    assert reason in done.stderr


def test_results_are_printed_even_if_a_sheet_cannot_be(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(*_: object) -> None:
        raise ImageError("a/red.png: cannot be read (No such file or directory)", "missing")

    monkeypatch.setattr("folkhue.render.contact_sheet.contact_sheet", vanished)
    done = run("find", "red", folder, "--jobs", 1, "--sheet", tmp_path / "s.png")
    assert done.returncode == 1
    assert "reddish.png" in done.stdout
    assert "error: a/red.png: cannot be read" in done.stderr


def test_an_older_index_is_told_when_pictures_are_searched(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "shares.csv"
    run("classify", folder, "--out", out, "--table", "basic11", "--jobs", 1)
    index = ("--index", f"{out}.journal", "--jobs", 1)
    first = run("find", "picture:red", folder, *index)
    assert "note: the index lacked what this search needs" in first.stderr
    assert "photographs read again" in first.stderr
    again = run("find", "picture:red", folder, *index)
    assert "read again" not in again.stderr
    assert again.stdout == first.stdout
    assert "picture:red\n" in first.stdout
