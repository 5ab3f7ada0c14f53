"""Which clusters get the slots of a palette with accents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkhue.palettes.clustering import Mask, squared
from folkhue.palettes.points import Floats

CLUSTERS = 32
"""Number of clusters among which the colors of a palette with accents are chosen, at least."""

ATTRACTION = 3.0
"""How much colorful clusters count in all, compared with pixels."""

RARITY, CHROMA = 0.2, 2.0
"""Powers of a cluster's share and of its chroma, for its attraction."""

FAR = 25.0
"""Distance in DIN99o beyond which a cluster that is missing counts no more."""

RARE = 0.05
"""Share below which a chosen cluster is an accent, which has only pixels that look like it."""

SWAPS = 4
"""Maximum number of rounds in which chosen clusters are exchanged for others."""


def chosen_clusters(
    places: Floats, weights: Floats, k: int, distinct: float
) -> tuple[NDArray[np.intp], Mask]:
    """Choose clusters so that pixels, and colorful clusters of any size, are near a chosen one.

    What counts is the distance of each cluster to the nearest chosen one, weighted by its
    pixels and by its attraction, which depends more on its chroma than on its share.
    Clusters are chosen one by one, and then exchanged as long as that helps.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 3)
        Medians of the clusters, in DIN99o.
    weights : ndarray of float64, shape (n,)
        Their pixels.
    k : int
        Maximum number of clusters to choose.
    distinct : float
        Minimum distance of two chosen ones.

    Returns
    -------
    chosen : ndarray of intp, shape (at most k,)
    accents : ndarray of bool, shape (at most k,)
        Which of them are rare; the largest is not.
    """
    apart = np.sqrt(squared(places, places))
    costs = _importance(places, weights)[:, None] * np.minimum(apart, FAR)
    chosen = _improved(costs, apart < distinct, _one_by_one(costs, apart < distinct, k))
    shares = weights[chosen] / weights.sum()
    accents = shares < RARE
    accents[shares.argmax()] = False
    return np.array(chosen, np.intp), accents


def _importance(places: Floats, weights: Floats) -> Floats:
    """Sum of the share of each cluster and of its attraction, which sums to `ATTRACTION`."""
    shares = weights / weights.sum()
    attraction = shares**RARITY * (0.1 + np.hypot(places[:, 1], places[:, 2]) / 30) ** CHROMA
    importance: Floats = shares + ATTRACTION * attraction / attraction.sum()
    return importance


def _one_by_one(costs: Floats, near: Mask, k: int) -> list[int]:
    """Choose clusters that lower the costs most; `near` are pairs that look the same."""
    chosen: list[int] = []
    least = np.full(len(costs), np.inf)
    barred = np.zeros(len(costs), bool)
    while len(chosen) < k and not barred.all():
        sums = np.minimum(least[:, None], costs).sum(axis=0)
        best = int(np.where(barred, np.inf, sums).argmin())
        chosen.append(best)
        least, barred = np.minimum(least, costs[:, best]), barred | near[best]
        barred[best] = True
    return chosen


def _improved(costs: Floats, near: Mask, chosen: list[int]) -> list[int]:
    """Exchange chosen clusters for others, as long as that lowers the costs."""
    for _ in range(SWAPS if len(chosen) > 1 else 0):
        before = list(chosen)
        for slot in range(len(chosen)):
            rest = chosen[:slot] + chosen[slot + 1 :]
            sums = np.minimum(costs[:, rest].min(axis=1)[:, None], costs).sum(axis=0)
            barred = near[rest].any(axis=0)
            barred[rest] = True
            best = int(np.where(barred, np.inf, sums).argmin())
            if sums[best] < sums[chosen[slot]] * (1 - _NOTHING):
                chosen[slot] = best
        if chosen == before:
            break
    return chosen


_NOTHING = 1e-9  # relative improvement, by rounding
