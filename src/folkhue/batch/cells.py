"""The colors of a photograph in a few hundred bytes, to search for any color."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo

LEVELS = 16
"""A cell is a cube of so many levels of red, green and blue."""

_SIDE = 256 // LEVELS

CELLS = _SIDE**3
"""Number of cells."""

_MAX_PIXELS = 250_000
_MIN_SHARE = 1 / 2000  # colors in rarer cells are not kept
_WHOLE = 65535  # the share 1

_RECORD = np.dtype([("cell", "<u2"), ("share", "<u2")])


def cell_colors() -> NDArray[np.uint8]:
    """Return the color in the middle of each cell; shape (`CELLS`, 3)."""
    middle = np.arange(LEVELS // 2, 256, LEVELS, dtype=np.uint8)
    return np.stack(np.meshgrid(middle, middle, middle, indexing="ij"), axis=-1).reshape(-1, 3)


def pack_cells(photo: Photo) -> str:
    """Measure the share of each cell in the opaque pixels; return them as text."""
    thin = photo.thin(_MAX_PIXELS)
    seen = thin.rgb if thin.opaque.all() else thin.rgb[thin.opaque]
    red, green, blue = (seen[..., channel].ravel() // LEVELS for channel in range(3))
    codes = (red.astype(np.uint16) * _SIDE + green) * _SIDE + blue
    counts = np.bincount(codes, minlength=CELLS)
    shares = counts / max(1, counts.sum())
    kept = np.flatnonzero(shares >= _MIN_SHARE)
    records = np.empty(len(kept), _RECORD)
    records["cell"], records["share"] = kept, np.rint(shares[kept] * _WHOLE)
    return base64.b64encode(records.tobytes()).decode("ascii")


def sum_cells(packed: Iterable[str], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the shares of the cells of photographs, each times the weight of the cell.

    Parameters
    ----------
    packed : iterable of str
        From `pack_cells`, for each photograph.
    weights : ndarray of float64, shape (`CELLS`,)
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (photographs,)

    Raises
    ------
    ValueError
        If one is damaged.
    """
    contents = [base64.b64decode(text, validate=True) for text in packed]
    records = np.frombuffer(b"".join(contents), _RECORD)
    if (records["cell"] >= CELLS).any():
        raise ValueError("not the cells of a photograph")
    photos = np.repeat(
        np.arange(len(contents)), [len(each) // _RECORD.itemsize for each in contents]
    )
    parts = weights[records["cell"]] * records["share"] / _WHOLE
    return np.bincount(photos, parts, len(contents)).astype(np.float64)
