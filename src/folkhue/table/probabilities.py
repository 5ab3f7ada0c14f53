"""Probabilities of names: stored on a coarse lattice, interpolated at 32³ bins of colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.table.lut import ColorLut

NODES = 17
"""Along each axis, of the lattice on which probabilities are kept: 0, 16, …, 240, 255."""

NODE_VALUES = np.minimum(np.arange(NODES) * 16, 255).astype(np.uint8)
"""Red, green or blue at the nodes of that lattice."""

STEPS = 63
"""The probability 1, as it is kept: an integer of six bits."""

BINS = 32
"""Along each axis, for which probabilities are given."""


def interpolated(lattice: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Interpolate probabilities at the centers of bins.

    Parameters
    ----------
    lattice : ndarray of uint8, shape (17, 17, 17, terms)
        In 63rds, by red, green and blue.

    Returns
    -------
    ndarray of float64, shape (32768, terms)
        By blue, green and red, so that red varies fastest; rows sum to 1.
    """
    centers = (np.arange(BINS) + 0.5) * (256 // BINS) - 0.5
    weights = np.stack([np.interp(centers, NODE_VALUES, unit) for unit in np.eye(NODES)], axis=1)
    values = np.einsum("ir,jg,kb,rgbt->kjit", *3 * [weights], lattice / STEPS, optimize=True)
    rows = values.reshape(BINS**3, -1)
    normalized: NDArray[np.float64] = rows / rows.sum(axis=1, keepdims=True)
    return normalized


def name_shares(lut: ColorLut, terms: int) -> NDArray[np.float64]:
    """Return the share of each name among the colors of each bin, shape (32768, terms)."""
    edge = 256 // BINS
    axes = lut.flat.reshape(3 * (BINS, edge)).transpose(0, 2, 4, 1, 3, 5)
    bins = axes.reshape(BINS**3, edge**3)
    return np.stack([(bins == name).mean(axis=1) for name in range(terms)], axis=1)
