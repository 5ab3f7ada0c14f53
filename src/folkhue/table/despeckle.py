"""Connected regions of one name, and the removal of small ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED

_TRANSPARENT = UNNAMED - 1  # no term has this index


def despeckle(
    names: NDArray[np.uint8], opaque: NDArray[np.bool_], min_pixels: int
) -> NDArray[np.uint8]:
    """Rename specks after their surroundings, and leave larger regions unchanged.

    A speck is a region, connected by pixel edges, of fewer than `min_pixels` pixels. It
    takes the name with which it shares the longest border, among regions that are no specks;
    specks within specks follow, from the outside in. So borders between larger regions do not
    move by a pixel, and no speck remains unless transparent pixels isolate it.

    Parameters
    ----------
    names : ndarray of uint8, shape (height, width)
        Indices of terms, 0–253; 255 for unnamed, which is treated like a name.
    opaque : ndarray of bool, shape (height, width)
        Other pixels are not changed, and their names are ignored.
    min_pixels : int
        Size of the smallest region that is kept.

    Returns
    -------
    ndarray of uint8, shape (height, width)

    References
    ----------
    Philippe Salembier and Jean Serra, "Flat zones filtering, connected operators, and
    filters by reconstruction", *IEEE Transactions on Image Processing* 4 (8), 1995.
    """
    zones = np.where(opaque, names, np.uint8(_TRANSPARENT))
    region = regions(zones)
    sizes = np.bincount(region.ravel())
    named = np.empty(len(sizes), np.uint8)
    named[region] = zones
    specks = (sizes < min_pixels) & (named != _TRANSPARENT)
    renamed = _renamed(named, specks, *_borders(region, specks))
    return np.where(opaque, renamed[region], names)


def regions(values: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Label the regions of equal values that are connected by pixel edges.

    Parameters
    ----------
    values : ndarray of uint8, shape (height, width)

    Returns
    -------
    ndarray of int32, shape (height, width)
        From 0, in the order of each region's first pixel, row by row.

    Examples
    --------
    >>> regions(np.array([[7, 7, 3], [3, 7, 3]], np.uint8))
    array([[0, 0, 1],
           [2, 0, 1]], dtype=int32)
    """
    starts = np.ones(values.shape, bool)
    starts[:, 1:] = values[:, 1:] != values[:, :-1]
    run = np.cumsum(starts.ravel(), dtype=np.int32).reshape(values.shape) - np.int32(1)
    # Runs that touch do so first where one of them starts: that gives one link for each pair.
    links = (values[1:] == values[:-1]) & (starts[1:] | starts[:-1])
    first = _union(int(run.max(initial=-1)) + 1, run[:-1][links], run[1:][links])
    number = np.cumsum(first == np.arange(len(first)), dtype=np.int32) - np.int32(1)
    numbered: NDArray[np.int32] = number[first][run]
    return numbered


def _union(count: int, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each of `count` runs the first that it is linked to, directly or not."""
    first = np.arange(count, dtype=np.int32)
    while len(one):
        low, high = np.minimum(first[one], first[other]), np.maximum(first[one], first[other])
        np.minimum.at(first, high, low)
        while not np.array_equal(first, further := first[first]):
            first = further
        apart = first[one] != first[other]
        one, other = one[apart], other[apart]
    return first


def _borders(
    region: NDArray[np.int32], specks: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """List every pixel edge of every speck: the speck, and the region on the other side."""
    sides = (
        (region[:, :-1], region[:, 1:]),
        (region[:, 1:], region[:, :-1]),
        (region[:-1], region[1:]),
        (region[1:], region[:-1]),
    )
    edges = [(here != there) & specks[here] for here, there in sides]
    pairs = [(here[edge], there[edge]) for (here, there), edge in zip(sides, edges, strict=True)]
    inner, outer = zip(*pairs, strict=True)
    return np.concatenate(inner), np.concatenate(outer)


def _renamed(
    names: NDArray[np.uint8],
    specks: NDArray[np.bool_],
    speck: NDArray[np.int32],
    neighbor: NDArray[np.int32],
) -> NDArray[np.uint8]:
    """Rename specks, given each one's pixel edges, after the neighboring regions."""
    names = names.copy()
    final = ~specks & (names != _TRANSPARENT)
    while (ready := final[neighbor]).any():
        borders = speck[ready].astype(np.int64) << 8 | names[neighbor[ready]]
        kinds, lengths = np.unique(borders, return_counts=True)
        order = np.lexsort((-lengths, kinds >> 8))
        longest = kinds[order[np.diff(kinds[order] >> 8, prepend=-1) > 0]]
        names[longest >> 8] = longest & 255
        final[longest >> 8] = True
        undecided = ~final[speck]
        speck, neighbor = speck[undecided], neighbor[undecided]
    return names
