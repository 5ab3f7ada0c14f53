"""How well a classifier names colors: on weak labels, by hand-labeled regions, and XKCD."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.color.vocabulary import Vocabulary, spellings
from folkhue.learning.evaluation.golden import QUALITIES, names_of
from folkhue.learning.evaluation.metrics import Tally, balanced_accuracy, interval, resampled

Predict = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""uint8 (n, 3) → uint8 (n,), indices into a vocabulary's terms."""


TESTS = {
    "test": "weak test split",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "golden_photos": "golden set, photographs",
    "xkcd": "XKCD survey",
}
"""Test set → what people call it."""


def tally_pixels(
    predict: Predict,
    pixels: NDArray[np.uint8],
    names: NDArray[np.str_],
    groups: NDArray[np.str_],
    terms: tuple[str, ...],
) -> Tally:
    """Ask for the name of pixels.

    Parameters
    ----------
    predict : callable
    pixels : ndarray of uint8, shape (n, 3)
    names : ndarray of str, shape (n,)
        What they are called.
    groups : ndarray of str, shape (n,)
        What they belong to.
    terms : tuple of str
    """
    index = {term: number for number, term in enumerate(terms)}
    actual = np.array([index[name] for name in names], np.int64)
    colors, where = np.unique(pixels, axis=0, return_inverse=True)
    answers = np.eye(len(terms), dtype=np.int64)[predict(colors)]
    return Tally.of(groups, actual, answers[where.ravel()], terms)


@dataclass(frozen=True, eq=False)
class Answers:
    """What a classifier called the pixels of golden regions.

    Attributes
    ----------
    terms : tuple of str
    regions : DataFrame
        A row per region whose names are all among the terms: ``photo``, ``region``,
        ``label``, ``qualities``, and for each term the pixels that were called so.
    """

    terms: tuple[str, ...]
    regions: pd.DataFrame

    @classmethod
    def of(cls, predict: Predict, pixels: pd.DataFrame, terms: tuple[str, ...]) -> Answers:
        """Ask for the names of the pixels of `folkhue.learning.evaluation.golden.region_pixels`."""
        labels = pixels["label"].unique()
        wanted = [label for label in labels if set(names_of(label)) <= set(terms)]
        known = pixels[pixels["label"].isin(wanted)]
        keys = ["photo", "region", "label", "qualities"]
        regions = known[keys].drop_duplicates(ignore_index=True)
        number = known.groupby(["photo", "region"], sort=False).ngroup().to_numpy()
        counts = np.zeros((len(regions), len(terms)), np.int64)
        if len(known):
            np.add.at(counts, (number, predict(known[["r", "g", "b"]].to_numpy(np.uint8))), 1)
        return cls(terms, pd.concat([regions, pd.DataFrame(counts, columns=list(terms))], axis=1))

    @property
    def pixels(self) -> Tally:
        """Confusion of every pixel, by photograph; ambiguous regions left out."""
        return self._tally(lambda counts: counts)

    @property
    def majorities(self) -> Tally:
        """The same of regions, each called what most of its pixels are."""
        return self._tally(lambda counts: np.eye(counts.shape[1], dtype=np.int64)[counts.argmax(1)])

    def _tally(self, weigh: Callable[[NDArray[np.int64]], NDArray[np.int64]]) -> Tally:
        rows = self.regions[self.regions["label"].isin(self.terms)]
        actual = np.array([self.terms.index(label) for label in rows["label"]], np.int64)
        return Tally.of(rows["photo"].to_numpy(str), actual, weigh(self._counts(rows)), self.terms)

    def _counts(self, rows: pd.DataFrame) -> NDArray[np.int64]:
        return rows[list(self.terms)].to_numpy(np.int64)

    def summary(self, seed: int) -> dict[str, Any]:
        """Give all golden scores as JSON types.

        Returns
        -------
        dict
            ``golden`` (each pixel for itself), ``golden_regions`` (each region by what
            most of its pixels are called), ``golden_photos`` (the mean over photographs
            of the scores on their pixels), ``golden_ambiguous`` (the share of pixels
            called one of their names) and ``golden_qualities`` (of dark, pale, … regions
            and of plain ones the mean share of pixels called right).
        """
        pixels = self.pixels
        return {
            "golden": pixels.summary(seed),
            "golden_regions": self.majorities.summary(seed),
            "golden_photos": _by_photo(pixels.counts, seed),
            "golden_ambiguous": self._ambiguous(seed),
            "golden_qualities": self._qualities(),
        }

    def _ambiguous(self, seed: int) -> dict[str, Any]:
        rows = self.regions[~self.regions["label"].isin(self.terms)]
        counts = self._counts(rows)
        either = [[self.terms.index(name) for name in names_of(label)] for label in rows["label"]]
        right = np.array([counts[row, pair].sum() for row, pair in enumerate(either)], np.int64)
        photos, photo = np.unique(rows["photo"].to_numpy(str), return_inverse=True)
        by_photo = np.zeros((len(photos), 2))
        np.add.at(by_photo, photo, np.column_stack([right, counts.sum(axis=1)]))
        drawn = resampled(np.zeros(len(photos), np.int64), seed) @ by_photo
        return {
            "accuracy": float(right.sum() / max(1, counts.sum())),
            "interval": interval(drawn[:, 0] / np.maximum(1, drawn[:, 1])),
            "regions": len(rows),
        }

    def _qualities(self) -> dict[str, dict[str, Any]]:
        rows = self.regions[self.regions["label"].isin(self.terms)]
        counts = self._counts(rows)
        actual = np.array([self.terms.index(label) for label in rows["label"]], np.int64)
        right = counts[np.arange(len(rows)), actual] / np.maximum(1, counts.sum(axis=1))
        held = rows["qualities"].str.split()
        chosen = {"plain": held.map(len) == 0} | {
            quality: held.map(lambda has, quality=quality: quality in has) for quality in QUALITIES
        }
        return {
            quality: {"regions": int(where.sum()), "accuracy": float(right[where].mean())}
            for quality, where in ((q, w.to_numpy(bool)) for q, w in chosen.items())
            if where.any()
        }


def _by_photo(counts: NDArray[np.int64], seed: int) -> dict[str, Any]:
    if not len(counts):
        return {"accuracy": 0.0, "balanced_accuracy": 0.0, "interval": interval(np.empty(0))}
    right = np.trace(counts, axis1=1, axis2=2) / np.maximum(1, counts.sum(axis=(1, 2)))
    balanced = balanced_accuracy(counts)
    drawn = resampled(np.zeros(len(counts), np.int64), seed) @ balanced / len(counts)
    return {
        "accuracy": float(right.mean()),
        "balanced_accuracy": float(balanced.mean()),
        "interval": interval(drawn),
    }


def calibration(
    probabilities: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> pd.DataFrame:
    """Compare how sure a classifier is with how often it is right.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n,)
        Of the name that was given, 0 to 1.
    right : ndarray of bool, shape (n,)
    bins : int
        Into how many equal parts the probabilities are divided.

    Returns
    -------
    DataFrame
        A row per part in which there are answers: ``answers``, their mean
        ``probability``, and the share ``right``.

    References
    ----------
    A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised
    learning", ICML 2005: the reliability diagram.

    Examples
    --------
    >>> calibration(np.array([0.91, 0.95, 0.3]), np.array([True, True, False]))
       answers  probability  right
    0        1         0.30    0.0
    1        2         0.93    1.0
    """
    part = np.minimum((probabilities * bins).astype(int), bins - 1)
    answers = pd.DataFrame({"part": part, "probability": probabilities, "right": right})
    grouped = answers.groupby("part")
    table = grouped[["probability", "right"]].mean()
    table.insert(0, "answers", grouped.size())
    return table.reset_index(drop=True)


def xkcd_survey(vocabulary: Vocabulary) -> pd.DataFrame:
    """List the colors of the XKCD survey whose name ends in a term of the vocabulary.

    Those that hold another basic term ("blue green", "brown red") are left out.

    Returns
    -------
    DataFrame
        ``survey``, the name as people wrote it, ``r``, ``g``, ``b``, and ``people``, the
        term that it ends in; in the order of the names.

    References
    ----------
    Randall Munroe, *Color Survey Results*, 2010, as in ``matplotlib.colors.XKCD_COLORS``.
    For measuring only: nothing is learned from it.
    """
    from matplotlib.colors import XKCD_COLORS, to_rgb

    spelling = spellings(vocabulary)
    rows = []
    for key, code in sorted(XKCD_COLORS.items()):
        name = key.removeprefix("xkcd:")
        *rest, last = re.split(r"[ /-]+", name)
        term = spelling.get(last)
        if term in vocabulary.names and not any(spelling.get(word, term) != term for word in rest):
            rows.append((name, *(round(255 * channel) for channel in to_rgb(code)), term))
    return pd.DataFrame(rows, columns=["survey", "r", "g", "b", "people"])


def xkcd_colors(vocabulary: Vocabulary) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Give the colors of `xkcd_survey` and the terms they are called.

    Returns
    -------
    colors : ndarray of uint8, shape (n, 3)
    names : ndarray of str, shape (n,)
    """
    survey = xkcd_survey(vocabulary)
    return survey[["r", "g", "b"]].to_numpy(np.uint8), survey["people"].to_numpy(str)
