import errno
import os
from pathlib import Path
from typing import Any

import pytest
from support.odd_paths import odd_entries

from folkhue.images.files import is_web_page, photographs_in
from folkhue.images.formats import format_of


def test_photographs_are_found_in_subfolders_in_order(tmp_path: Path) -> None:
    for name in ("b.jpg", "a/z.PNG", "a/y.webp", "c.txt", ".hidden.jpg", "__MACOSX/a.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    (tmp_path / "folder.jpg").mkdir()
    for name in ("@eaDir/b.jpg", "#recycle", "$RECYCLE.BIN", "@Recycle", ".thumbnails"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "SYNOPHOTO_THUMB_XL.jpg").touch()
    found = [path.relative_to(tmp_path).as_posix() for path in photographs_in(tmp_path)]
    assert found == ["a/y.webp", "a/z.PNG", "b.jpg"]


def test_what_cannot_be_read_is_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = odd_entries(tmp_path)
    assert set(photographs_in(tmp_path)) == set(odd)
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if path.endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)  # root may list every folder
    assert set(photographs_in(tmp_path)) == {*odd, tmp_path / "locked"}


def test_folders_may_be_nested_deeply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1100):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.jpg").touch()
    (found,) = photographs_in(tmp_path)
    assert len(found.parts) == len(tmp_path.parts) + 1101
    Path("a.jpg").unlink()  # not left to pytest, which removes folders by recursion
    for _ in range(1100):
        os.chdir("..")
        Path("d").rmdir()


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (b"<!DOCTYPE html><title>x", True),
        (b"  \n<HTML>", True),
        (b"<head>", True),
        (b"<svg>", False),
        (b"\xff\xd8\xff", False),
        (b"", False),
    ],
)
def test_web_pages_are_told_by_their_beginning(contents: bytes, expected: bool) -> None:
    assert is_web_page(contents) is expected


FTYP = "0000001c66747970"
"""A box of 28 bytes with four brands after the major one and its version."""


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("ffd8ffe1", "JPEG"),
        ("89504e470d0a1a0a", "PNG"),
        ("89504e470d0a1a", None),
        (b"RIFF\0\0\0\0WEBPVP8 ".hex(), "WEBP"),
        (b"RIFF\0\0\0\0WAVEfmt ".hex(), None),
        (b"GIF87a".hex(), "GIF"),
        (b"BM".hex(), "BMP"),
        (b"II*\0".hex(), "TIFF"),
        (b"MM\0+".hex(), "TIFF"),
        (FTYP + b"avif\0\0\0\0mif1".hex(), "AVIF"),
        (FTYP + b"avis\0\0\0\0avif".hex(), "AVIF"),
        (FTYP + b"mif1\0\0\0\0miafavif".hex(), "AVIF"),
        (FTYP + b"mif1\0\0\0\0miafheic".hex(), "HEIF"),
        (FTYP + b"mif1\0\0\0\0xavifmia".hex(), "HEIF"),  # not a whole brand
        (FTYP + b"mif1\0\0\0\0miafmiafmiafavif".hex(), "HEIF"),  # after the box
        (FTYP + b"heic\0\0\0\0mif1".hex(), "HEIF"),
        (FTYP + b"isom\0\0\0\0mp42".hex(), None),
        ("ff0a", "JXL"),
        ("0000000c4a584c200d0a870a", "JXL"),
        (b"%PDF".hex(), None),
        ("", None),
    ],
)
def test_a_format_is_told_by_the_first_bytes(start: str, expected: str | None) -> None:
    found = format_of(bytes.fromhex(start) + bytes(20))
    assert (found.name if found else None) == expected
