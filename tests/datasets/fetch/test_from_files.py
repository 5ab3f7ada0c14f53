"""Photographs listed by path: checks, and files in the folder."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from support.downloads import downloaded, files_in, quick_client
from support.listed_photos import Encode

from folkhue.datasets.checks import Checks
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.manifest import read_manifest


@pytest.fixture
def gallery(tmp_path: Path, encode: Encode) -> Path:
    """Two good photographs, a copy of the first, and one for each reason to reject it."""
    pixels = np.full((6, 8, 3), (200, 30, 40), np.uint8)
    contents = {
        "good.png": encode(pixels),
        "other.png": encode(255 - pixels),
        "copy.png": encode(pixels),
        "cut.png": encode(pixels)[:50],
        "zero.jpg": b"",
        "page.jpg": b"<html>",
        "glass.png": encode(np.zeros((3, 3, 4), np.uint8)),
        "small.png": encode(pixels[:2]),
        "huge.png": encode(np.zeros((60, 60, 3), np.uint8)),
        "long.bmp": encode(np.zeros((40, 40, 3), np.uint8), "BMP"),
    }
    (tmp_path / "in").mkdir()
    for name, content in contents.items():
        (tmp_path / "in" / name).write_bytes(content)
    rows = [f"{name.partition('.')[0]},{name},\n" for name in [*contents, "gone.jpg"]]
    rows.append("none,,\nfile,,file:///etc/passwd\nplain,,http://example.org/1.jpg\n")
    (tmp_path / "in/photos.csv").write_text("id,path,url\n" + "".join(rows))
    return tmp_path


REASONS = {
    "good": (Status.OK, ""),
    "other": (Status.OK, ""),
    "copy": (Status.SAME_FILE, "good"),
    "cut": (Status.UNREADABLE, "damaged image"),
    "zero": (Status.UNREADABLE, "the file is empty"),
    "page": (Status.UNREADABLE, "a web page, not an image"),
    "glass": (Status.TRANSPARENT, ""),
    "small": (Status.TOO_SMALL, "8 × 2"),
    "huge": (Status.TOO_LARGE, "60 × 60 is too many pixels"),
    "long": (Status.TOO_LARGE, "larger than 0.004 MB"),
    "gone": (Status.UNAVAILABLE, "no such file"),
    "none": (Status.UNAVAILABLE, "has no path and no url"),
    "file": (Status.UNAVAILABLE, "not a web address: 'file:///etc/passwd'"),
    "plain": (
        Status.UNAVAILABLE,
        "http:// is not encrypted; download.web.http: true allows it",
    ),
}
STRICT = Checks(min_side=3, max_pixels=2_000, max_bytes=4_000)


def listed_in(folder: Path) -> list[PhotoRecord]:
    return read_manifest(folder / "in/photos.csv")


def test_a_bad_photograph_is_recorded_with_its_reason(gallery: Path) -> None:
    table = downloaded(listed_in(gallery), gallery, STRICT, client=HttpClient(HttpLimits()))
    assert table.keys() == REASONS.keys()
    for identity, (status, detail) in REASONS.items():
        record = table[identity]
        assert record.status is status
        assert record.detail.startswith(detail)
        assert bool(record.path) == bool(record.sha256) == (status is Status.OK)
    kept = [record for record in table.values() if record.status is Status.OK]
    assert [(record.width, record.height) for record in kept] == [(8, 6)] * 2
    assert {record.path for record in kept} == {f"photos/{name}" for name in files_in(gallery)}
    for record in kept:
        digest = hashlib.sha256((gallery / record.path).read_bytes()).hexdigest()
        assert (record.sha256, record.path) == (digest, f"photos/{digest[:20]}.png")


def test_a_second_run_writes_nothing_and_removes_stray_files(gallery: Path) -> None:
    first = downloaded(listed_in(gallery), gallery, STRICT)
    photos = gallery / "photos"
    times = {path: path.stat().st_mtime_ns for path in photos.iterdir()}
    (photos / f"{'0a' * 10}.jpg").write_bytes(b"of another source")
    (photos / f".{'0a' * 10}-1234abcd.png").write_bytes(b"left by a kill")
    (photos / "mine.txt").write_text("not ours")
    assert downloaded(listed_in(gallery), gallery, STRICT) == first
    (photos / "mine.txt").unlink()
    assert {path: path.stat().st_mtime_ns for path in photos.iterdir()} == times


def test_a_fixed_file_is_checked_again(gallery: Path, encode: Encode) -> None:
    downloaded(listed_in(gallery), gallery, STRICT)
    (gallery / "in/cut.png").write_bytes(encode(np.zeros((9, 9, 3), np.uint8)))
    assert downloaded(listed_in(gallery), gallery, STRICT)["cut"].status is Status.OK


def test_the_number_of_threads_changes_nothing(gallery: Path) -> None:
    one = downloaded(listed_in(gallery), gallery, STRICT, client=quick_client(max_connections=1))
    (gallery / "download.sqlite").unlink()
    assert (
        downloaded(listed_in(gallery), gallery, STRICT, client=quick_client(max_connections=16))
        == one
    )
