"""The network that says which color is missing from a palette, run by NumPy.

It reads a set: no color has a position, and the answer is the same in any order. In float64, step
by step, with matrices that multiply rows from the right (``row @ matrix``):

1. **Token of a color.** ``embedding[bin] + features(lab) @ projection + segments[segment]``, where
   ``bin`` is the nearest of the network's bins; then `normalized`, with ``token_scale`` and
   ``token_bias``. The color itself may be anywhere in its bin.
2. **Token of words.** The mean of ``words[word]`` over the known words, times the square root of
   their number, plus ``words_bias``. Without known words there is no such token.
3. **Query.** Starts as ``queries[segment]``, a row; the segment is that of the missing color.
4. **Each layer**: the query reads the tokens, which stay as they are.
   ``normalized(query) @ query_matrix`` is cut into as many equal parts as there are heads, and so
   is each token's ``token @ key_matrix`` and ``token @ value_matrix``. In each head, the scalar
   products of query and keys, over the square root of the part's length, go through a softmax
   over tokens, which weights the values. The heads' results, joined again, ``@ output_matrix +
   output_bias``, are added to the query; without any token, only the bias is. Then ``gelu(
   normalized(query) @ up_matrix + up_bias) @ down_matrix + down_bias`` is added.
5. **Answer.** ``(normalized(query) @ final_matrix + final_bias) @ keys.T + prior[segment]``, and a
   logarithm of softmax over bins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue._utils.array_file import (
    Parts,
    checksum,
    description_part,
    pack,
    part,
    read_model,
    unpack_kind,
)
from folkhue._utils.atomic import atomic_write
from folkhue.errors import TableError
from folkhue.harmonies.bins import SIDE, bin_centers, bin_codes, bins_of_lab

Floats = NDArray[np.float64]

KIND = "folkhue palette network"
"""What a file says that it is."""

MAX_BYTES = 1 << 23
"""Size of the largest file that is read, packed and unpacked."""

FREQUENCIES = (1, 2, 4)
"""Of the waves among the features of a color."""

FEATURES = 6 + 6 * len(FREQUENCIES)
"""Features of a color; see `color_features`."""

_EPSILON = 1e-5
_GRAYISH = 0.05  # chroma at which the length of a hue is halved
_MAX_LAYERS, _MAX_WORDS = 8, 20_000

LAYER_PARTS = {
    "norm1_scale": "d",
    "norm1_bias": "d",
    "query_matrix": "dd",
    "key_matrix": "dd",
    "value_matrix": "dd",
    "output_matrix": "dd",
    "output_bias": "d",
    "norm2_scale": "d",
    "norm2_bias": "d",
    "up_matrix": "df",
    "up_bias": "f",
    "down_matrix": "fd",
    "down_bias": "d",
}
"""Array of a layer → its shape: d is the width of tokens, f that of the hidden units."""

PARTS = {
    "embedding": "bd",
    "projection": "xd",
    "segments": "sd",
    "token_scale": "d",
    "token_bias": "d",
    "words": "wd",
    "words_bias": "d",
    "queries": "sd",
    "final_norm_scale": "d",
    "final_norm_bias": "d",
    "final_matrix": "dd",
    "final_bias": "d",
    "keys": "bd",
    "prior": "sb",
}
"""Other arrays → shape: b bins, x features of a color, s segments, w words."""

Weights = Mapping[str, Floats]
"""Name of an array, of a layer with its number before it (``0_up_bias``) → array."""


@dataclass(frozen=True, eq=False)
class Questions:
    """Palettes, and what is asked of each.

    Attributes
    ----------
    lab : ndarray of float, shape (palettes, colors, 3)
        CIELAB.
    segments : ndarray of int, shape (palettes, colors)
        Which part of a design each color is in; 0 if there is one part only.
    seen : ndarray of bool, shape (palettes, questions, colors)
        The colors that are known when a question is answered.
    wanted : ndarray of int, shape (palettes, questions)
        Segments of the missing colors.
    """

    lab: Floats
    segments: NDArray[np.int64]
    seen: NDArray[np.bool_]
    wanted: NDArray[np.int64]

    @classmethod
    def next_color(cls, lab: ArrayLike) -> Questions:
        """Ask for a color besides those of each palette, shape (palettes, colors, 3)."""
        colors = np.asarray(lab, np.float64)
        number, size = colors.shape[:2]
        segments = np.zeros((number, size), np.int64)
        seen = np.ones((number, 1, size), bool)
        return cls(colors, segments, seen, np.zeros((number, 1), np.int64))

    @classmethod
    def each_color(cls, lab: ArrayLike) -> Questions:
        """Ask for each color of palettes, shape (palettes, colors, 3), from its others."""
        colors = np.asarray(lab, np.float64)
        number, size = colors.shape[:2]
        segments = np.zeros((number, size), np.int64)
        seen = np.broadcast_to(~np.eye(size, dtype=bool), (number, size, size))
        return cls(colors, segments, seen, segments)


@dataclass(frozen=True, eq=False)
class PaletteNetwork:
    """Probabilities of the color that is missing from a palette.

    Attributes
    ----------
    bins : ndarray of int64, shape (bins, 3)
        Those that it tells apart; see `folkhue.harmonies.bins`.
    heads : int
        Into which each layer cuts queries, keys and values.
    vocabulary : tuple of str
        Words that it knows.
    weights : mapping of str to ndarray of float64
        Shapes: `PARTS` and `LAYER_PARTS`.
    extras : mapping of str to ndarray
        What a model keeps beside the weights.
    metadata : mapping
        How it was made; JSON types only.
    """

    bins: NDArray[np.int64]
    heads: int
    vocabulary: tuple[str, ...]
    weights: Weights
    extras: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self)

    @cached_property
    def layers(self) -> int:
        """Number of layers."""
        return sum(name.endswith("_up_bias") for name in self.weights)

    @cached_property
    def centers(self) -> Floats:
        """Middle of each bin in CIELAB, shape (bins, 3)."""
        return bin_centers(self.bins)

    @cached_property
    def _nearest(self) -> NDArray[np.int64]:
        """The bin to use for each of all 16³, shape (4096,)."""
        everywhere = bin_centers(np.stack(np.unravel_index(np.arange(SIDE**3), (SIDE,) * 3), -1))
        apart = ((everywhere[:, None] - self.centers) ** 2).sum(axis=-1)
        return np.asarray(apart.argmin(axis=1))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {word: place for place, word in enumerate(self.vocabulary)}

    @cached_property
    def fingerprint(self) -> str:
        """Hexadecimal digits that differ for another network."""
        return checksum(_parts(self)).tobytes().hex()[:12]

    def known_words(self, text: str) -> tuple[str, ...]:
        """Return the words of a text that the network knows, each once, in order."""
        return tuple(word for word in dict.fromkeys(split_words(text)) if word in self._places)

    def log_probabilities(self, questions: Questions, words: Sequence[str] = ()) -> Floats:
        """Return the logarithm of the probability that a color of a bin is missing.

        Parameters
        ----------
        questions : Questions
        words : sequence of str
            Of `vocabulary`; what the palettes are about.

        Returns
        -------
        ndarray of float64, shape (palettes, questions, bins)
        """
        tokens, seen = self._tokens(questions, words)
        query = self.weights["queries"][questions.wanted]
        for layer in range(self.layers):
            query = self._layer(layer, query, tokens, seen)
        query = self._normalized(query, "final_norm")
        final = query @ self.weights["final_matrix"] + self.weights["final_bias"]
        prior = self.weights["prior"][questions.wanted]
        return _log_softmax(final @ self.weights["keys"].T + prior)

    def _tokens(
        self, questions: Questions, words: Sequence[str]
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Compute the tokens of colors and words, and which of them each question sees."""
        given = self.weights
        rows = given["embedding"][self.places_of(questions.lab)]
        rows = rows + color_features(questions.lab) @ given["projection"]
        rows = rows + given["segments"][questions.segments]
        tokens = self._normalized(rows, "token")
        if not words:
            return tokens, questions.seen
        known = given["words"][[self._places[word] for word in words]]
        spoken = known.sum(axis=0) / np.sqrt(len(known)) + given["words_bias"]
        spoken = np.broadcast_to(spoken, (len(tokens), 1, len(spoken)))
        always = np.ones((*questions.seen.shape[:2], 1), bool)
        return (
            np.concatenate([tokens, spoken], axis=1),
            np.concatenate([questions.seen, always], axis=2),
        )

    def places_of(self, lab: Floats) -> NDArray[np.int64]:
        """Return the place among `bins` of the bin, or the nearest one, of each color."""
        return np.asarray(self._nearest[bin_codes(bins_of_lab(lab))])

    def _layer(self, layer: int, query: Floats, tokens: Floats, seen: NDArray[np.bool_]) -> Floats:
        given = {name: self.weights[f"{layer}_{name}"] for name in LAYER_PARTS}
        asked = normalized(query, given["norm1_scale"], given["norm1_bias"])
        asked, keys, values = (
            (rows @ given[name]).reshape(*rows.shape[:2], self.heads, rows.shape[2] // self.heads)
            for rows, name in (
                (asked, "query_matrix"),
                (tokens, "key_matrix"),
                (tokens, "value_matrix"),
            )
        )
        found = _attend(asked, keys, values, seen).reshape(query.shape)
        query = query + found @ given["output_matrix"] + given["output_bias"]
        hidden = normalized(query, given["norm2_scale"], given["norm2_bias"])
        hidden = gelu(hidden @ given["up_matrix"] + given["up_bias"])
        return np.asarray(query + hidden @ given["down_matrix"] + given["down_bias"])

    def _normalized(self, rows: Floats, name: str) -> Floats:
        return normalized(rows, self.weights[f"{name}_scale"], self.weights[f"{name}_bias"])

    def save(self, path: str | Path) -> None:
        """Write the network; the same one gives the same bytes. Matrices are rounded to 8 bits."""
        with atomic_write(path) as temporary:
            temporary.write_bytes(pack(_parts(self)))

    @classmethod
    def load(cls, path: str | Path) -> PaletteNetwork:
        """Read a network. No code in the file is run.

        Raises
        ------
        TableError
            If the file is missing, damaged, altered, of another version, or no such network.
        """
        return read_model(path, "palette network", _decoded, max_bytes=MAX_BYTES)


def split_words(text: str) -> list[str]:
    """Return the words of a text, in lower case: runs of the letters a to z."""
    return "".join(each if "a" <= each <= "z" else " " for each in text.lower()).split()


def color_features(lab: ArrayLike) -> Floats:
    """Describe colors by smooth functions, from which a network learns faster than from three axes.

    With u = (L* / 100, a* / 128, b* / 128): u; then for each frequency f of `FREQUENCIES` the three
    ``sin(π f u)`` and the three ``cos(π f u)``; the chroma c of u; and ``(u_a, u_b) / (c + 0.05)``.

    Parameters
    ----------
    lab : array_like of float, shape (..., 3)

    Returns
    -------
    ndarray of float64, shape (..., 24)
    """
    unit = np.asarray(lab, np.float64) / (100, 128, 128)
    waves = [wave(np.pi * f * unit) for f in FREQUENCIES for wave in (np.sin, np.cos)]
    chroma = np.sqrt((unit[..., 1:] ** 2).sum(axis=-1, keepdims=True))
    return np.concatenate([unit, *waves, chroma, unit[..., 1:] / (chroma + _GRAYISH)], axis=-1)


def normalized(rows: Floats, scale: Floats, bias: Floats) -> Floats:
    """Shift each row to mean 0, divide it by ``sqrt(variance + 0.00001)``, then scale and shift."""
    centered = rows - rows.mean(axis=-1, keepdims=True)
    variance = (centered**2).mean(axis=-1, keepdims=True)
    return np.asarray(centered / np.sqrt(variance + _EPSILON) * scale + bias)


def gelu(values: Floats) -> Floats:
    """Return ``x / 2 · (1 + tanh(sqrt(2 / π) · (x + 0.044715 x³)))``."""
    inner = np.sqrt(2 / np.pi) * (values + 0.044715 * values**3)
    return np.asarray(values / 2 * (1 + np.tanh(inner)))


def _attend(asked: Floats, keys: Floats, values: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Let each head read values: (palettes, questions, heads, part); zeros if none is there."""
    scores = np.einsum("pqhc,pthc->phqt", asked, keys) / np.sqrt(asked.shape[-1])
    scores = np.where(seen[:, None], scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True, initial=np.finfo(float).min)
    shares = np.exp(scores - top)
    total = shares.sum(axis=-1, keepdims=True)
    shares = shares / np.where(total > 0, total, 1)
    return np.asarray(np.einsum("phqt,pthc->pqhc", shares, values))


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def _check(network: PaletteNetwork) -> None:
    """Check that the parts fit together, and that all numbers are finite."""
    bins, weights = network.bins, network.weights
    if bins.ndim != 2 or bins.shape[1:] != (3,) or not len(bins):
        raise TableError("bins: expected three places for each")
    if ((bins < 0) | (bins >= SIDE)).any() or len(np.unique(bins, axis=0)) < len(bins):
        raise TableError(f"bins: expected distinct ones of places 0 to {SIDE - 1}")
    if not 1 <= network.layers <= _MAX_LAYERS or len(network.vocabulary) > _MAX_WORDS:
        raise TableError(f"expected 1 to {_MAX_LAYERS} layers and {_MAX_WORDS:,} words")
    known = {**PARTS, **_parts_of_layers(network.layers)}
    if weights.keys() != known.keys() or any(
        weights[name].ndim != len(known[name]) for name in known
    ):
        raise TableError("weights are missing, or of other dimensions")
    sizes = {
        "b": len(bins),
        "x": FEATURES,
        "w": len(network.vocabulary),
        "s": len(weights["segments"]),
        "d": weights["embedding"].shape[1],
        "f": len(weights["0_up_bias"]),
    }
    for name, letters in known.items():
        expected = tuple(sizes[letter] for letter in letters)
        if weights[name].shape != expected:
            raise TableError(f"{name}: expected shape {expected}, got {weights[name].shape}")
        if not np.isfinite(weights[name]).all():
            raise TableError(f"{name}: numbers are not finite")
    if network.heads < 1 or sizes["d"] % network.heads or not sizes["s"]:
        raise TableError("heads do not fit the width, or there is no segment")


def _parts_of_layers(layers: int) -> dict[str, str]:
    return {
        f"{layer}_{name}": shape for layer in range(layers) for name, shape in LAYER_PARTS.items()
    }


def rounded(matrix: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round a matrix to 8 bits, each row in steps of its own: ``matrix ≈ integers * steps``."""
    steps = (np.abs(matrix).max(axis=1, keepdims=True, initial=0) / 127).astype(np.float32)
    steps = np.where(steps > 0, steps, np.float32(1))
    return np.rint(matrix / steps).astype(np.int8), steps


def _parts(network: PaletteNetwork) -> Parts:
    """Return the arrays of a file."""
    description = {
        "kind": KIND,
        "heads": network.heads,
        "layers": network.layers,
        "vocabulary": network.vocabulary,
        "metadata": network.metadata,
    }
    parts: dict[str, NDArray[Any]] = {
        "description": description_part(description),
        "bins": network.bins.astype(np.uint8),
    }
    for name, array in sorted(network.weights.items()):
        if array.ndim == 2:
            parts[name], parts[f"{name}_steps"] = rounded(array)
        else:
            parts[name] = array.astype(np.float32)
    return parts | {f"extra_{name}": array for name, array in network.extras.items()}


def _decoded(contents: bytes) -> PaletteNetwork:
    arrays, described = unpack_kind(contents, MAX_BYTES, KIND)
    layers = described.integer("layers")
    if not 1 <= layers <= _MAX_LAYERS:
        raise TableError(f"expected 1 to {_MAX_LAYERS} layers, got {layers}")
    known = {**PARTS, **_parts_of_layers(layers)}
    return PaletteNetwork(
        part(arrays, "bins", np.uint8).astype(np.int64),
        described.integer("heads"),
        tuple(map(str, described.items("vocabulary"))),
        {name: _weights(arrays, name, len(shape)) for name, shape in known.items()},
        {
            name.removeprefix("extra_"): array
            for name, array in arrays.items()
            if name.startswith("extra_")
        },
        described.mapping("metadata"),
    )


def _weights(arrays: Parts, name: str, dimensions: int) -> Floats:
    if dimensions == 1:
        return part(arrays, name).astype(np.float64)
    matrix, steps = part(arrays, name, np.int8), part(arrays, f"{name}_steps")
    if matrix.ndim != 2 or steps.shape != (len(matrix), 1):
        raise TableError(f"{name}: the steps do not fit the matrix")
    return np.asarray(matrix * steps.astype(np.float64))
