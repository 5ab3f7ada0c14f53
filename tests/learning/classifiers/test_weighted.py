"""Classifiers fitted to colors with weights."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.training import SMALL, VOCABULARY, examples, trained

from folkhue.learning.classifiers import BLEND, KINDS, ColorClassifier, train
from folkhue.learning.classifiers.color_space import ColorSpace
from folkhue.learning.classifiers.weighted import draw_rows, takes_weights

TWO = {"density": {"space": "oklab", "bins": 8}, "tree": {"space": "oklab"}}
"""Members of a blend: one that takes weights, and one that does not."""


def repeated_and_weighted(kind: str, **options: object) -> list[ColorClassifier]:
    """Train on pixels, and on their colors with numbers of pixels as weights."""
    pixels, names = examples(300)
    counts = np.random.default_rng(1).integers(1, 6, len(pixels))
    options = {**SMALL.get(kind, {}), **options}
    repeated = train(
        kind, options, pixels.repeat(counts, axis=0), names.repeat(counts), VOCABULARY, 0
    )
    named = pd.Categorical(names)
    return [repeated, train(kind, options, pixels, named, VOCABULARY, 0, counts.astype(float))]


@pytest.mark.parametrize(
    ("kind", "options"),
    [(kind, {}) for kind, each in KINDS.items() if each.weighted]
    + [("tree", {}), (BLEND, {"of": TWO})],
)
def test_weights_are_numbers_of_pixels(kind: str, options: dict[str, object]) -> None:
    repeated, weighted = repeated_and_weighted(kind, **options)
    pixels, _ = examples(500)
    expected = repeated.predict_proba(pixels)
    assert weighted.predict_proba(pixels) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_from_weighted_colors(kind: str) -> None:
    pixels, names = examples(2000)
    weights = np.random.default_rng(1).uniform(0.1, 2, len(pixels))
    classifier = train(kind, SMALL.get(kind, {}), pixels, names, VOCABULARY, 0, weights)
    assert (np.array(classifier.terms)[classifier.predict(pixels)] == names).mean() > 0.75


def test_max_pixels_are_drawn_by_their_weights() -> None:
    pixels, names = examples(600)
    weights = np.where(names == "red", 8.0, 0.5)
    options = {"max_pixels": 200, "min_samples_leaf": 1}
    tree = train("tree", options, pixels, names, VOCABULARY, 0, weights).pipeline[-1].tree_
    assert tree.n_node_samples[0] == 200
    share = weights[names == "red"].sum() / weights.sum()
    assert tree.value[0, 0, VOCABULARY.names.index("red")] == pytest.approx(share, abs=0.02)


@given(
    st.lists(st.floats(0.001, 1e6), min_size=1, max_size=30),
    st.integers(1, 500),
)
def test_rows_are_drawn_as_often_as_their_share(weights: list[float], number: int) -> None:
    drawn = draw_rows(np.array(weights), number)
    assert len(drawn) == number
    wanted = number * np.array(weights) / np.sum(weights)
    assert (np.abs(np.bincount(drawn, minlength=len(weights)) - wanted) < 1 + 1e-6).all()


@pytest.mark.parametrize(("kind", "expected"), [("density", True), ("tree", False), (BLEND, True)])
def test_kinds_tell_whether_they_take_weights(kind: str, expected: bool) -> None:
    assert takes_weights(trained(kind).pipeline) is expected


def test_many_colors_are_converted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, _ = examples(100)
    whole = ColorSpace("hue").transform(pixels)
    monkeypatch.setattr("folkhue.learning.classifiers.color_space.AT_ONCE", 7)
    assert np.array_equal(ColorSpace("hue").transform(pixels), whole)
