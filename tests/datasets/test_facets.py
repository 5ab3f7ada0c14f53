"""The rule that turns a museum's colors into labels."""

import re

import numpy as np
import pytest
from conftest import ROOT

from folkhue.color.vocabulary import BASIC_TERMS, ColorTerm, Vocabulary
from folkhue.datasets.sources.facets import RANGES, Rules, hsl_of
from folkhue.errors import ParamsError

ALL = Rules(Vocabulary.of([*RANGES]))


@pytest.mark.parametrize(
    ("color", "term"),
    [
        ("#FF0000", "red"),
        ("#981313", "red"),
        ("#E26F03", "orange"),
        ("#FFEB00", "yellow"),
        ("#367614", "green"),
        ("#037676", "teal"),
        ("#4279DB", "blue"),
        ("#000068", "blue"),
        ("#850085", "purple"),
        ("#DF4C93", "pink"),
        ("#FFB2BE", "pink"),
        ("#674200", "brown"),
        ("#B35A1F", "brown"),
        ("#000000", "black"),
        ("#FFFFFF", "white"),
        ("#FBF6E1", "white"),
        ("#737C84", "gray"),
        ("#E0CC91", ""),
        ("#FF00FF", ""),
        ("#00FEFF", ""),
    ],
)
def test_clear_examples_get_their_term_and_others_none(color: str, term: str) -> None:
    hsl = hsl_of(color)
    assert hsl
    assert ALL.term_of(hsl) == term


def test_no_color_has_two_terms_and_every_term_has_colors() -> None:
    numbers = np.zeros((361, 101, 101), np.uint8)
    for ranges in RANGES.values():
        before = np.count_nonzero(numbers)
        for range_ in ranges:
            ends = (range_.hue, range_.saturation, range_.lightness)
            numbers[tuple(slice(low, high + 1) for low, high in ends)] += 1
        assert np.count_nonzero(numbers) > before + 5_000
    assert numbers.max() == 1


def test_a_term_has_the_same_rule_in_any_vocabulary() -> None:
    assert set(BASIC_TERMS) <= set(RANGES)
    for name in RANGES:
        assert (
            Rules(Vocabulary.of([name, "red" if name != "red" else "blue"])).ranges[name]
            == (RANGES[name])
        )


def test_a_synonym_finds_the_rule() -> None:
    terms = Vocabulary((*Vocabulary.of(["red", "blue"]), ColorTerm("slate", (1, 2, 3), ("gray",))))
    assert Rules(terms).term_of((0, 0, 50)) == "slate"


def test_the_error_names_every_term_without_a_rule() -> None:
    with pytest.raises(ParamsError, match=r"no rule .* into beige, taupe; .* red, orange"):
        Rules(Vocabulary.of(["red", "beige", "taupe"]))


@pytest.mark.parametrize(
    ("text", "hsl"),
    [
        ("#FF0000", (0, 100, 50)),
        (" #367614", (99, 71, 27)),
        ("c7f2f4", (183, 67, 87)),
        ("#12345", None),
        ("red", None),
        ("", None),
    ],
)
def test_hex_colors_are_read_as_museums_write_them(
    text: str, hsl: tuple[int, int, int] | None
) -> None:
    assert hsl_of(text) == hsl


def test_the_guide_shows_the_rule() -> None:
    page = (ROOT / "docs/how-to/sources.md").read_text()
    told = re.findall(r"^\| (\w*) \| (\d+)–(\d+) \| (\d+)–(\d+) \| (\d+)–(\d+) \|$", page, re.M)
    expected = [
        (name if place == 0 else "", *map(str, (*r.hue, *r.saturation, *r.lightness)))
        for name, ranges in RANGES.items()
        for place, r in enumerate(ranges)
    ]
    assert told == expected
