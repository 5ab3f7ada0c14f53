"""Scores of photographs, computed from their shares of color names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.search.query import Amount, Clause, Query

Floats = NDArray[np.float64]


def query_scores(query: Query, names: Sequence[str], shares: Floats) -> Floats:
    """Score photographs by how well they match a query.

    Parameters
    ----------
    query : Query
    names : sequence of str
    shares : ndarray of float64, shape (photographs, names)
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (photographs,)
        From 0 to 1: the geometric mean of the scores of the clauses, so a photograph that does
        not match one of them at all scores 0.
    """
    scores = [_clause_scores(clause, names, shares) for clause in query.clauses]
    product: Floats = np.prod(scores, axis=0)
    return product ** (1 / len(scores))


def _clause_scores(clause: Clause, names: Sequence[str], shares: Floats) -> Floats:
    wanted = shares[:, [name in clause.names for name in names]].sum(axis=1)
    compared = shares[:, [name in clause.than for name in names]].sum(axis=1)
    return _membership(clause.amount, wanted - compared)


def _membership(amount: Amount, shares: Floats) -> Floats:
    """Return the degree, from 0 to 1, to which shares belong to a fuzzy range."""
    missing = (amount.low - shares) / amount.below
    excess = (shares - amount.high) / amount.above
    degrees: Floats = np.clip(1 - np.maximum(missing, excess), 0, 1)
    return degrees


def histogram_intersection(shares: Floats, other: Floats) -> Floats:
    """Measure how similar photographs are in their shares of names.

    Parameters
    ----------
    shares : ndarray of float64, shape (..., names)
    other : ndarray of float64, shape (names,)

    Returns
    -------
    ndarray of float64, shape (...)
        From 0, no name in common, to 1, equal shares.

    References
    ----------
    M. J. Swain, D. H. Ballard, "Color Indexing", International Journal of Computer Vision 7
    (1), 1991.

    Examples
    --------
    >>> float(histogram_intersection(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])))
    0.75
    """
    common: Floats = np.minimum(shares, other).sum(axis=-1)
    return common
