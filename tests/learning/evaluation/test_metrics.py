import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.learning.evaluation.metrics import (
    ROUNDS,
    Confusion,
    Tally,
    balanced_accuracy,
    difference,
    resampled,
)

TERMS = ("red", "green", "blue")
COUNTS = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.just(3), st.just(3)), elements=st.integers(0, 9)
)


def tally(*right_of_ten: int) -> Tally:
    """Ten red pixels per photograph, so many of them called red, the others green."""
    counts = np.zeros((len(right_of_ten), 3, 3), np.int64)
    counts[:, 0, 0] = right_of_ten
    counts[:, 0, 1] = 10 - np.array(right_of_ten)
    return Tally(TERMS, np.arange(len(counts)).astype(str), counts)


def test_scores_by_hand() -> None:
    confusion = Confusion.of(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), TERMS)
    assert confusion.counts.tolist() == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert confusion.accuracy == pytest.approx(3 / 4)
    assert confusion.balanced_accuracy == pytest.approx((2 / 3 + 1) / 2)
    summary = confusion.summary()
    assert summary["terms"]["red"] == {
        "precision": 1.0,
        "recall": pytest.approx(2 / 3),
        "support": 3,
    }
    assert summary["terms"]["green"]["precision"] == pytest.approx(1 / 2)
    assert sum(count for _, _, count in confusion.rows()) == 4


def test_no_question_no_score() -> None:
    nothing = np.empty(0, int)
    assert Confusion.of(nothing, nothing, TERMS).balanced_accuracy == 0
    assert tally().summary(0)["interval"] == [0.0, 1.0]


@given(COUNTS)
def test_many_matrices_are_scored_as_each_alone(counts: np.ndarray) -> None:
    alone = [Confusion(TERMS, each).balanced_accuracy for each in counts]
    assert balanced_accuracy(counts) == pytest.approx(alone)


@given(COUNTS)
def test_intervals_lie_between_nought_and_one_and_are_repeatable(counts: np.ndarray) -> None:
    found = Tally(TERMS, np.arange(len(counts)).astype(str), counts)
    low, high = found.summary(3)["interval"]
    assert 0 <= low <= high <= 1
    assert [low, high] == found.summary(3)["interval"]


def test_photographs_are_drawn_whole() -> None:
    """Half of the photographs all right, half all wrong: the interval is that of 20 coins."""
    low, high = tally(*[10] * 10, *[0] * 10).summary(0)["interval"]
    assert (low, high) == (pytest.approx(0.3, abs=0.051), pytest.approx(0.7, abs=0.051))
    weights = resampled(np.array([0] * 15 + [1] * 5), 0)
    assert weights.shape == (ROUNDS, 20)
    assert set(weights[:, :15].sum(axis=1)) == {15}
    assert set(weights[:, 15:].sum(axis=1)) == {5}
    assert weights.max() > 1


def test_a_draw_without_a_term_is_no_draw() -> None:
    """One photograph of ten holds the only green, called red: no draw may leave that out."""
    counts = np.zeros((10, 3, 3), np.int64)
    counts[:, 0, 0] = 1
    counts[9, 1, 0] = 1
    found = Tally(TERMS, np.arange(10).astype(str), counts)
    assert found.total.balanced_accuracy == 0.5
    assert found.summary(0)["interval"] == [0.5, 0.5]
    assert len(found.drawn(0)) < ROUNDS
    counts[8, 2, 0] = 1  # and another holds the only blue
    assert found.summary(0)["interval"] == [0.0, 1.0]
    assert difference(found, found, 0)["interval"] == [-1.0, 1.0]


def test_colors_of_one_name_each_are_drawn_name_by_name() -> None:
    """Two greens among a hundred reds: both names are in every draw."""
    counts = np.zeros((102, 3, 3), np.int64)
    counts[:100, 0, 0] = 1
    counts[100, 1, 1] = counts[101, 1, 0] = 1
    found = Tally(TERMS, np.arange(102).astype(str), counts)
    assert len(found.drawn(0)) == ROUNDS
    assert found.summary(0)["interval"] == [0.5, 1.0]


def test_only_what_was_asked_alike_is_compared() -> None:
    ours = tally(2, 4, 6)
    with pytest.raises(ValueError, match="asked the same"):
        difference(ours, tally(2, 4), 0)
    with pytest.raises(ValueError, match="asked the same"):
        difference(ours, Tally(TERMS, np.array(["a", "b", "c"]), ours.counts), 0)


def test_photographs_that_agree_leave_no_doubt() -> None:
    assert tally(8, 8, 8).summary(0)["interval"] == [pytest.approx(0.8), pytest.approx(0.8)]


def test_a_small_but_steady_difference_is_told_apart() -> None:
    """The scores vary widely between photographs, their difference does not."""
    ours, theirs = tally(2, 4, 6, 8, 10, 9), tally(1, 3, 5, 7, 9, 8)
    found = difference(ours, theirs, 0)
    assert found["difference"] == pytest.approx(0.1)
    assert found["interval"] == [pytest.approx(0.1), pytest.approx(0.1)]
    mixed = difference(tally(2, 4, 6, 8), tally(4, 2, 8, 5), 0)
    assert mixed["interval"][0] < 0 < mixed["interval"][1]
    opposite = difference(theirs, ours, 0)
    assert opposite["interval"] == [pytest.approx(-0.1), pytest.approx(-0.1)]
