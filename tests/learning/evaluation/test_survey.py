"""What people say, and pieces and lines of tables whose answers are known by construction."""

from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import small_table, table_of

from folkhue.color.spaces import to_lab
from folkhue.color.vocabulary import UNNAMED, Vocabulary
from folkhue.learning.evaluation.scores import xkcd_survey
from folkhue.learning.evaluation.survey import (
    DARK,
    PALE,
    ask_survey,
    by_term,
    coherence,
    cube_of,
    departures,
    disagreements,
    islands,
    names_in,
    saturated,
    to_black,
    to_white,
)
from folkhue.table.color_table import ColorTable

RGB = ["r", "g", "b"]


def test_names_of_indices() -> None:
    names = names_in(small_table())
    assert names.shape == (256,)
    assert names[[0, 1, 2, UNNAMED]].tolist() == ["dark", "light", "unnamed", "unnamed"]


def test_the_cube_is_indexed_by_red_green_and_blue(rng: np.random.Generator) -> None:
    table = table_of("a b c d", ("b", 9), ("c", np.s_[:, 9]), ("d", np.s_[:, :, 9]))
    cube = cube_of(table)
    assert [cube[9, 0, 0], cube[0, 9, 0], cube[0, 0, 9], cube[0, 0, 0]] == [1, 2, 3, 0]
    colors = rng.integers(0, 256, (1000, 3), np.uint8)
    assert np.array_equal(cube[tuple(colors.T)], table.predict(colors))


# What people say


def test_a_table_that_says_what_people_do() -> None:
    vocabulary = Vocabulary.of(["red", "green"])
    survey = xkcd_survey(vocabulary)
    greens = survey.loc[survey["people"] == "green", RGB].to_numpy()
    answers = ask_survey(table_of("red green", ("green", tuple(greens.T))), vocabulary)
    pd.testing.assert_frame_equal(answers[survey.columns], survey)
    assert (answers["table"] == answers["people"]).all()
    assert (answers["distance"] == 0).all()
    assert disagreements(answers).empty


def test_the_distance_is_to_the_only_color_of_a_name() -> None:
    answers = ask_survey(
        table_of("red green", ("green", (0, 255, 0))), Vocabulary.of(["red", "green"])
    )
    away = to_lab(answers[RGB].to_numpy(np.uint8)) - to_lab(np.array((0, 255, 0), np.uint8))
    red = answers["people"] == "red"
    assert answers.loc[red, "distance"].eq(0).all()
    expected = np.linalg.norm(away, axis=1)[~red]
    assert answers.loc[~red, "distance"].to_numpy() == pytest.approx(expected)


def test_the_nearest_color_may_be_a_diagonal_step_away() -> None:
    """All is green but what people call so: only colors around each are near."""
    vocabulary = Vocabulary.of(["red", "green"])
    survey = xkcd_survey(vocabulary)
    greens = survey.loc[survey["people"] == "green", RGB].to_numpy()
    holes = {*map(tuple, greens.tolist())}
    answers = ask_survey(table_of("green red", ("red", tuple(greens.T))), vocabulary)
    steps = np.array([*product(range(-2, 3), repeat=3)])
    for color, found in zip(
        greens, answers.loc[answers["people"] == "green", "distance"], strict=True
    ):
        around = color + steps
        around = around[((around >= 0) & (around <= 255)).all(axis=1)]
        near = [other for other in around.tolist() if tuple(other) not in holes]
        away = to_lab(np.array(near, np.uint8)) - to_lab(color.astype(np.uint8))
        assert found == pytest.approx(np.linalg.norm(away, axis=1).min())


def test_a_name_that_no_color_has_is_infinitely_far() -> None:
    """Teal is a term that the table lacks, beige one of it that no color got."""
    vocabulary = Vocabulary.of(["red", "teal", "beige"])
    answers = ask_survey(table_of("red beige"), vocabulary)
    assert {*answers["people"]} == {"red", "teal", "beige"}
    assert {*answers["table"]} == {"red"}
    for name, distance in (("red", 0), ("teal", np.inf), ("beige", np.inf)):
        assert {*answers.loc[answers["people"] == name, "distance"]} == {distance}


def test_unnamed_colors_disagree() -> None:
    vocabulary = Vocabulary.of(["red", "green"])
    answers = ask_survey(table_of("red green", ("unnamed", ...), ("red", (255, 0, 0))), vocabulary)
    said = by_term(answers, vocabulary)
    assert {*said["green"]["instead"], *said["red"]["instead"]} == {"unnamed"}
    assert answers.loc[answers["people"] == "red", "distance"].gt(0).any()


@pytest.mark.parametrize("names", [["quince", "flax"], ["blue", "quince"], ["teal", "beige"]])
def test_a_survey_with_few_or_none_of_the_names(names: list[str]) -> None:
    vocabulary = Vocabulary.of(names)
    answers = ask_survey(table_of(" ".join(names)), vocabulary)
    found = by_term(answers, vocabulary)
    assert list(found) == names
    assert all((row["of"] > 0) == (name in "blue teal beige") for name, row in found.items())
    assert len(disagreements(answers, most=1000)) == sum(
        row["of"] - row["so"] for row in found.values()
    )


def said(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Answers of which (people, table, distance) are given; called a, b, c … in the survey."""
    answers = pd.DataFrame(rows, columns=["people", "table", "distance"])
    return answers.assign(survey=[chr(ord("a") + number) for number in range(len(rows))])


def test_counts_of_each_term() -> None:
    answers = said(
        *[("red", "red", 0.0)] * 3,
        *(("red", "pink", 1.0), ("red", "orange", 1.0), ("red", "brown", 1.0), ("red", "pink", 9)),
        ("blue", "blue", 0.0),
    )
    found = by_term(answers, Vocabulary.of(["blue", "red", "teal"]))
    assert found == {
        "blue": {"so": 1, "of": 1, "instead": {}},
        "red": {"so": 3, "of": 7, "instead": {"pink": 2, "brown": 1, "orange": 1}},
        "teal": {"so": 0, "of": 0, "instead": {}},
    }
    assert list(found) == ["blue", "red", "teal"], "in the vocabulary's order"
    assert list(found["red"]["instead"]) == ["pink", "brown", "orange"], "the most first"


terms = st.sampled_from(["red", "green", "blue"])


@given(st.lists(st.tuples(terms, st.one_of(terms, st.just("unnamed")))))
def test_every_answer_is_counted_once(pairs: list[tuple[str, str]]) -> None:
    answers = pd.DataFrame(pairs, columns=["people", "table"])
    found = by_term(answers, Vocabulary.of(["red", "green", "blue"]))
    assert sum(row["of"] for row in found.values()) == len(pairs)
    for term, row in found.items():
        assert row["so"] + sum(row["instead"].values()) == row["of"]
        assert term not in row["instead"]


@pytest.mark.parametrize(
    ("distances", "most", "order"),
    [
        ([1.0, 3.0, 2.0], 9, "bca"),  # the furthest first
        ([1.0, 3.0, 2.0], 2, "bc"),
        ([1.0, np.inf, 2.0, np.inf], 9, "bdca"),  # what is called so nowhere before all
        ([2.0, 2.0, 2.0], 2, "ab"),  # equally far: by the survey's name
        ([], 9, ""),
    ],
)
def test_the_worst_disagreements(distances: list[float], most: int, order: str) -> None:
    answers = said(*(("red", "blue", far) for far in distances), ("red", "red", 0.0))
    assert "".join(disagreements(answers.iloc[::-1], most)["survey"]) == order


# Whether a name is one thing

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
def pieces() -> dict[str, dict[str, Any]]:
    return islands(table_of("rest one face edge corner apart hollow ends none", *PARTS))


@pytest.mark.parametrize(
    ("name", "colors", "number", "outside"),
    [
        ("one", 1000, 1, 0),
        ("face", 2000, 1, 0),
        ("edge", 2000, 2, 1000),  # touching along an edge, or at a corner, joins nothing
        ("corner", 2000, 2, 1000),
        ("apart", 1900, 2, 900),
        ("hollow", 936, 1, 0),
        ("rest", REST, 2, 64),  # what is inside the hollow does not hang together with the rest
        ("ends", 2, 2, 1),  # there is no way round: 255 is not beside 0
        ("none", 0, 0, 0),
        ("unnamed", 7, 1, 0),
    ],
)
def test_pieces_of_a_name(
    pieces: dict[str, dict[str, Any]], name: str, colors: int, number: int, outside: int
) -> None:
    largest = pytest.approx((colors - outside) / max(1, colors), abs=1e-6)
    assert pieces[name] == {
        "colors": colors,
        "islands": number,
        "largest": largest,
        "outside": outside,
    }


def test_every_color_is_in_one_name(pieces: dict[str, dict[str, Any]]) -> None:
    assert sum(row["colors"] for row in pieces.values()) == 1 << 24
    assert list(pieces)[-2:] == ["none", "unnamed"], "in the table's order, the unnamed last"


def test_a_table_that_names_all_colors_has_no_row_of_unnamed_ones() -> None:
    assert list(islands(small_table())) == ["dark", "light"]
    assert list(islands(small_table(unnamed=True))) == ["dark", "light", "unnamed"]


# Whether a hue keeps its name


def test_saturated_colors_in_order_of_hue() -> None:
    colors = saturated().astype(int)
    assert len({*map(tuple, colors.tolist())}) == len(colors) == 1530
    assert (colors.max(axis=1) == 255).all()
    assert (colors.min(axis=1) == 0).all()
    steps = np.abs(np.roll(colors, -1, axis=0) - colors)
    assert (steps.sum(axis=1) == 1).all(), "from each to the next, and the last to the first"
    assert colors[::255].tolist() == [
        *([255, 0, 0], [255, 255, 0], [0, 255, 0]),
        *([0, 255, 255], [0, 0, 255], [255, 0, 255]),
    ]


@pytest.mark.parametrize(("lines", "end"), [(to_black(), 0), (to_white(), 255)])
def test_lines_lead_straight_from_saturated_colors_to_their_end(
    lines: np.ndarray, end: int
) -> None:
    assert lines.shape == (1530, 256, 3)
    assert lines.dtype == np.uint8
    assert np.array_equal(lines[:, 0], saturated())
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
        ("red blue red", {"red": {"blue": 1}}),  # that it comes back does not mend it
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
def test_a_line_departs_if_it_takes_on_another_hues_name(
    bands: ColorTable, line: str, passed: dict[str, dict[str, int]]
) -> None:
    assert departures(bands, through(line), DARK) == {
        "lines": 1,
        "departing": int(bool(passed)),
        "through": passed,
    }


def test_names_that_a_pale_color_may_take_on_are_others(bands: ColorTable) -> None:
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


def test_a_table_of_which_all_is_known() -> None:
    """Light is what has more than 127 of red: half the cube, and half of what is saturated."""
    found = coherence(small_table())
    half = {"colors": 1 << 23, "islands": 1, "largest": 1.0, "outside": 0}
    assert found["names"] == {"dark": half, "light": half}
    # From each saturated color with red of 128 or more the way to black leads into the dark.
    light = int((saturated()[:, 0] > 127).sum())
    assert found["to_black"]["through"] == {"light": {"dark": light}}
    assert found["to_white"]["through"] == {"dark": {"light": 1530 - light}}
    assert found["to_black"]["departing"] + found["to_white"]["departing"] == 1530
