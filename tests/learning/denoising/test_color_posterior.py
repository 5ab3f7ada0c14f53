"""What weighing each color by the posterior of its photograph's term does of its own."""

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clustered_photos import (
    BLACK,
    BLUE,
    GRAY,
    GREEN,
    RED,
    WHITE,
    Color,
    Terms,
    by_color,
    colors,
    photo_of,
    tagged_photos,
)

from folkhue.learning.denoising.clustering import ClusteredPhoto
from folkhue.learning.denoising.color_posterior import ColorPosterior
from folkhue.learning.denoising.origin import Origin

YELLOW = (240, 210, 40)


def dandelions() -> tuple[list[ClusteredPhoto], list[Terms]]:
    """Make yellow things on grass, as many of grass only, and as many of blue things."""
    photos = [photo_of((YELLOW, 20), (GREEN, 60)) for _ in range(5)]
    photos += [photo_of((GREEN, 80)) for _ in range(5)]
    photos += [photo_of((BLUE, 80)) for _ in range(5)]
    return photos, [(term,) for term in ("yellow", "green", "blue") for _ in range(5)]


@cache
def fitted() -> ColorPosterior:
    return ColorPosterior().fit(*dandelions())


def test_the_posterior_by_hand() -> None:
    """p(color | term) is 3/4 and 1/4 for red, and the reverse for white: so is the posterior."""
    photos = [photo_of((RED, 3), (WHITE, 1)), photo_of((RED, 1), (WHITE, 3))]
    denoiser = ColorPosterior().fit(photos, [("red",), ("white",)])
    weights = denoiser.weigh(photos[0], ("red",))["red"]
    expected = {RED: pytest.approx(3 / 4, rel=0.01), WHITE: pytest.approx(1 / 4, rel=0.01)}
    assert by_color(photos[0], weights) == expected


def test_green_weighs_less_in_a_photograph_tagged_yellow() -> None:
    """Grass fills 3/4 of the photographs of yellow, and all of green's."""
    photos, labels = dandelions()
    weights = list(ColorPosterior().fit_transform(photos, labels))
    yellow, green = by_color(photos[0], weights[0]["yellow"]), weights[5]["green"]
    assert yellow[YELLOW] > 0.98
    assert yellow[GREEN] == pytest.approx(3 / 7, abs=0.01)
    assert green[0] == pytest.approx(4 / 7, abs=0.01)


def test_sharpness_0_gives_every_pixel_the_weight_1() -> None:
    photos, labels = dandelions()
    weights = list(ColorPosterior(0).fit_transform(photos, labels))
    assert {tuple(some.tolist()) for each in weights for some in each.values()} == {(1,), (1, 1)}


def test_higher_sharpness_lowers_weights_as_a_power() -> None:
    photos, labels = dandelions()
    weights = [
        ColorPosterior(sharpness).fit(photos, labels).weigh(photos[0], ("yellow",))["yellow"]
        for sharpness in (0.5, 1, 2, 8)
    ]
    assert all((less < more).all() for more, less in pairwise(weights))
    assert weights[1] ** 2 == pytest.approx(weights[2])
    assert weights[0] ** 16 == pytest.approx(weights[3])


@given(
    st.lists(st.tuples(colors, st.integers(1, 40)), min_size=1, max_size=4),
    st.sampled_from([RED, YELLOW]),
)
def test_a_color_weighs_the_same_whatever_else_the_photograph_shows(
    others: list[tuple[Color, int]], color: Color
) -> None:
    denoiser = fitted()
    alone, among = photo_of((color, 1)), photo_of(*others, (color, 5))
    for terms in (("yellow",), ("green", "yellow")):
        weights = by_color(among, denoiser.weigh(among, terms)["yellow"])
        assert weights[color] == denoiser.weigh(alone, ("yellow",))["yellow"][0]


@given(st.lists(st.tuples(colors, st.integers(1, 40)), min_size=1, max_size=4))
def test_weights_under_all_terms_sum_to_1(some: list[tuple[Color, int]]) -> None:
    photo = photo_of(*some)
    weights = fitted().weigh(photo, ("blue", "green", "yellow"))
    assert list(weights) == ["blue", "green", "yellow"]
    assert sum(weights.values()) == pytest.approx(np.ones(len(photo.counts)))


def test_a_color_that_was_never_seen_is_shared_by_all_terms() -> None:
    weights = fitted().weigh(photo_of((BLACK, 1)), ("blue",))
    assert weights["blue"][0] == pytest.approx(1 / 3, abs=0.01)


def test_a_term_without_photographs_is_one_of_those_compared() -> None:
    """Of it nothing is known: what others show is theirs, and the rest is shared by four."""
    photo = photo_of((GREEN, 1), (BLACK, 1))
    weights = fitted().weigh(photo, ("gray",))
    assert by_color(photo, weights["gray"]) == {
        GREEN: pytest.approx(0, abs=0.001),
        BLACK: pytest.approx(1 / 4, abs=0.01),
    }


def test_photographs_without_a_term_are_no_evidence() -> None:
    photos, labels = tagged_photos()
    alone = ColorPosterior().fit(photos[:8], labels[:8]).weigh(photos[0], ("red",))
    among = ColorPosterior().fit(photos, labels).weigh(photos[0], ("red",))
    assert among["red"].tolist() == alone["red"].tolist()


def test_a_training_photograph_is_not_evidence_for_itself() -> None:
    """White fills 1/10 of the photographs of red, and 1/5 of blue's: all of that is this one."""
    photos, labels = tagged_photos()
    photos = [*photos[:8], photo_of((RED, 20), (WHITE, 20)), photo_of((WHITE, 30))]
    labels = [*labels[:8], ("red",), ("blue",)]
    denoiser = ColorPosterior()
    (left_out,) = list(denoiser.fit_transform(photos, labels))[-1]["blue"]
    (counted,) = denoiser.weigh(photos[-1], ("blue",))["blue"]
    assert left_out < 0.02
    assert counted == pytest.approx(2 / 3, abs=0.01)


def test_leaving_a_photograph_out_is_as_fitting_without_it() -> None:
    photos, labels = dandelions()
    photos[0] = photo_of((YELLOW, 10), (GRAY, 30), (GREEN, 7))
    every = ColorPosterior().fit(photos, labels)
    without = ColorPosterior().fit(photos[1:], labels[1:])
    left_out = every.weigh_training_photo(photos[0], labels[0])["yellow"]
    assert left_out == pytest.approx(without.weigh(photos[0], labels[0])["yellow"], abs=1e-6)


def test_photographs_count_by_their_weights() -> None:
    """As if those of half the weight were half as many."""
    photos, labels = tagged_photos()
    photos, labels = [*photos[:8], photo_of((RED, 9))], [*labels[:8], ("blue",)]
    origins = [Origin("", {"red": 1 / 2, "blue": 1 / 2})] * 8 + [Origin()]
    denoiser = ColorPosterior()
    *_, last = denoiser.fit_transform(photos, labels, origins)
    twice = ColorPosterior().fit([*photos, photos[-1]], [*labels, labels[-1]])
    red = photo_of((RED, 1))
    expected = twice.weigh(red, ("blue",))["blue"]
    assert denoiser.weigh(red, ("blue",))["blue"] == pytest.approx(expected)
    assert last["blue"] == pytest.approx(0, abs=0.02)  # left out with the weight that it had


def test_less_smoothing_tells_close_colors_apart() -> None:
    near = (150, 20, 40)
    photos = [photo_of((RED, 9)), photo_of((near, 9))]
    weights = [
        ColorPosterior(smoothing=smoothing).fit(photos, [("red",), ("maroon",)])
        for smoothing in (4, 16)
    ]
    sharp, smooth = (each.weigh(photos[0], ("red",))["red"][0] for each in weights)
    assert 0.5 < smooth < 0.9 < sharp


@pytest.mark.parametrize(
    ("option", "complaint"),
    [({"smoothing": 0}, "above 0"), ({"background": "sauce"}, "none or source, got 'sauce'")],
)
def test_invalid_parameters_are_refused(option: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ColorPosterior(**option).fit(*dandelions())


def test_all_pixels_are_counted() -> None:
    photos, labels = dandelions()
    counted = ColorPosterior().fit(photos, labels).histograms_.sums["yellow"]
    shares = counted / counted.sum()
    assert sorted(shares[shares > 0]) == pytest.approx([1 / 4, 3 / 4])
