"""The network that names in context and subjects share: it sees a neighborhood and the frame.

An encoder halves the frame four times, a decoder enlarges it three times and adds what the encoder
had at each size. At the bottom, the average over the frame is added everywhere. The names of layers
tell where they are: `a` and `b` in the encoder, `up` and `skip` into the decoder, `d` in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import TableError
from folkhue.networks import layers

Layer = tuple[Any, Any]
"""Weights, shape (size, size, inputs, outputs), and bias, shape (outputs,)."""

Layers = Mapping[str, Layer]

FACTOR = 2
"""How many rows or columns of the frame one of the output stands for."""


class Operations(Protocol):
    """What a network is computed with: `folkhue.networks.layers`, or the same in JAX."""

    def convolution(self, x: Any, weights: Any, bias: Any, stride: int = 1) -> Any:
        """Correlate with kernels."""

    def rectified(self, x: Any) -> Any:
        """Replace negative values by 0."""

    def enlarged(self, x: Any) -> Any:
        """Double height and width."""

    def pooled(self, x: Any) -> Any:
        """Average over all positions."""


def shapes(
    inputs: int, outputs: int, channels: Sequence[int] = (16, 32, 48, 64), last: int = 24
) -> dict[str, tuple[int, int, int, int]]:
    """Return the shape of the weights of each layer.

    Parameters
    ----------
    inputs, outputs : int
        Channels of the frame and of the result.
    channels : sequence of int
        At a half of the frame's size, a quarter, an eighth and a sixteenth.
    last : int
        Of the decoder at half of the frame's size.
    """
    half, quarter, eighth, sixteenth = channels
    return {
        "a0": (3, 3, inputs, half),
        "a1": (3, 3, half, quarter),
        "b1": (3, 3, quarter, quarter),
        "a2": (3, 3, quarter, eighth),
        "b2": (3, 3, eighth, eighth),
        "a3": (3, 3, eighth, sixteenth),
        "b3": (3, 3, sixteenth, sixteenth),
        "frame": (1, 1, sixteenth, sixteenth),
        "up2": (1, 1, sixteenth, eighth),
        "d2": (3, 3, eighth, eighth),
        "up1": (1, 1, eighth, quarter),
        "d1": (3, 3, quarter, quarter),
        "up0": (1, 1, quarter, last),
        "skip0": (1, 1, half, last),
        "d0": (3, 3, last, last),
        "out": (1, 1, last, outputs),
    }


def forward(weights: Layers, x: Any, operations: Operations = layers) -> Any:
    """Run the network.

    Parameters
    ----------
    weights : mapping of str to (array, array)
        Of all layers of `shapes`.
    x : array, shape (height, width, inputs)
        Sides are multiples of 16. In JAX, of shape (batch, height, width, inputs).
    operations : module
        What computes it.

    Returns
    -------
    array, shape (height / 2, width / 2, outputs)
    """
    convolution, rectified = operations.convolution, operations.rectified

    def down(name: str, values: Any) -> Any:
        """Halve height and width, and refine."""
        return refine(f"b{name}", rectified(convolution(values, *weights[f"a{name}"], 2)))

    def refine(name: str, values: Any) -> Any:
        return values + rectified(convolution(values, *weights[name]))

    def up(name: str, values: Any, skip: Any) -> Any:
        """Double height and width, add what the encoder had there, and refine."""
        small = convolution(values, *weights[f"up{name}"])
        return refine(f"d{name}", rectified(operations.enlarged(small) + skip))

    half = rectified(convolution(x, *weights["a0"], 2))
    quarter = down("1", half)
    eighth = down("2", quarter)
    sixteenth = down("3", eighth)
    frame = convolution(operations.pooled(sixteenth), *weights["frame"])
    bottom = rectified(sixteenth + frame)
    found = up("0", up("1", up("2", bottom, eighth), quarter), convolution(half, *weights["skip0"]))
    return convolution(found, *weights["out"])


def check_layers(weights: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]) -> tuple[int, int]:
    """Check that layers fit together, and return the channels of the frame and of the result.

    Raises
    ------
    TableError
        If a layer is missing, too many or of another shape, or numbers are not finite.
    """
    try:
        sizes = {name: weights[name][0].shape for name in shapes(1, 1)}
        channels = [sizes[name][3] for name in ("a0", "a1", "a2", "a3")]
        wanted = shapes(sizes["a0"][2], sizes["out"][3], channels, sizes["out"][2])
    except (KeyError, IndexError) as error:
        raise TableError("a layer of the network is missing") from error
    for name, (kernel, bias) in weights.items():
        if wanted.get(name) != kernel.shape or bias.shape != kernel.shape[3:]:
            raise TableError(f"layer {name} does not fit the others")
        if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
            raise TableError(f"layer {name} has numbers that are not finite")
    return wanted["a0"][2], wanted["out"][3]
