from pathlib import Path

import pytest

from folkhue.images.files import is_web_page, photographs_in
from folkhue.images.formats import format_of


def test_photographs_are_found_in_subfolders_in_order(tmp_path: Path) -> None:
    for name in ("b.jpg", "a/z.PNG", "a/y.webp", "c.txt", ".hidden.jpg", "__MACOSX/a.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    (tmp_path / "folder.jpg").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in photographs_in(tmp_path)]
    assert found == ["a/y.webp", "a/z.PNG", "b.jpg"]


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
