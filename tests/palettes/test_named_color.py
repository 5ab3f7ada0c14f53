"""Names of single colors."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import small_table

import folkhue
from folkhue.errors import ColorError
from folkhue.table.color_table import ColorTable
from folkhue.table.lut import ColorLut

TABLE = folkhue.load("basic11")


@pytest.mark.parametrize(
    ("given", "rgb"),
    [
        ("#c8362b", (200, 54, 43)),
        ("C8362B", (200, 54, 43)),
        ("#fd0", (255, 221, 0)),
        ("fd0", (255, 221, 0)),
        ("#fd08", (255, 221, 0)),
        ("teal", (0, 128, 128)),
        (" RebeccaPurple ", (102, 51, 153)),
        ("rgb(1 2 3)", (1, 2, 3)),
        ("hsl(120, 100%, 50%)", (0, 255, 0)),
        ("oklch(1 0 0)", (255, 255, 255)),
        ((4, 5, 6), (4, 5, 6)),
        ([4, 5, 6], (4, 5, 6)),
        (np.array([4, 5, 6], np.uint8), (4, 5, 6)),
    ],
)
def test_a_color_can_be_written_in_many_ways(
    given: str | Sequence[int], rgb: tuple[int, int, int]
) -> None:
    [named] = folkhue.name_colors([given])
    assert named.rgb == rgb


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("rad", "'rad' is not a color; expected #rrggbb, a name of CSS such as teal"),
        ("", "'' is not a color"),
        ("#12345", "'#12345' is not a color"),
        ((1, 2), "expected red, green and blue from 0 to 255"),
        ((1, 2, 256), "expected red, green and blue from 0 to 255"),
        ((-1, 2, 3), "expected red, green and blue from 0 to 255"),
    ],
)
def test_anything_else_is_an_error(given: str | Sequence[int], reason: str) -> None:
    with pytest.raises(ColorError) as raised:
        folkhue.name_colors(["#c8362b", given])
    assert reason in str(raised.value)


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=9))
def test_names_are_those_of_the_table(colors: list[tuple[int, int, int]]) -> None:
    rgb = np.array(colors, np.uint8).reshape(-1, 3)
    named = folkhue.name_colors(colors)
    assert [each.rgb for each in named] == colors
    assert [each.name for each in named] == [TABLE.terms[n] for n in TABLE.predict(rgb)]
    assert [each.confidence for each in named] == TABLE.confidence(rgb).tolist()
    for each in named:
        likely = [*each.neighbors.values()]
        assert each.description.split()[-1] == each.name
        assert each.name not in each.neighbors
        assert len(likely) <= 3
        assert likely == sorted(likely, reverse=True)
        assert all(probability >= 0.01 for probability in likely)
        assert each.confidence + max(likely, default=0) == pytest.approx(1, abs=0.01)
        if likely:
            assert each.confidence + likely[0] == pytest.approx(1, abs=1e-6)


def table_of_reds(reds: str) -> ColorTable:
    """Name colors by the lowest three bits of their red: a letter each; - is unnamed."""
    terms = tuple(sorted({*reds} - {"-"}))
    names = np.array([terms.index(each) if each != "-" else 255 for each in reds], np.uint8)
    lut = ColorLut.from_names(np.tile(names, 1 << 21))
    return ColorTable(terms, ((0, 0, 0),) * len(terms), lut)


@pytest.mark.parametrize(
    ("reds", "name", "confidence", "neighbors"),
    [
        ("aaaaaaaa", "a", 1, {}),
        ("aaaaaabb", "a", 0.75, {"b": 0.25}),
        ("abbbbbbb", "a", 0.125, {"b": 0.875}),
        ("aaaabbcd", "a", 2 / 3, {"b": 1 / 3, "c": 0.2, "d": 0.2}),
        ("aaabcdee", "a", 0.6, {"e": 0.4, "b": 0.25, "c": 0.25}),
        ("aab-----", "a", 2 / 7, {"b": 1 / 3}),
        ("-aab----", "unnamed", 0, {"a": 2 / 7, "b": 1 / 6}),
        ("-aaaabbb", "unnamed", 0, {"a": 4 / 7, "b": 3 / 7}),
    ],
)
def test_neighbors_are_compared_with_the_name(
    reds: str, name: str, confidence: float, neighbors: dict[str, float]
) -> None:
    [named] = folkhue.name_colors([(0, 0, 0)], table_of_reds(reds))
    assert (named.name, named.confidence) == (name, pytest.approx(confidence))
    assert list(named.neighbors) == list(neighbors)
    assert named.neighbors == pytest.approx(neighbors)


def test_a_table_may_leave_a_color_unnamed() -> None:
    [named] = folkhue.name_colors([(125, 0, 0)], small_table(unnamed=True))
    assert (named.name, named.description) == ("unnamed", "unnamed")


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("#c8362b", ["#c8362b", "teal"]),
        ((200, 54, 43), [(200, 54, 43), "teal"]),
        ([200, 54, 43], ((200, 54, 43), (0, 128, 128))),
        (np.array([200, 54, 43], np.uint8), np.array([(200, 54, 43), (0, 128, 128)], np.uint8)),
        ("oklch(56.3% .19 28.5)", iter(["oklch(56.3% .19 28.5)", "teal"])),
    ],
)
def test_one_color_has_a_name_and_several_have_a_list(one: object, several: object) -> None:
    assert folkhue.name(one) == folkhue.name_colors([one])[0]
    assert [each.name for each in folkhue.name(several)] == ["red", "green"]


@pytest.mark.parametrize("color", ["", "nothing", (1, 2), (1, 2, 300), [1, 2, 3, 4], [[1, 2]]])
def test_what_is_no_color_has_no_name(color: object) -> None:
    with pytest.raises(ColorError):
        folkhue.name(color)


def test_no_colors_have_no_names() -> None:
    assert folkhue.name([]) == []
