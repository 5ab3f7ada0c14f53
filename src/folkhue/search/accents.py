"""How much a color stands out in photographs, as an accent does.

A red umbrella in a gray street is an accent, the reddest part of a sunset is not. Two things tell
them apart, both from the colors of a photograph alone: an accent is vivid for its name, and few
other colors of the photograph are like it, as shades between red and brown are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.batch.cells import cell_colors, sum_cells
from folkhue.color.spaces import to_din99o, to_oklch

REACH = 12.0
"""Distance in DIN99o up to which other colors make one less distinct."""

_DULL, _VIVID = 0.3, 0.8  # chroma, relative to the median of a color's region
_NEUTRAL = 0.05  # median chroma of the regions of white, gray and black

Weights = NDArray[np.float64]


def clarity(cells: Sequence[str], weights: Weights) -> NDArray[np.float64]:
    """Measure how much a color stands out in photographs.

    Parameters
    ----------
    cells : sequence of str
        From `folkhue.batch.cells.pack_cells`, for each photograph.
    weights : ndarray of float64, shape (`folkhue.batch.cells.CELLS`,)
        How much each cell belongs to the color.

    Returns
    -------
    ndarray of float64, shape (photographs,)
        From 0 to 1: the share of the vivid pixels of the color, relative to that of all its
        pixels and of those like it.
    """
    vivid = sum_cells(cells, vivid_weights(weights))
    alike = sum_cells(cells, weights) + sum_cells(cells, around_weights(weights))
    return np.divide(vivid, alike, out=np.zeros(len(cells)), where=alike > 0)


def vivid_weights(weights: Weights) -> Weights:
    """Weigh the cells of a color by how vivid they are; those of white, gray and black, equally."""
    chroma = to_oklch(cell_colors())[:, 1]
    usual = float(np.median(chroma[weights > 0])) if weights.any() else 0.0
    if usual < _NEUTRAL:
        return weights
    vividness: Weights = np.clip((chroma / usual - _DULL) / (_VIVID - _DULL), 0, 1)
    return weights * vividness


def around_weights(weights: Weights) -> Weights:
    """Weigh the cells outside of a color by how near to it they are."""
    own = weights >= weights.max() / 2
    coordinates = to_din99o(cell_colors())
    inside = coordinates[own & (weights > 0)]
    if not len(inside):
        return np.zeros_like(weights)
    squares = (coordinates**2).sum(axis=1)[:, None] + (inside**2).sum(axis=1)
    nearest = (squares - 2 * coordinates @ inside.T).min(axis=1)
    nearness: Weights = np.clip(1 - np.sqrt(np.maximum(nearest, 0)) / REACH, 0, 1)
    return nearness * (1 - weights)
