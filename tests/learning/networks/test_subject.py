import jax
import numpy as np
import pytest

from folkhue.learning.networks import subject
from folkhue.learning.networks.composites import Material
from folkhue.learning.networks.initial import initial_weights
from folkhue.learning.networks.subject import Training, fit
from folkhue.networks.encoder_decoder import forward
from folkhue.networks.subject import INPUTS, OUTPUTS, frame_mask, inputs_of, tiled

RANDOM = np.random.default_rng(0)
MATERIAL = Material(
    [RANDOM.integers(0, 256, (40, 40, 4), np.uint8)],
    [RANDOM.integers(0, 256, (64, 64, 3), np.uint8)],
)


@pytest.mark.slow
def test_training_twice_gives_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "SMALL_SIDE", 32)
    monkeypatch.setattr(subject, "SMALL", 1.0)
    told: list[float] = []
    runs = [
        fit(MATERIAL, Training(2, 1, 0.003, seed), lambda loss, _: told.append(loss))
        for seed in (0, 0, 1)
    ]
    assert len(told) == 6
    assert np.isfinite(told).all()
    kernels = [np.asarray(weights["d0"][0]) for weights in runs]
    assert (kernels[0] == kernels[1]).all()
    assert (kernels[0] != kernels[2]).any()
    layers = {
        name: (np.float64(kernel), np.float64(bias)) for name, (kernel, bias) in runs[0].items()
    }
    mask = frame_mask(RANDOM.integers(0, 256, (64, 64, 3), np.uint8), layers)
    assert ((mask > 0) & (mask < 1)).all()


def test_normalization_becomes_part_of_the_weights() -> None:
    weights = initial_weights(INPUTS, OUTPUTS, seed=1)
    kernel = jax.random.normal(jax.random.key(2), weights["out"][0].shape)
    weights["out"] = kernel, weights["out"][1] + 0.5
    frame = RANDOM.integers(0, 256, (32, 32, 3)).astype(np.float64)
    normalizing = subject._Normalizing({id(kernel): name for name, (kernel, _) in weights.items()})
    wanted = tiled(forward(weights, inputs_of(frame[None].astype(np.float32)), normalizing))[0]
    folded = subject._folded(weights, normalizing.statistics)
    layers = {
        name: (np.float64(kernel), np.float64(bias)) for name, (kernel, bias) in folded.items()
    }
    assert tiled(forward(layers, inputs_of(frame))) == pytest.approx(np.asarray(wanted), abs=1e-3)
