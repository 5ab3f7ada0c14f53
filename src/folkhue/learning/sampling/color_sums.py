"""All pixels of all photographs as colors with weights: no sample, and none left out.

Under a term, every photograph counts by its own weight, and by how well it shows the term: its mass
is this weight times its highest pixel weight, as when pixels are drawn, and its pixels share it in
proportion to their weights. A color's weight is the sum of its shares. The terms count the same.

Sums are fixed-point numbers, so that they depend neither on the order of photographs, nor on how
these are split into parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.errors import TrainingError
from folkhue.images.histogram import pack, unpack

Codes = NDArray[np.uint32]
Sums = NDArray[np.int64]

ONE = 2.0**32
"""The fixed-point number of one photograph: two thousand million add up without overflow."""

TERM_WEIGHT = 10_000.0
"""Sum of the weights of each term's colors: as if so many pixels were drawn of it."""


@dataclass(frozen=True, eq=False)
class ColorSums:
    """The summed weights of each term's colors.

    Attributes
    ----------
    colors : mapping of str to (ndarray of uint32, ndarray of int64)
        Of each term, its colors, ascending (see `folkhue.images.histogram.pack`), and their
        sums in photographs, fixed-point. The keys are the terms, in order.
    """

    colors: Mapping[str, tuple[Codes, Sums]]

    @classmethod
    def from_weights(cls, rows: pd.DataFrame, terms: Sequence[str]) -> ColorSums:
        """Add up photographs, each with all of its rows.

        Parameters
        ----------
        rows : DataFrame
            Colors with their weights; see `SCHEMA` of the pixel weights.
        terms : sequence of str
            Others are left out.
        """
        groups = {term: rows[rows["term"] == term] for term in terms}
        return cls({term: _sums_of_term(some) for term, some in groups.items()})

    @classmethod
    def merge(cls, parts: Sequence[ColorSums]) -> ColorSums:
        """Add up parts with the same terms."""
        by_term = {term: [part.colors[term] for part in parts] for term in parts[0].colors}
        return cls(
            {
                term: _add_equal(*map(np.concatenate, zip(*some, strict=True)))
                for term, some in by_term.items()
            }
        )

    @classmethod
    def merge_many(cls, parts: Iterable[ColorSums], terms: Sequence[str]) -> ColorSums:
        """Add up any number of parts; they wait until they are half as long as the sum so far."""
        nothing = np.empty(0, np.uint32), np.empty(0, np.int64)
        pending, waiting = [cls(dict.fromkeys(terms, nothing))], 0
        for part in parts:
            pending.append(part)
            waiting += len(part)
            if 2 * waiting > len(pending[0]):
                pending, waiting = [cls.merge(pending)], 0
        return cls.merge(pending)

    def __len__(self) -> int:
        return sum(len(codes) for codes, _ in self.colors.values())

    def to_frame(self) -> pd.DataFrame:
        """Return the colors and weights of each term, in the order of terms and colors.

        Returns
        -------
        DataFrame
            ``term`` (categories), ``r``, ``g``, ``b`` and ``weight``.

        Raises
        ------
        TrainingError
            If a term has no pixels.
        """
        for term, (codes, _) in self.colors.items():
            if not len(codes):
                raise TrainingError(no_pixel(term))
        every = [(codes, sums * (TERM_WEIGHT / sums.sum())) for codes, sums in self.colors.values()]
        codes, weights = map(np.concatenate, zip(*every, strict=True))
        numbers = np.arange(len(every), dtype=np.int16).repeat([len(some) for some, _ in every])
        terms = pd.Categorical.from_codes(numbers, pd.Index(list(self.colors)))
        red, green, blue = unpack(codes).T
        return pd.DataFrame({"term": terms, "r": red, "g": green, "b": blue, "weight": weights})


def no_pixel(term: str) -> str:
    """Say that a term has no pixels, and what to do."""
    return (
        f"no pixel is left for {term!r}: add photographs tagged with it, loosen denoise, "
        "or take the term out of the vocabulary"
    )


def _sums_of_term(rows: pd.DataFrame) -> tuple[Codes, Sums]:
    """Add up the colors of photographs under one term."""
    photo, names = pd.factorize(rows["photo"])
    weights = rows["weight"].to_numpy(float)
    masses = rows["count"].to_numpy(float) * weights
    highest = np.zeros(len(names))
    np.maximum.at(highest, photo, weights * rows["photo_weight"].to_numpy(float))
    scales = highest / np.bincount(photo, masses, len(names))
    sums = np.rint(masses * scales[photo] * ONE).astype(np.int64)
    return _add_equal(pack(rows[["r", "g", "b"]].to_numpy(np.uint8)), sums)


def _add_equal(codes: Codes, sums: Sums) -> tuple[Codes, Sums]:
    """Add up the sums of equal colors; both come out in the order of colors."""
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    starts = np.flatnonzero(np.diff(codes, prepend=codes[:1] + 1))
    return codes[starts], np.add.reduceat(sums[order], starts) if len(starts) else sums
