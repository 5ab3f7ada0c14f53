"""From a trained network to a model of harmonies, which NumPy runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.harmonies.bins import bin_codes, to_bins
from folkhue.harmonies.model import LEVELS, HarmonyModel
from folkhue.harmonies.network import PaletteNetwork, Questions
from folkhue.learning.harmonies.sequences import Ints, Sequences
from folkhue.learning.harmonies.training import TrainedNetwork

SIZES = range(2, 6)
"""Numbers of colors for which it is stored what is usual."""

_STEP = 3  # of the grid of colors among which those that stand for bins are chosen


def make_model(
    network: TrainedNetwork,
    colors: NDArray[np.uint8],
    held_out: Sequences,
    metadata: Mapping[str, Any],
) -> HarmonyModel:
    """Make a model of harmonies.

    Parameters
    ----------
    network : TrainedNetwork
    colors : ndarray of uint8, shape (n, 3)
        All colors of the training palettes.
    held_out : Sequences
        Palettes that it was not trained on: what is usual is computed from them, without words.
    metadata : mapping
        How it was made; JSON types only.
    """
    exported = network.exported()
    swatches = bin_swatches(network.codes, colors)
    palettes, single = usual_levels(exported, held_out)
    extras = {"swatches": swatches, "palette_levels": palettes, "color_levels": single}
    return HarmonyModel(network.exported(extras=extras, metadata=metadata))


def bin_swatches(codes: Ints, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Choose the color that stands for each bin.

    It is the color of the bin that is closest to the mean of the given colors there and of the
    middle of what sRGB has there, which counts as one color.

    Parameters
    ----------
    codes : ndarray of int64, shape (bins,)
        In ascending order.
    colors : ndarray of uint8, shape (n, 3)

    Returns
    -------
    ndarray of uint8, shape (bins, 3)
    """
    steps = np.arange(0, 256, _STEP, dtype=np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = np.concatenate([np.unique(colors, axis=0), grid])
    places, lab = _places(codes, grid), to_lab(grid)
    chosen = _places(codes, colors)
    middle = _sums(places, lab, len(codes)) / np.bincount(places, minlength=len(codes))[:, None]
    total = _sums(chosen, to_lab(colors), len(codes)) + middle
    target = total / (np.bincount(chosen, minlength=len(codes)) + 1)[:, None]
    apart = ((lab - target[places]) ** 2).sum(axis=1)
    order = np.lexsort((apart, places))
    first = np.unique(places[order], return_index=True)[1]
    return grid[order[first]]


def usual_levels(
    network: PaletteNetwork, sequences: Sequences
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the percentiles of how probable palettes, and single colors, of each size are.

    The first colors of each palette are taken, so many as `SIZES` says, of those that have them.

    Returns
    -------
    ndarray of float32, shape (sizes, 101)
        Of the mean logarithm of probabilities.
    ndarray of float32, shape (sizes, 101)
        Of each logarithm.
    """
    shares = np.linspace(0, 1, LEVELS)
    both: tuple[list[Any], list[Any]] = ([], [])
    for size in SIZES:
        lab = sequences.lab[sequences.lengths >= size, :size].astype(float)
        likely = network.log_probabilities(Questions.each_color(lab))
        fits = np.take_along_axis(likely, network.places_of(lab)[..., None], axis=2)[..., 0]
        for levels, values in zip(both, (fits.mean(axis=1), fits), strict=True):
            levels.append(np.quantile(values, shares).astype(np.float32))
    return np.stack(both[0]), np.stack(both[1])


def _places(codes: Ints, rgb: NDArray[np.uint8]) -> Ints:
    found = np.searchsorted(codes, bin_codes(to_bins(rgb)))
    return np.asarray(found)


def _sums(places: Ints, lab: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(places, axis, bins) for axis in lab.T], axis=1)
