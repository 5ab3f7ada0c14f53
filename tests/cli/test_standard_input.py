"""`-`, standard input, in every command that reads a file."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from support.command_line import EXECUTABLE, run

from folkhue.palettes.formats import FORMATS


@pytest.fixture
def here(tmp_path: Path, astronaut: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "photos").mkdir()
    shutil.copyfile(astronaut, tmp_path / "photos/a.jpg")
    return tmp_path


def without_title(text: str) -> list[str]:
    return text.splitlines()[1:]


@pytest.mark.slow
def test_standard_input_is_read_like_a_file(here: Path) -> None:
    photo = here / "photos/a.jpg"
    for command in ("palette", "classify"):
        piped = run(command, "-", stdin=photo.read_bytes())
        assert piped.returncode == 0, piped.stderr
        assert piped.stdout.startswith("standard input\n")
        assert without_title(piped.stdout) == without_title(run(command, photo).stdout)
    piped = run("palette", "-", "--json", stdin=photo.read_bytes())
    (found,) = json.loads(piped.stdout)
    assert (found["path"], found["title"]) == ("-", "standard input")
    run("encode", "-", "--out", "maps", stdin=photo.read_bytes(), folder=here)
    names = (here / "maps/stdin.webp").read_bytes()
    decoded = run("decode", "-", stdin=names)
    assert without_title(decoded.stdout) == without_title(run("classify", photo).stdout)
    compared = run("compare", photo, "-", stdin=photo.read_bytes())
    assert "0.0 apart" in compared.stdout
    similar = run("find", "--like", "-", here / "photos", "--jobs", 1, stdin=photo.read_bytes())
    assert "1.000" in similar.stdout


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_palette_is_told_by_its_contents(suffix: str, here: Path, astronaut: Path) -> None:
    run("palette", astronaut, "--out", f"p{suffix}", "--picture", "strip", folder=here)
    contents = (here / f"p{suffix}").read_bytes()
    piped = run("import", "-", stdin=contents)
    assert piped.returncode == 0, piped.stderr
    assert without_title(piped.stdout) == without_title(
        run("import", f"p{suffix}", folder=here).stdout
    )


@pytest.mark.parametrize(
    "command", ["palette", "picture", "classify", "encode", "decode", "import"]
)
@pytest.mark.parametrize(
    ("contents", "reason"), [(b"", "standard input is empty"), (b"no image", "standard input")]
)
def test_what_is_no_image_is_an_error(
    command: str, contents: bytes, reason: str, here: Path
) -> None:
    done = run(command, "-", stdin=contents, folder=here)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {reason}")
    assert "given bytes" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("palette", "-", "-"), "can be read only once"),
        (("compare", "-", "-"), "can be read only once"),
        (("classify", "-", "photos"), "save it as a file"),
        (("classify", "-", "--out", "r.csv"), "save it as a file"),
    ],
)
def test_standard_input_has_its_limits(arguments: tuple[str, ...], reason: str, here: Path) -> None:
    done = run(*arguments, stdin=(here / "photos/a.jpg").read_bytes(), folder=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


def test_it_is_read_up_to_a_bound(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folkhue._utils.regular_file.MAX_BYTES", 1000)
    done = run("palette", "-", stdin=bytes(1001))
    assert "longer than the 1,000 bytes that are read" in done.stderr


def test_a_closed_standard_input_and_a_terminal_are_errors() -> None:
    closed = subprocess.run(
        ["sh", "-c", f"{EXECUTABLE} palette - <&-"], capture_output=True, text=True, check=False
    )
    assert "standard input is closed" in closed.stderr
    terminal = subprocess.run(
        ["script", "-qec", f"{EXECUTABLE} palette -", "/dev/null"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "standard input is a terminal" in terminal.stdout


def test_a_file_of_that_name_is_read(here: Path, astronaut: Path) -> None:
    shutil.copyfile(astronaut, here / "-")
    done = run("palette", "./-", folder=here)
    assert done.stdout.startswith("./-\n"), done.stderr
