from pathlib import Path

import pytest

from folkhue.images.files import is_web_page, photographs_in


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
