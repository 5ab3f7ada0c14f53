"""Training pixels as photographs of other exposures would show them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import train
from folkhue.learning.sampling.exposure import expose, with_exposures
from folkhue.learning.sampling.pixels import to_examples

LEVELS = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)

factors = st.floats(0.1, 10)


def by_the_standard(level: int, factor: float) -> int:
    """Expose a level of sRGB as IEC 61966-2-1 defines it."""
    unit = level / 255
    linear = unit / 12.92 if unit <= 0.04045 else ((unit + 0.055) / 1.055) ** 2.4
    lit = min(linear * factor, 1)
    encoded = 12.92 * lit if lit <= 0.0031308 else 1.055 * lit ** (1 / 2.4) - 0.055
    return round(encoded * 255)


@pytest.mark.parametrize(
    ("color", "factor", "expected"),
    [
        ((100, 50, 200), 1.0, (100, 50, 200)),
        ((100, 50, 200), 2.0, (138, 71, 255)),
        ((100, 50, 200), 0.5, (71, 34, 146)),
        ((0, 0, 0), 10.0, (0, 0, 0)),
        ((255, 255, 255), 1.5, (255, 255, 255)),
        ((255, 255, 255), 0.1, (89, 89, 89)),
        ((1, 2, 10), 4.0, (4, 8, 29)),
        ((0, 128, 255), 1.5, (0, 154, 255)),
    ],
)
def test_linear_light_is_multiplied(
    color: tuple[int, int, int], factor: float, expected: tuple[int, int, int]
) -> None:
    assert tuple(expose(np.array(color, np.uint8), factor).tolist()) == expected


@pytest.mark.parametrize("factor", [0.1, 0.5, 0.9, 1.1, 1.5, 2.0, 10.0])
def test_every_level_is_exposed_as_the_standard_says(factor: float) -> None:
    expected = [by_the_standard(level, factor) for level in range(256)]
    assert expose(LEVELS, factor)[:, 0].tolist() == expected


def test_the_factor_1_changes_nothing() -> None:
    assert np.array_equal(expose(LEVELS, 1.0), LEVELS)


STILL_WHITE = ((254.5 / 255 + 0.055) / 1.055) ** 2.4
"""The linear light of what is rounded to 255."""


@given(factors)
def test_an_exposure_keeps_the_order_of_levels_and_clips(factor: float) -> None:
    exposed = expose(LEVELS, factor)[:, 0].astype(int)
    assert (np.diff(exposed) >= 0).all()
    assert exposed[0] == 0
    assert exposed[255] == by_the_standard(255, factor)
    assert (exposed[255] == 255) == (factor > STILL_WHITE)


@given(factors, factors)
def test_a_longer_exposure_is_nowhere_darker(one: float, other: float) -> None:
    shorter, longer = sorted([one, other])
    assert (expose(LEVELS, shorter) <= expose(LEVELS, longer)).all()


@pytest.mark.parametrize("shape", [(3,), (0, 3), (7, 3), (2, 5, 3)])
def test_colors_keep_their_shape_and_are_not_changed(
    shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    rgb = rng.integers(0, 256, shape, np.uint8)
    before = rgb.copy()
    exposed = expose(rgb, 1.5)
    assert (exposed.shape, exposed.dtype) == (shape, np.uint8)
    assert np.array_equal(rgb, before)


# Examples.


def colors_with_weights() -> pd.DataFrame:
    rows = [("red", 100, 50, 200, 0.5), ("blue", 0, 0, 9, 2.0), ("red", 255, 1, 1, 0.25)]
    frame = pd.DataFrame(rows, columns=["term", "r", "g", "b", "weight"])
    return frame.astype({"term": pd.CategoricalDtype(["red", "green", "blue"])})


def drawn_pixels() -> pd.DataFrame:
    rows = [("red", 100, 50, 200, 2), ("blue", 0, 0, 9, 1)]
    return pd.DataFrame(rows, columns=["term", "r", "g", "b", "count"])


def test_the_exposures_of_a_color_share_its_weight() -> None:
    examples = with_exposures(to_examples(colors_with_weights()), [1.0, 2.0])
    assert examples.keys() == {"pixels", "terms", "weights"}
    assert examples["pixels"].dtype == np.uint8
    assert examples["pixels"].tolist() == [
        *([100, 50, 200], [0, 0, 9], [255, 1, 1]),
        *([138, 71, 255], [0, 0, 17], [255, 2, 2]),
    ]
    assert examples["weights"].tolist() == [0.25, 1, 0.125, 0.25, 1, 0.125]


def test_terms_stay_categories() -> None:
    examples = with_exposures(to_examples(colors_with_weights()), [1.0, 2.0])
    assert isinstance(examples["terms"], pd.Categorical)
    assert list(examples["terms"].categories) == ["red", "green", "blue"]
    assert list(examples["terms"]) == ["red", "blue", "red"] * 2


def test_drawn_pixels_have_no_weights_and_names_as_terms() -> None:
    examples = with_exposures(to_examples(drawn_pixels()), [0.5, 1.0])
    assert examples.keys() == {"pixels", "terms"}
    assert examples["terms"].dtype.kind == "U"
    assert examples["terms"].tolist() == ["red", "red", "blue"] * 2
    assert examples["pixels"].tolist() == [
        *([71, 34, 146], [71, 34, 146], [0, 0, 4]),
        *([100, 50, 200], [100, 50, 200], [0, 0, 9]),
    ]


@pytest.mark.parametrize("frame", [colors_with_weights(), drawn_pixels()])
def test_the_exposure_1_alone_changes_nothing(frame: pd.DataFrame) -> None:
    before, after = to_examples(frame), with_exposures(to_examples(frame), [1.0])
    assert {name: list(map(str, values)) for name, values in after.items()} == {
        name: list(map(str, values)) for name, values in before.items()
    }


@given(st.lists(factors, min_size=1, max_size=8))
def test_no_color_weighs_more_for_its_exposures(exposures: list[float]) -> None:
    before = to_examples(colors_with_weights())
    after = with_exposures(before, exposures)
    assert len(after["pixels"]) == len(after["terms"]) == 3 * len(exposures)
    of_each = after["weights"].reshape(len(exposures), 3).sum(axis=0)
    assert of_each == pytest.approx(before["weights"])
    assert before["weights"].tolist() == [0.5, 2.0, 0.25]


@pytest.mark.parametrize("kind", ["density", "tree"])
def test_classifiers_learn_colors_of_other_exposures(kind: str) -> None:
    """Dark red is red; with three times the light, so is a red that no photograph shows."""
    rows = [("red", 80, 0, 0, 1.0), ("blue", 0, 0, 80, 1.0), ("black", 9, 9, 9, 1.0)]
    frame = pd.DataFrame(rows, columns=["term", "r", "g", "b", "weight"])
    examples = with_exposures(to_examples(frame.astype({"term": "category"})), [1.0, 3.0])
    vocabulary = Vocabulary.of(["red", "blue", "black"])
    classifier = train(kind, {"space": "rgb"}, vocabulary=vocabulary, seed=0, **examples)
    shown = expose(np.array([[80, 0, 0], [0, 0, 80], [9, 9, 9]], np.uint8), 3.0)
    assert classifier.predict(shown).tolist() == [0, 1, 2]
