"""How well the hidden color of a palette is found, by networks and by simple rules."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue.color.spaces import Floats
from folkhue.learning.harmonies.sequences import Ints, Sequences

RANKS = (1, 3, 5, 10)
"""Numbers of guesses that are scored."""


def ranks_of(scores: NDArray[np.floating], codes: Ints, sequences: Sequences) -> Ints:
    """Return how many bins score higher than the hidden color's, for each color that is hidden.

    Parameters
    ----------
    scores : ndarray of float, shape (palettes, colors, bins)
        Of the bins as missing colors.
    codes : ndarray of int64, shape (bins,)
        In ascending order.
    sequences : Sequences

    Returns
    -------
    ndarray of int64, shape (palettes, colors)
        From 0; the number of bins, if the hidden color is in none of them.
    """
    places = np.searchsorted(codes, sequences.codes).clip(0, len(codes) - 1)
    own = np.take_along_axis(scores, places[..., None], axis=2)
    ranks = (scores > own).sum(axis=2)
    return np.where(codes[places] == sequences.codes, ranks, len(codes))


def accuracies(ranks: Ints, sequences: Sequences) -> dict[str, float]:
    """Return the share of hidden colors among the first guesses; all palettes count the same."""
    present = sequences.present
    weights = (present / present.sum(axis=1, keepdims=True))[present]
    return {
        f"top_{rank}": float(np.average(ranks[present] < rank, weights=weights)) for rank in RANKS
    }


def frequency_scores(training: Sequences, codes: Ints, sequences: Sequences) -> Floats:
    """Score each bin by how many colors of the training palettes are in it."""
    places = np.searchsorted(codes, training.codes[training.present])
    counts = np.bincount(places, minlength=len(codes)).astype(float)
    return np.broadcast_to(counts, (*sequences.codes.shape, len(codes)))


def neighbor_scores(
    training: Sequences, codes: Ints, sequences: Sequences, neighbors: int = 50
) -> Floats:
    """Let the nearest palettes vote for the missing color.

    The distance to a palette is the mean, over the given colors, of the distance to its nearest
    color in CIELAB. All colors of the nearest ones vote, by the inverse of the distance plus one.
    """
    found = np.zeros((*sequences.codes.shape, len(codes)))
    places = np.searchsorted(codes, training.codes)
    common = frequency_scores(training, codes, sequences)[0, 0] * 1e-9
    for row, lab in enumerate(sequences.lab.astype(float)):
        apart = np.sqrt(((training.lab[:, :, None] - lab) ** 2).sum(axis=-1))
        nearest = np.where(training.present[:, :, None], apart, np.inf).min(axis=1)
        for hidden in np.flatnonzero(sequences.present[row]):
            given = sequences.present[row] & (np.arange(len(lab)) != hidden)
            distance = nearest[:, given].mean(axis=1) if given.any() else np.zeros(len(nearest))
            close = np.argsort(distance, kind="stable")[:neighbors]
            there = training.present[close]
            votes = np.broadcast_to(1 / (distance[close] + 1), there.T.shape).T[there]
            found[row, hidden] = common
            np.add.at(found[row, hidden], places[close][there], votes)
    return found


def relative_chroma(suggested: ArrayLike, actual: ArrayLike) -> float:
    """Return the mean chroma of suggestions against that of the colors that people chose.

    Both are CIELAB, shape (..., 3).
    """
    chroma = [
        float(np.hypot(*np.moveaxis(np.asarray(lab)[..., 1:], -1, 0)).mean())
        for lab in (suggested, actual)
    ]
    return chroma[0] / chroma[1]
