"""A photograph that cannot be read costs its row: it is told, and the others are done."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from support.command_line import Done, run

from folkhue.cli.inputs import LeftOut


@pytest.fixture
def folder(tmp_path: Path, astronaut: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good photograph among what is none."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    photos = tmp_path / "photos"
    (photos / "@eaDir").mkdir(parents=True)
    shutil.copyfile(astronaut, photos / "good.jpg")
    shutil.copyfile(astronaut, photos / "@eaDir/SYNOPHOTO_THUMB_M.jpg")
    (photos / "damaged.jpg").write_bytes(astronaut.read_bytes()[:20_000])
    (photos / "page.jpg").write_text("<html>404</html>")
    (photos / "loop.jpg").symlink_to("loop.jpg")
    (photos / "gone.jpg").symlink_to("nowhere.jpg")
    (photos / "zero.jpg").symlink_to("/dev/zero")
    os.mkfifo(photos / "pipe.jpg")
    (photos / "notes.txt").write_text("a note")
    (photos / "raw.CR2").write_bytes(b"II*")
    return tmp_path


REASONS = {
    "damaged.jpg": "",  # of the decoder
    "gone.jpg": "No such file",
    "loop.jpg": "a link that leads to itself",
    "page.jpg": "a web page",
    "pipe.jpg": "a named pipe",
    "zero.jpg": "a device",
}

COMMANDS = [
    "palette photos",
    "palette photos --json",
    "palette photos --together",
    "palette photos --together --json",
    "palette photos --by region",
    "classify photos --jobs 1",
    "classify photos --json --jobs 1",
    "classify photos --out shares.csv --jobs 1",
    "classify photos --out shares.jsonl --json --jobs 1",
    "classify photos --out named",
    "classify " + " ".join(f"photos/{name}" for name in (*REASONS, "good.jpg")),
    "picture photos",
    "picture photos --json",
    "encode photos",
    "encode photos --json",
    "find white photos --jobs 1",
    "find white photos --json --jobs 1",
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_the_good_one_is_done_and_the_others_are_told(command: str, folder: Path) -> None:
    done = run(*command.split(), folder=folder)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    for name, reason in REASONS.items():
        (line,) = (line for line in told if line.startswith(f"error: photos/{name}: "))
        assert reason in line
    assert "@eaDir" not in done.stdout + done.stderr
    if "--json" in command:
        (found,) = json.loads(done.stdout)
        assert found.get("path", *found.get("paths", ())) == "photos/good.jpg"
    else:
        assert done.stdout
    if " photos " in f"{command} ":
        assert "note: skipped 2 other files in folders (1 × .cr2, 1 × .txt)" in told


def test_a_folder_without_photographs_does_not_stop_the_others(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = run("palette", "empty", "photos/good.jpg", folder=folder)
    assert done.returncode == 1
    assert "empty: no photographs in this folder" in done.stderr
    assert "photos/good.jpg" in done.stdout
    alone = run("palette", "empty", folder=folder)
    assert (alone.returncode, alone.stdout) == (2, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_opened_is_told(folder: Path) -> None:
    (folder / "photos/closed").mkdir(mode=0)
    done = run("palette", "photos", folder=folder)
    assert "photos/closed: cannot be read (a folder that may not be opened)" in done.stderr
    assert "photos/good.jpg" in done.stdout


@pytest.mark.parametrize(
    "path",
    [
        *("https://example.org//a.jpg?b=c", "http:/a.jpg", "file:///a/b.jpg", "FTP://h/a.jpg"),
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
@pytest.mark.parametrize("command", ["palette", "classify", "encode", "decode"])
def test_an_address_is_called_one_with_all_its_slashes(
    command: str, path: str, tmp_path: Path
) -> None:
    done = run(command, path, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        f"error: {path}: cannot be read (an address, not a file; download it first)" in done.stderr
    )


def test_addresses_elsewhere_are_called_so_too(tmp_path: Path, astronaut: Path) -> None:
    address = "https://example.org//a.gpl"
    for arguments in (
        ("import", address),
        ("compare", astronaut, address),
        ("find", "red", address),
        ("find", "--like", address, tmp_path),
    ):
        done = run(*arguments)
        assert done.returncode in (1, 2)
        assert f"{address}: " in done.stderr
        assert "an address, not a f" in done.stderr


def test_names_that_no_file_can_have_cost_their_row(astronaut: Path) -> None:
    done = run("palette", "a\0b.jpg", "\ud800.jpg", astronaut)
    assert done.returncode == 1
    assert r"error: a\x00b.jpg: cannot be read (its name has" in done.stderr
    assert r"error: \ud800.jpg: cannot be read (its name has" in done.stderr
    assert "astronaut.jpg" in done.stdout


@pytest.mark.slow
def test_names_that_no_file_can_have_are_rows_of_a_table(tmp_path: Path, astronaut: Path) -> None:
    paths = ("a\0b.jpg", "\ud800.jpg", "https://example.org//a.jpg", astronaut)
    done = run("classify", *paths, "--out", tmp_path / "r.csv", "--jobs", 1)
    assert done.returncode == 1
    rows = (tmp_path / "r.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [
        *(r"a\x00b.jpg", r"\ud800.jpg", "https://example.org//a.jpg", str(astronaut)),
    ]
    assert rows[3].endswith('cannot be read (an address, not a file; download it first)"')


def test_many_reasons_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    left_out = LeftOut()
    for number in range(30):
        left_out.add(f"{number}.jpg: damaged", "damaged" if number % 3 else "web_page")
    with pytest.raises(Exception, match="1"):
        left_out.end()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "error: 30 left out, of which 20 are listed: 20 × damaged, 10 × web page"


def test_nothing_left_out_is_no_error(astronaut: Path) -> None:
    done = run("palette", astronaut, "-k", 1)
    assert done == Done(0, done.stdout, "")
