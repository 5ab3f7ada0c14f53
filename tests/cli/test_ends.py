"""How commands end when they are stopped or cannot print: in a word, without a traceback."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.command_line import EXECUTABLE, run_installed

from folkhue.cli.console import report_errors

FULL = Path("/dev/full")


@pytest.fixture
def photos(tmp_path: Path, thumbnail: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "photos").mkdir()
    for number in range(3):
        shutil.copyfile(thumbnail, tmp_path / f"photos/{number}.jpg")
    return tmp_path / "photos"


COMMANDS = [
    ("palette", "PHOTOS"),
    ("palette", "PHOTOS", "--json"),
    ("classify", "PHOTOS", "--jobs", "1"),
    ("classify", "PHOTOS", "--jobs", "1", "--json"),
    ("find", "white", "PHOTOS", "--jobs", "1"),
    ("name", "teal", "--json"),
    ("--help",),
    ("palette", "--help"),
]


def filled(command: tuple[str, ...], photos: Path) -> list[str]:
    return [str(photos) if part == "PHOTOS" else part for part in command]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_pipe_ends_it_silently(command: tuple[str, ...], photos: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run_installed(*filled(command, photos), capture_output=False, stdout=writer, stderr=-1)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1 if "--help" in command else 141, "")


def test_a_pipe_that_closes_after_the_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Help is written in parts; `| head` may close the pipe between two of them."""
    with pytest.raises(BrokenPipeError), report_errors():
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told(command: tuple[str, ...], photos: Path) -> None:
    with FULL.open("w") as full:
        done = run_installed(*filled(command, photos), capture_output=False, stdout=full, stderr=-1)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert "No space left on device" in line


def test_a_closed_standard_output_is_told() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{EXECUTABLE} name teal >&-"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "error: standard output is closed; send it to a file, or to /dev/null\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "sign"),
    [
        (("palette", "PHOTOS", "--json"), "out"),
        (("classify", "PHOTOS", "--json"), "out"),
        (("classify", "PHOTOS", "--out", "r.csv"), "r.csv.journal"),
        (("find", "white", "PHOTOS", "--index", "i"), "i"),
        (("encode", "PHOTOS"), "names/0.webp"),
    ],
)
def test_ctrl_c_stops_it(
    command: tuple[str, ...], sign: str, photos: Path, astronaut: Path, tmp_path: Path
) -> None:
    for number in range(500):
        (photos / f"more{number}.jpg").symlink_to(astronaut)
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as err:
        process = subprocess.Popen(
            [str(EXECUTABLE), *filled(command, photos)],
            cwd=tmp_path,
            stdout=out,
            stderr=err,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        while not ((tmp_path / sign).exists() and (tmp_path / sign).stat().st_size > 200):
            time.sleep(0.02)
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
    told = (tmp_path / "err").read_text()
    assert told.startswith("error: stopped")
    assert len(told.splitlines()) == 1
    if "--json" in command:
        found = json.loads((tmp_path / "out").read_text())
        assert 0 < len(found) < 503
    assert not [path for path in tmp_path.rglob(".*") if path.suffix in (".webp", ".csv")]
