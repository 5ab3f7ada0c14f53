"""Networks with random weights, for tests that need none which was trained."""

from __future__ import annotations

import numpy as np

from folkhue.networks.context import ContextNetwork
from folkhue.networks.encoder_decoder import shapes
from folkhue.table.color_table import load

SMALL = (4, 6, 8, 10)
"""Channels of an encoder that is quick."""


def random_layers(
    inputs: int, outputs: int, seed: int = 0, scale: float = 1.0
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Draw weights, as a file stores them."""
    rng = np.random.default_rng(seed)
    layers = {}
    for name, shape in shapes(inputs, outputs, SMALL, last=6).items():
        weights = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:3])) * scale
        bias = rng.normal(size=shape[3]) * 0.1
        stored = weights.astype(np.float16), bias.astype(np.float32)
        layers[name] = tuple(each.astype(np.float64) for each in stored)
    return layers


def context_network(table: str = "basic8", seed: int = 0, scale: float = 1.0) -> ContextNetwork:
    """Make a network for the terms of a table; with the scale 0, it corrects by a constant."""
    terms = load(table).terms
    layers = random_layers(3 + len(terms), len(terms), seed, scale)
    return ContextNetwork(terms, layers, 1.0, {"by": "a test"})
