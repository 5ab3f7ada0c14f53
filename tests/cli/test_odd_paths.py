"""Paths that lead to no file cost their row, and the run goes on."""

import csv
import shutil
from pathlib import Path

import pytest
from support.command_line import run
from support.odd_paths import odd_entries, odd_names

import folkhue
from folkhue.batch.runner import classify_to, find_photos
from folkhue.errors import FolkhueError, ImageError, TableError
from folkhue.search.folder_search import find_similar


@pytest.fixture
def folder(tmp_path: Path, astronaut: Path) -> Path:
    """A folder with one photograph."""
    shutil.copyfile(astronaut, tmp_path / "good.jpg")
    return tmp_path


@pytest.mark.parametrize("command", [("classify",), ("classify", "--out", "out"), ("palette",)])
def test_each_command_names_what_it_leaves_out(command: tuple[str, ...], folder: Path) -> None:
    odd = odd_entries(folder)
    del odd[folder / "linked.jpg"]  # as an argument, it is a folder
    done = run(command[0], *odd, folder / "good.jpg", *command[1:], folder=folder.parent)
    assert done.returncode == 1
    assert "good.jpg" in done.stdout
    for path, reason in odd.items():
        assert f"{path}: cannot be read ({reason})" in done.stderr


def test_a_table_has_a_row_for_each_with_its_reason(folder: Path) -> None:
    odd = {**odd_entries(folder), **odd_names(folder)}
    out = folder / "shares.csv"
    photos = [*find_photos([folder]), *odd_names(folder)]
    totals = classify_to(out, photos, None, jobs=1)
    with out.open(encoding="utf-8", newline="") as file:
        status = [row["status"] for row in csv.DictReader(file)]
    assert sorted(status) == sorted(["ok", *(f"cannot be read ({why})" for why in odd.values())])
    assert totals.left_out == {"missing": len(odd)}


def test_a_search_leaves_them_out(folder: Path) -> None:
    odd = odd_entries(folder)
    done = run("find", "some white", folder, "--index", folder / "i.journal", "--jobs", 1)
    assert "good.jpg" in done.stdout
    assert f"{len(odd)} more could not be read" in done.stdout
    for path in odd:
        with pytest.raises(FolkhueError, match="cannot be read"):
            find_similar(path, folder)


@pytest.mark.parametrize(
    ("suffix", "command"),
    [
        (".npz", ("classify", "good.jpg", "--table")),
        (".gpl", ("import",)),
        (".webp", ("decode",)),
        (".journal", ("find", "red", ".", "--index")),
    ],
)
def test_other_kinds_of_files_are_refused(
    suffix: str, command: tuple[str, ...], folder: Path
) -> None:
    for path, reason in odd_entries(folder, suffix).items():
        if path.stem == "lost":
            continue  # said in other words, and a journal is made there
        done = run(*command, path, folder=folder)
        assert done.returncode, path
        assert reason in done.stderr


@pytest.mark.parametrize("name", ["a\0b.jpg", "a\ud800b.jpg"])
def test_a_name_that_no_file_has_is_an_error_of_folkhue(name: str) -> None:
    with pytest.raises(ImageError, match="has characters that no file name can have"):
        folkhue.read_photo(name)
    with pytest.raises(TableError, match="has characters that no file name can have"):
        folkhue.load(name)
