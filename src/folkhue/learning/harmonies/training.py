"""Training of networks of palettes: every color of a palette is predicted from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from folkhue.errors import TrainingError
from folkhue.harmonies.bins import SIDE, bin_centers, to_bins
from folkhue.harmonies.network import LAYER_PARTS, PARTS, PaletteNetwork
from folkhue.learning.harmonies.network import (
    Batch,
    Dropout,
    Shape,
    Weights,
    features_of,
    initial_weights,
    keys_of,
    scores,
)
from folkhue.learning.harmonies.sequences import Ints, Sequences, vocabulary_of, word_numbers


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes
    ----------
    shape : Shape
    dropout : Dropout
    epochs, batch : int
        Passes over the palettes, and palettes in a step.
    rate : float
        Highest learning rate of AdamW; it rises for 100 steps, then falls as a cosine.
    decay : float
        Weight decay.
    average : float
        The network that is kept is the exponential moving average of the weights, with this
        factor for each step.
    smoothing : float
        Share of a target that goes to other bins, as a Gaussian of their distance.
    spread : float
        Standard deviation of that Gaussian in CIELAB.
    hiding : float
        Share of predictions for which more colors are hidden, a random share of them.
    shifting : float
        Share of palettes whose colors are all shifted by the same amount in CIELAB.
    shift : float
        Standard deviation of that amount along each axis.
    silence : float
        Share of palettes whose words are hidden.
    min_palettes : int
        A word is known if so many palettes are called by it.
    seed : int
    """

    shape: Shape = field(default_factory=Shape)
    dropout: Dropout = field(default_factory=Dropout)
    epochs: int = 20
    batch: int = 128
    rate: float = 0.003
    decay: float = 0.1
    average: float = 0.995
    smoothing: float = 0.0
    spread: float = 10.0
    hiding: float = 0.0
    shifting: float = 0.0
    shift: float = 5.0
    silence: float = 0.5
    min_palettes: int = 3
    seed: int = 0


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """A network of palettes as it was trained.

    Attributes
    ----------
    recipe : Recipe
    codes : ndarray of int64, shape (bins,)
        Bins that it tells apart, by `folkhue.harmonies.bins.bin_codes`.
    vocabulary : tuple of str
    weights : mapping of str to ndarray
    """

    recipe: Recipe
    codes: Ints
    vocabulary: tuple[str, ...]
    weights: Weights

    @cached_property
    def centers(self) -> NDArray[np.float32]:
        """Features of the bins' centers, shape (bins, features)."""
        return np.asarray(features_of(bin_centers(_places(self.codes))))

    def log_probabilities(self, sequences: Sequences, *, words: bool = True) -> NDArray[np.float32]:
        """Predict each color from the others; shape (palettes, colors, bins)."""
        batch = make_batch(sequences, self.codes, word_numbers(sequences, self.vocabulary))
        if not words:
            batch["words"] = np.full_like(batch["words"], -1)
        rows = range(0, len(sequences), 256)
        pieces = ({name: each[row : row + 256] for name, each in batch.items()} for row in rows)
        forward = _forward(self.recipe.shape)
        return np.concatenate(
            [np.asarray(forward(self.weights, each, self.centers)) for each in pieces]
        )

    def exported(self, **more: Any) -> PaletteNetwork:
        """Return the network that NumPy runs; `more` goes to `PaletteNetwork`."""
        shape = self.recipe.shape
        if shape.kind != "attention":
            raise TrainingError(f"NumPy runs networks of attention, not {shape.kind}")
        own = {f"{layer}_{name}" for layer in range(shape.layers) for name in LAYER_PARTS}
        known = (own | PARTS.keys()) - {"keys"}
        weights = {name: np.asarray(self.weights[name], np.float64) for name in sorted(known)}
        weights["keys"] = np.asarray(keys_of(self.weights, self.centers), np.float64)
        return PaletteNetwork(_places(self.codes), shape.heads, self.vocabulary, weights, **more)


@cache
def _forward(shape: Shape) -> Callable[[Weights, Batch, Any], Any]:
    def forward(weights: Weights, batch: Batch, centers: Any) -> Any:
        return jax.nn.log_softmax(scores(weights, batch, centers, shape, Dropout()))

    compiled: Callable[[Weights, Batch, Any], Any] = jax.jit(forward)
    return compiled


def bins_of_srgb() -> Ints:
    """Return the codes of all bins that hold colors of sRGB, found by a grid."""
    steps = np.arange(0, 256, 3, dtype=np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    return np.unique(to_bins(grid) @ (SIDE * SIDE, SIDE, 1))


def train(
    sequences: Sequences,
    recipe: Recipe,
    codes: Ints | None = None,
    tell: Callable[[int, float, TrainedNetwork], None] = lambda *_: None,
) -> TrainedNetwork:
    """Train a network; the same seed gives the same weights.

    Parameters
    ----------
    sequences : Sequences
    recipe : Recipe
    codes : ndarray of int64, optional
        Bins besides those of the sequences.
    tell : callable
        Called after each epoch with its number, the mean loss, and the network so far.

    Raises
    ------
    TrainingError
        If there are fewer palettes than a step takes.
    """
    if len(sequences) < recipe.batch:
        raise TrainingError(
            f"expected at least {recipe.batch} palettes, a batch, got {len(sequences)}"
        )
    codes = np.union1d(sequences.codes[sequences.present], () if codes is None else codes)
    codes = codes.astype(np.int64)
    network = TrainedNetwork(
        recipe,
        codes,
        vocabulary_of(sequences, recipe.min_palettes),
        {},
    )
    words = word_numbers(sequences, network.vocabulary)
    random = np.random.default_rng(recipe.seed)
    steps = recipe.epochs * (len(sequences) // recipe.batch)
    optimizer, step = _compiled(replace(recipe, seed=0), steps)
    centers, blur = network.centers, _blur(bin_centers(_places(codes)), recipe.spread)
    weights = initial_weights(recipe.shape, len(codes), len(network.vocabulary), recipe.seed)
    average, state = weights, jax.jit(optimizer.init)(weights)
    key = jax.random.key(recipe.seed + 1, impl="rbg")
    for epoch in range(recipe.epochs):
        losses = []
        for rows in _batches(sequences.lengths, recipe.batch, random):
            batch = _hidden(sequences.chosen(rows), words[rows], codes, recipe, random)
            key, one = jax.random.split(key)
            weights, state, average, loss = step(weights, state, average, batch, one, centers, blur)
            losses.append(loss)
        network = TrainedNetwork(recipe, codes, network.vocabulary, average)
        tell(epoch + 1, float(np.mean([float(loss) for loss in losses])), network)
    return network


@cache
def _compiled(recipe: Recipe, steps: int) -> tuple[Any, Callable[..., Any]]:
    """Return the optimizer, and a compiled step, which takes longer to compile than to run."""
    rate = optax.warmup_cosine_decay_schedule(0, recipe.rate, min(100, steps // 4), steps)
    optimizer = optax.chain(
        optax.clip_by_global_norm(1.0), optax.adamw(rate, b2=0.98, weight_decay=recipe.decay)
    )

    def loss_of(weights: Weights, batch: Batch, key: Any, centers: Any, blur: Any) -> Any:
        found = scores(weights, batch, centers, recipe.shape, recipe.dropout, key)
        likely = jax.nn.log_softmax(found)
        exact = jnp.take_along_axis(likely, batch["places"][..., None], axis=2)[..., 0]
        near = (likely * blur[batch["places"]]).sum(axis=-1)
        gain = (1 - recipe.smoothing) * exact + recipe.smoothing * near
        return -(gain * batch["importance"]).sum() / batch["importance"].sum()

    def step(
        weights: Weights,
        state: Any,
        average: Weights,
        batch: Batch,
        key: Any,
        centers: Any,
        blur: Any,
    ) -> Any:
        loss, slopes = jax.value_and_grad(loss_of)(weights, batch, key, centers, blur)
        updates, state = optimizer.update(slopes, state, weights)
        weights = optax.apply_updates(weights, updates)
        kept = recipe.average
        average = jax.tree.map(lambda old, new: kept * old + (1 - kept) * new, average, weights)
        return weights, state, average, loss

    return optimizer, jax.jit(step)


def make_batch(sequences: Sequences, codes: Ints, words: Ints) -> dict[str, NDArray[Any]]:
    """Make the arrays that a network reads; a color of an unknown bin is not read."""
    places = np.searchsorted(codes, sequences.codes).clip(0, len(codes) - 1)
    known = codes[places] == sequences.codes
    colors = sequences.codes.shape[1]
    return {
        "places": places.astype(np.int32),
        "features": features_of(sequences.lab),
        "segments": sequences.segments.astype(np.int32),
        "words": words.astype(np.int32),
        "seen": (sequences.present & known)[:, None, :] & ~np.eye(colors, dtype=bool),
    }


def _hidden(
    sequences: Sequences,
    words: Ints,
    codes: Ints,
    recipe: Recipe,
    random: np.random.Generator,
) -> dict[str, NDArray[Any]]:
    """Make a batch to train on: in random order, with more colors hidden, and without some words.

    All palettes matter the same, however many colors they have.
    """
    shuffled = sequences.shifted(codes, recipe.shifting, recipe.shift, random).shuffled(random)
    batch = make_batch(shuffled, codes, words)
    size = batch["seen"].shape
    chosen = random.random((*size[:2], 1)) < recipe.hiding
    share = np.where(chosen, random.random((*size[:2], 1)), 0)
    if recipe.shape.kind == "attention":
        batch["seen"] &= random.random(size) >= share
    else:  # a recurrent network reads the same colors for each prediction
        batch["seen"] &= (random.random(size[:2]) >= share[:, 0])[:, None, :]
    silent = random.random((len(words), 1)) < recipe.silence
    batch["words"] = np.where(silent, -1, batch["words"]).astype(np.int32)
    present = shuffled.present
    batch["importance"] = (present / present.sum(axis=1, keepdims=True)).astype(np.float32)
    return batch


def _batches(lengths: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
    """Yield rows of about the same length, so that few places of a batch are empty."""
    order = np.argsort(lengths + 2 * random.random(len(lengths)), kind="stable")
    starts = np.arange(len(order) // size) * size + random.integers(len(order) % size + 1)
    for start in random.permutation(starts):
        yield order[start : start + size]


def _blur(lab: NDArray[np.float64], spread: float) -> NDArray[np.float32]:
    """Return a Gaussian of the distance of bins; rows sum to 1."""
    apart = ((lab[:, None] - lab) ** 2).sum(axis=-1)
    shares = np.exp(-apart / (2 * spread**2))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def _places(codes: Ints | Sequence[int]) -> Ints:
    return np.stack(np.unravel_index(np.asarray(codes), (SIDE,) * 3), axis=-1)
