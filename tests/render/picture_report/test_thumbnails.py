"""Maps and sheets of thumbnails, and charts of features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from folkhue.errors import ImageError
from folkhue.render.picture_report.charts import (
    draw_balance,
    draw_correlations,
    draw_distributions,
)
from folkhue.render.picture_report.thumbnails import (
    MAP_SIDE,
    SHEET_THUMBNAIL,
    Shown,
    doubtful,
    draw_map,
    draw_sheet,
    in_rows,
)
from folkhue.render.theme import BACKGROUND

RED, BLUE = (200, 20, 30), (20, 40, 200)
SWATCHES = {"red": RED, "blue": BLUE}
HEX = {"red": "#c8141e", "blue": "#1428c8"}


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """A wide green picture, and a transparent one."""
    Image.new("RGB", (300, 100), (0, 160, 0)).save(tmp_path / "wide.png")
    Image.new("RGBA", (50, 50), (0, 160, 0, 0)).save(tmp_path / "clear.png")
    return [tmp_path / "wide.png", tmp_path / "clear.png"]


def count(image: Image.Image, color: tuple[int, int, int]) -> int:
    return int((np.asarray(image) == color).all(axis=-1).sum())


def test_a_sheet_has_a_row_for_each_title_and_frames_in_the_color_of_the_label(
    paths: list[Path],
) -> None:
    shown = [Shown(paths[0], color="red"), None, Shown(paths[1], "above", "below", "blue")]
    sheet = draw_sheet({"one": shown, "two": shown[:1]}, SWATCHES)
    single = draw_sheet({"one": shown[:1]}, SWATCHES)
    assert sheet.height > single.height + SHEET_THUMBNAIL
    assert count(sheet, RED) == 2 * count(single, RED) > 0
    assert count(sheet, BLUE) > 0
    assert draw_sheet({}, SWATCHES).getbbox() is not None


def test_a_picture_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImageError):
        draw_sheet({"one": [Shown(tmp_path / "gone.png")]}, SWATCHES)


def test_rows_are_divided_and_numbered(paths: list[Path]) -> None:
    shown = [Shown(paths[0])] * 23
    rows = in_rows("Mistakes", shown)
    assert [*rows] == ["Mistakes 1 to 10", "Mistakes 11 to 20", "Mistakes 21 to 23"]
    assert [len(row) for row in rows.values()] == [10, 10, 3]
    assert in_rows("Mistakes", []) == {}


def test_doubtful_pictures_tell_both_colors(paths: list[Path]) -> None:
    rows = pd.DataFrame({"id": ["a"], "label": ["red"], "predicted": ["blue"]})
    assert doubtful(rows, {"a": paths[0]}) == [Shown(paths[0], "tagged red", "looks blue", "red")]


def test_pictures_on_a_map_do_not_cover_each_other(paths: list[Path]) -> None:
    places = np.array([[0, 0], [0.02, 0], [1, 1]])
    drawn = draw_map(places, [paths[0]] * 3, ["red", "blue", "red"], SWATCHES)
    assert drawn.size == (MAP_SIDE, MAP_SIDE)
    dot, frames = count(drawn, BLUE), count(drawn, RED)
    assert 0 < dot < 100 < frames
    apart = draw_map(places[[0, 2]], [paths[0]] * 2, ["red", "red"], SWATCHES)
    assert count(apart, RED) == frames
    # However close they are, all that are drawn are whole.
    green = count(draw_map(places[:1], paths[:1], ["red"], SWATCHES), (0, 160, 0))
    assert count(drawn, (0, 160, 0)) == 2 * green


def test_a_map_of_equal_places_has_one_picture(paths: list[Path]) -> None:
    drawn = draw_map(np.zeros((3, 2)), [paths[0]] * 3, ["red", "blue", "blue"], SWATCHES)
    assert count(drawn, RED) > 0
    assert count(drawn, BACKGROUND) > 0.99 * MAP_SIDE**2


def test_charts_draw_the_same_bytes_twice(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"one": rng.normal(size=40), "two": rng.normal(size=40), "same": 1.0})
    labels = ["red", "blue"] * 20
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        draw_balance({"red": 20, "blue": 0}, HEX, tmp_path / run / "balance.png")
        draw_distributions(table, labels, HEX, tmp_path / run / "distributions.png")
        draw_correlations(table, tmp_path / run / "correlations.png")
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()
    with Image.open(tmp_path / "first/balance.png") as image:
        assert count(image.convert("RGB"), RED) > 1_000
