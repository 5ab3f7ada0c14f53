"""Lists of palettes to train on."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkhue.errors import TrainingError
from folkhue.learning.harmonies.palette_list import (
    ListedPalette,
    prepared,
    read_palette_list,
    sequences_of,
    write_palette_list,
)

LETTERS = [ListedPalette(tuple(f"#{n:02x}{m:02x}00" for m in range(5))) for n in range(200)]


def test_palettes_are_read_as_they_are_written(tmp_path: Path) -> None:
    listed = [
        ListedPalette(("#1e3cc8", "#f4b942"), 'by the "sea", now', "train"),
        ListedPalette(("#000000", "#ffffff", "#ff0000"), "", "validation"),
    ]
    write_palette_list(tmp_path / "a.csv", listed)
    assert read_palette_list(tmp_path / "a.csv") == listed


@pytest.mark.parametrize(
    ("row", "colors"),
    [
        ("#FFF,000", ("#ffffff", "#000000")),
        (" #1E3CC8 ,f4b942", ("#1e3cc8", "#f4b942")),
        ("#fff,#ffffff", None),
        ("#fff,", None),
    ],
)
def test_colors_that_a_palette_has_twice_count_once(
    row: str, colors: tuple[str, ...] | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"c1,c2\n{row}\n")
    assert [each.colors for each in read_palette_list(path)] == ([colors] if colors else [])


def test_a_json_file_is_a_list_of_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[["#1e3cc8", "#FFF"], ["#000"], ["#f4b942", "#000", "#1e3cc8"]]')
    colors = [("#1e3cc8", "#ffffff"), ("#f4b942", "#000000", "#1e3cc8")]
    assert read_palette_list(path) == [ListedPalette(each) for each in colors]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "a,b\n1,2\n", "expected the columns c1, c2"),
        ("a.csv", "", "expected the columns c1, c2"),
        ("a.csv", "c1,c2\n#fff,red\n", "line 2: expected colors such as"),
        ("a.csv", "split,c1,c2\ntest,#fff,#000\n", "line 2: .*train or validation"),
        ("a.json", "{}", "expected a list of lists of colors"),
        ("a.json", '["#fff"]', "expected a list of lists of colors"),
        ("a.json", "[", r"a\.json: cannot be read"),
        ("a.json", '[["#fff", "#000"], ["#fff", 3]]', "palette 2: expected colors such as"),
    ],
)
def test_other_files_are_refused(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(TrainingError, match=message):
        read_palette_list(path)
    with pytest.raises(TrainingError, match="cannot be read"):
        read_palette_list(tmp_path / "missing.csv")


def test_a_share_of_the_palettes_is_kept_aside_whatever_their_order() -> None:
    one, other = prepared(LETTERS, 0.2), prepared(LETTERS[::-1], 0.2)
    aside = {each.colors for each in one if each.split == "validation"}
    assert 20 < len(aside) < 60
    assert aside == {each.colors for each in other if each.split == "validation"}
    assert len(one) == 200
    assert len(sequences_of(one, "train")) == 200 - len(aside)


def test_no_palette_is_there_twice_and_none_is_nearly_one_that_is_kept_aside() -> None:
    colors = ("#111111", "#222222", "#333333", "#444444", "#555555")
    aside = ListedPalette(colors, "", "validation")
    same, near = (ListedPalette(each, "", "train") for each in (colors[::-1], colors[1:]))
    three = ListedPalette((*colors[:3], "#666666", "#777777"), "", "train")
    assert prepared([same, near, three, three, aside], 0.5) == [three, aside]
