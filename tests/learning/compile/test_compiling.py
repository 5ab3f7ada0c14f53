"""Tables compiled of classifiers name colors as these do."""

from pathlib import Path

import numpy as np
import pytest
from support.tables import all_colors
from support.training import VOCABULARY, trained

import folkhue
from folkhue.errors import TrainingError
from folkhue.images.histogram import unpack
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile import compile_table
from folkhue.learning.compile.refine import borders, refine
from folkhue.table.color_table import ColorTable

pytestmark = pytest.mark.slow

LIMIT = 0.6


def test_a_compiled_table_equals_the_classifier_on_every_color() -> None:
    classifier = trained("tree")
    table = compile_table(classifier, VOCABULARY.swatches)
    assert table.metadata == {}
    for red in range(256):
        colors = all_colors(red)
        assert np.array_equal(table.predict(colors), classifier.predict(colors))


@pytest.mark.parametrize("kind", ["sgd", "mlp"])
def test_names_on_borders_and_a_lattice_are_those_of_the_classifier(kind: str) -> None:
    """Whichever other colors are predicted together with them."""
    classifier = trained(kind, space="oklab")
    names = refine(classifier).names
    nodes = np.arange(0, 256, 5)
    lattice = np.zeros((256, 256, 256), bool)
    lattice[np.ix_(nodes, nodes, nodes)] = True
    at_borders = borders(names.reshape(256, 256, 256))
    assert at_borders.sum() > 100_000
    codes = np.random.default_rng(3).permutation(np.flatnonzero(lattice | at_borders))
    assert np.array_equal(names[codes], classifier.predict(unpack(codes)))


def test_a_forest_is_compiled_to_what_it_predicts() -> None:
    classifier = trained("forest")
    table = compile_table(classifier, VOCABULARY.swatches)
    names = table.lut.by_rgb()
    codes = np.flatnonzero(borders(names))
    assert len(codes) > 100_000
    assert np.array_equal(names.ravel()[codes], classifier.predict(unpack(codes)))


@pytest.fixture(scope="module")
def unsure() -> tuple[ColorTable, ColorClassifier]:
    classifier = trained("logistic", space="oklab")
    return compile_table(classifier, VOCABULARY.swatches, unnamed_below=LIMIT), classifier


def test_names_less_probable_than_the_limit_are_left_out(
    unsure: tuple[ColorTable, ColorClassifier],
) -> None:
    table, classifier = unsure
    unnamed = 0
    for red in range(0, 256, 15):
        colors = all_colors(red)
        named = table.predict(colors)
        sure = classifier.predict_proba(colors).max(axis=1) >= LIMIT
        assert np.array_equal(named[sure], classifier.predict(colors)[sure])
        assert (named[~sure] == 255).all()
        unnamed += (~sure).sum()
    assert unnamed > 0


def test_a_limit_needs_a_classifier_with_probabilities() -> None:
    classifier = trained("sgd")
    with pytest.raises(TrainingError, match="has no probabilities"):
        compile_table(classifier, VOCABULARY.swatches, unnamed_below=0.5)


def test_probabilities_are_near_the_classifier_s(
    unsure: tuple[ColorTable, ColorClassifier], rng: np.random.Generator
) -> None:
    table, classifier = unsure
    colors = rng.integers(0, 256, (20_000, 3), np.uint8)
    features = table.probabilities()[table.bins(colors)]
    assert features.shape == (20_000, len(table.terms))
    assert features.dtype == np.float32
    assert features.sum(axis=1) == pytest.approx(1, abs=1e-5)
    truth = classifier.predict_proba(colors)
    assert np.abs(features - truth).mean() < 0.02
    named = table.predict(colors) < 255
    assert named.sum() > 10_000
    second, first = np.sort(truth[named], axis=1)[:, -2:].T
    assert np.corrcoef(table.confidence(colors)[named], first / (first + second))[0, 1] > 0.95


def test_confidence_compares_the_name_with_the_most_probable_other(
    unsure: tuple[ColorTable, ColorClassifier], rng: np.random.Generator
) -> None:
    table, _ = unsure
    colors = rng.integers(0, 256, (5000, 3), np.uint8)
    names, rows = table.predict(colors), table.probabilities()[table.bins(colors)].astype(float)
    assert set(names) == {*range(len(table.terms)), 255}
    assert not table.confidence(colors[names == 255]).any()
    colors, names, rows = colors[names < 255], names[names < 255], rows[names < 255]
    own = rows[np.arange(len(rows)), names]
    rows[np.arange(len(rows)), names] = 0
    expected = own / (own + rows.max(axis=1))
    assert table.confidence(colors) == pytest.approx(expected, abs=1e-6)
    assert 0 < (expected < 0.5).mean() < 0.1, "near borders, another name has the bin's center"


def test_probabilities_are_saved_with_the_table(
    unsure: tuple[ColorTable, ColorClassifier], tmp_path: Path
) -> None:
    table, _ = unsure
    table.save(tmp_path / "table.npz")
    assert (tmp_path / "table.npz").stat().st_size <= 64 * 1024
    assert np.array_equal(
        folkhue.load(tmp_path / "table.npz").probabilities(), table.probabilities()
    )
