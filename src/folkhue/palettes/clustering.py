"""Clusters of points in DIN99o, each around the geometric median of its own points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.palettes.backend import fast_kernels
from folkhue.palettes.points import Floats, Points

MAX_SPREAD = 30.0
"""Distance in DIN99o from the seeds chosen before, beyond which a larger one counts no more."""

REACH = 9.0
"""Maximum distance in DIN99o of a point from the center of an accent."""

ITERATIONS = 20
"""Maximum number of iterations; most images take fewer."""

MIN_DISTANCE = 0.5
"""Lower bound of the distances in Weiszfeld's weights, in DIN99o."""

_TOLERANCE = 0.02  # DIN99o; iteration stops when no center moves further

Mask = NDArray[np.bool_]


def seeds(points: Points, k: int, at: Floats | None = None) -> Floats:
    """Choose cells one by one, by the cube root of density times the distance from those chosen.

    Parameters
    ----------
    points : Points
        At least `k`.
    k : int
    at : ndarray of float64, shape (n, d), optional
        Coordinates to use instead of DIN99o; the first three are DIN99o.

    Returns
    -------
    ndarray of float64, shape (k, d)
    """
    cells = points.cells
    at = points.places if at is None else at
    places, worth = _cell_means(points, at), np.cbrt(cells.density)
    if len(places) < k:
        places, worth = at, np.cbrt(points.weights)
    chosen = [int(worth.argmax())]
    distance, norms = np.full(len(places), MAX_SPREAD), (places**2).sum(axis=1)
    while len(chosen) < k:
        distance = np.minimum(distance, np.sqrt(squared(places, places[chosen[-1:]], norms)[0]))
        distance[chosen[-1]] = -1  # rounding errors must not select it again
        chosen.append(int((worth * distance).argmax()))
    found: Floats = places[chosen]
    return found


def _cell_means(points: Points, places: Floats) -> Floats:
    cells = points.cells
    weights = np.bincount(cells.labels, points.weights)
    sums = [np.bincount(cells.labels, points.weights * each) for each in places[:, 3:].T]
    return np.column_stack([cells.places, *(each / weights for each in sums)])


def squared(places: Floats, centers: Floats, norms: Floats | None = None) -> Floats:
    """Squared distances, shape (centers, places); `norms` are the squared norms of places."""
    if norms is None:
        norms = (places**2).sum(axis=1)
    squares: Floats = norms + (centers**2).sum(axis=1)[:, None] - 2 * (centers @ places.T)
    return np.maximum(squares, 0, out=squares)


def medians(
    places: Floats, weights: Floats, centers: Floats, accents: Mask | None = None
) -> Floats:
    """Move centers to the geometric medians of their points: Lloyd's and Weiszfeld's steps at once.

    Parameters
    ----------
    places : ndarray of float64, shape (n, d)
    weights : ndarray of float64, shape (n,)
    centers : ndarray of float64, shape (k, d)
    accents : ndarray of bool, shape (k,), optional
        Centers that have no points beyond `REACH`.

    Returns
    -------
    ndarray of float64, shape (k, d)
    """
    if fast := fast_kernels():
        how = (ITERATIONS, MIN_DISTANCE, _TOLERANCE)
        return fast.medians(places, weights, centers, _reach(len(centers), accents), how)  # type: ignore[no-any-return]
    extended = np.column_stack([places, np.ones(len(places))])
    norms = (places**2).sum(axis=1)
    numbers = np.arange(len(centers))[:, None]
    for _ in range(ITERATIONS):
        squares = within_reach(squared(places, centers, norms), accents)
        nearest = squares.argmin(axis=0)
        distance = np.sqrt(squares.min(axis=0))
        pull = weights / np.maximum(distance, MIN_DISTANCE)
        sums = ((nearest == numbers) * pull) @ extended
        held = sums[:, -1:] > 0
        moved = np.where(held, sums[:, :-1] / np.where(held, sums[:, -1:], 1), centers)
        still = np.abs(moved - centers).max() < _TOLERANCE
        centers = moved
        if still:
            break
    return centers


def _reach(centers: int, accents: Mask | None) -> Floats:
    """Return the squared distance beyond which each center has no points."""
    far = np.full(centers, np.inf)
    return far if accents is None else np.where(accents, REACH**2, far)


def within_reach(squares: Floats, accents: Mask | None) -> Floats:
    """Set squared distances beyond `REACH` from accents to infinity."""
    if accents is not None and accents.any():
        squares[accents] = np.where(squares[accents] > REACH**2, np.inf, squares[accents])
    return squares


def filled(points: Points, squares: Floats) -> NDArray[np.intp]:
    """Assign each point to its nearest center; a center without points gets the farthest one."""
    nearest: NDArray[np.intp] = squares.argmin(axis=0)
    sizes = np.bincount(nearest, minlength=len(squares))
    lost = points.weights * np.sqrt(squares.min(axis=0))
    for center in np.flatnonzero(sizes == 0):
        spare = np.where(sizes[nearest] > 1, lost, -1)
        point = int(spare.argmax())
        sizes[nearest[point]] -= 1
        sizes[center], nearest[point], lost[point] = 1, center, 0
    return nearest


def apart(places: Floats, weights: Floats, distinct: float, k: int) -> NDArray[np.intp]:
    """Choose at most `k`, of most weight, that are no nearer than `distinct` to each other."""
    kept: list[int] = []
    squares = squared(places, places)
    for one in np.argsort(-weights, kind="stable").tolist():
        if len(kept) < k and (not kept or squares[one, kept].min() >= distinct**2):
            kept.append(one)
    return np.sort(np.array(kept, np.intp))
