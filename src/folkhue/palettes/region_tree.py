"""Hierarchical merging of superpixels into regions by Ward's criterion.

scikit-learn's `AgglomerativeClustering(linkage="ward", connectivity=…)` is 1.4 times as fast, but
has no sample weights: it counts superpixels, not pixels. On every second golden photograph, with
at most 8 regions by CIELAB, hand-drawn regions lie in one region to 98.3 % (98.6 % here) and where
their name prevails to 73.6 % (74.1 % here), so that merging is done here.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from folkhue.palettes.superpixels import Floats, Labels, Superpixels

MAX_COST = 8.0
"""Pairs of regions whose merging costs more are kept apart: the increase of the pixels' mean
squared distance from the mean of their region, in ΔE*ab squared. Measured by
scripts/studies/segments.py."""


def merge(superpixels: Superpixels, means: Floats, max_regions: int) -> Labels:
    """Merge neighboring superpixels, the cheapest pair first.

    Parameters
    ----------
    superpixels : Superpixels
    means : ndarray of float64, shape (n, k)
        Their mean colors.
    max_regions : int
        Merging stops at `MAX_COST`, but not before at most this many regions are left.

    Returns
    -------
    ndarray of int32, shape (n,)
        The region of each superpixel. Numbers are arbitrary. Regions are connected, except
        where transparent pixels separate more than `max_regions` of them.

    References
    ----------
    J. H. Ward, "Hierarchical Grouping to Optimize an Objective Function", Journal of the
    American Statistical Association 58, 1963.
    """
    tree = RegionTree(superpixels.sizes / max(1, superpixels.sizes.sum()), means)
    for one, other in superpixels.neighbors.tolist():
        tree.connect(one, other)
    tree.merge_down_to(max_regions)
    if tree.remaining > max_regions:  # separated by transparent pixels
        tree.connect_all()
        tree.merge_down_to(max_regions)
    return tree.roots()[: len(superpixels)]


class RegionTree:
    """Nodes of a binary tree: superpixels, and the regions that they were merged into.

    Parameters
    ----------
    shares : ndarray of float64, shape (n,)
        Of all pixels, for each superpixel.
    means : ndarray of float64, shape (n, k)

    Attributes
    ----------
    remaining : int
        Number of nodes that were not merged into others.
    """

    def __init__(self, shares: Floats, means: Floats) -> None:
        self.remaining = len(shares)
        self._shares: list[float] = shares.tolist()
        self._means = list(means)
        self._parents = list(range(len(shares)))
        self._neighbors: list[set[int]] = [set() for _ in shares]
        self._costs: list[tuple[float, int, int]] = []

    def connect(self, one: int, other: int) -> None:
        """Make two nodes neighbors, which can be merged, and compute what merging costs."""
        self._neighbors[one].add(other)
        self._neighbors[other].add(one)
        weights = self._shares[one], self._shares[other]
        gap = self._means[one] - self._means[other]
        cost = weights[0] * weights[1] / sum(weights) * float(gap @ gap)
        heappush(self._costs, (cost, one, other))

    def connect_all(self) -> None:
        """Make neighbors of all remaining nodes."""
        roots = [node for node, parent in enumerate(self._parents) if node == parent]
        for pair in combinations(roots, 2):
            self.connect(*pair)

    def merge_down_to(self, max_regions: int) -> None:
        """Merge the cheapest pair while it costs at most `MAX_COST` or too many nodes remain."""
        while self._costs and (self._costs[0][0] <= MAX_COST or self.remaining > max_regions):
            _, one, other = heappop(self._costs)
            if self._parents[one] == one and self._parents[other] == other:
                self._merge(one, other)

    def _merge(self, one: int, other: int) -> None:
        new, weights = len(self._parents), (self._shares[one], self._shares[other])
        mean = np.average([self._means[one], self._means[other]], axis=0, weights=weights)
        self._parents[one] = self._parents[other] = new
        self._parents.append(new)
        self._shares.append(sum(weights))
        self._means.append(mean)
        self._neighbors.append(set())
        self.remaining -= 1
        for neighbor in sorted((self._neighbors[one] | self._neighbors[other]) - {one, other}):
            if self._parents[neighbor] == neighbor:
                self.connect(neighbor, new)

    def roots(self) -> NDArray[np.int32]:
        """Return the remaining node that each node was merged into; shape (nodes,)."""
        roots = list(self._parents)
        for node in reversed(range(len(roots))):
            roots[node] = roots[roots[node]]
        return np.array(roots, np.int32)
