"""Palettes as arrays to train on: a row for each, filled up to one length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_lab
from folkhue.harmonies.bins import SIDE, bin_centers, bin_codes, bins_of_lab, to_bins
from folkhue.harmonies.network import split_words

MAX_WORDS = 8
"""Words of a palette that are read."""

STEP = 5
"""Chosen palettes are filled up to a multiple of so many colors, as each length is compiled."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sequences:
    """Palettes, or designs of several palettes.

    Attributes
    ----------
    codes : ndarray of int64, shape (palettes, colors)
        The bin of each color by `folkhue.harmonies.bins.bin_codes`; -1 where there is none.
    lab : ndarray of float32, shape (palettes, colors, 3)
        The colors in CIELAB.
    segments : ndarray of int64, shape (palettes, colors)
        Which part of a design a color is in.
    words : tuple of tuple of str
        What people call each palette.
    """

    codes: Ints
    lab: NDArray[np.float32]
    segments: Ints
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def from_palettes(
        cls, palettes: Sequence[NDArray[np.uint8]], texts: Sequence[str] | None = None
    ) -> Sequences:
        """Make sequences of palettes, each of shape (colors, 3), and of what they are called."""
        codes = _filled([bin_codes(to_bins(each)) for each in palettes], -1)
        lab = np.zeros((*codes.shape, 3), np.float32)
        for row, each in zip(lab, palettes, strict=True):
            row[: len(each)] = to_lab(each)
        words = tuple(tuple(split_words(each)[:MAX_WORDS]) for each in texts or [""] * len(codes))
        return cls(codes, lab, np.zeros_like(codes), words)

    @classmethod
    def from_designs(cls, designs: Sequence[Sequence[Sequence[int]]]) -> Sequences:
        """Make sequences of designs: of each, the codes in each of its segments."""
        codes = _filled([np.concatenate(each).astype(np.int64) for each in designs], -1)
        numbers = [np.repeat(np.arange(len(each)), [*map(len, each)]) for each in designs]
        places = np.stack(np.unravel_index(codes.clip(0), (SIDE,) * 3), axis=-1)
        lab = bin_centers(places).astype(np.float32)
        return cls(codes, lab, _filled(numbers, 0), ((),) * len(codes))

    @property
    def present(self) -> NDArray[np.bool_]:
        """Where there is a color, shape (palettes, colors)."""
        return np.asarray(self.codes >= 0)

    @property
    def lengths(self) -> Ints:
        """Colors of each."""
        return np.asarray(self.present.sum(axis=1))

    def __len__(self) -> int:
        return len(self.codes)

    def chosen(self, rows: Ints | NDArray[np.bool_]) -> Sequences:
        """Return some of the palettes, about as short as the longest of them allows."""
        length = -(-int(self.lengths[rows].max(initial=1)) // STEP) * STEP
        numbers = np.arange(len(self))[rows]
        wide = self._widened(max(length, self.codes.shape[1]))
        return Sequences(
            wide.codes[rows, :length],
            wide.lab[rows, :length],
            wide.segments[rows, :length],
            tuple(self.words[number] for number in numbers),
        )

    def shuffled(self, random: np.random.Generator) -> Sequences:
        """Put the colors of each in a random order; those that are there stay first."""
        keys = random.random(self.codes.shape) + ~self.present
        order = keys.argsort(axis=1)
        return replace(
            self,
            codes=np.take_along_axis(self.codes, order, 1),
            lab=np.take_along_axis(self.lab, order[..., None], 1),
            segments=np.take_along_axis(self.segments, order, 1),
        )

    def shifted(
        self, codes: Ints, share: float, spread: float, random: np.random.Generator
    ) -> Sequences:
        """Shift all colors of a share of the palettes by the same random amount in CIELAB.

        What people like about a palette are mostly the relations of its colors. A palette stays
        as it is if one of its colors came into none of the bins of `codes`.
        """
        amounts = random.normal(0, spread, (len(self), 1, 3))
        moved = (self.lab + amounts * (random.random((len(self), 1, 1)) < share)).astype(np.float32)
        bins = np.where(self.present, bin_codes(bins_of_lab(moved)), -1)
        fits = np.asarray((np.isin(bins, codes) | ~self.present).all(axis=1))[:, None]
        return replace(
            self,
            codes=np.where(fits, bins, self.codes),
            lab=np.where(fits[..., None], moved, self.lab),
        )

    def __add__(self, other: Sequences) -> Sequences:
        length = max(self.codes.shape[1], other.codes.shape[1])
        one, two = self._widened(length), other._widened(length)
        return Sequences(
            np.concatenate([one.codes, two.codes]),
            np.concatenate([one.lab, two.lab]),
            np.concatenate([one.segments, two.segments]),
            one.words + two.words,
        )

    def _widened(self, length: int) -> Sequences:
        more = ((0, 0), (0, length - self.codes.shape[1]))
        return Sequences(
            np.pad(self.codes, more, constant_values=-1),
            np.pad(self.lab, (*more, (0, 0))),
            np.pad(self.segments, more),
            self.words,
        )


def vocabulary_of(sequences: Sequences, least: int) -> tuple[str, ...]:
    """Return the words that at least so many palettes are called by, in alphabetical order."""
    counts = Counter(word for words in sequences.words for word in {*words})
    return tuple(sorted(word for word, count in counts.items() if count >= least))


def word_numbers(sequences: Sequences, vocabulary: Sequence[str]) -> Ints:
    """Return the place of each known word, shape (palettes, MAX_WORDS); -1 where there is none."""
    places = {word: place for place, word in enumerate(vocabulary)}
    found = np.full((len(sequences), MAX_WORDS), -1)
    for row, words in zip(found, sequences.words, strict=True):
        known = [places[word] for word in dict.fromkeys(words) if word in places]
        row[: len(known)] = known
    return found


def _filled(rows: Sequence[Ints], filler: int) -> Ints:
    found = np.full((len(rows), max(map(len, rows), default=0)), filler, np.int64)
    for row, values in zip(found, rows, strict=True):
        row[: len(values)] = values
    return found
