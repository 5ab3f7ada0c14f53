"""Which other name a classifier could just as well predict."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from folkhue.learning.classifiers.color_space import ColorSpace
from folkhue.learning.classifiers.name_classifier import NameClassifier
from folkhue.learning.classifiers.ties import is_tie

POINT = np.array([100, 100, 100], np.uint8)


def neighbors(k: int, near: str, equal: str, far: str) -> NameClassifier:
    """Fit to the names (letters) of gray pixels at `POINT`, at 20 levels from it, and farther."""
    levels = [100] * len(near) + [120] * len(equal) + [180] * len(far)
    colors = np.repeat(np.array(levels)[:, None], 3, axis=1)
    pipeline = make_pipeline(ColorSpace("oklab"), KNeighborsClassifier(k))
    return NameClassifier(pipeline).fit(colors, [*near, *equal, *far])


@pytest.mark.parametrize(
    ("k", "near", "equal", "name", "expected"),
    [
        (3, "ab", "ab", "a", True),  # one of two that are equally near
        (3, "ab", "ab", "b", True),
        (3, "aa", "bb", "b", False),  # two votes are sure
        (3, "aa", "bc", "b", False),
        (3, "a", "bbc", "b", True),
        (3, "a", "bbc", "c", True),  # one vote each
        (2, "ab", "", "b", True),  # as many votes
        (2, "a", "a", "b", False),
        (4, "", "aaabb", "b", True),  # with two of the others
        (4, "", "aaab", "b", False),  # the others get three
    ],
)
def test_a_name_could_win_by_the_choice_of_equally_near_neighbors(
    k: int, near: str, equal: str, name: str, expected: bool
) -> None:
    assert is_tie(neighbors(k, near, equal, "abc"), POINT, name) is expected


def test_near_is_not_equal() -> None:
    classifier = neighbors(1, "", "a", "b")
    assert not is_tie(classifier, POINT, "b")
