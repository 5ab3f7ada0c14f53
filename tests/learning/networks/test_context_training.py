"""Training of a network that names pixels in context."""

from __future__ import annotations

from functools import cache

import jax
import numpy as np
import pytest
from support.networks import random_layers
from support.project import ROOT

import folkhue
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.learning.networks import augmentation, operations
from folkhue.learning.networks.baselines import blurred, by_superpixel
from folkhue.learning.networks.context_examples import (
    ContextExamples,
    context_examples,
    plain_background,
)
from folkhue.learning.networks.context_training import (
    example_weights,
)
from folkhue.learning.networks.fitting import fit
from folkhue.networks.context import TableEvidence, network_inputs
from folkhue.networks.encoder_decoder import forward

SAMPLER = ROOT / "data/sampler/photos.csv"
TABLE = folkhue.load("sampler8")


@cache
def examples() -> ContextExamples:
    records = list(read_manifest(SAMPLER))[:14]
    found, failed = context_examples(records, "sampler8", seed=0)
    assert not failed
    return found


def test_a_network_computes_in_training_what_it_computes_in_use() -> None:
    layers = random_layers(11, 8)
    frame = examples().frames[0]
    x = network_inputs(frame, TableEvidence(TABLE))
    single = {name: tuple(np.float32(each) for each in layer) for name, layer in layers.items()}
    trained = forward(single, np.float32(x)[None], operations)[0]
    assert np.allclose(trained, forward(layers, x), atol=1e-3)


def test_colors_are_converted_in_training_as_in_use() -> None:
    colors = np.random.default_rng(0).integers(0, 256, (50, 3), np.uint8)
    found = augmentation.to_oklab(colors.astype(np.float32))
    assert np.allclose(
        found,
        network_inputs(colors, TableEvidence(TABLE))[:, :3] / [3, 8, 8] + [0.6, 0, 0],
        atol=1e-5,
    )
    same = augmentation.lit(colors.astype(np.float32), 1.0)
    assert np.allclose(same, colors, atol=0.01)


def test_fitting_twice_gives_the_same_weights_which_lower_the_loss() -> None:
    def loss(weights: dict[str, jax.Array], key: jax.Array, x: jax.Array) -> jax.Array:
        noisy = x + 0.01 * jax.random.normal(key, x.shape)
        return ((noisy @ weights["w"] - 1) ** 2).mean()

    batches = [(np.random.default_rng(n).normal(1, 0.3, (8, 3)),) for n in range(60)]
    initial = {"w": np.zeros((3, 1), np.float32)}
    one, losses = fit(loss, initial, batches, 60, 0.1, 5, "a test")
    other, _ = fit(loss, initial, batches, 60, 0.1, 5, "a test")
    third, _ = fit(loss, initial, batches, 60, 0.1, 6, "a test")
    assert np.array_equal(one["w"], other["w"])
    assert not np.array_equal(one["w"], third["w"])
    assert losses[-1] < losses[0] / 4


def test_examples_have_what_people_wrote_and_what_the_table_names() -> None:
    found = examples()
    assert found.tagged.any(axis=1).all()
    assert found.frames.shape == found.pixels.shape == (len(found), 128, 128, 3)
    assert (found.shares.sum(axis=1) <= 1 + 1e-9).all()
    near = np.abs(found.frames.astype(int) - found.pixels)[found.visible]
    assert near.mean() < 40  # pixels are drawn where the frame is seen


def test_rare_names_are_drawn_more_often_and_products_as_often_as_wanted() -> None:
    count = 40
    blank = np.zeros((count, 1))
    tagged = np.zeros((count, 2), bool)
    tagged[:30, 0] = tagged[30:, 1] = True
    plain = np.arange(count) % 4 == 0
    weights = example_weights(
        ContextExamples(blank, blank, blank, blank, plain, blank, tagged), products=0.7
    )
    assert weights.sum() == pytest.approx(1)
    assert weights[plain].sum() == pytest.approx(0.7)
    assert weights[39] > weights[1]


@pytest.mark.parametrize(
    "border, background", [((255, 255, 255), True), ((250, 240, 238), True), ((220,) * 3, False)]
)
def test_only_a_white_background_is_one(border: tuple[int, int, int], background: bool) -> None:
    frame = np.full((128, 128, 3), border, np.uint8)
    frame[30:90, 40:80] = 30, 60, 200
    frame[50:60, 50:60] = 255  # white inside a product is no background
    expected = np.zeros((128, 128), bool)
    if background:
        expected[:] = True
        expected[30:90, 40:80] = False
    assert np.array_equal(plain_background(frame), expected)


@pytest.mark.parametrize("naming", [blurred, by_superpixel])
def test_baselines_name_surfaces_and_not_specks(naming: object) -> None:
    pixels = np.full((120, 200, 3), (30, 60, 200), np.uint8)
    pixels[:, 100:] = 200, 20, 30
    pixels[40, 50] = 255
    photo = folkhue.read_photo(png(pixels))
    names = naming(TABLE)(photo)
    assert TABLE.terms[names[40, 50]] == "blue"
    assert TABLE.terms[names[60, 180]] == "red"


def png(pixels: np.ndarray) -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
