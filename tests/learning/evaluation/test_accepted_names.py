import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.learning.evaluation.accepted_names import score_accepted
from folkhue.learning.evaluation.bootstrap import GroupedConfusion

TERMS = ("red", "green", "blue")


def of(*names: str) -> np.ndarray:
    """Accept names, given by their first letters."""
    return np.array([[term[0] in some for term in TERMS] for some in names], bool).reshape(-1, 3)


def test_any_accepted_name_is_right() -> None:
    found = score_accepted(of("r", "rg", "rg", "b"), np.array([0, 1, 2, 255]), TERMS, 0)
    assert found["accuracy"] == pytest.approx(2 / 4)
    assert {term: each["support"] for term, each in found["terms"].items()} == {
        "red": 3,
        "green": 2,
        "blue": 1,
    }
    assert found["terms"]["red"]["recall"] == pytest.approx(2 / 3)
    assert found["terms"]["green"]["recall"] == pytest.approx(1 / 2)
    assert found["balanced_accuracy"] == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert found["terms"]["green"]["precision"] == 1
    assert found["terms"]["blue"]["precision"] == 0
    assert (found["interval"], found["groups"], found["enough"]) == ([0.0, 1.0], 4, False)


def test_names_that_no_color_has_do_not_count() -> None:
    found = score_accepted(
        of(*["r"] * 10, *["g"] * 30), np.array([0] * 10 + [1, 0, 0] * 10), TERMS, 0
    )
    assert found["balanced_accuracy"] == pytest.approx((1 + 1 / 3) / 2)
    low, high = found["interval"]
    assert 0.5 < low < found["balanced_accuracy"] < high < 0.8
    assert found["enough"]


def test_no_colors() -> None:
    found = score_accepted(of(), np.array([], np.uint8), TERMS, 0)
    assert (found["accuracy"], found["balanced_accuracy"], found["enough"]) == (0, 0, False)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40))
def test_with_one_name_each_it_is_a_confusion_matrix(pairs: list[tuple[int, int]]) -> None:
    actual, predicted = np.array(pairs, int).reshape(-1, 2).T
    found = score_accepted(np.eye(3, dtype=bool)[actual], predicted, TERMS, 0)
    groups = np.arange(len(pairs)).astype(str)
    once = np.eye(3, dtype=np.int64)[predicted]
    expected = GroupedConfusion.from_predictions(groups, actual, once, TERMS).total.summary()
    for key in ("accuracy", "balanced_accuracy"):
        assert found[key] == pytest.approx(expected[key])
    for term, scores in expected["terms"].items():
        assert found["terms"][term] == pytest.approx(scores)
