from dataclasses import dataclass

import numpy as np
import pytest
import scipy.ndimage
from support.training import VOCABULARY, trained

from folkhue.learning import compile as compiling
from folkhue.learning.classifiers import KINDS
from folkhue.learning.compile import compile_table


@dataclass
class Balls:
    """Calls colors in balls, all over the cube, by a second name; asked like a classifier."""

    period: int
    radius: float

    def predict(self, rgb: np.ndarray) -> np.ndarray:
        apart = (rgb.astype(int) - 4 + self.period // 2) % self.period - self.period // 2
        return ((apart**2).sum(axis=1) <= self.radius**2).astype(np.uint8)


def all_of(classifier: Balls) -> np.ndarray:
    return compiling.name_all(classifier)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "classifier", [Balls(127, 60), Balls(80, 9), trained("logistic", space="oklab")], ids=repr
)
def test_borders_are_found_and_followed_without_asking_for_all_colors(classifier: Balls) -> None:
    refined = compiling.refine(classifier)  # type: ignore[arg-type]
    assert np.array_equal(refined.names, all_of(classifier))
    assert refined.asked < 2_000_000
    assert (refined.checked, refined.missed) == (compiling.CHECKED, 0)


def test_what_is_missed_is_told_and_mended_where_it_was_met() -> None:
    small = Balls(24, 2.4)
    truth = all_of(small)
    refined = compiling.refine(small)  # type: ignore[arg-type]
    assert refined.missed > 50
    wrong = int((refined.names != truth).sum())
    assert 0 < wrong < truth.sum()
    # A ball that was met is right altogether: they are whole, or not there.
    labels, found = scipy.ndimage.label(refined.names.reshape(256, 256, 256))
    whole, balls = scipy.ndimage.label(truth.reshape(256, 256, 256))
    sizes = np.bincount(whole.ravel())[1:]
    met = whole.ravel()[np.unique(labels.ravel(), return_index=True)[1][1:]]
    assert np.array_equal(np.bincount(labels.ravel())[1:], sizes[met - 1])
    assert 0 < found <= min(refined.missed, balls - 1)


def test_only_slow_kinds_are_refined_and_their_tables_say_so() -> None:
    assert {name for name, kind in KINDS.items() if kind.slow} == {"svm", "knn"}
    slow = trained("svm", space="oklab", max_pixels=300)
    table = compile_table(slow, VOCABULARY.swatches, {"by": "a test"})
    assert table.metadata["checked"] >= 100_000
    assert table.metadata["missed"] <= 10
    assert table.metadata["by"] == "a test"
    rng = np.random.default_rng(4)
    colors = rng.integers(0, 256, (3000, 3), np.uint8)
    assert np.array_equal(table.predict(colors), slow.predict(colors))
    assert compile_table(trained("tree"), VOCABULARY.swatches).metadata == {}
