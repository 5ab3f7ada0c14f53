"""k-means of a few hundred weighted points, with one thread.

scikit-learn's ``KMeans(n_init=1)`` gives the same quality and takes longer. On 224 photographs of
the sampler, with one thread and without its checks of parameters, it took 1.98 instead of 1.22 ms
a photograph (decoding takes 1.2 ms); the inertia was 0.5 % higher on average, 0.4 % lower in sum.
A logistic regression trained on its clusters scored the same: averaged over four seeds, balanced
accuracy was 75.5 % and 75.5 % on the held-out split, 95.1 % and 95.1 % on the golden set, 91.6 %
and 91.6 % on the XKCD survey.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAX_ITERATIONS = 100
"""Of Lloyd's algorithm; a dozen is usual."""

TOLERANCE = 1e-4
"""Stop when the squared movement of all centers is below this share of the points' variance."""

TRIALS = 4
"""Candidates for each further initial center, of which the best is taken."""


def kmeans(points: Floats, weights: Floats, clusters: int, seed: int) -> Floats:
    """Find centers that minimize the weighted sum of squared distances to the nearest one.

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
    mean = points.mean(axis=0)  # near the origin, squares are small and differences exact
    centered = np.column_stack([points - mean, np.ones(len(points))])
    initial = _initial_centers(centered, weights, clusters, seed)
    centers: Floats = _lloyd(centered, weights, initial) + mean
    return centers


def _squared_distances(points: Floats, centers: Floats) -> Floats:
    """Squared distances less |p|², which is the same for all centers; shape (centers, points).

    Points have a 1 as last coordinate, so that a single product gives |c|² - 2 c·p.
    """
    squares = (centers**2).sum(axis=1, keepdims=True)
    distances: Floats = np.hstack([-2 * centers, squares]) @ points.T
    return distances


def _initial_centers(points: Floats, weights: Floats, clusters: int, seed: int) -> Floats:
    """Choose initial centers by greedy k-means++."""
    rng = np.random.default_rng(seed)
    coordinates = points[:, :-1]
    norms = (coordinates**2).sum(axis=1)
    chosen = [_draw(weights, rng.random(1))[0]]
    nearest = (_squared_distances(points, coordinates[chosen])[0] + norms).clip(0)
    for _ in range(clusters - 1):
        candidates = _draw(nearest * weights, rng.random(TRIALS))
        distances = (_squared_distances(points, coordinates[candidates]) + norms).clip(0)
        distances = np.minimum(distances, nearest)
        best = int((distances @ weights).argmin())
        chosen.append(candidates[best])
        nearest = distances[best]
    centers: Floats = coordinates[chosen]
    return centers


def _draw(weights: Floats, uniform: Floats) -> NDArray[np.intp]:
    """Draw indices with probabilities proportional to weights, by numbers from 0 to below 1."""
    cumulative = weights.cumsum()
    indices: NDArray[np.intp] = np.searchsorted(cumulative, uniform * cumulative[-1], side="right")
    return indices.clip(max=len(weights) - 1)


def _lloyd(points: Floats, weights: Floats, centers: Floats) -> Floats:
    """Move centers to the means of their points until they hardly move."""
    weighted = points * weights[:, None]
    limit = TOLERANCE * points[:, :-1].var(axis=0).mean()
    numbers = np.arange(len(centers))[:, None]
    for _ in range(MAX_ITERATIONS):
        nearest = _squared_distances(points, centers).argmin(axis=0)
        sums = (nearest == numbers).astype(float) @ weighted
        occupied = sums[:, -1:] > 0
        moved = np.where(occupied, sums[:, :-1] / np.where(occupied, sums[:, -1:], 1), centers)
        if ((moved - centers) ** 2).sum() <= limit:
            return moved
        centers = moved
    return centers
