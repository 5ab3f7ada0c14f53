import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.search.parser import parse
from folkhue.search.scoring import (
    clause_fits,
    clause_shares,
    histogram_intersection,
    preferences,
    query_scores,
)

NAMES = ("red", "white", "blue", "unnamed")

FITS = [
    ("mostly red", [1, 0, 0, 0], 1),
    ("mostly red", [0.5, 0.5, 0, 0], 0.5),
    ("mostly red", [0.25, 0.75, 0, 0], 0),
    ("no red", [0.02, 0.98, 0, 0], 1),
    ("no red", [0.10, 0.90, 0, 0], 0),
    ("some red", [0.5, 0.5, 0, 0], 0.5),
    ("30 % red", [0.45, 0.55, 0, 0], 0),
    ("30 % red", [0.25, 0.75, 0, 0], 1),
    ("only red or white", [0.5, 0.45, 0.05, 0], 1),
    ("more red than blue", [0.4, 0.2, 0.4, 0], 0),
    ("more red than blue", [0.5, 0.1, 0.4, 0], 1),
    ("less red than blue", [0.4, 0.15, 0.45, 0], 0.5),
    ("mostly red, some white", [0.5, 0.5, 0, 0], 0.5),  # √(0.5 · 0.5)
    ("half red, half blue", [0.5, 0.5, 0, 0], 0),
    ("red and white", [0.25, 0.25, 0.5, 0], 1),
    ("red and white", [0.5, 0.02, 0.48, 0], 0),
    ("red > 2 %", [0, 1, 0, 0], 0),
    ("red > 2 %", [0.01, 0.99, 0, 0], 0.5),
    ("red 5-10 %", [0, 1, 0, 0], 0),
    ("red > 20 %", [0.15, 0.85, 0, 0], 0),
]


@pytest.mark.parametrize(("query", "shares", "expected"), FITS)
def test_a_photograph_is_scored(query: str, shares: list[float], expected: float) -> None:
    parsed = parse(query, NAMES[:-1])
    fits = clause_fits(parsed, clause_shares(parsed, NAMES, np.array([shares])))
    assert query_scores(fits) == pytest.approx([expected], abs=1e-9)


PREFERRED = [
    ("red", [0.8, 0.2, 0, 0], [0.6, 0.4, 0, 0]),
    ("no red", [0, 1, 0, 0], [0.01, 0.99, 0, 0]),
    ("some red", [0.25, 0.75, 0, 0], [0.35, 0.65, 0, 0]),
    ("blue, not red", [0, 0.4, 0.6, 0], [0.02, 0.38, 0.6, 0]),
    ("more red than blue", [0.5, 0.5, 0, 0], [0.5, 0.4, 0.1, 0]),
]


@pytest.mark.parametrize(("query", "better", "worse"), PREFERRED)
def test_of_equal_scores_the_clearer_match_is_preferred(
    query: str, better: list[float], worse: list[float]
) -> None:
    parsed = parse(query, NAMES[:-1])
    summed = clause_shares(parsed, NAMES, np.array([better, worse]))
    assert query_scores(clause_fits(parsed, summed)).tolist() == [1, 1]
    first, second = preferences(parsed, summed)
    assert first > second


FAR = [("30 % red", [0.9, 0.1, 0, 0]), ("no red", [0.5, 0.5, 0, 0]), ("only red", [0.5, 0.5, 0, 0])]


@pytest.mark.parametrize(("query", "shares"), FAR)
def test_what_does_not_match_may_still_come_near(query: str, shares: list[float]) -> None:
    parsed = parse(query, NAMES[:-1])
    summed = clause_shares(parsed, NAMES, np.array([shares]))
    assert clause_fits(parsed, summed) == 0
    assert 0 < clause_fits(parsed, summed, widened=True) < 1


some_shares = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


@given(some_shares, some_shares)
def test_similarity_is_symmetric_and_highest_for_equal_shares(
    one: list[int], other: list[int]
) -> None:
    a, b = np.array(one) / sum(one), np.array(other) / sum(other)
    similar = histogram_intersection(a, b)
    assert similar == histogram_intersection(b, a)
    assert similar <= histogram_intersection(a, a) == pytest.approx(1)
