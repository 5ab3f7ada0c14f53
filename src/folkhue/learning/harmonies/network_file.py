"""Trained networks in files: all weights in 32 bits, to go on with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from folkhue._utils.array_file import description_of, description_part, pack, part, unpack
from folkhue._utils.atomic import atomic_write
from folkhue._utils.regular_file import read_file
from folkhue.learning.harmonies.network import Dropout, Shape
from folkhue.learning.harmonies.training import Recipe, TrainedNetwork

MAX_BYTES = 1 << 27
"""Size of the largest file that is read."""


def save_trained(network: TrainedNetwork, path: Path) -> None:
    """Write a trained network; the same one gives the same bytes."""
    described = {"recipe": asdict(network.recipe), "vocabulary": network.vocabulary}
    weights = {f"weight_{name}": np.asarray(each) for name, each in network.weights.items()}
    parts: dict[str, Any] = {
        "description": description_part(described),
        "codes": network.codes,
        **dict(sorted(weights.items())),
    }
    with atomic_write(path) as temporary:
        temporary.write_bytes(pack(parts))


def load_trained(path: Path) -> TrainedNetwork:
    """Read what `save_trained` wrote.

    Raises
    ------
    TableError
        If the file is damaged or altered.
    """
    parts = unpack(read_file(path, max_bytes=MAX_BYTES), MAX_BYTES)
    described = description_of(parts)
    weights = {
        name.removeprefix("weight_"): part(parts, name)
        for name in parts
        if name.startswith("weight_")
    }
    codes = part(parts, "codes", np.int64)
    return TrainedNetwork(
        _recipe(described.mapping("recipe")), codes, (*described.items("vocabulary"),), weights
    )


def _recipe(values: dict[str, Any]) -> Recipe:
    shape, dropout = Shape(**values.pop("shape")), Dropout(**values.pop("dropout"))
    return Recipe(shape=shape, dropout=dropout, **values)
