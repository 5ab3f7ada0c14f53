import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.confusion import ROUNDS, Confusion, Tally, balanced_accuracy, difference, resampled

TERMS = ("red", "green", "blue")
COUNTS = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.just(3), st.just(3)), elements=st.integers(0, 9)
)


def tally(*right_of_ten: int) -> Tally:
    """Ten red pixels per photograph, so many of them called red, the others green."""
    counts = np.zeros((len(right_of_ten), 3, 3), np.int64)
    counts[:, 0, 0] = right_of_ten
    counts[:, 0, 1] = 10 - np.array(right_of_ten)
    return Tally(TERMS, counts)


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
    assert tally().summary(0)["interval"] == [0.0, 0.0]


@given(COUNTS)
def test_many_matrices_are_scored_as_each_alone(counts: np.ndarray) -> None:
    alone = [Confusion(TERMS, each).balanced_accuracy for each in counts]
    assert balanced_accuracy(counts) == pytest.approx(alone)


@given(COUNTS)
def test_intervals_lie_between_nought_and_one_and_are_repeatable(counts: np.ndarray) -> None:
    low, high = Tally(TERMS, counts).summary(3)["interval"]
    assert 0 <= low <= high <= 1
    assert [low, high] == Tally(TERMS, counts).summary(3)["interval"]


def test_photographs_are_drawn_whole() -> None:
    """Half of the photographs all right, half all wrong: the interval is that of 20 coins."""
    low, high = tally(*[10] * 10, *[0] * 10).summary(0)["interval"]
    assert (low, high) == (pytest.approx(0.3, abs=0.051), pytest.approx(0.7, abs=0.051))
    weights = resampled(20, 0)
    assert weights.shape == (ROUNDS, 20)
    assert set(weights.sum(axis=1)) == {20}


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
