"""Networks of palettes in JAX, which differentiates them.

Each color of a palette is left out, and predicted from the others, in one pass. ``attention`` is
the network that `folkhue.harmonies.network` describes and runs. ``lstm`` is a recurrent one: one
LSTM reads the colors before the missing one, another those after it, backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from folkhue.harmonies.network import FEATURES, LAYER_PARTS, color_features

Array = Any
Weights = Mapping[str, Array]

KINDS = ("attention", "lstm")
"""Kinds of networks."""

_CELL = {"input": "dg", "state": "dg", "bias": "g", "output": "dd"}
"""Arrays of an LSTM → shape; g is four times the width."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a network.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    width : int
        Of tokens and queries.
    hidden : int
        Units between the two matrices of a layer.
    layers, heads : int
    segments : int
        Parts that a design may have.
    """

    kind: str = "attention"
    width: int = 64
    hidden: int = 128
    layers: int = 3
    heads: int = 4
    segments: int = 1


@dataclass(frozen=True)
class Dropout:
    """Shares of values that are left out at random in training.

    Attributes
    ----------
    tokens : float
        Of the embeddings of colors.
    layers : float
        Of what layers add, of tokens, and of words.
    """

    tokens: float = 0.0
    layers: float = 0.0


Batch = Mapping[str, Array]
"""Arrays of palettes: ``places`` of bins, ``features``, ``segments``, ``words`` and ``seen``, shape
(palettes, colors, colors): whether a color may be read where another is missing."""


def initial_weights(shape: Shape, bins: int, words: int, seed: int) -> dict[str, Array]:
    """Draw weights; rows that are looked up start small, so that features decide first."""
    random = np.random.default_rng(seed)  # JAX would compile a program for each array
    sizes = {"d": shape.width, "f": shape.hidden, "g": 4 * shape.width, "b": bins, "w": words}
    sizes |= {"x": FEATURES, "s": shape.segments}
    found: dict[str, Array] = {"prior": np.zeros((shape.segments, bins), np.float32)}

    def draw(name: str, letters: str, spread: float | None = None) -> None:
        size = tuple(sizes[letter] for letter in letters)
        if len(size) == 1:
            found[name] = np.full(size, name.endswith("scale"), np.float32)
        else:
            drawn = random.normal(0, spread or size[0] ** -0.5, size)
            found[name] = drawn.astype(np.float32)

    for name in ("embedding", "free_keys"):
        draw(name, "bd", 0.02)
    for name in ("segments", "queries"):
        draw(name, "sd", 0.3)
    draw("words", "wd", 0.1)
    for name, letters in (
        *(("projection", "xd"), ("key_projection", "xd"), ("final_matrix", "dd")),
        *((name, "d") for name in ("token_scale", "token_bias", "words_bias", "final_bias")),
        *(("final_norm_scale", "d"), ("final_norm_bias", "d")),
    ):
        draw(name, letters)
    for name, letters in _layer_arrays(shape):
        draw(name, letters, 0.5 * sizes[letters[0]] ** -0.5 if "output" in name else None)
    return found


def _layer_arrays(shape: Shape) -> Iterator[tuple[str, str]]:
    for layer in range(shape.layers):
        if shape.kind == "attention":
            yield from ((f"{layer}_{name}", letters) for name, letters in LAYER_PARTS.items())
            continue
        for way in ("before", "after"):
            yield from ((f"{layer}_{way}_{name}", letters) for name, letters in _CELL.items())


def scores(
    weights: Weights,
    batch: Batch,
    centers: Array,
    shape: Shape,
    dropout: Dropout,
    key: Array | None = None,
) -> Array:
    """Return what a softmax over bins turns into probabilities.

    Parameters
    ----------
    weights : mapping
    batch : mapping
        See `Batch`.
    centers : array, shape (bins, features)
        Features of the bins' centers.
    shape : Shape
    dropout : Dropout
    key : array, optional
        Of the random numbers for dropout; without it nothing is left out.

    Returns
    -------
    array, shape (palettes, colors, bins)
        For each color as if it were missing.
    """
    keys = iter(jax.random.split(key, 2 * shape.layers + 3)) if key is not None else None
    tokens, seen = _tokens(weights, batch, dropout, keys)
    query = weights["queries"][batch["segments"]]
    read = _attention if shape.kind == "attention" else _recurrence
    query = read(weights, query, tokens, seen, shape, dropout, keys)
    query = _normalized(weights, query, "final_norm")
    query = query @ weights["final_matrix"] + weights["final_bias"]
    return query @ keys_of(weights, centers).T + weights["prior"][batch["segments"]]


def keys_of(weights: Weights, centers: Array) -> Array:
    """Return what answers are compared with: bins by themselves, as they are read, and by color."""
    free = weights["free_keys"] + weights["embedding"]
    return (free + centers @ weights["key_projection"]) * (2 / np.sqrt(free.shape[1]))


def _tokens(
    weights: Weights, batch: Batch, dropout: Dropout, keys: Iterator[Array] | None
) -> tuple[Array, Array]:
    """Compute tokens of colors and, after them, that of the words."""
    rows = _dropped(weights["embedding"][batch["places"]], dropout.tokens, keys)
    rows = rows + batch["features"] @ weights["projection"] + weights["segments"][batch["segments"]]
    tokens = _scaled(rows, weights["token_scale"], weights["token_bias"])
    known = (batch["words"] >= 0)[..., None]
    if len(weights["words"]):
        spoken = (weights["words"][batch["words"].clip(0)] * known).sum(axis=1)
        spoken = spoken / jnp.sqrt(known.sum(axis=1).clip(1))
        spoken = _dropped(spoken, dropout.layers, keys) + weights["words_bias"]
        tokens = jnp.concatenate([tokens, spoken[:, None]], axis=1)
        any_word = jnp.broadcast_to(known.any(axis=1)[:, None], (*batch["seen"].shape[:2], 1))
        return _dropped(tokens, dropout.layers, keys), jnp.concatenate(
            [batch["seen"], any_word], axis=2
        )
    return _dropped(tokens, dropout.layers, keys), batch["seen"]


def _attention(
    weights: Weights,
    query: Array,
    tokens: Array,
    seen: Array,
    shape: Shape,
    dropout: Dropout,
    keys: Iterator[Array] | None,
) -> Array:
    for layer in range(shape.layers):
        given = {name: weights[f"{layer}_{name}"] for name in LAYER_PARTS}
        asked = _scaled(query, given["norm1_scale"], given["norm1_bias"])
        asked, read, values = (
            (rows @ given[name]).reshape(*rows.shape[:2], shape.heads, -1)
            for rows, name in (
                (asked, "query_matrix"),
                (tokens, "key_matrix"),
                (tokens, "value_matrix"),
            )
        )
        found = _attend(asked, read, values, seen).reshape(query.shape)
        found = found @ given["output_matrix"] + given["output_bias"]
        query = query + _dropped(found, dropout.layers, keys)
        hidden = _scaled(query, given["norm2_scale"], given["norm2_bias"])
        hidden = jax.nn.gelu(hidden @ given["up_matrix"] + given["up_bias"])
        hidden = hidden @ given["down_matrix"] + given["down_bias"]
        query = query + _dropped(hidden, dropout.layers, keys)
    return query


def _attend(asked: Array, keys: Array, values: Array, seen: Array) -> Array:
    scaled = jnp.einsum("pqhc,pthc->phqt", asked, keys) / np.sqrt(asked.shape[-1])
    shares = jax.nn.softmax(jnp.where(seen[:, None], scaled, -1e9), axis=-1)
    shares = shares * seen.any(axis=-1)[:, None, :, None]
    return jnp.einsum("phqt,pthc->pqhc", shares, values)


def _recurrence(
    weights: Weights,
    query: Array,
    tokens: Array,
    seen: Array,
    shape: Shape,
    dropout: Dropout,
    keys: Iterator[Array] | None,
) -> Array:
    """Read what is before each color, and what is after it; the words count as the first color."""
    colors = query.shape[1]
    there = seen.any(axis=1)
    before = jnp.roll(tokens, tokens.shape[1] - colors, axis=1)
    before_there = jnp.roll(there, tokens.shape[1] - colors, axis=1)
    after, after_there = tokens[:, :colors][:, ::-1], there[:, :colors][:, ::-1]
    for layer in range(shape.layers):
        before = _states(weights, f"{layer}_before", before, before_there)
        after = _states(weights, f"{layer}_after", after, after_there)
        before, after = (_dropped(each, dropout.layers, keys) for each in (before, after))
    last = f"{shape.layers - 1}_"
    padded = jnp.pad(before, ((0, 0), (1, 0), (0, 0)))[:, tokens.shape[1] - colors :][:, :colors]
    behind = jnp.pad(after, ((0, 0), (1, 0), (0, 0)))[:, :colors][:, ::-1]
    query = query + padded @ weights[f"{last}before_output"]
    return query + behind @ weights[f"{last}after_output"]


def _states(weights: Weights, name: str, tokens: Array, there: Array) -> Array:
    """Run an LSTM; what is not there does not change its state."""

    def step(state: tuple[Array, Array], given: tuple[Array, Array]) -> tuple[Any, Array]:
        token, is_there = given
        shown, cell = state
        gates = token @ weights[f"{name}_input"] + shown @ weights[f"{name}_state"]
        enter, forget, leave, new = jnp.split(gates + weights[f"{name}_bias"], 4, axis=-1)
        fresh = jax.nn.sigmoid(forget + 1) * cell + jax.nn.sigmoid(enter) * jnp.tanh(new)
        fresh_shown = jax.nn.sigmoid(leave) * jnp.tanh(fresh)
        kept = is_there[:, None]
        state = (jnp.where(kept, fresh_shown, shown), jnp.where(kept, fresh, cell))
        return state, state[0]

    start = jnp.zeros((tokens.shape[0], tokens.shape[2]))
    _, states = jax.lax.scan(step, (start, start), (tokens.swapaxes(0, 1), there.T))
    return states.swapaxes(0, 1)


def _normalized(weights: Weights, rows: Array, name: str) -> Array:
    return _scaled(rows, weights[f"{name}_scale"], weights[f"{name}_bias"])


def _scaled(rows: Array, scale: Array, bias: Array) -> Array:
    centered = rows - rows.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return centered / jnp.sqrt(variance + 1e-5) * scale + bias


def _dropped(rows: Array, share: float, keys: Iterator[Array] | None) -> Array:
    if keys is None:
        return rows
    kept = jax.random.bernoulli(next(keys), 1 - share, rows.shape)
    return rows * kept / (1 - share)


def features_of(lab: Any) -> Any:
    """Describe colors as the network reads them, float32."""
    return color_features(lab).astype(np.float32)
