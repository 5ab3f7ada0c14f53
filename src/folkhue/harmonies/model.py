"""The model of harmonies: a network of palettes, what its bins look like, and what is usual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.spaces import Floats, to_lab
from folkhue.errors import TableError
from folkhue.harmonies.network import PaletteNetwork, Questions

SHIPPED_MODELS = ("harmony",)
"""Models inside the package, each with a card (``data/NAME.md``) on its training data."""

SWATCHES = 5
"""Colors that stand for a bin."""

LEVELS = 101
"""Numbers that describe what is usual: the minimum, each percentile, and the maximum."""


@dataclass(frozen=True, eq=False)
class HarmonyModel:
    """Which colors go together.

    Attributes
    ----------
    network : PaletteNetwork
        Of one segment. Its `extras` hold the other parts.
    """

    network: PaletteNetwork

    def __post_init__(self) -> None:
        bins = (len(self.network.bins), SWATCHES, 3)
        _check_extra(self.network, "swatches", np.uint8, bins)
        for name in ("palette_levels", "color_levels"):
            levels = _check_extra(self.network, name, np.float32, None)
            if levels.ndim != 2 or not len(levels) or levels.shape[1] != LEVELS:
                raise TableError(f"{name}: expected {LEVELS} levels for each number of colors")
            if not np.isfinite(levels).all() or (np.diff(levels, axis=1) < 0).any():
                raise TableError(f"{name}: expected finite levels in ascending order")

    @classmethod
    def load(cls, path: str | Path) -> HarmonyModel:
        """Read a model; see `PaletteNetwork.load`."""
        network = PaletteNetwork.load(path)
        try:
            return cls(network)
        except TableError as error:
            raise TableError(f"{path}: no model of harmonies: {error}") from error

    @property
    def swatches(self) -> NDArray[np.uint8]:
        """Colors that stand for each bin, the first by default, shape (bins, 5, 3).

        The others are for palettes in which the first is already.
        """
        return self.network.extras["swatches"]

    @cached_property
    def swatches_lab(self) -> Floats:
        """The first of them in CIELAB, shape (bins, 3)."""
        return to_lab(self.swatches[:, 0])

    def log_probabilities(self, lab: ArrayLike, words: str = "") -> Floats:
        """Return the logarithm of the probability that a color of a bin is missing.

        Parameters
        ----------
        lab : array_like of float, shape (palettes, colors, 3)
        words : str
            What the palettes are about; unknown words do not count.

        Returns
        -------
        ndarray of float64, shape (palettes, bins)
        """
        known = self.network.known_words(words)
        return self.network.log_probabilities(Questions.next_color(lab), known)[:, 0]

    def fits(self, lab: ArrayLike, words: str = "") -> Floats:
        """Return how probable each color is if it is missing from its palette.

        Parameters
        ----------
        lab : array_like of float, shape (palettes, colors, 3)
        words : str

        Returns
        -------
        ndarray of float64, shape (palettes, colors)
            Logarithms of the probabilities of the bins of the colors.
        """
        known = self.network.known_words(words)
        likely = self.network.log_probabilities(Questions.each_color(lab), known)
        places = self.network.places_of(np.asarray(lab, np.float64))
        return np.take_along_axis(likely, places[..., None], axis=2)[..., 0]

    def percentiles(self, name: str, values: ArrayLike, colors: int) -> Floats:
        """Return the share of what people chose that is less probable, from 0 to 1.

        Parameters
        ----------
        name : str
            Of the levels: "palette_levels", of the mean of `fits`, or "color_levels", of each.
        values : array_like of float
        colors : int
            In the palette.
        """
        levels = self.network.extras[name]
        row = levels[min(colors, len(levels) + 1) - 2].astype(np.float64)
        return np.asarray(np.interp(np.asarray(values), row, np.linspace(0, 1, LEVELS)))


def load_harmony_model(model: str | Path | None = None) -> HarmonyModel:
    """Load a model of harmonies.

    Parameters
    ----------
    model : path or str, optional
        A file, or the name of a model that ships inside folkhue: "harmony", if absent.

    Raises
    ------
    TableError
        If the file cannot be used.
    """
    name = SHIPPED_MODELS[0] if model is None else str(model)
    return _shipped(name) if name in SHIPPED_MODELS else HarmonyModel.load(name)


@cache
def _shipped(name: str) -> HarmonyModel:
    with as_file(files("folkhue") / "data" / f"{name}.npz") as path:
        return HarmonyModel.load(path)


def _check_extra(
    network: PaletteNetwork, name: str, dtype: type, shape: tuple[int, ...] | None
) -> NDArray[Any]:
    array = network.extras.get(name)
    if array is None or array.dtype != dtype or shape not in (None, array.shape):
        raise TableError(f"{name} are missing, or of another shape or type")
    return array
