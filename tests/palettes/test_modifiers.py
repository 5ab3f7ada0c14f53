"""Modifiers of color names for lightness and chroma."""

import re
from functools import cache
from itertools import product

import numpy as np
import pytest
from conftest import ROOT

import folkhue
from folkhue.color.spaces import to_lab, to_oklch
from folkhue.palettes.modifiers import (
    GRAYISH,
    MEANINGS,
    NEUTRALS,
    TINTS,
    WORDS,
    describe,
    predicted_names,
    strength,
)

ELEVEN = folkhue.load("basic11")
STEPS = np.linspace(0, 255, 12)
GRID = np.stack(np.meshgrid(STEPS, STEPS, STEPS, indexing="ij"), -1).reshape(-1, 3).astype(np.uint8)
LIGHTNESS = to_lab(GRID)[:, 0]
NAMES = ("blue", *MEANINGS, *NEUTRALS)


@cache
def words(name: str) -> np.ndarray:
    """Describe every color of the grid by a name, whether or not a table gives it."""
    return np.array([text.removesuffix(name) for text in describe(GRID, [name] * len(GRID))])


CASES = {
    "vivid": "ff0000 red, dc143c red, ff8c00 orange, ffff00 yellow, 00ff00 green, 0000ff blue, "
    "8a2be2 purple, ff1493 pink",
    "deep": "b22222 red, d2691e orange, b8860b yellow, c8b428 yellow, 1e3cc8 blue, 0000cd blue, "
    "663399 purple, c71585 pink",
    "dark": "800000 red, 8b0000 red, 006400 green, 556b2f green, 000080 blue, 0a1a50 blue, "
    "191970 blue, 4b0082 purple, 36245a purple, 5c4033 brown, 8c4a5a pink, 696969 gray, "
    "2f4f4f gray, 00000f navy, 1c0304 maroon, 303010 olive, 8a7a60 beige",
    "": "c8362b red, d73d33 red, e2725b orange, fada2c yellow, eec929 yellow, 228b22 green, "
    "008000 green, 008080 green, 4169e1 blue, 6a5acd purple, ff69b4 pink, db7093 pink, "
    "f796ba pink, 8b4513 brown, 794b26 brown, b37321 brown, 808080 gray, a9a9a9 gray, "
    "000000 black, 020000 black, ffffff white, f5f5f5 white, 000080 navy, 000078 navy, "
    "191970 navy, 800000 maroon, 800020 burgundy, 808000 olive, f5f5dc beige, d8c8a8 beige, "
    "d2b48c tan, e6e6fa lavender, c8a2c8 lilac, 008080 teal, 40e0d0 turquoise, ffd700 unnamed",
    "light": "f08080 red, ffa07a orange, f0e68c yellow, f4e077 yellow, 90ee90 green, 00bfff blue, "
    "87ceeb blue, c9a0dc purple, ffb6c1 pink, dda0dd pink, d2b48c brown, d5a995 brown, "
    "c4c0bc gray, d3d3d3 gray, b0c4de gray, 5fd0d0 teal",
    "pale": "fffacd yellow, add8e6 blue, a8c4f0 blue, ffc0cb pink, d8bfd8 pink, c8dcc8 green",
    "dull": "bdb76b yellow, 6a7d3a green, 5f9ea0 green, 5b7a8c blue, 7d6da4 purple, "
    "bc8f8f pink, 7a636b brown",
    "grayish": "6f7f78 green, 708090 blue, 7a6f78 brown, 3e423c black, dcdcdc white",
    "reddish": "ffe4e1 white, 3e3134 black, a89a98 gray",
    "yellowish": "f5f5dc white, a3a494 gray, 282414 black",
    "greenish": "f0fff0 white, 94a494 gray, 142414 black",
    "bluish": "e6e6fa white, 778899 gray, 14141e black",
    "purplish": "b7b2cc gray, f6e4fc white, 241424 black",
}


@pytest.mark.parametrize("modifier", CASES)
def test_everyday_colors_have_the_modifier_that_one_sees(modifier: str) -> None:
    cases = [each.split() for each in CASES[modifier].split(", ")]
    rgb = np.array([list(bytes.fromhex(color)) for color, _ in cases], np.uint8)
    names = [name for _, name in cases]
    expected = [f"{modifier} {name}".strip() for name in names]
    assert describe(rgb, names) == expected


def test_lightness_has_the_same_meaning_with_every_name() -> None:
    found = {name: words(name) for name in NAMES}
    of = {
        each: np.concatenate([LIGHTNESS[row == f"{each} "] for row in found.values()])
        for each in {"dark", "light", "pale", "dull", "deep"}
    }
    assert of["dark"].max() < 55
    assert min(of["light"].min(), of["pale"].min()) >= 58
    assert of["dull"].max() < 80
    assert of["deep"].max() < 76
    colored = [row for name, row in found.items() if name not in NEUTRALS]
    assert max(LIGHTNESS[row == f"{GRAYISH} "].max() for row in colored) < 80


def test_among_colors_of_one_name_the_darker_words_are_darker() -> None:
    for name in NAMES:
        row = words(name)
        light = LIGHTNESS[np.isin(row, ("light ", "pale "))]
        dark = LIGHTNESS[np.isin(row, ("dark ", "deep "))]
        assert dark.max(initial=0) < light.min(initial=101), name


def test_vivid_colors_have_more_chroma_than_dull_ones_next_to_them() -> None:
    lightness, chroma, hue = LIGHTNESS, *to_oklch(GRID)[:, 1:].T
    for name in ("blue", "yellow", "orange", "pink"):
        row = words(name)
        vivid = np.flatnonzero(np.isin(row, ("vivid ", "deep ")))
        dull = np.flatnonzero(np.isin(row, ("dull ", f"{GRAYISH} ", "pale ")))
        for one in vivid:
            turn = np.abs((hue[dull] - hue[one] + 180) % 360 - 180)
            near = dull[(turn < 15) & (np.abs(lightness[dull] - lightness[one]) < 10)]
            assert chroma[near].max(initial=0) < chroma[one], (name, GRID[one])


def test_neutral_names_are_never_vivid_and_have_no_end_beyond_themselves() -> None:
    tints = {"", *(f"{tint} " for _, tint in TINTS)}
    allowed = {"gray": {"dark ", "light "}, "white": {"grayish "}, "black": {"grayish "}}
    for name in ("white", "gray", "black", "silver", "charcoal"):
        assert set(words(name)) <= tints | allowed.get(name, set())


@pytest.mark.parametrize("table", ["basic8", "basic11"])
def test_descriptions_end_in_the_name(table: str) -> None:
    names = predicted_names(GRID, folkhue.load(table))
    known = {"", GRAYISH, *(word for row in WORDS for word in row), *(tint for _, tint in TINTS)}
    for description, name in zip(describe(GRID, names), names, strict=True):
        assert description.endswith(name)
        assert description.removesuffix(name).strip() in known


def test_strength_is_one_where_a_hue_is_vivid() -> None:
    """Of the primaries and secondaries of sRGB, none of which is less than vivid."""
    corners = np.array([*product((0, 255), repeat=3)][1:-1], np.uint8)
    assert np.all(strength(corners) >= 0.99)
    assert strength(np.array([[7, 7, 7], [0, 0, 0]], np.uint8)) == pytest.approx(0, abs=1e-3)


def test_the_explanation_has_the_words_of_the_rule() -> None:
    page = (ROOT / "docs/explanation/modifiers.md").read_text("utf-8")
    rows = re.findall(r"^\| (?:\d+ to \d+|\d+ or more|below \d+) \|(.+)\|$", page, re.M)
    shown = [tuple(cell.strip().replace("–", "") for cell in row.split("|")) for row in rows]
    of_other_names = (3, 5, 6)
    assert shown[::-1] == [row for n, row in enumerate(WORDS) if n not in of_other_names]
