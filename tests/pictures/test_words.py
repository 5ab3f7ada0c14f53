"""Color words: every color belongs to those near it, and most to the nearest."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from folkhue.color.notation import parse_hex
from folkhue.pictures.groups import COARSE, FINE
from folkhue.pictures.words import NEAREST, ColorWords, color_words, colors_of_bins

STEPS = (FINE, COARSE, 40.0)
ALL_BINS = np.arange(32**3)
SOME = np.random.default_rng(1).permutation(ALL_BINS)[:300]

bins = st.integers(0, 32**3 - 1)


@cache
def weights(step: float) -> np.ndarray:
    """Return how much each of some bins belongs to each point, shape (bins, points)."""
    places = np.arange(len(SOME))
    found = color_words(step).histogram(SOME, np.ones(len(SOME)), places, len(SOME))
    return found.reshape(len(SOME), -1)


@pytest.mark.parametrize("step", STEPS)
def test_points_have_the_names_of_different_colors(step: float) -> None:
    names = color_words(step).names
    assert len({*names}) == len(names)
    assert all(re.fullmatch("#[0-9a-f]{6}", name) for name in names)


@pytest.mark.parametrize("step", STEPS)
def test_a_color_is_shared_among_few_points(step: float) -> None:
    found = weights(step)
    assert found.min() >= 0
    assert found.sum(axis=1) == pytest.approx(1)
    assert (np.count_nonzero(found, axis=1) <= NEAREST).all()


@cache
def nearest(step: float) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest point of the whole lattice for each bin; list those that are one."""
    planes, sides = range(-1, int(100 / step) + 2), range(-int(100 / step), int(100 / step) + 1)
    lattice = [
        ((plane + 0.5) * step, (a + plane % 2 / 2) * step, (b + plane % 2 / 2) * step)
        for plane, a, b in product(planes, sides, sides)
    ]
    return np.unique(cKDTree(lattice).query(colors_of_bins())[1], return_inverse=True)


@pytest.mark.parametrize("step", STEPS)
def test_points_are_those_that_are_nearest_to_a_color(step: float) -> None:
    points, place = nearest(step)
    names = color_words(step).names
    assert len(names) == len(points)
    named = np.array([parse_hex(name) for name in names], int)
    assert place[(named // 8) @ (1, 32, 1024)].tolist() == [*range(len(points))]


@pytest.mark.parametrize("step", STEPS)
def test_the_nearest_point_has_most_of_a_color(step: float) -> None:
    assert (weights(step).argmax(axis=1) == nearest(step)[1][SOME]).mean() > 0.99  # but for ties


class Colors(NamedTuple):
    """Colors of a picture in two parts."""

    bins: np.ndarray
    shares: np.ndarray
    parts: np.ndarray


@st.composite
def colors(draw: st.DrawFn) -> Colors:
    number = draw(st.integers(0, 12))
    several = [
        draw(st.lists(each, min_size=number, max_size=number))
        for each in (
            bins,
            st.floats(0, 1),
            st.integers(0, 1),
        )
    ]
    return Colors(
        *(np.array(each, kind) for each, kind in zip(several, (int, float, int), strict=True))
    )


@given(colors())
def test_a_histogram_sums_to_the_shares_and_parts_are_apart(found: Colors) -> None:
    words = color_words(COARSE)
    whole = words.histogram(found.bins, found.shares)
    parts = words.histogram(*found, 2).reshape(2, -1)
    assert whole.shape == (len(words.names),)
    assert whole.sum() == pytest.approx(found.shares.sum())
    assert parts.sum(axis=0) == pytest.approx(whole)
    for part, row in enumerate(parts):
        inside = found.parts == part
        alone = words.histogram(found.bins[inside], found.shares[inside])
        assert row == pytest.approx(alone)


@pytest.mark.parametrize("step", [FINE, COARSE])
def test_colors_that_differ_little_have_similar_histograms(step: float) -> None:
    """If all of a color went to the nearest point, some would change by 2."""
    others = np.where(SOME // 32 % 32 < 31, SOME + 32, SOME - 32)  # a level of green
    places = np.arange(len(SOME))
    after = color_words(step).histogram(others, np.ones(len(SOME)), places, len(SOME))
    change = np.abs(after.reshape(len(SOME), -1) - weights(step)).sum(axis=1)
    distance = np.linalg.norm(colors_of_bins()[others] - colors_of_bins()[SOME], axis=1)
    assert (change <= 5 * distance / step).all()


def test_what_was_asked_before_changes_nothing() -> None:
    fresh, shares = ColorWords(COARSE), np.full(len(SOME), 1 / len(SOME))
    first = fresh.histogram(SOME, shares)
    fresh.histogram(ALL_BINS[:2000], np.ones(2000))
    assert np.array_equal(fresh.histogram(SOME, shares), first)
    assert np.array_equal(color_words(COARSE).histogram(SOME, shares), first)
