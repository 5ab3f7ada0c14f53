"""Suggested colors, and how harmonious palettes are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np
import pytest

import folkhue
from folkhue.color.notation import parse_hex
from folkhue.color.spaces import to_lab, to_oklch
from folkhue.errors import ColorError
from folkhue.harmonies.drawing import uniform
from folkhue.harmonies.schemes import SCHEMES
from folkhue.harmonies.suggestions import MIN_CHANGE, MIN_DISTANCE, suggestions

GIVEN = ["#1e3cc8", "#f4b942"]
PALETTES = [
    [],
    ["#1e3cc8"],
    GIVEN,
    ["#000000", "#ffffff"],
    ["#808080"],
    ["#264653", "#2a9d8f", "#e9c46a", "#f4a261"],
    ["#ff0000", "#ff0000"],
]


def lab(colors: Sequence[str]) -> np.ndarray:
    rgb = [parse_hex(color) for color in colors]
    return to_lab(np.array(rgb, np.uint8).reshape(-1, 3))


def distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(one[:, None] - other, axis=-1))


@pytest.mark.parametrize("given", PALETTES, ids=len)
@pytest.mark.parametrize("add", [1, 3])
def test_answers_are_as_many_as_asked_for_and_all_differ(given: list[str], add: int) -> None:
    found = folkhue.suggest(given, add, 10)
    assert [len(each) for each in found] == [add] * 10
    for added in found:
        own = lab(added)
        assert (distances(own, own) + 99 * np.eye(add) >= MIN_DISTANCE).all()
        assert not given or distances(own, lab(given)).min() >= MIN_DISTANCE
    for one, other in combinations(map(lab, found), 2):
        change = MIN_DISTANCE if add == 1 else MIN_CHANGE
        assert distances(other, one).min(axis=1).max() >= change


@pytest.mark.parametrize("add", [1, 2])
def test_the_order_of_the_given_colors_does_not_matter(add: int) -> None:
    given = PALETTES[5][:3]
    answers = [folkhue.suggest(order, add, 5) for order in permutations(given)]
    assert all(answer == answers[0] for answer in answers)


def test_a_seed_gives_the_same_answers_and_another_one_others() -> None:
    first = folkhue.suggest(GIVEN, 3, 5)
    assert folkhue.suggest(GIVEN, 3, 5, seed=0) == first
    assert folkhue.suggest(GIVEN, 3, 5, seed=1) != first
    assert folkhue.suggest(GIVEN, 1, 5, seed=1) == folkhue.suggest(GIVEN, 1, 5)


def test_fewer_answers_of_one_color_are_the_first_of_more() -> None:
    assert folkhue.suggest(GIVEN, 1, 4) == folkhue.suggest(GIVEN, 1, 20)[:4]


def test_given_colors_stay_as_they_are() -> None:
    for each in suggestions(["teal", (30, 60, 200)], 2, 3):
        assert each.palette[:2] == ["#008080", "#1e3cc8"]
        assert each.palette[2:] == each.colors
        assert 0 <= each.harmony <= 1


def test_words_say_what_a_palette_is_about() -> None:
    assert folkhue.suggest([], 1, 5, words="forest") != folkhue.suggest([], 1, 5)
    unknown = folkhue.suggest([], 1, 5, words="qwertyuiop, 123 – é")
    assert unknown == folkhue.suggest([], 1, 5)
    [[green]], [[pink]] = (folkhue.suggest([], 1, 1, words=word) for word in ("forest", "pink"))
    hues = [float(to_oklch(np.array(parse_hex(color), np.uint8))[2]) for color in (green, pink)]
    assert 90 < hues[0] < 180
    assert not 60 < hues[1] < 300


@pytest.mark.parametrize("scheme", SCHEMES)
def test_classic_schemes_turn_the_hue(scheme: str) -> None:
    base = np.array(parse_hex("#8a5a9e"), np.uint8)
    angles = SCHEMES[scheme]
    [added] = folkhue.suggest(["#8a5a9e"], len(angles), 1, method=scheme)
    lightness, chroma, hue = to_oklch(base)
    for color, angle in zip(added, angles, strict=True):
        found = to_oklch(np.array(parse_hex(color), np.uint8))
        assert abs(found[0] - lightness) < 0.01
        assert found[1] <= chroma + 0.01
        assert abs((found[2] - hue - angle + 180) % 360 - 180) < 3
    assert len(folkhue.suggest(["#8a5a9e"], 1, 5, method=scheme)) == 5


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((["blueish"],), ColorError, "'blueish' is not a color"),
        ((["#fff"] * 33,), ColorError, "at most 32"),
        ((GIVEN, 0), ValueError, "add: expected 1 to 8, got 0"),
        ((GIVEN, 9), ValueError, "add: expected 1 to 8, got 9"),
        ((GIVEN, 1, 51), ValueError, "alternatives: expected 1 to 50"),
        ((GIVEN, 1, 1, -1), ValueError, "seed: expected 0 to"),
    ],
)
def test_other_arguments_are_refused(
    arguments: tuple[object, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        folkhue.suggest(*arguments)  # type: ignore[arg-type]


def test_an_unknown_method_is_refused_and_a_scheme_needs_a_color() -> None:
    with pytest.raises(ValueError, match="method: expected learned or complement"):
        folkhue.suggest(GIVEN, method="random")
    with pytest.raises(ColorError, match="expected a color to start from"):
        folkhue.suggest([], method="triad")


def test_palettes_of_people_are_more_harmonious_than_others(rng: np.random.Generator) -> None:
    made = [
        ["#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"],
        ["#e63946", "#f1faee", "#a8dadc", "#457b9d", "#1d3557"],
        ["#cdb4db", "#ffc8dd", "#ffafcc", "#bde0fe", "#a2d2ff"],
    ]
    random = rng.integers(0, 256, (20, 5, 3)).tolist()
    usual = np.mean([folkhue.harmony(each).score for each in made])
    assert usual > 2 * np.mean([folkhue.harmony(each).score for each in random])


def test_the_color_that_fits_least_is_the_odd_one() -> None:
    found = folkhue.harmony(["#cdb4db", "#ffc8dd", "#ffafcc", "#bde0fe", "#3c3a00"])
    assert int(np.argmin(found.fits)) == 4
    with pytest.raises(ColorError, match="at least two colors, got 1"):
        folkhue.harmony(["teal"])


def test_random_numbers_are_even_and_depend_on_all_arguments() -> None:
    numbers = np.arange(100_000, dtype=np.uint32)
    drawn = uniform(7, 1, numbers)
    assert np.allclose(np.histogram(drawn, 10, (0, 1))[0] / len(drawn), 0.1, atol=0.005)
    for other in (uniform(8, 1, numbers), uniform(7, 2, numbers)):
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.02
