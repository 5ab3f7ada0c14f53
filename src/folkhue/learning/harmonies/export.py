"""From a trained network to a model of harmonies, which NumPy runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.harmonies.bins import bin_codes, bins_of_lab, to_bins
from folkhue.harmonies.model import LEVELS, SWATCHES, HarmonyModel
from folkhue.harmonies.network import PaletteNetwork, Questions
from folkhue.learning.harmonies.sequences import Ints, Sequences
from folkhue.learning.harmonies.training import TrainedNetwork

SIZES = range(2, 6)
"""Numbers of colors for which it is stored what is usual."""

COLORFUL = 2 / 3
"""A bin is shown by its more colorful colors: this share of the others has less chroma."""

GRAYISH = 10.0
"""Mean chroma in CIELAB below which a bin is shown by all its colors: white is to be white."""

_EDGE = 0.7  # how close to the border of a bin, in units of 8 bits, another program may round over
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
    """Choose the colors that stand for each bin.

    The first is the color of the bin that is closest to the mean of the more colorful of the given
    colors there, and of the middle of what sRGB has there, which counts as one color. The most
    probable bins are duller than what people choose: the most colorful third makes up for that.
    Each of the others is the one that is farthest from those before it, for palettes that have the
    first already.

    Parameters
    ----------
    codes : ndarray of int64, shape (bins,)
        In ascending order.
    colors : ndarray of uint8, shape (n, 3)

    Returns
    -------
    ndarray of uint8, shape (bins, 5, 3)
    """
    steps = np.arange(0, 256, _STEP, dtype=np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = np.concatenate([np.unique(colors, axis=0), grid])
    grid = grid[np.isin(bin_codes(to_bins(grid)), codes)]
    places, lab = _places(codes, grid), to_lab(grid)
    colors = _colorful(colors, _places(codes, colors))
    chosen = _places(codes, colors)
    middle = _sums(places, lab, len(codes)) / np.bincount(places, minlength=len(codes))[:, None]
    total = _sums(chosen, to_lab(colors), len(codes)) + middle
    target = total / (np.bincount(chosen, minlength=len(codes)) + 1)[:, None]
    apart = ((lab - target[places]) ** 2).sum(axis=1) + 1e6 * _near_edge(lab)
    order = np.lexsort((apart, places))
    each = np.split(order, np.flatnonzero(np.diff(places[order])) + 1)
    return np.stack([grid[rows[_spread(lab[rows], _near_edge(lab[rows]))]] for rows in each])


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


def _spread(lab: NDArray[np.float64], avoided: NDArray[np.bool_]) -> list[int]:
    """Choose the first color, and others far from each other."""
    chosen = [0]
    nearest = np.full(len(lab), np.inf)
    for _ in range(SWATCHES - 1):
        nearest = np.minimum(nearest, ((lab - lab[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(np.where(avoided, -1.0, nearest).argmax()))
    return chosen


def _colorful(colors: NDArray[np.uint8], places: Ints) -> NDArray[np.uint8]:
    """Choose the most colorful colors of each bin, unless it is grayish."""
    lab = to_lab(colors)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    order = np.lexsort((chroma, places))
    _, starts, counts = np.unique(places[order], return_index=True, return_counts=True)
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order)) - np.repeat(starts, counts)
    inverse = np.unique(places, return_inverse=True)[1]
    mean = np.bincount(inverse, chroma) / np.bincount(inverse)
    dull = np.floor(COLORFUL * (counts - 1))
    return np.asarray(colors[(rank >= dull[inverse]) | (mean[inverse] < GRAYISH)])


def _near_edge(lab: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find colors that programs with coarser arithmetic may put into the next bin."""
    return np.asarray(
        np.any([bins_of_lab(lab + move) != bins_of_lab(lab) for move in _MOVES], axis=(0, 2))
    )


_MOVES = np.array([[0.4, 1, 1], [-0.4, -1, -1]]) * _EDGE


def _places(codes: Ints, rgb: NDArray[np.uint8]) -> Ints:
    found = np.searchsorted(codes, bin_codes(to_bins(rgb)))
    return np.asarray(found)


def _sums(places: Ints, lab: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(places, axis, bins) for axis in lab.T], axis=1)
