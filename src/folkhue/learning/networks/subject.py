"""Training of the network that finds the subject of a photograph, on composites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from folkhue._utils.ahead import computed_ahead
from folkhue.learning.networks import operations
from folkhue.learning.networks.composites import Floats, Material, Pixels, composites
from folkhue.learning.networks.initial import initial_weights
from folkhue.networks.encoder_decoder import forward
from folkhue.networks.subject import INPUTS, OUTPUTS, SIDE, inputs_of, tiled

Weights = dict[str, tuple[Any, Any]]
"""Layer → kernel and bias."""

Statistics = dict[str, tuple[Any, Any]]
"""Layer → mean and variance of each channel of what it computes, without its bias."""

KEPT = 0.95
"""Of the running statistics of a layer, in each step."""

SMALL = 0.85
"""Share of steps, the first, with frames of `SMALL_SIDE` pixels, and twice as many of them."""

SMALL_SIDE = 64
"""Rows and columns of small frames."""

_TINY = 1e-3  # added to a variance
_SMOOTH = 20.0  # pixels added to intersection and union, so that small objects count less
_WEIGHT_DECAY = 1e-3
_WARM_UP = 100  # steps of a rising learning rate, at most


@dataclass(frozen=True)
class Training:
    """How the network is trained.

    Attributes
    ----------
    steps : int
    batch : int
        Composites in each step with frames of full size.
    learning_rate : float
        The highest; it rises at first, and then falls along a cosine.
    seed : int
    """

    steps: int
    batch: int
    learning_rate: float
    seed: int


def fit(
    material: Material,
    training: Training,
    advance: Callable[[float, Callable[[], Weights]], None],
) -> Weights:
    """Train the network.

    Batches are normalized after each 3 × 3 convolution; what that does on the average is part
    of the weights that are returned.

    Parameters
    ----------
    material : Material
        What composites are made of; each step sees new ones.
    training : Training
    advance : callable
        Is told the loss after each step, and how to get the weights so far.

    References
    ----------
    S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift", ICML 2015.
    """
    weights = initial_weights(INPUTS, OUTPUTS, seed=training.seed)
    statistics = _initial_statistics(weights)
    optimizer, step = _optimization(training.steps, training.learning_rate)
    state = optimizer.init(weights)
    for rgb, masks in _batches(material, training):
        weights, statistics, state, loss = step(weights, statistics, state, rgb, masks)
        advance(float(loss), partial(_folded, weights, statistics))
    return _folded(weights, statistics)


def _batches(material: Material, training: Training) -> Iterator[tuple[Pixels, Floats]]:
    """Yield what each step sees; made while the step before is done."""
    random = np.random.default_rng(training.seed)

    def batch(number: int) -> tuple[Pixels, Floats]:
        # Small frames take less than half of the time, and teach most of it.
        small = number < SMALL * training.steps
        side, size = (SMALL_SIDE, 2 * training.batch) if small else (SIDE, training.batch)
        return composites(material, size, random, (side, side))

    return computed_ahead(batch, range(training.steps))


@cache
def _optimization(steps: int, learning_rate: float) -> tuple[Any, Any]:
    """Make the optimizer, and the function that does a step; it is compiled once."""
    rise = min(_WARM_UP, steps // 2)
    schedule = optax.warmup_cosine_decay_schedule(
        0, learning_rate, rise, max(steps, rise + 1), learning_rate / 50
    )
    optimizer = optax.adamw(schedule, weight_decay=_WEIGHT_DECAY)

    def step(weights: Weights, statistics: Statistics, state: Any, rgb: Any, masks: Any) -> Any:
        slope_of = jax.value_and_grad(_loss, has_aux=True)
        (loss, found), slope = slope_of(weights, rgb, masks)
        updates, state = optimizer.update(slope, state, weights)
        running = jax.tree.map(lambda old, new: KEPT * old + (1 - KEPT) * new, statistics, found)
        return optax.apply_updates(weights, updates), running, state, loss

    return optimizer, jax.jit(step)


def _initial_statistics(weights: Weights) -> Statistics:
    return {
        name: (jnp.zeros_like(bias), jnp.ones_like(bias))
        for name, (kernel, bias) in weights.items()
        if _is_normalized(kernel)
    }


def _is_normalized(kernel: Any) -> bool:
    return bool(kernel.shape[0] == 3)


def _loss(weights: Weights, rgb: Any, masks: Any) -> tuple[Any, Statistics]:
    """Cross-entropy of pixels, plus half of 1 - IoU of pictures; and statistics of the batch."""
    normalizing = _Normalizing({id(kernel): name for name, (kernel, _) in weights.items()})
    logits = tiled(forward(weights, inputs_of(rgb.astype(jnp.float32)), normalizing))
    entropy = optax.sigmoid_binary_cross_entropy(logits, masks).mean()
    found = jax.nn.sigmoid(logits)
    both = (found * masks).sum((1, 2))
    either = (found + masks - found * masks).sum((1, 2))
    iou = ((both + _SMOOTH) / (either + _SMOOTH)).mean()
    return entropy + 0.5 * (1 - iou), normalizing.statistics


class _Normalizing:
    """The operations of the network, and normalization of the batch after convolutions.

    Parameters
    ----------
    names : dict of int to str
        Identity of a kernel → its layer.

    Attributes
    ----------
    statistics : dict of str to (array, array)
        What was seen.
    """

    rectified = staticmethod(operations.rectified)
    enlarged = staticmethod(operations.enlarged)
    pooled = staticmethod(operations.pooled)

    def __init__(self, names: dict[int, str]) -> None:
        self._names = names
        self.statistics: Statistics = {}

    def convolution(self, x: Any, weights: Any, bias: Any, stride: int = 1) -> Any:
        """Correlate with kernels; normalize, if they see neighbors."""
        if not _is_normalized(weights):
            return operations.convolution(x, weights, bias, stride)
        found = operations.convolution(x, weights, 0.0, stride)
        mean, variance = found.mean((0, 1, 2)), found.var((0, 1, 2))
        self.statistics[self._names[id(weights)]] = mean, variance
        return (found - mean) * jax.lax.rsqrt(variance + _TINY) + bias


def _folded(weights: Weights, statistics: Statistics) -> Weights:
    """Put what normalization does on the average into kernels and biases."""
    folded = {}
    for name, (kernel, bias) in weights.items():
        if name in statistics:
            mean, variance = statistics[name]
            factor = 1 / np.sqrt(variance + _TINY)
            kernel, bias = kernel * factor, bias - mean * factor
        folded[name] = np.asarray(kernel), np.asarray(bias)
    return folded
