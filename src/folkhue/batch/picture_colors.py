"""The color of a picture in a line of a journal: the probabilities of its names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from folkhue.errors import TableError
from folkhue.images.photo import Photo
from folkhue.pictures.model import SHIPPED_MODELS, PictureModel, load_picture_model
from folkhue.pictures.picture_color import fitting_table, picture_color
from folkhue.table.color_table import ColorTable

_MIN = 0.0005  # less probable names are not kept


def picture_terms(model: str = SHIPPED_MODELS[0]) -> tuple[str, ...]:
    """Return the names that a picture may have; see `folkhue.pictures.model.load_picture_model`."""
    return _loaded(model).terms


def check_model(model: str, table: ColorTable, table_name: str) -> None:
    """Check, before any work, that a model can be used where a table is.

    Raises
    ------
    TableError
        If the model cannot be used, or needs another table; the message begins with its name.
    """
    try:
        fitting_table(_loaded(model), table_name, table)
    except TableError as error:
        prefix = "" if str(error).startswith(model) else f"{model}: "
        raise TableError(f"{prefix}{error}") from error


def pack_picture(photo: Photo, table: ColorTable, table_name: str, model: str) -> str:
    """Name the color of a picture; return the probabilities of names as text.

    Parameters
    ----------
    photo : Photo
        With an opaque pixel.
    table : ColorTable
        Saves memory if it is the one that pictures are named with.
    table_name : str
        As for `folkhue.load`.
    model : str
        As for `folkhue.pictures.model.load_picture_model`.
    """
    loaded = _loaded(model)
    found = picture_color(photo, loaded, table=fitting_table(loaded, table_name, table), reasons=0)
    likely = [f"{name} {p:.4f}" for name, p in found.probabilities.items() if p >= _MIN]
    return " ".join([loaded.fingerprint, *likely])


def is_current(packed: str, model: str) -> bool:
    """Whether a text is from `pack_picture` with a model, as it is now."""
    return packed.startswith(f"{_loaded(model).fingerprint} ")


def unpack_picture(packed: str) -> dict[str, float]:
    """Read what `pack_picture` returned: name → probability, the most probable first.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    words = packed.split(" ")[1:]
    found = {name: float(p) for name, p in zip(words[::2], words[1::2], strict=True)}
    if not found:
        raise ValueError("not the color of a picture")
    return found


def picture_probabilities(packed: Iterable[str], name: str) -> NDArray[np.float64]:
    """Return how probable a name is, for each of several pictures."""
    return np.array([unpack_picture(each).get(name, 0.0) for each in packed], float)


def _loaded(model: str) -> PictureModel:
    """Load a model once, and again if its file changes."""
    if model in SHIPPED_MODELS:
        return load_picture_model(model)
    try:
        info = os.stat(model)  # noqa: PTH116 — as for each photograph of a journal
    except OSError:
        return load_picture_model(model)  # raises an error that says why
    return _loaded_file(model, info.st_size, info.st_mtime_ns)


@cache
def _loaded_file(model: str, size: int, time: int) -> PictureModel:
    return load_picture_model(model)
