"""How well the hidden color of a palette is found, by networks and by simple rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import Floats, to_lab
from folkhue.harmonies.bins import bin_codes, to_bins
from folkhue.harmonies.model import HarmonyModel
from folkhue.harmonies.network import Questions
from folkhue.harmonies.suggestions import most_probable
from folkhue.learning.harmonies.sequences import Ints, Sequences
from folkhue.learning.harmonies.training import TrainedNetwork

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


def held_out_scores(
    network: TrainedNetwork, sequences: Sequences, *, words: bool = True
) -> dict[str, float]:
    """Return the accuracies of a network, and the mean log loss, on palettes kept aside."""
    likely = network.log_probabilities(sequences, words=words)
    found = accuracies(ranks_of(likely, network.codes, sequences), sequences)
    places = np.searchsorted(network.codes, sequences.codes).clip(0, len(network.codes) - 1)
    own = np.take_along_axis(likely, places[..., None], axis=2)[..., 0]
    known = sequences.present & (network.codes[places] == sequences.codes)
    return found | {"log_loss": float(-own[known].mean())}


def suggested(
    model: HarmonyModel, palettes: Sequence[NDArray[np.uint8]], number: int = 10
) -> list[NDArray[np.uint8]]:
    """Hide each color of palettes, and suggest one, as `folkhue.suggest` does.

    Returns
    -------
    list of ndarray of uint8, shape (colors, number, 3)
        For each palette, and each hidden color, the suggestions, the best first.
    """
    found = []
    for rgb in palettes:
        likely = model.network.log_probabilities(Questions.each_color(to_lab(rgb)[None]))[0]
        others = (np.delete(rgb, place, axis=0) for place in range(len(rgb)))
        rows = [
            most_probable(row, given, number, model)
            for row, given in zip(likely, others, strict=True)
        ]
        found.append(np.stack(rows))
    return found


def suggestion_scores(
    suggestions: Sequence[NDArray[np.uint8]], palettes: Sequence[NDArray[np.uint8]]
) -> dict[str, float]:
    """Return how often suggestions are right, by bins, and how colorful they are.

    All palettes count the same. Chroma is the mean, as a multiple of that of the hidden colors.
    """
    right: dict[str, list[float]] = {f"top_{rank}": [] for rank in RANKS}
    for rows, rgb in zip(suggestions, palettes, strict=True):
        same = bin_codes(to_bins(rows)) == bin_codes(to_bins(rgb))[:, None]
        for rank in RANKS:
            right[f"top_{rank}"].append(float(same[:, :rank].any(axis=1).mean()))
    actual = _chroma(np.concatenate(palettes))
    first = np.concatenate([rows[:, 0] for rows in suggestions])
    every = np.concatenate([rows.reshape(-1, 3) for rows in suggestions])
    chroma = {"chroma_first": _chroma(first) / actual, "chroma": _chroma(every) / actual}
    return {name: float(np.mean(values)) for name, values in right.items()} | chroma


def _chroma(rgb: NDArray[np.uint8]) -> float:
    """Return the mean chroma in CIELAB."""
    a, b = np.moveaxis(to_lab(rgb)[..., 1:], -1, 0)
    return float(np.hypot(a, b).mean())
