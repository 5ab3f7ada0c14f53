"""A blend predicts the highest average, and asks no member whose vote cannot change it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.base import BaseEstimator, ClassifierMixin

from folkhue.learning.classifiers.blend import Blend

NUMBER_OF_ROWS = 6


class Ballots(ClassifierMixin, BaseEstimator):
    """Gives the vote that it was given for each row, and remembers which rows it was asked."""

    def __init__(self, votes: np.ndarray) -> None:
        self.votes = votes

    def fit(self, X: np.ndarray, y: np.ndarray) -> "Ballots":
        self.classes_, self.asked_ = np.unique(y), []
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        assert len(X)
        self.asked_ += X[:, 0].tolist()
        return self.votes[X[:, 0]]


def blend_of(votes: np.ndarray) -> Blend:
    """Blend members whose votes have the shape (members, rows, classes)."""
    members = [(f"m{number}", Ballots(of_one)) for number, of_one in enumerate(votes)]
    classes = np.arange(votes.shape[2])
    return Blend(members, voting="soft").fit(classes[:, None], classes)


ROWS = np.arange(NUMBER_OF_ROWS)[:, None]


@given(st.integers(1, 6), st.integers(2, 4), st.data())
def test_the_highest_average_is_predicted(members: int, classes: int, data: st.DataObject) -> None:
    whole = st.integers(0, 5)
    weights = data.draw(arrays(int, (members, NUMBER_OF_ROWS, classes), elements=whole)) ** 3 + 0.1
    blend = blend_of(weights / weights.sum(axis=2, keepdims=True))
    averages = np.sort(blend.predict_proba(ROWS), axis=1)
    is_clear = averages[:, -1] > averages[:, -2] + 1e-6
    highest = blend.predict_proba(ROWS).argmax(axis=1)
    assert np.array_equal(blend.predict(ROWS)[is_clear], highest[is_clear])


@pytest.mark.parametrize(
    ("shares", "asked"),
    [
        ([1.0], [6]),
        ([0.6, 0.6], [6, 6]),
        ([0.9, 1.0, 0.6], [0, 6, 6]),
        ([0.9, 0.8, 0.6], [6, 6, 6]),  # until the third, others might have the majority
        ([0.1, 1.0, 1.0, 0.6], [0, 6, 6, 6]),
        ([0.1, 1.0, 0.5, 0.5], [6, 6, 6, 6]),  # half is not more than half
        ([0.1, 0.1, 0.9, 0.9, 0.9], [0, 0, 6, 6, 6]),
        ([0.1, 0.9, 0.5, 0.6, 0.7], [0, 6, 6, 6, 6]),
    ],
)
def test_no_member_is_asked_after_the_majority(shares: list[float], asked: list[int]) -> None:
    one = np.repeat(np.array(shares)[:, None, None], NUMBER_OF_ROWS, axis=1)
    blend = blend_of(np.concatenate([one, 1 - one], axis=2))
    blend.predict(ROWS)
    assert [len(member.asked_) for member in blend.estimators_] == asked
