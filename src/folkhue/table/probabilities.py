"""Probabilities of names: stored on a coarse lattice, interpolated at 32³ bins of colors.

How sure a name is, is told by its probability against that of its strongest rival.
"""

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


def confidences(probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    """Compare the probability of each name with that of the most probable other one.

    What photographs show beside the named color raises the probabilities of all names alike,
    and mostly cancels in this comparison.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, terms)
        What a row lacks to 1 is the probability of no name, which is a rival, too.

    Returns
    -------
    ndarray of float64, shape (n, terms)
        ``p / (p + rival)``; 0 for an impossible name. At most one in a row is above 0.5.

    Examples
    --------
    >>> confidences(np.array([[0.6, 0.2, 0.1, 0.1]])).round(3).tolist()
    [[0.75, 0.25, 0.143, 0.143]]
    """
    none = np.maximum(0, 1 - probabilities.sum(axis=1, keepdims=True, dtype=np.float64))
    own = np.hstack([probabilities, none])
    second, first = np.partition(own, -2, axis=1)[:, -2:].T[..., None]
    rival = np.where(np.arange(own.shape[1]) == own.argmax(axis=1)[:, None], second, first)
    found: NDArray[np.float64] = own / np.maximum(own + rival, np.finfo(np.float64).tiny)
    return found[:, :-1]
