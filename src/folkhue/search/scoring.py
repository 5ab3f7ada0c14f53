"""Scores of photographs, computed from their shares of color names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.search.amounts import LIKELY, Amount
from folkhue.search.query import Clause, Query

Floats = NDArray[np.float64]


def clause_shares(query: Query, names: Sequence[str], shares: Floats) -> Floats:
    """Sum the shares that the clauses of a query are about.

    Parameters
    ----------
    query : Query
    names : sequence of str
    shares : ndarray of float64, shape (photographs, names)
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (clauses, photographs)
        From 0 to 1; those of comparisons are differences, from -1 to 1.
    """
    return np.array(
        [
            shares[:, [name in clause.names for name in names]].sum(axis=1)
            - shares[:, [name in clause.than for name in names]].sum(axis=1)
            for clause in query.clauses
        ]
    )


def clause_fits(query: Query, summed: Floats, *, widened: bool = False) -> Floats:
    """Return the degrees, from 0 to 1, to which photographs meet the clauses of a query.

    Parameters
    ----------
    query : Query
    summed : ndarray of float64, shape (clauses, photographs)
        From `clause_shares`.
    widened : bool
        Whether shares that are far from what a clause says meet it a little; improbable names of
        whole pictures do not.
    """
    amounts = [clause.amount for clause in query.clauses]
    wanted = [each.widened if widened and each != LIKELY else each for each in amounts]
    return np.array([_membership(*pair) for pair in zip(wanted, summed, strict=True)])


def query_scores(fits: Floats) -> Floats:
    """Score photographs by how well they match a query.

    Parameters
    ----------
    fits : ndarray of float64, shape (clauses, photographs)
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (photographs,)
        From 0 to 1: the geometric mean over the clauses, so a photograph that does not match one
        of them at all scores 0.
    """
    product: Floats = np.prod(fits, axis=0)
    return product ** (1 / len(fits))


def preferences(query: Query, summed: Floats) -> Floats:
    """Rank photographs with equal scores.

    Those are preferred that have more of what should be there, less of what should not, and are
    nearer to the middle of ranges.

    Parameters
    ----------
    query : Query
    summed : ndarray of float64, shape (clauses, photographs)
        From `clause_shares`.

    Returns
    -------
    ndarray of float64, shape (photographs,)
        The higher, the better.
    """
    preferred = [_preference(*pair) for pair in zip(query.clauses, summed, strict=True)]
    best: Floats = np.sum(preferred, axis=0)
    return best


def _preference(clause: Clause, shares: Floats) -> Floats:
    amount = clause.amount
    if clause.accent:  # how much it stands out is in the score
        return np.zeros_like(shares)
    if amount.high >= 1:
        return shares
    return -shares if amount.low <= 0 else -np.abs(shares - (amount.low + amount.high) / 2)


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
