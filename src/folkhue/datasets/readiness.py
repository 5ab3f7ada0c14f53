"""Whether photographs are ready to be learned from: how many each color name has, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import words_of
from folkhue.datasets.record import PhotoRecord, Status

FEW_HELD_OUT = 3
"""Held-out photographs of a name, below which reports give no score of it."""


@dataclass
class NameReadiness:
    """The photographs of a color name.

    Attributes
    ----------
    name : str
    counts : Counter of Status
        The photographs that are labeled with it.
    words : Counter of str
        Each word of the name → kept photographs that it is in. A photograph may have several.
    originals : set of str
        The pictures that the kept photographs were cut from, which are held out as a whole.
    """

    name: str
    counts: Counter[Status] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    originals: set[str] = field(default_factory=set)

    @property
    def kept(self) -> int:
        """Number of photographs that passed every check."""
        return self.counts[Status.OK]

    @property
    def left_out(self) -> dict[str, int]:
        """Why photographs were left out → how many, the most frequent reason first."""
        reasons = [(s.value, n) for s, n in self.counts.items() if s is not Status.OK]
        return dict(sorted(reasons, key=lambda item: (-item[1], item[0])))

    def held_out(self, test_share: float) -> int:
        """Compute how many pictures are held out; other names that share them may change it."""
        there = len(self.originals)
        return max(1, min(round(test_share * there), there - 1)) if there > 1 else 0

    def warning(self, test_share: float) -> str:
        """Say what too few photographs lead to; empty if they are enough."""
        if not self.kept:
            return "no photograph, so the run will stop"
        if len(self.originals) < 2:
            return "a single picture, which cannot be split, so the run will stop"
        held_out = self.held_out(test_share)
        return f"{held_out} held out, too few for a score" if held_out < FEW_HELD_OUT else ""


@dataclass(frozen=True)
class Readiness:
    """The photographs of each name of a vocabulary.

    Attributes
    ----------
    vocabulary : Vocabulary
    names : sequence of NameReadiness
        In the order of the vocabulary.
    kept : int
        Photographs that passed every check, with or without a name.
    """

    vocabulary: Vocabulary
    names: Sequence[NameReadiness]
    kept: int

    @classmethod
    def of(cls, photos: Iterable[PhotoRecord], vocabulary: Vocabulary) -> Readiness:
        """Count photographs.

        Parameters
        ----------
        photos : iterable of PhotoRecord
            With their weak labels, those that were left out included.
        vocabulary : Vocabulary

        Examples
        --------
        >>> barn = PhotoRecord("1", tags="rouge", labels=("red",), status=Status.OK)
        >>> found = Readiness.of([barn], Vocabulary.of({"red": ["rouge", "rojo"], "blue": []}))
        >>> [(each.name, each.kept, dict(each.words)) for each in found.names]
        [('red', 1, {'red': 0, 'rouge': 1, 'rojo': 0}), ('blue', 0, {'blue': 0})]
        """
        names = {
            term.name: NameReadiness(term.name, words=Counter(dict.fromkeys(term.words, 0)))
            for term in vocabulary
        }
        kept = 0
        for photo in photos:
            kept += photo.status is Status.OK
            for label in photo.labels:
                if label in names:
                    _count(photo, names[label], vocabulary)
        return cls(vocabulary, [*names.values()], kept)

    @property
    def has_words(self) -> bool:
        """Whether any name was found by another word than itself."""
        return any(n for each in self.names for w, n in each.words.items() if w != each.name)

    def warnings(self, test_share: float) -> dict[str, list[str]]:
        """Return what too few photographs lead to → names, those with the fewest first."""
        found: dict[str, list[str]] = {}
        for each in sorted(self.names, key=lambda each: each.kept):
            if told := each.warning(test_share):
                found.setdefault(told, []).append(each.name)
        return found


def _count(photo: PhotoRecord, counted: NameReadiness, vocabulary: Vocabulary) -> None:
    counted.counts[photo.status] += 1
    if photo.status is Status.OK:
        counted.words.update(words_of(photo, vocabulary).get(counted.name, ()))
        counted.originals.add(photo.original or photo.id)
