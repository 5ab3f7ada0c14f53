"""A survey in which people named colors: how often a classifier or a table says what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.images.histogram import pack, unpack
from folkhue.learning.evaluation.accepted_names import score_accepted, value_of_name
from folkhue.learning.evaluation.bootstrap import confidence_interval, resampled_sums

COLUMNS = ("r", "g", "b", "name", "count")
"""Columns of a survey's table: how many people gave a color a name."""


@dataclass(frozen=True, eq=False)
class NamingSurvey:
    """How many people gave each color each name.

    Attributes
    ----------
    terms : tuple of str
    colors : ndarray of uint8, shape (n, 3)
        All different, in ascending order of their codes; see `folkhue.images.histogram.pack`.
    answers : ndarray of int64, shape (n, k)
        How often each term was the answer for each color.
    left_out : mapping of str to int
        Name outside the terms → how often it was the answer, the most frequent first.
    """

    terms: tuple[str, ...]
    colors: NDArray[np.uint8]
    answers: NDArray[np.int64]
    left_out: Mapping[str, int]

    @classmethod
    def from_counts(
        cls, counts: Mapping[tuple[int, str], int], terms: tuple[str, ...]
    ) -> NamingSurvey:
        """Arrange answers, given by the color's code and the name; other names are left out."""
        index = {term: place for place, term in enumerate(terms)}
        known = [
            (code, index[name], n) for (code, name), n in counts.items() if name in index and n
        ]
        color, term, number = np.array(known, np.int64).reshape(-1, 3).T
        codes, row = np.unique(color, return_inverse=True)
        answers = np.zeros((len(codes), len(terms)), np.int64)
        np.add.at(answers, (row, term), number)
        left_out: Counter[str] = Counter()
        for (_, name), times in counts.items():
            if name not in index:
                left_out[name] += times
        return cls(terms, unpack(codes.astype(np.uint32)), answers, _by_frequency(left_out))

    @classmethod
    def from_table(cls, table: pd.DataFrame, terms: tuple[str, ...]) -> NamingSurvey:
        """Arrange a table with `COLUMNS`."""
        codes = pack(table[["r", "g", "b"]].to_numpy(np.uint8)).tolist()
        counts: Counter[tuple[int, str]] = Counter()
        for code, name, number in zip(codes, table["name"], table["count"], strict=True):
            counts[code, str(name)] += int(number)
        return cls.from_counts(counts, terms)

    def to_table(self) -> pd.DataFrame:
        """Return the answers as a table with `COLUMNS`; without the names left out."""
        color, term = np.nonzero(self.answers)
        table = pd.DataFrame(self.colors[color], columns=["r", "g", "b"])
        names = np.array(self.terms, object)[term]
        return table.assign(name=names, count=self.answers[color, term])

    def with_answers(self, least: int) -> NamingSurvey:
        """Keep the colors that have at least this many answers among the terms."""
        enough = self.answers.sum(axis=1) >= least
        return replace(self, colors=self.colors[enough], answers=self.answers[enough])

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each color's answers that are each term, shape (n, k)."""
        totals = np.maximum(1, self.answers.sum(axis=1, keepdims=True))
        return np.asarray(self.answers / totals, np.float64)

    @property
    def majority(self) -> NDArray[np.bool_]:
        """Whether no term is a more frequent answer for the color, shape (n, k); several tie."""
        most = self.answers.max(axis=1, keepdims=True)
        return np.asarray((self.answers > 0) & (self.answers == most), np.bool_)

    def agreement(self, names: NDArray[np.integer]) -> NDArray[np.float64]:
        """Return the share of people who gave each color a name; 0 for one beyond the terms."""
        return value_of_name(self.shares, names)

    def score(self, names: NDArray[np.integer], seed: int) -> dict[str, Any]:
        """Score the names that a classifier or a table gives the colors, each color once.

        A name is right if it is the most frequent answer, or one of several.

        Parameters
        ----------
        names : ndarray of int, shape (n,)
            Indices into `terms`; one beyond them is no name.
        seed : int
            Of the bootstrap, which resamples colors.

        Returns
        -------
        dict
            As from `score_accepted`: ``accuracy``, ``balanced_accuracy`` and more. In addition,
            overall and for each of ``terms``, ``agreement``, the mean share of people who gave the
            predicted name, and ``best_agreement``, the highest that any table could reach; for
            each term ``instead``, the other predictions and how often each occurs (``""`` is no
            name); ``accuracy_interval`` and ``agreement_interval``; and ``answers``, their number.
        """
        majority, best = self.majority, self.shares.max(axis=1)
        right, agreement = value_of_name(majority, names), self.agreement(names)
        found = score_accepted(majority, names, self.terms, seed)
        for place, term in enumerate(self.terms):
            its = majority[:, place]
            found["terms"][term] |= {
                "agreement": _mean(agreement[its]),
                "best_agreement": _mean(best[its]),
                "instead": self._names(names[its & ~right]),
            }
        means = resampled_sums(np.column_stack([right, agreement]), seed) / max(1, len(names))
        return found | {
            "agreement": _mean(agreement),
            "best_agreement": _mean(best),
            "accuracy_interval": confidence_interval(means[:, 0]),
            "agreement_interval": confidence_interval(means[:, 1]),
            "answers": int(self.answers.sum()),
        }

    def _names(self, names: NDArray[np.integer]) -> dict[str, int]:
        named = np.minimum(names, len(self.terms)).tolist()
        return _by_frequency(Counter([*self.terms, ""][place] for place in named))


def _by_frequency(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
