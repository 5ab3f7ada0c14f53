"""Scores on the regions of the golden set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.learning.evaluation.bootstrap import (
    MIN_GROUPS,
    GroupedConfusion,
    bootstrap_weights,
    uncertainty,
)
from folkhue.learning.evaluation.confusion_matrix import Predict, balanced_accuracy
from folkhue.learning.evaluation.golden_photo import QUALITIES, parse_label

Counts = NDArray[np.int64]

PLAIN = "plain"
"""What a region without qualities is."""


@dataclass(frozen=True, eq=False)
class GoldenPredictions:
    """How often a classifier predicted each term in each golden region.

    Attributes
    ----------
    terms : tuple of str
    regions : DataFrame
        A row for each region whose names are all among the terms: ``photo``, ``region``,
        ``label``, ``qualities``, and for each term the number of pixels predicted as it.
    """

    terms: tuple[str, ...]
    regions: pd.DataFrame

    @classmethod
    def from_predict(
        cls, predict: Predict, pixels: pd.DataFrame, terms: tuple[str, ...]
    ) -> GoldenPredictions:
        """Predict the pixels of `folkhue.learning.evaluation.golden.region_pixels`."""
        known = with_known_labels(pixels, terms)
        return cls.from_names(known, predict(known[["r", "g", "b"]].to_numpy(np.uint8)), terms)

    @classmethod
    def from_names(
        cls, known: pd.DataFrame, names: NDArray[np.uint8], terms: tuple[str, ...]
    ) -> GoldenPredictions:
        """Count the names, shape (n,), that were predicted for pixels, by region.

        Parameters
        ----------
        known : DataFrame
            A row for each pixel, of regions whose names are all among the terms: ``photo``,
            ``region``, ``label``, ``qualities``.
        names : ndarray of uint8, shape (n,)
            Indices into the terms.
        terms : tuple of str
        """
        number = known.groupby(["photo", "region"], sort=False).ngroup()
        regions = known.loc[~number.duplicated(), ["photo", "region", "label", "qualities"]]
        counts = np.zeros((len(regions), len(terms)), np.int64)
        np.add.at(counts, (number.to_numpy(), names), 1)
        by_term = dict(zip(terms, counts.T, strict=True))
        return cls(terms, regions.reset_index(drop=True).assign(**by_term))

    @property
    def pixel_confusion(self) -> GroupedConfusion:
        """Confusion of pixels, by photograph; without ambiguous regions."""
        regions = self._with_one_name()
        return self._confusion(regions, self._counts(regions))

    @property
    def region_confusion(self) -> GroupedConfusion:
        """Confusion of regions, by photograph; each counts as the majority of its pixels."""
        regions = self._with_one_name()
        majority = self._counts(regions).argmax(axis=1)
        return self._confusion(regions, np.eye(len(self.terms), dtype=np.int64)[majority])

    def summary(self, seed: int) -> dict[str, Any]:
        """Return all golden scores as JSON types.

        Returns
        -------
        dict
            ``golden`` (pixels), ``golden_regions`` (regions, by majority of their pixels),
            ``golden_photos`` (mean over photographs of the scores on their pixels),
            ``golden_ambiguous`` (share of pixels predicted as one of the region's names)
            and ``golden_qualities``: for plain, dark, pale, … regions of one name the share of
            their correct pixels, as a mean over regions (``accuracy``, with its ``interval`` by
            bootstrap over photographs, and whether these are ``enough``) and over names
            (``balanced_accuracy``); and for ``ambiguous`` regions of the kind the mean share of
            pixels predicted as one of their names.
        """
        pixels = self.pixel_confusion
        golden = pixels.summary(seed)
        return {
            "golden": golden,
            "golden_regions": self.region_confusion.summary(seed),
            "golden_photos": _mean_over_groups(pixels.counts, seed, enough=golden["enough"]),
            "golden_ambiguous": self._ambiguous(seed),
            "golden_qualities": self._qualities(seed),
        }

    def _with_one_name(self) -> pd.DataFrame:
        return self.regions[self.regions["label"].isin(self.terms)]

    def _with_several_names(self) -> pd.DataFrame:
        return self.regions[~self.regions["label"].isin(self.terms)]

    def _counts(self, regions: pd.DataFrame) -> Counts:
        return regions[list(self.terms)].to_numpy(np.int64)

    def _actual(self, regions: pd.DataFrame) -> Counts:
        return np.array([self.terms.index(label) for label in regions["label"]], np.int64)

    def _confusion(self, regions: pd.DataFrame, counts: Counts) -> GroupedConfusion:
        photos = regions["photo"].to_numpy(str)
        return GroupedConfusion.from_predictions(photos, self._actual(regions), counts, self.terms)

    def _ambiguous(self, seed: int) -> dict[str, Any]:
        regions = self._with_several_names()
        counts, right = self._counts(regions), self._right_pixels(regions)
        return {
            "accuracy": float(right.sum() / max(1, counts.sum())),
            **_share_uncertainty(regions["photo"], right, counts.sum(axis=1), seed),
            "regions": len(regions),
        }

    def _qualities(self, seed: int) -> dict[str, dict[str, Any]]:
        sure, unsure = (
            (some, self._right_pixels(some) / np.maximum(1, self._counts(some).sum(axis=1)))
            for some in (self._with_one_name(), self._with_several_names())
        )
        found = {
            quality: self._quality(*_of_quality(quality, *sure), seed)
            | {"ambiguous": _mean_share(_of_quality(quality, *unsure)[1])}
            for quality in (PLAIN, *QUALITIES)
        }
        return {
            quality: each
            for quality, each in found.items()
            if each["regions"] or each["ambiguous"]["regions"]
        }

    def _quality(
        self, regions: pd.DataFrame, shares: NDArray[np.float64], seed: int
    ) -> dict[str, Any]:
        """Average the shares of right pixels over regions, and over names."""
        by_name = pd.Series(shares).groupby(regions["label"].to_numpy(str)).mean()
        ones = np.ones(len(shares))
        return {
            **_mean_share(shares),
            "balanced_accuracy": float(by_name.mean()) if len(by_name) else 0.0,
            **_share_uncertainty(regions["photo"], shares, ones, seed),
        }

    def _right_pixels(self, regions: pd.DataFrame) -> NDArray[np.int64]:
        """Count the pixels of each region that are predicted as one of its names, shape (n,)."""
        accepted = [
            [term in parse_label(label) for term in self.terms] for label in regions["label"]
        ]
        matrix = np.array(accepted, bool).reshape(-1, len(self.terms))
        return np.asarray((self._counts(regions) * matrix).sum(axis=1), np.int64)


def _of_quality(
    quality: str, regions: pd.DataFrame, shares: NDArray[np.float64]
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    flags = [text.split() or [PLAIN] for text in regions["qualities"]]
    where = np.array([quality in some for some in flags], bool)
    return regions[where], shares[where]


def _mean_share(shares: NDArray[np.float64]) -> dict[str, Any]:
    return {"regions": len(shares), "accuracy": float(shares.mean()) if len(shares) else 0.0}


def _share_uncertainty(
    photos: pd.Series[str],
    part: NDArray[np.number],
    whole: NDArray[np.number],
    seed: int,
) -> dict[str, Any]:
    """Bootstrap a ratio of sums over photographs, unless these are too few; see `uncertainty`."""
    names, photo = np.unique(photos.to_numpy(str), return_inverse=True)
    by_photo = np.zeros((len(names), 2))
    np.add.at(by_photo, photo, np.column_stack([part, whole]))
    sums = bootstrap_weights(np.zeros(len(names), np.int64), seed) @ by_photo
    sums = sums[: None if len(names) >= MIN_GROUPS else 0]
    return uncertainty(sums[:, 0] / np.maximum(1, sums[:, 1]), len(names))


def with_known_labels(pixels: pd.DataFrame, terms: tuple[str, ...]) -> pd.DataFrame:
    """Select the pixels of regions whose names are all among the terms."""
    labels = pixels["label"].unique()
    return pixels[pixels["label"].isin([n for n in labels if set(parse_label(n)) <= set(terms)])]


def _mean_over_groups(counts: Counts, seed: int, *, enough: bool) -> dict[str, Any]:
    if not len(counts):
        return {"accuracy": 0.0, "balanced_accuracy": 0.0, **uncertainty(np.empty(0), 0)}
    correct = np.trace(counts, axis1=1, axis2=2) / np.maximum(1, counts.sum(axis=(1, 2)))
    balanced = balanced_accuracy(counts)
    weights = bootstrap_weights(np.zeros(len(counts), np.int64), seed)
    resampled = weights @ balanced / len(counts) if enough else np.empty(0)
    return {
        "accuracy": float(correct.mean()),
        "balanced_accuracy": float(balanced.mean()),
        **uncertainty(resampled, len(counts)),
    }
