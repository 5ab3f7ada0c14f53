from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
from support.training import VOCABULARY, trained

from folkhue.learning.classifiers import KINDS
from folkhue.learning.compile import compile_table
from folkhue.learning.compile.all_colors import name_all_colors
from folkhue.learning.compile.refine import N_CHECKED, refine

pytestmark = pytest.mark.slow


@dataclass
class Balls:
    """Predicts a second name in balls on a lattice over the cube; called like a classifier."""

    period: int
    radius: float

    @cached_property
    def squares(self) -> np.ndarray:
        """Of the distances from each channel's value to the nearest center."""
        half = self.period // 2
        return ((np.arange(256) - 4 + half) % self.period - half) ** 2

    def predict(self, rgb: np.ndarray) -> np.ndarray:
        apart = self.squares[rgb]
        return (apart[:, 0] + apart[:, 1] + apart[:, 2] <= self.radius**2).astype(np.uint8)

    def all_names(self) -> np.ndarray:
        """The names of all colors, shape (256, 256, 256)."""
        red, green, blue = np.ix_(self.squares, self.squares, self.squares)
        return (red + green + blue <= self.radius**2).astype(np.uint8)


def test_all_colors_are_predicted_in_the_order_of_their_numbers() -> None:
    balls: Any = Balls(80, 9)
    assert np.array_equal(name_all_colors(balls), balls.all_names().ravel())


@pytest.mark.parametrize("balls", [Balls(127, 60), Balls(80, 9)], ids=repr)
def test_borders_are_found_and_followed_by_few_predictions(balls: Any) -> None:
    found = refine(balls)
    assert np.array_equal(found.names, balls.all_names().ravel())
    assert found.evaluated < 2_000_000
    assert (found.checked, found.missed) == (N_CHECKED, 0)


def test_missed_regions_are_counted_and_those_found_by_the_check_are_corrected() -> None:
    small: Any = Balls(24, 2.4)
    truth = small.all_names()
    found = refine(small)
    assert found.missed > 50
    wrong = int((found.names != truth.ravel()).sum())
    assert 0 < wrong < truth.sum()
    # A ball that was found is whole.
    labels, number = scipy.ndimage.label(found.names.reshape(256, 256, 256))
    whole, balls = scipy.ndimage.label(truth)
    sizes = np.bincount(whole.ravel())[1:]
    met = whole.ravel()[np.unique(labels.ravel(), return_index=True)[1][1:]]
    assert np.array_equal(np.bincount(labels.ravel())[1:], sizes[met - 1])
    assert 0 < number <= min(found.missed, balls - 1)


def test_slow_kinds_are_refined_and_their_tables_say_so() -> None:
    assert {name for name, kind in KINDS.items() if kind.slow} == {"svm", "knn"}
    slow = trained("svm", space="oklab", max_pixels=100)
    table = compile_table(slow, VOCABULARY.swatches, {"by": "a test"})
    assert list(table.metadata) == ["by", "asked", "checked", "missed"]
    assert table.metadata["by"] == "a test"
    assert 100_000 < table.metadata["asked"] < 2_000_000
    assert table.metadata["checked"] >= 100_000
    assert table.metadata["missed"] <= 10
    rng = np.random.default_rng(4)
    colors = rng.integers(0, 256, (3000, 3), np.uint8)
    assert np.array_equal(table.predict(colors), slow.predict(colors))
