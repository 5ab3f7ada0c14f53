import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from support.batches import watched
from typer.testing import CliRunner

import folkhue
from folkhue.batch.runner import classify_to
from folkhue.cli import app
from folkhue.errors import BatchError, QueryError
from folkhue.render.contact_sheet import contact_sheet, shortened
from folkhue.search.index import Hit, Index, find, find_like, fit, index_file, likeness
from folkhue.search.query import parse

RED, WHITE, BLUE = (214, 39, 40), (250, 250, 250), (40, 96, 214)
NAMES = ("red", "white", "blue", "unnamed")
FLAGS = {
    "a/red.png": (10, 0, 0),
    "a/reddish.png": (8, 2, 0),
    "b/thirds.png": (4, 3, 3),
    "b/white.png": (0, 10, 0),
    "blue.png": (0, 1, 9),
}
"""Photographs, and how many of ten rows are red, white and blue."""

Encode = Callable[..., bytes]


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches/folkhue"


@pytest.fixture
def folder(tmp_path: Path, encode: Encode) -> Path:
    folder = tmp_path / "photos"
    for name, rows in FLAGS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        colors = np.repeat(np.array([RED, WHITE, BLUE], np.uint8), rows, axis=0)
        (folder / name).write_bytes(encode(np.repeat(colors[:, None], 6, axis=1)))
    (folder / "glass.png").write_bytes(encode(np.zeros((4, 4, 4), np.uint8)))
    (folder / "page.jpg").write_text("<html>404</html>")
    return folder


def names(hits: list[Hit], folder: Path) -> list[str]:
    return [hit.path.relative_to(folder).as_posix() for hit in hits]


FITS = [
    ("mostly red", [1, 0, 0, 0], 1),
    ("mostly red", [0.5, 0.5, 0, 0], 0.5),
    ("mostly red", [0.25, 0.75, 0, 0], 0),
    ("no red", [0.02, 0.98, 0, 0], 1),
    ("no red", [0.10, 0.90, 0, 0], 0),
    ("some red", [0.5, 0.5, 0, 0], 0.5),
    ("30 % red", [0.45, 0.55, 0, 0], 0),
    ("30 % red", [0.25, 0.75, 0, 0], 1),
    ("only red or white", [0.5, 0.45, 0.05, 0], 1),
    ("more red than blue", [0.4, 0.2, 0.4, 0], 0),
    ("more red than blue", [0.5, 0.1, 0.4, 0], 1),
    ("less red than blue", [0.4, 0.15, 0.45, 0], 0.5),
    ("mostly red, some white", [0.5, 0.5, 0, 0], 0.5),  # √(0.5 · 0.5)
    ("half red, half blue", [0.5, 0.5, 0, 0], 0),
]


@pytest.mark.parametrize(("query", "shares", "expected"), FITS)
def test_a_photograph_fits_a_query(query: str, shares: list[float], expected: float) -> None:
    fits = fit(parse(query, NAMES[:-1]), NAMES, np.array([shares]))
    assert fits == pytest.approx([expected], abs=1e-9)


some_shares = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


@given(some_shares, some_shares)
def test_likeness_is_symmetric_and_highest_for_the_same(one: list[int], other: list[int]) -> None:
    a, b = np.array(one) / sum(one), np.array(other) / sum(other)
    assert likeness(a, b) == likeness(b, a) <= likeness(a, a) == pytest.approx(1)


def test_the_best_come_first_and_those_that_do_not_fit_not_at_all(folder: Path) -> None:
    hits = find("mostly red", folder, jobs=1)
    assert names(hits, folder) == ["a/red.png", "a/reddish.png", "b/thirds.png"]
    assert [hit.score for hit in hits] == [1, 1, pytest.approx(0.3)]
    assert hits[1].shares == {"red": 0.8, "white": 0.2}
    assert names(find("much red, some white", folder, count=1, jobs=1), folder) == ["a/reddish.png"]


def test_like_a_photograph_are_others(folder: Path) -> None:
    found = find_like(folder / "a/red.png", folder, jobs=1)
    assert names(found, folder) == ["a/reddish.png", "b/thirds.png"]
    assert [hit.score for hit in found] == [0.8, 0.4]
    outside = find_like((folder / "a/red.png").read_bytes(), folder, jobs=1)
    assert names(outside, folder) == ["a/red.png", *names(found, folder)]
    with pytest.raises(QueryError, match=r"glass\.png: transparent everywhere"):
        find_like(folder / "glass.png", folder, jobs=1)


def test_only_new_and_changed_photographs_are_looked_at(
    folder: Path, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watched(monkeypatch)
    before = Index.of(folder, jobs=2)
    assert len(seen) == 7
    assert before.left_out == {"a web page, not an image": 1, "every pixel is transparent": 1}
    seen.clear()
    shutil.copyfile(folder / "blue.png", folder / "b/white.png")
    shutil.copyfile(folder / "blue.png", folder / "new.png")
    (folder / "a/red.png").unlink()
    monkeypatch.chdir(folder)
    after = Index.of(".", jobs=1)
    assert sorted(seen) == ["new.png", "white.png"]
    assert names(after.find("only blue"), Path()) == ["b/white.png", "blue.png", "new.png"]
    assert [file.name for file in caches.iterdir()] == [
        index_file(folder, folkhue.load("basic11")).name
    ]


def test_every_table_has_an_index_of_its_own(folder: Path, caches: Path) -> None:
    find("red", folder, jobs=1)
    find("red", folder, table="basic8", jobs=1)
    find("no grey", folder, jobs=1)
    assert len([*caches.iterdir()]) == 2


def test_the_folder_may_be_read_only(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    find("red", folder, jobs=1)
    assert sorted(folder.rglob("*")) == before


def test_an_index_is_shared_with_a_table_of_results(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from folkhue.batch.runner import find_photos

    classify_to(tmp_path / "shares.csv", find_photos([folder]), "basic11", jobs=1)
    seen = watched(monkeypatch)
    assert find("mostly red", folder, index=tmp_path / "shares.csv.journal", jobs=1)
    assert seen == []


def test_a_wrong_folder_or_index_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="no such folder"):
        find("red", folder / "nowhere")
    with pytest.raises(BatchError, match="expected a journal"):
        find("red", folder, index=folder / "blue.png")
    with pytest.raises(BatchError, match=r"cannot be kept there .* --index FILE"):
        find("red", folder, index=folder)
    with pytest.raises(QueryError, match="did you mean"):
        find("mostly rad", folder)


def test_a_contact_sheet_shows_every_photograph(folder: Path) -> None:
    hits = find("red", folder, jobs=1)
    sheet = np.asarray(contact_sheet(hits, folkhue.load(), "red"))
    reds = (sheet == RED).all(axis=-1)
    assert [bool(reds[:, left].any()) for left in (40, 308, 576)] == [True] * 3
    again = np.asarray(contact_sheet(hits * 2, folkhue.load(), "red"))
    assert (again[len(sheet) :] == RED).all(axis=-1).any()  # in a second row


@given(st.text(min_size=1), st.integers(20, 300))
def test_captions_keep_within_their_room(text: str, width: int) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(14)
    short = shortened(text.replace("\n", ""), font, width)
    assert font.getlength(short) <= width or len(short) <= 3


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["find", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_lists_photographs_and_draws_them(folder: Path, tmp_path: Path) -> None:
    status, out, _ = run("mostly", "red", folder, "--jobs", 1, "--sheet", tmp_path / "sheet.png")
    assert status == 0
    assert "mostly red: red ≥ 75 %" in out
    assert "red 80 %, white 20 %" in out
    assert out.index("red.png") < out.index("reddish.png") < out.index("thirds.png")
    assert "2 more could not be read" in out
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 3 * 240


def test_the_command_answers_in_json(folder: Path) -> None:
    status, out, _ = run("--like", folder / "blue.png", folder, "-n", 1, "--json", "--jobs", 1)
    best = {"path": str(folder / "b/thirds.png"), "score": 0.4}
    assert status == 0
    assert best.items() <= json.loads(out)["hits"][0].items()


REFUSED = [
    (["photos"], 2, "expected a query or --like PHOTO, and a folder, got only 'photos'"),
    (["mostly rad", "photos"], 2, 'did you mean "red"'),
    (["red", "photos", "--like", "photos/blue.png"], 2, "got both"),
    (["red", "photos", "--sheet", "photos/best.png"], 2, "the next search would find it"),
    (["red", "photos", "--sheet", "best.pdf"], 2, "a contact sheet ends in"),
    (["mostly yellow", "photos", "--jobs", "1"], 1, ""),
]


@pytest.mark.parametrize(("arguments", "expected", "reason"), REFUSED)
def test_the_command_refuses_or_finds_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: int,
    reason: str,
) -> None:
    monkeypatch.chdir(folder.parent)
    status, _, complaint = run(*arguments)
    assert status == expected
    assert reason in complaint
