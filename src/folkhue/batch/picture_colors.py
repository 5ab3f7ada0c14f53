"""The color of a picture in a line of a journal: the probabilities of its names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo
from folkhue.pictures.model import load_picture_model
from folkhue.pictures.picture_color import picture_color
from folkhue.table.color_table import ColorTable

_MIN = 0.0005  # less probable names are not kept


def picture_terms() -> tuple[str, ...]:
    """Return the names that a picture may have."""
    return load_picture_model().terms


def pack_picture(photo: Photo, table: ColorTable, table_name: str) -> str:
    """Name the color of a picture; return the probabilities of names as text.

    Parameters
    ----------
    photo : Photo
        With an opaque pixel.
    table : ColorTable
        Saves memory if it is the one that pictures are named with.
    table_name : str
        As for `folkhue.load`.
    """
    model = load_picture_model()
    found = picture_color(photo, table=table if table_name == model.table else None, reasons=0)
    likely = [f"{name} {p:.4f}" for name, p in found.probabilities.items() if p >= _MIN]
    return " ".join([_model_digest(), *likely])


def is_current(packed: str) -> bool:
    """Whether a text is from `pack_picture` with the model that ships now."""
    return packed.startswith(f"{_model_digest()} ")


def unpack_picture(packed: str) -> dict[str, float]:
    """Read what `pack_picture` returned: name → probability, the most probable first.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    words = packed.split(" ")[1:]
    found = {name: float(p) for name, p in zip(words[::2], words[1::2], strict=True)}
    if not found or not found.keys() <= {*picture_terms()}:
        raise ValueError("not the color of a picture")
    return found


def picture_probabilities(packed: Iterable[str], name: str) -> NDArray[np.float64]:
    """Return how probable a name is, for each of several pictures."""
    return np.array([unpack_picture(each).get(name, 0.0) for each in packed], float)


@cache
def _model_digest() -> str:
    model = load_picture_model()
    digest = hashlib.sha256(repr((model.terms, model.groups, model.table)).encode())
    layers = [layer for network in model.networks for layer in network]
    weights = [part for layer in layers for part in (layer.weights, layer.bias)]
    for part in (model.roots, model.center, model.scale, *weights):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()[:12]
