"""Components and lines of tables whose names are known by construction."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import small_table, table_of

from folkhue.learning.evaluation.name_regions import (
    DARK,
    PALE,
    coherence,
    connected_components,
    departures,
    lines_to_black,
    lines_to_white,
    saturated_colors,
)
from folkhue.table.color_table import ColorTable

PARTS = (
    ("one", np.s_[0:10, 0:10, 0:10]),
    *(("face", np.s_[0:10, 0:10, 30:40]), ("face", np.s_[10:20, 0:10, 30:40])),
    *(("edge", np.s_[0:10, 0:10, 60:70]), ("edge", np.s_[10:20, 10:20, 60:70])),
    *(("corner", np.s_[0:10, 0:10, 90:100]), ("corner", np.s_[10:20, 10:20, 100:110])),
    *(("apart", np.s_[0:10, 0:10, 130:140]), ("apart", np.s_[50:60, 0:9, 130:140])),
    *(("hollow", np.s_[0:10, 0:10, 160:170]), ("rest", np.s_[3:7, 3:7, 163:167])),
    *(("ends", np.s_[0, 200, 200]), ("ends", np.s_[255, 200, 200])),
    ("unnamed", np.s_[100:107, 200, 200]),
)
REST = (1 << 24) - 1000 - 3 * 2000 - 1900 - 936 - 2 - 7


@pytest.fixture(scope="module")
def components() -> dict[str, dict[str, Any]]:
    return connected_components(
        table_of("rest one face edge corner apart hollow ends none", *PARTS)
    )


@pytest.mark.parametrize(
    ("name", "colors", "number", "outside"),
    [
        ("one", 1000, 1, 0),
        ("face", 2000, 1, 0),
        ("edge", 2000, 2, 1000),  # touching along an edge, or at a corner, joins nothing
        ("corner", 2000, 2, 1000),
        ("apart", 1900, 2, 900),
        ("hollow", 936, 1, 0),
        ("rest", REST, 2, 64),  # what is inside the hollow does not belong to the rest
        ("ends", 2, 2, 1),  # there is no way round: 255 is not beside 0
        ("none", 0, 0, 0),
        ("unnamed", 7, 1, 0),
    ],
)
def test_the_components_of_a_name(
    components: dict[str, dict[str, Any]], name: str, colors: int, number: int, outside: int
) -> None:
    largest = pytest.approx((colors - outside) / max(1, colors), abs=1e-6)
    assert components[name] == {
        "colors": colors,
        "islands": number,
        "large": int(name == "rest"),
        "largest": largest,
        "outside": outside,
    }


def test_components_above_a_twentieth_of_a_percent_of_all_colors_are_large() -> None:
    """That is above 8,388.608 colors; a box has 8,388."""
    boxes = [np.s_[0:4, 0:9, 0:233], np.s_[50:54, 0:9, 0:233], np.s_[99:103, 0:9, 0:233]]
    one_more = [np.s_[place, 9, 0] for place in (0, 50)]
    table = table_of("rest two", *(("two", part) for part in (*boxes, *one_more)))
    found = connected_components(table)["two"]
    assert (found["islands"], found["large"], found["outside"]) == (3, 2, 2 * 8388 + 1)


def test_every_color_is_in_one_name(components: dict[str, dict[str, Any]]) -> None:
    assert sum(row["colors"] for row in components.values()) == 1 << 24
    assert list(components)[-2:] == ["none", "unnamed"], "in the table's order, the unnamed last"


def test_a_table_that_names_all_colors_has_no_row_of_unnamed_ones() -> None:
    assert list(connected_components(small_table())) == ["dark", "light"]
    assert list(connected_components(small_table(unnamed=True))) == ["dark", "light", "unnamed"]


def test_saturated_colors_in_order_of_hue() -> None:
    colors = saturated_colors().astype(int)
    assert len({*map(tuple, colors.tolist())}) == len(colors) == 1530
    assert (colors.max(axis=1) == 255).all()
    assert (colors.min(axis=1) == 0).all()
    steps = np.abs(np.roll(colors, -1, axis=0) - colors)
    assert (steps.sum(axis=1) == 1).all(), "from each to the next, and the last to the first"
    assert colors[::255].tolist() == [
        *([255, 0, 0], [255, 255, 0], [0, 255, 0]),
        *([0, 255, 255], [0, 0, 255], [255, 0, 255]),
    ]


@pytest.mark.parametrize(("lines", "end"), [(lines_to_black(), 0), (lines_to_white(), 255)])
def test_lines_lead_straight_from_saturated_colors_to_their_end(
    lines: np.ndarray, end: int
) -> None:
    assert lines.shape == (1530, 256, 3)
    assert lines.dtype == np.uint8
    assert np.array_equal(lines[:, 0], saturated_colors())
    assert (lines[:, -1] == end).all()
    away = np.abs(lines.astype(int) - end)
    assert (np.diff(away, axis=1) <= 0).all(), "no channel turns back"
    share = np.arange(255, -1, -1)[:, None] / 255
    assert np.abs(away - away[:, :1] * share).max() <= 0.5


NAMES = "red brown black pink blue"


@pytest.fixture(scope="module")
def bands() -> ColorTable:
    """Red 0 is called red, red 1 brown, and so on; red 255 has no name."""
    bands = [(name, number) for number, name in enumerate(NAMES.split())]
    return table_of(NAMES, *bands, ("unnamed", 255))


def through(*lines: str) -> np.ndarray:
    """Lines of colors that `bands` calls so."""
    numbers = {name: number for number, name in enumerate(NAMES.split())} | {"unnamed": 255}
    reds = np.array([[numbers[name] for name in line.split()] for line in lines], np.uint8)
    return np.stack([reds, np.zeros_like(reds), np.zeros_like(reds)], axis=-1)


@pytest.mark.parametrize(
    ("line", "passed"),
    [
        ("red red red", {}),
        ("red brown black", {}),
        ("red black red", {}),
        ("red blue blue", {"red": {"blue": 1}}),
        ("red blue red", {"red": {"blue": 1}}),  # that it comes back does not matter
        ("red blue pink", {"red": {"blue": 1, "pink": 1}}),
        ("pink brown red", {"pink": {"red": 1}}),
        ("black blue black", {"black": {"blue": 1}}),  # the first is one of those allowed
        ("red unnamed black", {}),
        ("unnamed red black", {}),  # its first name is red
        ("unnamed red blue", {"red": {"blue": 1}}),
        ("unnamed black blue", {"black": {"blue": 1}}),
        ("unnamed unnamed unnamed", {}),
    ],
)
def test_a_line_departs_if_it_takes_on_the_name_of_another_hue(
    bands: ColorTable, line: str, passed: dict[str, dict[str, int]]
) -> None:
    assert departures(bands, through(line), DARK) == {
        "lines": 1,
        "departing": int(bool(passed)),
        "through": passed,
    }


def test_pale_colors_may_take_on_other_names_than_dark_ones(bands: ColorTable) -> None:
    lines = through("red pink", "red brown", "red black", "blue pink", "red brown")
    assert departures(bands, lines, DARK)["through"] == {"red": {"pink": 1}, "blue": {"pink": 1}}
    assert departures(bands, lines, PALE) == {
        "lines": 5,
        "departing": 3,
        "through": {"red": {"brown": 2, "black": 1}},
    }


some_names = st.sampled_from([*NAMES.split(), "unnamed"])


@given(lines=st.lists(st.lists(some_names, min_size=6, max_size=6), min_size=1, max_size=8))
def test_how_long_a_name_lasts_does_not_matter(bands: ColorTable, lines: list[list[str]]) -> None:
    colors = through(*map(" ".join, lines))
    found = departures(bands, colors, DARK)
    assert departures(bands, colors.repeat(3, axis=1), DARK) == found
    passed = Counter(
        name for counts in found["through"].values() for name in counts for _ in range(counts[name])
    )
    assert not passed.keys() & {*DARK, "unnamed"}
    assert found["departing"] <= min(len(lines), passed.total())


def test_the_coherence_of_a_table_of_two_halves() -> None:
    """Light is what has more than 127 of red: half the cube, and half of what is saturated."""
    found = coherence(small_table())
    half = {"colors": 1 << 23, "islands": 1, "large": 1, "largest": 1.0, "outside": 0}
    assert found["names"] == {"dark": half, "light": half}
    # From each saturated color with red of 128 or more the way to black leads into the dark.
    light = int((saturated_colors()[:, 0] > 127).sum())
    assert found["to_black"]["through"] == {"light": {"dark": light}}
    assert found["to_white"]["through"] == {"dark": {"light": 1530 - light}}
    assert found["to_black"]["departing"] + found["to_white"]["departing"] == 1530
