import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.learning.evaluation.confusion_matrix import ConfusionMatrix, balanced_accuracy

TERMS = ("red", "green", "blue")
COUNTS = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.just(3), st.just(3)), elements=st.integers(0, 9)
)


def test_scores_by_hand() -> None:
    confusion = ConfusionMatrix.from_predictions(
        np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), TERMS
    )
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


def test_without_examples_scores_are_0() -> None:
    nothing = np.empty(0, int)
    matrix = ConfusionMatrix.from_predictions(nothing, nothing, TERMS)
    assert (matrix.accuracy, matrix.balanced_accuracy) == (0, 0)


@given(COUNTS)
def test_many_matrices_score_as_each_alone(counts: np.ndarray) -> None:
    alone = [ConfusionMatrix(TERMS, each).balanced_accuracy for each in counts]
    assert balanced_accuracy(counts) == pytest.approx(alone)
