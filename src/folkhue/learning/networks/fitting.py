"""Fitting the weights of a network by stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import jax
import jax.numpy as jnp
import optax

from folkhue._utils.progress import progress

Weights = Any
"""Arrays in any nested structure of dicts and tuples."""

Loss = Callable[..., Any]
"""Takes weights, a random key and the arrays of a batch; returns what is to be small."""

_WARM_UP = 0.1  # of all steps, in which the learning rate rises
_DECAY = 1e-4
_MAX_NORM = 1.0  # of a gradient
_LONGEST_AVERAGE = 0.995


def fit(
    loss: Loss,
    weights: Weights,
    batches: Iterable[tuple[Any, ...]],
    steps: int,
    learning_rate: float,
    seed: int,
    title: str,
) -> tuple[Weights, list[float]]:
    """Minimize a loss by AdamW, with a learning rate that rises and falls once.

    The same arguments give the same weights, on one machine.

    Parameters
    ----------
    loss : callable
    weights : nested arrays
        Initial ones.
    batches : iterable of tuple of arrays
        At least `steps`, all of the same shapes.
    steps : int
    learning_rate : float
        The highest.
    seed : int
        Of the random keys.
    title : str
        Of the progress bar.

    Returns
    -------
    weights : nested arrays
        A moving average over the last steps.
    losses : list of float
        Of every step.

    References
    ----------
    I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
    L. N. Smith, N. Topin, "Super-Convergence", arXiv:1708.07120, 2017.
    B. T. Polyak, A. B. Juditsky, "Acceleration of Stochastic Approximation by Averaging",
    SIAM Journal on Control and Optimization 30 (4), 1992.
    """
    schedule = optax.cosine_onecycle_schedule(steps, learning_rate, _WARM_UP)
    clip = optax.clip_by_global_norm(_MAX_NORM)
    optimizer = optax.chain(clip, optax.adamw(schedule, weight_decay=_DECAY))

    def step_of(state: Any, number: Any, key: Any, batch: Any) -> Any:
        weights, moments, average = state
        value, slope = jax.value_and_grad(loss)(weights, key, *batch)
        update, moments = optimizer.update(slope, moments, weights)
        weights = optax.apply_updates(weights, update)
        keep = jnp.minimum(_LONGEST_AVERAGE, (number + 1) / (number + 10))
        average = jax.tree.map(lambda old, new: keep * old + (1 - keep) * new, average, weights)
        return (weights, moments, average), value

    advance = jax.jit(step_of)
    state, losses = (weights, optimizer.init(weights), weights), []
    key = jax.random.PRNGKey(seed)
    with progress(title, steps) as step:
        for number, batch in zip(range(steps), batches, strict=False):
            state, value = advance(state, float(number), jax.random.fold_in(key, number), batch)
            losses.append(float(value))
            step(1)
    return state[2], losses
