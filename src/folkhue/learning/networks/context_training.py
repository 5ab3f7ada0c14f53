"""Training of the network that names pixels in context, on weakly labeled photographs.

What the network is to predict combines what the table says of a color with the tags of the
photograph, whose names are more likely there than others: by Bayes' theorem, probabilities are
multiplied by odds. The network sees none of the tags, and another light: exposure, color and shade
of the photograph are varied. So it learns what can be told from the surroundings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from folkhue.learning.networks import operations
from folkhue.learning.networks.augmentation import (
    Augmentation,
    crop_positions,
    light,
    lit,
    taken,
    to_oklab,
)
from folkhue.learning.networks.context_examples import ContextExamples
from folkhue.learning.networks.fitting import fit
from folkhue.learning.networks.initial import initial_weights, rounded
from folkhue.networks.context import ContextNetwork, TableEvidence
from folkhue.networks.encoder_decoder import FACTOR, forward
from folkhue.networks.frame import SIDE
from folkhue.table.color_table import ColorTable

_LEAST_SHARE = 1e-3  # of a name in all examples


@dataclass(frozen=True)
class ContextTraining:
    """How a network is trained.

    Attributes
    ----------
    steps : int
    batch : int
        Photographs a step.
    learning_rate : float
    odds, product_odds : float
        How many times more likely a tag's name is than others where it could be: in photographs,
        and on products in front of a white background.
    products : float
        Share of the latter among the examples.
    balance : float
        0 counts all places the same, 1 all names.
    augmentation : Augmentation
    """

    steps: int = 1200
    batch: int = 16
    learning_rate: float = 2e-3
    odds: float = 3.0
    product_odds: float = 8.0
    products: float = 0.4
    balance: float = 0.25
    augmentation: Augmentation = field(default_factory=Augmentation)


def train_context(
    examples: ContextExamples,
    table: ColorTable,
    how: ContextTraining,
    seed: int,
    metadata: dict[str, Any] | None = None,
) -> tuple[ContextNetwork, list[float]]:
    """Train a network.

    Parameters
    ----------
    examples : ContextExamples
        Made with the same table.
    table : ColorTable
    how : ContextTraining
    seed : int
        The same gives the same network, on one machine.
    metadata : dict, optional
        For its file; JSON types only.

    Returns
    -------
    network : ContextNetwork
    losses : list of float
        Of every step.
    """
    terms = len(table.terms)
    chance = example_weights(examples, how.products)
    loss = _Loss(table, how, _name_weights(examples, chance, how.balance))
    initial = {"layers": initial_weights(3 + terms, terms, seed=seed), "evidence": jnp.ones(())}
    batches = _batches(examples, chance, how, seed)
    weights, losses = fit(loss, initial, batches, how.steps, how.learning_rate, seed, "training")
    evidence = float(weights["evidence"])
    network = ContextNetwork(table.terms, rounded(weights["layers"]), evidence, metadata or {})
    return network, losses


def example_weights(examples: ContextExamples, products: float) -> NDArray[np.float64]:
    """Return the chance of each photograph to be drawn: rare tags are drawn more often.

    Parameters
    ----------
    examples : ContextExamples
    products : float
        Share of those with a white background.
    """
    rarity = 1 / np.sqrt(np.maximum(examples.tagged.sum(axis=0), 1))
    weights = (examples.tagged * rarity).sum(axis=1) / examples.tagged.sum(axis=1)
    for kind, share in ((examples.plain, products), (~examples.plain, 1 - products)):
        weights[kind] *= share / max(weights[kind].sum(), 1e-9)
    return np.asarray(weights / weights.sum())


def _name_weights(
    examples: ContextExamples, chance: NDArray[np.float64], balance: float
) -> NDArray[np.float64]:
    """Return what a place counts by its name; 1 on average."""
    shares = chance @ examples.shares
    weights = np.maximum(shares, _LEAST_SHARE) ** -balance
    return np.asarray(weights / (weights * shares).sum())


def _batches(
    examples: ContextExamples, chance: NDArray[np.float64], how: ContextTraining, seed: int
) -> Iterator[tuple[Any, ...]]:
    rng = np.random.default_rng(seed)
    while True:
        some = examples.take(rng.choice(len(examples), how.batch, p=chance))
        odds = np.where(some.plain, how.product_odds, how.odds)
        prior = (np.log(odds)[:, None] * some.tagged).astype(np.float32)
        yield some.frames, some.pixels, some.visible, some.subject, prior


class _Loss:
    """Cross-entropy of names at one drawn pixel for each place of the network's grid."""

    def __init__(
        self, table: ColorTable, how: ContextTraining, name_weights: NDArray[np.float64]
    ) -> None:
        evidence = TableEvidence(table)
        self._logs = jnp.asarray(evidence.logs, jnp.float32)
        self._ahead = jnp.asarray(evidence.ahead, jnp.float32)
        self._names = jnp.asarray(table.lut.flat)
        self._name_weights = jnp.asarray(name_weights, jnp.float32)
        self._how = how

    def __call__(
        self,
        weights: Any,
        key: Any,
        frames: Any,
        pixels: Any,
        visible: Any,
        subject: Any,
        prior: Any,
    ) -> Any:
        keys = jax.random.split(key, 3)
        count = len(frames)
        rows, columns = crop_positions(keys[0], count, SIDE, self._how.augmentation.crop)
        places = self._one_of_each_place(keys[1], rows, columns)
        gains = light(keys[2], count, SIDE, self._how.augmentation)
        some = [taken(each, *places).astype(jnp.float32) for each in (frames, pixels)]
        target = self._target(some, taken(subject, *places), prior)
        shown = lit(taken(frames, rows, columns).astype(jnp.float32), gains)
        varied = [lit(each, gains[:, ::FACTOR, ::FACTOR]) for each in some]
        scores = weights["evidence"] * self._mean_evidence(varied)
        scores += forward(weights["layers"], self._inputs(shown), operations)
        counted = taken(visible, *places) * (target * self._name_weights).sum(axis=-1)
        entropy = -(target * jax.nn.log_softmax(scores)).sum(axis=-1)
        return (entropy * counted).sum() / jnp.maximum(counted.sum(), 1)

    def _one_of_each_place(self, key: Any, rows: Any, columns: Any) -> tuple[Any, Any]:
        """Take one row and one column of those that share a place of the network's grid."""
        offsets = jax.random.randint(key, (2,), 0, FACTOR)
        return tuple(
            jnp.take(each.reshape(len(each), -1, FACTOR), offset, axis=2)
            for each, offset in zip((rows, columns), offsets, strict=True)
        )

    def _target(self, some: Sequence[Any], subject: Any, prior: Any) -> Any:
        """Return the probabilities of names that are to be predicted."""
        tags = prior[:, None, None] * subject[..., None]
        return jax.nn.softmax(self._mean_evidence(some) + tags)

    def _mean_evidence(self, some: Sequence[Any]) -> Any:
        """Average what the table says of cells, and of pixels in them."""
        return sum(self._evidence(each) for each in some) / len(some)

    def _inputs(self, rgb: Any) -> Any:
        """Do what `folkhue.networks.context.network_inputs` does."""
        lab = (to_oklab(rgb) - jnp.array([0.6, 0, 0])) * jnp.array([3.0, 8.0, 8.0])
        return jnp.concatenate([lab, self._evidence(rgb) / 3 + 0.7], axis=-1)

    def _evidence(self, rgb: Any) -> Any:
        """Do what `folkhue.networks.context.TableEvidence.of` does."""
        red, green, blue = jnp.moveaxis(jnp.clip(jnp.rint(rgb), 0, 255).astype(jnp.int32), -1, 0)
        bins = red // 8 + green // 8 * 32 + blue // 8 * 1024
        names = self._names[red + green * 256 + blue * 65536]
        is_name = names[..., None] == jnp.arange(self._logs.shape[1])
        return jnp.where(is_name, self._ahead[bins][..., None], self._logs[bins])
