"""Training networks of palettes: small ones, in seconds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from folkhue.errors import TrainingError
from folkhue.harmonies.bins import bin_codes, to_bins
from folkhue.harmonies.network import Questions
from folkhue.learning.harmonies.evaluation import (
    accuracies,
    frequency_scores,
    held_out_scores,
    neighbor_scores,
    ranks_of,
)
from folkhue.learning.harmonies.export import bin_swatches, make_model
from folkhue.learning.harmonies.network import Dropout, Shape, initial_weights
from folkhue.learning.harmonies.network_file import load_trained, save_trained
from folkhue.learning.harmonies.sequences import Sequences
from folkhue.learning.harmonies.training import Recipe, TrainedNetwork, train

RAMPS = np.array(
    [[(60 * light, 0, 255 - 60 * light)[::turn] for light in range(5)] for turn in (1, -1)] * 40,
    np.uint8,
)
"""Two palettes, again and again."""

WORDS = ["warm evening", "cold morning"] * 40
SHAPE = Shape(width=16, hidden=16, layers=1, heads=2)
RECIPE = Recipe(SHAPE, Dropout(0.1, 0.1), epochs=12, batch=16, rate=0.03, average=0.8, hiding=0.2)


def sequences() -> Sequences:
    return Sequences.from_palettes([*RAMPS], WORDS)


@cache
def trained() -> TrainedNetwork:
    return train(sequences(), RECIPE)


def untrained(kind: str) -> TrainedNetwork:
    shape = replace(SHAPE, kind=kind)
    codes = np.unique(sequences().codes)
    weights = initial_weights(shape, len(codes), 2, 0)
    return TrainedNetwork(replace(RECIPE, shape=shape), codes, ("cold", "warm"), weights)


def test_what_is_missing_from_a_palette_is_learned() -> None:
    found = held_out_scores(trained(), sequences().chosen(np.arange(2)))
    assert found["top_3"] > 0.8
    assert found["log_loss"] < 1.5


@pytest.mark.parametrize("kind", ["attention", "lstm"])
def test_a_color_is_predicted_from_all_others_and_not_from_itself(kind: str) -> None:
    few, network = sequences().chosen(np.arange(1)), untrained(kind)
    before = network.log_probabilities(few)[0]
    for place in range(5):
        codes, lab = few.codes.copy(), few.lab.copy()
        codes[0, place], lab[0, place] = few.codes[0, place - 1], few.lab[0, place - 1]
        after = network.log_probabilities(replace(few, codes=codes, lab=lab))[0]
        same = [
            np.allclose(one, other, atol=1e-5) for one, other in zip(before, after, strict=True)
        ]
        assert same == [other == place for other in range(5)]
    silent = network.log_probabilities(few, words=False)[0]
    assert not np.isclose(silent, before).all(axis=1).any()


def test_numpy_answers_as_jax_does() -> None:
    network, few = trained(), sequences().chosen(np.arange(2))
    expected = network.log_probabilities(few)
    exported = network.exported()
    for row, words in enumerate(few.words):
        known = exported.known_words(" ".join(words))
        assert len(known) == 2
        asked = Questions.each_color(few.lab[row : row + 1])
        found = exported.log_probabilities(asked, known)[0]
        assert np.allclose(found, expected[row], atol=1e-4)


def test_a_seed_gives_the_same_file_and_another_one_another(tmp_path: Path) -> None:
    save_trained(trained(), tmp_path / "a")
    for name, seed in (("b", 0), ("c", 1)):
        save_trained(train(sequences(), replace(RECIPE, seed=seed)), tmp_path / name)
    one, same, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert one == same != other
    loaded = load_trained(tmp_path / "a")
    assert loaded.recipe == RECIPE
    save_trained(loaded, tmp_path / "d")
    assert (tmp_path / "d").read_bytes() == one


def test_a_model_keeps_what_is_usual(tmp_path: Path) -> None:
    model = make_model(trained(), RAMPS.reshape(-1, 3), sequences(), {"by": "a test"})
    for levels in (model.network.extras["palette_levels"], model.network.extras["color_levels"]):
        assert levels.shape == (4, 101)
        assert (np.diff(levels, axis=1) >= 0).all()


def test_a_swatch_is_near_the_mean_of_the_colors_of_its_bin() -> None:
    colors = np.array([[250, 10, 10], [252, 10, 10], [254, 10, 10], [0, 0, 200]], np.uint8)
    codes = np.unique(bin_codes(to_bins(colors)))
    swatches = bin_swatches(codes, np.repeat(colors, 50, axis=0))
    assert (bin_codes(to_bins(swatches)) == codes[:, None]).all()
    red = swatches[np.argmax(swatches[:, 0, 0]), 0].astype(int)
    assert np.abs(red - (254, 10, 10)).max() <= 3


def test_too_few_palettes_are_refused_and_so_is_exporting_an_lstm() -> None:
    with pytest.raises(TrainingError, match="at least 16 palettes, a batch, got 2"):
        train(sequences().chosen(np.arange(2)), RECIPE)
    with pytest.raises(TrainingError, match="not lstm"):
        untrained("lstm").exported()


def test_neighbors_and_frequencies_are_votes_of_the_training_palettes() -> None:
    training = sequences()
    codes = np.unique(training.codes)
    hidden = training.chosen(np.arange(2))
    votes = neighbor_scores(training, codes, hidden, 10)
    near = accuracies(ranks_of(votes, codes, hidden), hidden)
    assert near["top_5"] == 1
    counts = frequency_scores(training, codes, hidden)
    assert counts.shape == votes.shape
    assert counts[0, 0].sum() == training.present.sum()
