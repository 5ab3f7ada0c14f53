"""``folkhue tag``: what exiftool reads of the files afterwards, and what has not changed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.command_line import EXECUTABLE, run
from tagging.conftest import HIERARCHY, IPTC, SUBJECT, TAGS_LIST, exiftool, keywords, metadata

import folkhue
from folkhue.images.jpeg_segments import START_OF_SCAN, segments

Maker = Callable[[str], Path]

NAMES = ["gray", "white", "purple"]


def _expected(*, iptc: bool) -> dict[str, list[str]]:
    found = {
        SUBJECT: NAMES,
        HIERARCHY: [f"Color|{name}" for name in NAMES],
        TAGS_LIST: [f"Color/{name}" for name in NAMES],
    }
    return found | ({IPTC: NAMES} if iptc else {})


FORMATS = {
    "a.jpg": ("a.jpg", True),
    "a.tiff": ("a.tiff", True),
    "a.png": ("a.png", False),
    "a.webp": ("a.webp", False),
    "a.gif": ("a.gif.xmp", False),
    "a.heic": ("a.heic.xmp", False),
    "a.avif": ("a.avif.xmp", False),
    "a.dng": ("a.xmp", False),
}
"""Photograph → the file that has its keywords, and whether that has IPTC."""


@pytest.mark.parametrize("name", FORMATS)
def test_names_are_written_read_and_removed(photo: Maker, name: str) -> None:
    path = photo(name)
    before, described = path.read_bytes(), metadata(path)
    pixels = None if name.endswith(".dng") else folkhue.read_photo(path).rgb
    shares = folkhue.load().shares(path) if pixels is not None else dict.fromkeys(NAMES, 1)
    written, iptc = FORMATS[name]
    holder = path.with_name(written)

    shown = run("tag", path)
    assert shown.returncode == 0, shown.stderr
    assert "1 photograph, 1 would change; add --write" in shown.stdout
    assert path.read_bytes() == before
    assert holder == path or not holder.exists()

    done = run("tag", path, "--write")
    assert done.stdout.splitlines() == [
        f"{holder}: + gray, + white, + purple",
        "1 photograph, 1 changed",
    ]
    assert [name for name in shares if shares[name] >= 0.1] == NAMES
    assert keywords(holder) == _expected(iptc=iptc)
    if pixels is not None:
        assert np.array_equal(folkhue.read_photo(path).rgb, pixels)

    after = holder.read_bytes()
    assert run("tag", path, "--write").stdout == "1 photograph, 0 changed\n"
    assert holder.read_bytes() == after

    assert run("tag", path, "--remove", "--write").returncode == 0
    assert metadata(path) == described
    assert holder == path or not holder.exists()


def test_the_data_of_a_jpeg_stay_byte_for_byte(photo: Maker) -> None:
    def scans(path: Path) -> list[bytes]:
        contents = path.read_bytes()
        return [contents[s.start :] for s in segments(contents) if s.marker == START_OF_SCAN]

    path = photo("a.jpg")
    before = scans(path)
    run("tag", path, "--write")
    assert scans(path) == before != []


def test_the_words_of_the_owner_stay(photo: Maker) -> None:
    path = photo("a.jpg")
    options = [f"-{SUBJECT}={word}" for word in ("bird", "Purple", "2020", "1e5")]
    options += [f"-{IPTC}={word}" for word in ("bird", "gray")] + ["-XMP-dc:Title=Polly"]
    exiftool("-overwrite_original", *options, path)
    before = metadata(path)
    assert run("tag", path, "--write").returncode == 0
    found = keywords(path)
    assert [str(word) for word in found[SUBJECT]][:2] == ["bird", "Purple"]
    assert found[SUBJECT][4:] == ["gray", "white"]  # purple is there already
    assert found[IPTC] == ["bird", "gray", "white", "purple"]
    assert found[HIERARCHY] == ["Color|gray", "Color|white", "Color|purple"]
    run("tag", path, "--remove", "--write")
    assert metadata(path) == before


def test_other_options_change_only_what_differs(photo: Maker) -> None:
    path = photo("a.jpg")
    run("tag", path, "--write")
    done = run("tag", path, "--write", "--min-share", "30%")
    assert done.stdout.splitlines()[0] == f"{path}: − purple, − white"
    assert keywords(path)[SUBJECT] == ["gray"]
    done = run("tag", path, "--write", "--min-share", "0.3", "--table", "basic8")
    assert "gray" not in keywords(path)[SUBJECT]


def test_a_keyword_that_was_taken_out_elsewhere_is_written_again(photo: Maker) -> None:
    path = photo("a.jpg")
    run("tag", path, "--write")
    exiftool("-overwrite_original", f"-{SUBJECT}-=gray", path)
    assert run("tag", path, "--write").stdout.startswith(f"{path}: + gray\n")
    run("tag", path, "--remove", "--write")
    assert keywords(path) == {}


def test_sidecars(photo: Maker) -> None:
    path = photo("a.jpg")
    before = path.read_bytes()
    run("tag", path, "--sidecar", "--write")
    assert path.read_bytes() == before
    assert keywords(path.with_name("a.jpg.xmp")) == _expected(iptc=False)
    # One that is there is used without being asked for, whatever its name.
    path.with_name("a.jpg.xmp").rename(path.with_name("a.xmp"))
    assert run("tag", path, "--write").stdout == "1 photograph, 0 changed\n"
    exiftool("-overwrite_original", "-XMP-dc:Title=Polly", path.with_name("a.xmp"))
    run("tag", path, "--remove", "--write")
    assert keywords(path.with_name("a.xmp")) == {}
    assert exiftool("-s3", "-XMP-dc:Title", path.with_name("a.xmp")) == "Polly\n"


def test_keywords_move_to_a_sidecar(photo: Maker) -> None:
    path = photo("a.jpg")
    described = metadata(path)
    run("tag", path, "--write")
    run("tag", path, "--write", "--sidecar")
    assert metadata(path) == described
    assert keywords(path.with_name("a.jpg.xmp")) == _expected(iptc=False)


ODD = (
    *("-n.jpg", "a\nb.jpg", "#c.jpg", " d .jpg", "é赤.jpg", "a%d$f.jpg", "@e.jpg"),
    "back\\slash.jpg",
)


def test_any_name_of_a_file_is_safe(photo: Maker, tmp_path: Path) -> None:
    paths = [photo(name) for name in ODD]
    done = run("tag", ".", "--write", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"{len(ODD)} photographs, {len(ODD)} changed\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(ODD)
    for path in paths:
        assert b"Color|purple" in path.read_bytes()
    assert run("tag", ".", "--write", folder=tmp_path).stdout.endswith("0 changed\n")


def test_a_bad_photograph_costs_one_row(photo: Maker, tmp_path: Path) -> None:
    photo("a.jpg")
    (tmp_path / "b.jpg").write_text("<html>404</html>")
    (tmp_path / "c.dng").write_bytes(b"II*\0" + bytes(40))
    whole = photo("d.jpg").read_bytes()
    (tmp_path / "d.jpg").write_bytes(whole[: len(whole) // 2])
    done = run("tag", tmp_path, "--write")
    assert done.returncode == 1
    assert "4 photographs, 1 changed" in done.stdout
    for name, reason in {"b": "a web page", "c": "without a preview", "d": "ends before"}.items():
        assert any(f"/{name}." in line and reason in line for line in done.stderr.splitlines())
    assert (tmp_path / "d.jpg").read_bytes() == whole[: len(whole) // 2]


def test_names_that_are_not_ascii(photo: Maker, tmp_path: Path) -> None:
    table = folkhue.load("basic8")
    renamed = folkhue.ColorTable(tuple(f"色{n}é" for n in range(8)), table.swatches, table.lut)
    renamed.save(tmp_path / "own.npz")
    path = photo("a.jpg")
    assert run("tag", path, "--write", "--table", tmp_path / "own.npz").returncode == 0
    found = keywords(path)
    assert found[SUBJECT] == found[IPTC]
    assert all(name.startswith("色") for name in found[SUBJECT])


def test_as_json(photo: Maker) -> None:
    path = photo("a.heic")
    [found] = json.loads(run("tag", path, "--json").stdout)
    assert found == {
        "path": str(path),
        "names": NAMES,
        "files": [{"file": f"{path}.xmp", "added": NAMES, "removed": []}],
    }


BAD = {
    "nothing": ("0", "expected a share above 0 %"),
    "more than all": ("101%", "expected a share above 0 %"),
    "a percentage without its sign": ("30", "for 30 percent, write 30%"),
    "a word": ("much", "expected a share above 0 %"),
    "not a number": ("nan", "expected a share above 0 %"),
}


@pytest.mark.parametrize(("share", "reason"), BAD.values(), ids=BAD)
def test_shares_that_are_none(photo: Maker, share: str, reason: str) -> None:
    done = run("tag", photo("a.jpg"), "--min-share", share)
    assert done.returncode == 2
    assert reason in done.stderr


def test_without_exiftool_an_error_says_how_to_install_it(
    photo: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = run("tag", photo("a.jpg"))
    assert done.returncode == 2
    assert "apt-get install libimage-exiftool-perl" in done.stderr


def test_standard_input_has_no_file() -> None:
    done = run("tag", "-", stdin=b"x")
    assert done.returncode == 2
    assert "standard input, has no file" in done.stderr


def test_what_cannot_be_written_is_told_and_stays(photo: Maker) -> None:
    path = photo("a.jpg")
    before = path.read_bytes()
    path.with_name("a.jpg_exiftool_tmp").write_bytes(b"of another exiftool that runs")
    done = run("tag", path, "--write")
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert "exiftool_tmp" in done.stderr
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to anything")
def test_a_file_that_may_not_be_written_gets_a_sidecar(photo: Maker) -> None:
    path = photo("a.jpg")
    path.chmod(0o444)
    run("tag", path, "--write")
    assert keywords(path.with_name("a.jpg.xmp")) == _expected(iptc=False)


def test_a_name_of_an_image_of_nothing_is_none(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4)).save(tmp_path / "a.png")
    assert run("tag", tmp_path / "a.png", "--write").stdout == "1 photograph, 0 changed\n"


def test_photographs_of_one_stem_have_sidecars_of_their_own(photo: Maker, tmp_path: Path) -> None:
    photo("a.jpg"), photo("a.dng"), photo("a.heic")
    run("tag", tmp_path, "--write", "--min-share", "30%")
    assert {path.name for path in tmp_path.glob("*.xmp")} == {"a.xmp", "a.heic.xmp"}
    assert run("tag", tmp_path, "--write", "--min-share", "30%").stdout.endswith(" 0 changed\n")
    run("tag", tmp_path, "--remove", "--write")
    assert not [*tmp_path.glob("*.xmp")]


def test_a_file_is_written_once_however_it_is_named(photo: Maker, tmp_path: Path) -> None:
    path = photo("a.jpg")
    link = tmp_path / "link.jpg"
    link.symlink_to(path)
    done = run("tag", path, link, f"{tmp_path}/./a.jpg", "--write")
    assert done.stdout.endswith("1 photograph, 1 changed\n")
    assert keywords(path) == _expected(iptc=True)
    assert link.is_symlink()
    assert run("tag", link, "--remove", "--write").stdout.startswith(f"{path}: − gray")
    assert link.is_symlink()
    assert keywords(path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_files_whole(
    photo: Maker, tmp_path: Path, how: signal.Signals
) -> None:
    contents = photo("0.jpg").read_bytes()
    for number in range(1, 260):
        (tmp_path / f"{number}.jpg").write_bytes(contents)
    running = subprocess.Popen(
        [EXECUTABLE, "tag", tmp_path, "--write", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert running.stdout
    running.stdout.readline()  # of the first group; the next one is begun
    os.killpg(running.pid, how) if how == signal.SIGINT else running.kill()
    _, complaint = running.communicate(timeout=60)
    assert "Traceback" not in complaint
    while [*tmp_path.glob("*_exiftool_tmp")]:  # exiftool ends what it has begun
        time.sleep(0.05)
    for path in tmp_path.glob("*.jpg"):
        assert path.read_bytes().endswith(contents[-5000:])
    done = run("tag", tmp_path, "--write", "--jobs", 1)
    assert "260 photographs, " in done.stdout
    assert "260 changed" not in done.stdout
    assert run("tag", tmp_path, "--jobs", 1).stdout == "260 photographs, 0 would change\n"
