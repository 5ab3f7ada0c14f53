"""Names of files with what a terminal obeys, hides or cannot show."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from support.command_line import run, run_installed

NAMES = {
    "\x1b[31mred.jpg": r"\x1b[31mred.jpg",
    "a\nerror: b.jpg": r"a\nerror: b.jpg",
    "a\rb\x07.jpg": r"a\rb\x07.jpg",
    "\u202egpj.exe.jpg": r"\u202egpj.exe.jpg",
    "a\u2066b\u200f.jpg": r"a\u2066b\u200f.jpg",
    "\x9b31m.jpg": r"\x9b31m.jpg",
    "a\u2028b.jpg": r"a\u2028b.jpg",
    "\udcff\udce9.jpg": r"\xff\xe9.jpg",
    "[red]x[": "[red]x[",
    "[link=file:a]b[": "[link=file:a]b[",
    ":smile: %s {0} Größe 日本.jpg": ":smile: %s {0} Größe 日本.jpg",
}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, thumbnail: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "photos").mkdir()
    shutil.copyfile(thumbnail, tmp_path / "photos" / with_suffix(name))
    return tmp_path


def with_suffix(name: str) -> str:
    return name if name.endswith(".jpg") else f"{name}.jpg"


def check_printed(text: str, name: str) -> None:
    assert with_suffix(NAMES[name]) in text
    text.encode()
    assert not [each for each in text if each not in "\n " and not each.isprintable()]


@pytest.fixture
def all_photos(tmp_path: Path, thumbnail: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a photograph of every name, as many commands print all that they are given."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "photos").mkdir()
    for name in NAMES:
        shutil.copyfile(thumbnail, tmp_path / "photos" / with_suffix(name))
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "palette photos -k 1",
        "palette photos -k 1 --by ground",
        "classify photos --out named",
        "encode photos",
        "find white photos -n 20 --jobs 1 --sheet s.png",
        "find --like PHOTO . -n 20",
    ],
)
def test_they_are_escaped_on_standard_output(command: str, all_photos: Path) -> None:
    photo = f"photos/{with_suffix(next(iter(NAMES)))}"
    done = run(*(photo if part == "PHOTO" else part for part in command.split()), folder=all_photos)
    assert done.returncode in (0, 1), done.stderr
    for name in NAMES:
        if command == "encode photos":  # prints the names of its outputs
            assert NAMES[name].removesuffix(".jpg") in done.stdout
        else:
            check_printed(done.stdout, name)


@pytest.mark.parametrize("command", ["palette PHOTO -k 1 --together", "compare PHOTO PHOTO"])
def test_a_photograph_alone_is_escaped(command: str, name: str, folder: Path) -> None:
    photo = f"photos/{with_suffix(name)}"
    done = run(*(photo if part == "PHOTO" else part for part in command.split()), folder=folder)
    assert done.returncode == 0, done.stderr
    check_printed(done.stdout, name)


def test_they_are_escaped_in_errors(name: str, folder: Path) -> None:
    (folder / "photos" / with_suffix(name)).write_bytes(b"")
    for command in ("palette", "classify", "encode", "decode"):
        done = run(command, "photos", "--json", folder=folder)
        assert (done.returncode, done.stdout) == (1, "[]\n")
        check_printed(done.stderr, name)
        assert len(done.stderr.splitlines()) == 1


def test_they_are_exact_in_json_unless_they_are_not_utf8(name: str, folder: Path) -> None:
    done = run("palette", "photos", "-k", 1, "--json", folder=folder)
    (found,) = json.loads(done.stdout)
    exact = with_suffix(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    assert found["path"] == f"photos/{exact}"
    assert done.stdout.isascii()


@pytest.mark.slow
def test_they_are_valid_in_files(name: str, folder: Path) -> None:
    outs = [f"p.{kind}" for kind in ("json", "css", "gpl", "kpl", "ase", "svg", "html", "png")]
    arguments = [part for out in outs for part in ("--out", out)]
    done = run("palette", "photos", "-k", 1, *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    for out in outs[:3]:
        text = (folder / out).read_text("utf-8")
        assert "\x1b" not in text


@pytest.mark.slow
def test_they_are_valid_in_a_table(all_photos: Path) -> None:
    done = run("classify", "photos", "--out", "r.csv", "--jobs", 1, folder=all_photos)
    assert done.returncode == 0, done.stderr
    with (all_photos / "r.csv").open(encoding="utf-8", newline="") as file:
        assert len([*csv.DictReader(file)]) == len(NAMES)


@pytest.mark.slow
def test_the_installed_command_escapes_them_too(tmp_path: Path) -> None:
    done = run_installed("palette", os.fsencode(tmp_path).decode() + "/\udcff\x1b.jpg")
    assert done.returncode == 1
    assert r"/\xff\x1b.jpg: cannot be read" in done.stderr
