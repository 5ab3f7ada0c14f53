"""How well a classifier names colours: on weak labels, by hand-labelled regions, and XKCD."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.vocabulary import BASIC_TERMS, Vocabulary

Predict = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""uint8 (n, 3) → uint8 (n,), indices into a vocabulary's terms."""


TESTS = {
    "test": "weak test split",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "xkcd": "XKCD survey",
}
"""Test set → what people call it."""


@dataclass(frozen=True, eq=False)
class Confusion:
    """Which term was predicted how often for which.

    Attributes
    ----------
    terms : tuple of str
    counts : ndarray of int64, shape (k, k)
        Actual term by row, predicted by column.
    """

    terms: tuple[str, ...]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        actual: NDArray[np.integer],
        predicted: NDArray[np.integer],
        terms: tuple[str, ...],
    ) -> Confusion:
        """Count pairs of indices into `terms`."""
        counts = np.zeros((len(terms), len(terms)), np.int64)
        np.add.at(counts, (actual, predicted), 1)
        return cls(terms, counts)

    @property
    def accuracy(self) -> float:
        """Share of right answers; 0 if there were no questions."""
        return float(np.trace(self.counts) / max(1, self.counts.sum()))

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of the terms that occur; 0 if none does."""
        asked = self.counts.sum(axis=1)
        return float(self.recall[asked > 0].mean()) if asked.any() else 0.0

    @property
    def recall(self) -> NDArray[np.float64]:
        """For each term the share of its examples named so, shape (k,)."""
        return _share(np.diag(self.counts), self.counts.sum(axis=1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """For each term the share of what was named so that is, shape (k,)."""
        return _share(np.diag(self.counts), self.counts.sum(axis=0))

    def summary(self) -> dict[str, Any]:
        """Give the scores as JSON types: overall, and per term."""
        per_term = zip(
            self.terms,
            self.precision.tolist(),
            self.recall.tolist(),
            self.counts.sum(axis=1).tolist(),
            strict=True,
        )
        return {
            "accuracy": self.accuracy,
            "balanced_accuracy": self.balanced_accuracy,
            "terms": {
                term: {"precision": precision, "recall": recall, "support": support}
                for term, precision, recall, support in per_term
            },
        }

    def rows(self) -> list[tuple[str, str, int]]:
        """List (actual, predicted, count), every pair once."""
        return [
            (actual, predicted, int(self.counts[i, j]))
            for i, actual in enumerate(self.terms)
            for j, predicted in enumerate(self.terms)
        ]


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.true_divide(part, np.maximum(1, whole), dtype=np.float64)


def confusion_on_pixels(
    predict: Predict, pixels: NDArray[np.uint8], names: NDArray[np.str_], terms: tuple[str, ...]
) -> Confusion:
    """Ask for the name of pixels, shape (n, 3), that are called `names`, shape (n,)."""
    index = {term: number for number, term in enumerate(terms)}
    actual = np.array([index[name] for name in names], np.int64)
    colors, where = np.unique(pixels, axis=0, return_inverse=True)
    return Confusion.of(actual, predict(colors)[where.ravel()], terms)


def confusions_on_regions(
    predict: Predict,
    regions: Sequence[tuple[str, NDArray[np.uint8]]],
    terms: tuple[str, ...],
) -> tuple[Confusion, Confusion]:
    """Ask for the names of hand-labelled regions.

    Parameters
    ----------
    predict : callable
    regions : sequence of (str, ndarray of uint8, shape (m, 3))
        Term and pixels; regions of terms outside the vocabulary are left out.
    terms : tuple of str

    Returns
    -------
    pixels, regions : Confusion
        Each pixel for itself, and each region by the name most of its pixels get.
    """
    index = {term: number for number, term in enumerate(terms)}
    known = [(index[term], pixels) for term, pixels in regions if term in index and len(pixels)]
    if not known:
        nothing = np.empty(0, np.int64)
        return Confusion.of(nothing, nothing, terms), Confusion.of(nothing, nothing, terms)
    sizes = [len(pixels) for _, pixels in known]
    predicted = predict(np.concatenate([pixels for _, pixels in known])).astype(np.int64)
    actual = np.array([term for term, _ in known])
    majority = np.array(
        [np.bincount(part).argmax() for part in np.split(predicted, np.cumsum(sizes)[:-1])]
    )
    return (
        Confusion.of(actual.repeat(sizes), predicted, terms),
        Confusion.of(actual, majority, terms),
    )


def xkcd_colors(vocabulary: Vocabulary) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """List the colours of the XKCD survey whose name ends in a term of the vocabulary.

    Those that hold another basic term ("blue green", "brown red") are left out.

    Returns
    -------
    colors : ndarray of uint8, shape (n, 3)
    names : ndarray of str, shape (n,)

    References
    ----------
    Randall Munroe, *Color Survey Results*, 2010, as in ``matplotlib.colors.XKCD_COLORS``.
    For measuring only: nothing is learned from it.
    """
    from matplotlib.colors import XKCD_COLORS, to_rgb

    spelling = {
        word: term.name
        for term in (*BASIC_TERMS.values(), *vocabulary)
        for word in (term.name, *term.synonyms)
    }
    colors, names = [], []
    for survey_name, code in sorted(XKCD_COLORS.items()):
        *rest, last = re.split(r"[ /-]+", survey_name.removeprefix("xkcd:"))
        term = spelling.get(last)
        if term in vocabulary.names and not any(spelling.get(word, term) != term for word in rest):
            colors.append([round(255 * channel) for channel in to_rgb(code)])
            names.append(term)
    return np.array(colors, np.uint8).reshape(-1, 3), np.array(names, dtype=str)
