"""k-means of a few thousand weighted points, as fast as NumPy can.

scikit-learn's takes longer to check its input and to set up threads than this takes in all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ITERATIONS = 100
"""At most so many; a dozen is usual."""

TOLERANCE = 1e-4
"""It is over when the centers move by less than this share of the points' variance (squared)."""

TRIALS = 4
"""Candidates for each further center to start from, of which the best is taken."""


def kmeans(points: Floats, weights: Floats, clusters: int, seed: int) -> Floats:
    """Find centers near which the weighted points lie.

    Parameters
    ----------
    points : ndarray of float64, shape (n, axes)
        More than `clusters`, all different.
    weights : ndarray of float64, shape (n,)
        Above 0.
    clusters : int
        At least 1.
    seed : int

    Returns
    -------
    ndarray of float64, shape (clusters, axes)
        A center may be nearest to no point.

    References
    ----------
    D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007,
    with the greedy choice of its section 5; S. Lloyd, "Least squares quantization in PCM",
    IEEE Transactions on Information Theory 28 (2), 1982.
    """
    middle = points.mean(axis=0)  # near the origin squares are small, and differences exact
    centered = np.column_stack([points - middle, np.ones(len(points))])
    centers: Floats = _lloyd(centered, weights, _seeds(centered, weights, clusters, seed)) + middle
    return centers


def _squared(points: Floats, centers: Floats) -> Floats:
    """Squared distances, but for what each point adds to all; shape (centers, points).

    Points have a 1 as last coordinate, so that one product gives |c|² - 2 c·p.
    """
    squares = (centers**2).sum(axis=1, keepdims=True)
    distances: Floats = np.hstack([-2 * centers, squares]) @ points.T
    return distances


def _seeds(points: Floats, weights: Floats, clusters: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    places = points[:, :-1]
    norms = (places**2).sum(axis=1)
    chosen = [_draw(weights, rng.random(1))[0]]
    nearest = (_squared(points, places[chosen])[0] + norms).clip(0)
    for _ in range(clusters - 1):
        candidates = _draw(nearest * weights, rng.random(TRIALS))
        distances = (_squared(points, places[candidates]) + norms).clip(0)
        distances = np.minimum(distances, nearest)
        best = int((distances @ weights).argmin())
        chosen.append(candidates[best])
        nearest = distances[best]
    seeds: Floats = places[chosen]
    return seeds


def _draw(weights: Floats, chances: Floats) -> NDArray[np.intp]:
    """Draw places in proportion to their weights, by chances from 0 to below 1."""
    upto = weights.cumsum()
    places: NDArray[np.intp] = np.searchsorted(upto, chances * upto[-1], side="right")
    return places.clip(max=len(weights) - 1)


def _lloyd(points: Floats, weights: Floats, centers: Floats) -> Floats:
    weighted = points * weights[:, None]
    limit = TOLERANCE * points[:, :-1].var(axis=0).mean()
    numbers = np.arange(len(centers))[:, None]
    for _ in range(ITERATIONS):
        nearest = _squared(points, centers).argmin(axis=0)
        sums = (nearest == numbers).astype(float) @ weighted
        held = sums[:, -1:] > 0
        moved = np.where(held, sums[:, :-1] / np.where(held, sums[:, -1:], 1), centers)
        if ((moved - centers) ** 2).sum() <= limit:
            return moved
        centers = moved
    return centers
