"""Small networks, run and differentiated by NumPy, and their arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.array_file import Parts, part
from folkhue.errors import TableError

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]

_MAX_LAYERS = 8
_MAX_NETWORKS = 16


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of a network: ``x @ weights + bias``.

    Attributes
    ----------
    weights : ndarray of float32, shape (inputs, outputs)
    bias : ndarray of float32, shape (outputs,)
    """

    weights: Weights
    bias: Weights

    @property
    def arrays(self) -> tuple[Weights, Weights]:
        """Weights and bias."""
        return self.weights, self.bias


Network = tuple[Layer, ...]
"""Layers with rectified linear units between them, and a softmax after the last."""


def probabilities(network: Network, values: Floats) -> Floats:
    """Run a network; shape (n, inputs) → (n, outputs)."""
    return _softmax(_run(network, values)[-1])


def probability_and_slope(network: Network, values: Floats, place: int) -> tuple[Floats, Floats]:
    """Return one probability, and the gradient of its logarithm by the inputs.

    Returns
    -------
    ndarray of float64, shape (n, 1)
    ndarray of float64, shape (n, inputs)
    """
    outputs = _run(network, values)
    found = _softmax(outputs[-1])
    slope = np.eye(found.shape[-1])[place] - found
    for layer, before in zip(network[::-1], [*outputs[-2::-1], None], strict=True):
        slope = slope @ layer.weights.T
        slope = slope if before is None else slope * (before > 0)
    return found[:, [place]], slope


def check_networks(networks: Sequence[Network], inputs: int, outputs: int) -> None:
    """Check how many there are, and that layers fit together.

    Raises
    ------
    TableError
    """
    if not 1 <= len(networks) <= _MAX_NETWORKS:
        raise TableError(f"expected 1 to {_MAX_NETWORKS} networks, got {len(networks)}")
    for network in networks:
        _check_network(network, inputs, outputs)


def arrays_of(networks: Sequence[Network]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file; weights are rounded to 16 bits."""
    found: dict[str, NDArray[Any]] = {}
    for place, network in enumerate(networks):
        for depth, layer in enumerate(network):
            found[f"weights{place}_{depth}"] = layer.weights.astype(np.float16)
            found[f"bias{place}_{depth}"] = layer.bias.astype(np.float32)
    return found


def networks_from(parts: Parts, depths: Sequence[object]) -> tuple[Network, ...]:
    """Build networks of so many layers from the arrays of a file.

    Raises
    ------
    TableError
        If there are too many, or an array is missing or of another type.
    """
    if len(depths) > _MAX_NETWORKS:
        raise TableError(f"expected 1 to {_MAX_NETWORKS} networks, got {len(depths)}")
    return tuple(
        tuple(
            Layer(
                part(parts, f"weights{place}_{layer}", np.float16).astype(np.float32),
                part(parts, f"bias{place}_{layer}"),
            )
            for layer in range(_depth(depth))
        )
        for place, depth in enumerate(depths)
    )


def _depth(value: object) -> int:
    if type(value) is not int or not 1 <= value <= _MAX_LAYERS:
        raise TableError(f"expected 1 to {_MAX_LAYERS} layers of each network")
    return value


def _check_network(network: Network, inputs: int, outputs: int) -> None:
    if not 1 <= len(network) <= _MAX_LAYERS:
        raise TableError(f"expected 1 to {_MAX_LAYERS} layers, got {len(network)}")
    for layer in network:
        if layer.weights.ndim != 2 or layer.bias.shape != layer.weights.shape[1:]:
            raise TableError("the weights of a layer do not fit its bias")
        if layer.weights.shape[0] != inputs:
            raise TableError(f"a layer takes {layer.weights.shape[0]} values, and gets {inputs}")
        inputs = layer.weights.shape[1]
    if inputs != outputs:
        raise TableError(f"expected a probability for each of {outputs} names, got {inputs}")


def _run(network: Network, values: Floats) -> list[Floats]:
    """Return the outputs of each layer, all but the last after rectification."""
    outputs: list[Floats] = []
    for layer in network:
        before = np.maximum(outputs[-1], 0) if outputs else values
        outputs.append(np.asarray(before @ layer.weights + layer.bias, np.float64))
    return outputs


def _softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
