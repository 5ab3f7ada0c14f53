import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.learning.evaluation.calibration import (
    calibration_curve,
    calibration_of_classifier,
    expected_calibration_error,
)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40),
    st.integers(1, 12),
)
def test_every_prediction_is_counted_once(predictions: list[tuple[float, bool]], bins: int) -> None:
    probabilities = np.array([probability for probability, _ in predictions])
    correct = np.array([is_correct for _, is_correct in predictions], bool)
    table = calibration_curve(probabilities, correct, bins)
    assert list(table) == ["answers", "confidence", "right"]
    assert len(table) <= bins
    assert table["answers"].sum() == len(predictions)
    assert (table["answers"] * table["confidence"]).sum() == pytest.approx(probabilities.sum())
    assert (table["answers"] * table["right"]).sum() == pytest.approx(correct.sum())
    assert table["confidence"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("probabilities", "counts"),
    [([0.05, 0.95], [1, 1]), ([0.91, 0.99, 1.0], [3]), ([0.0, 0.09, 0.1], [2, 1]), ([], [])],
)
def test_each_tenth_with_predictions_is_a_row(
    probabilities: list[float], counts: list[int]
) -> None:
    table = calibration_curve(np.array(probabilities), np.ones(len(probabilities), bool))
    assert table["answers"].tolist() == counts


def test_each_color_counts_with_what_is_right_for_it() -> None:
    """Three pixels of one color, of which two have the predicted name."""
    probabilities = np.array([[0.75, 0.25]] * 3 + [[0.02, 0.98]])
    right = np.array([[True, False], [False, True], [True, False], [False, True]])
    table = calibration_of_classifier(probabilities, right)
    assert table["answers"].tolist() == [3, 1]
    assert table["right"].tolist() == pytest.approx([2 / 3, 1])
    assert table["confidence"].tolist() == pytest.approx([0.75, 0.98])


def test_pixels_are_as_sure_as_in_a_table() -> None:
    """What all other names have is not against a name, but what its strongest rival has is."""
    probabilities = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.3, 0.6, 0.0]])
    shares = np.array([[0.7, 0.3, 0, 0], [0, 0.75, 0.25, 0]])
    table = calibration_of_classifier(probabilities, shares)
    assert table["confidence"].tolist() == pytest.approx([4 / 7, 2 / 3])
    assert table["right"].tolist() == [0.7, 0.25]


@pytest.mark.parametrize(
    ("sure", "right", "error"),
    [
        ([0.8] * 5, [1, 1, 1, 1, 0], 0),
        ([0.8] * 5, [0.5, 1, 0.7, 0.9, 0.9], 0),  # shares of people
        ([0.95, 0.95, 0.95, 0.15], [0, 1, 1, 1], (3 * (0.95 - 2 / 3) + 0.85) / 4),
        ([0.62, 0.68], [0.72, 0.58], 0),  # in one tenth
        ([0.58, 0.62], [0.62, 0.58], 0.04),
        ([], [], 0),
    ],
)
def test_expected_calibration_error(sure: list[float], right: list[float], error: float) -> None:
    curve = calibration_curve(np.array(sure), np.array(right, np.float64))
    assert expected_calibration_error(curve) == pytest.approx(error, abs=1e-12)
