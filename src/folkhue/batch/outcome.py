"""The outcome of one photograph, and the totals of many."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from folkhue.table.name_counts import NameCounts

OK = "ok"
"""Status of a photograph that was classified."""


@dataclass(frozen=True)
class Outcome:
    r"""The result of classifying one photograph.

    Attributes
    ----------
    path : str
        As given; bytes that are not UTF-8 appear as ``\xff``.
    stamp : (int, int)
        Size of the file in bytes, and its modification time in nanoseconds.
    status : str
        "ok", or the code of the error: that of an `folkhue.errors.ImageError`, or "failed".
    detail : str
        Message of the error; empty if there is none.
    width, height : int
        In pixels; 0 if there was an error.
    counts : tuple of int
        Opaque pixels of each term and, last, without a name; empty if there was an error.
    """

    path: str
    stamp: tuple[int, int]
    status: str = OK
    detail: str = ""
    width: int = 0
    height: int = 0
    counts: tuple[int, ...] = ()

    def name_counts(self, terms: tuple[str, ...]) -> NameCounts:
        """Return the counts with their terms."""
        return NameCounts(terms, np.array(self.counts, np.int64))


@dataclass
class Totals:
    """Sums over many photographs.

    Attributes
    ----------
    counts : NameCounts
        Opaque pixels of each name.
    dominant : Counter of str
        Number of photographs in which a name is the dominant one.
    left_out : Counter of str
        Number of photographs with an error, by status.
    """

    counts: NameCounts
    dominant: Counter[str | None] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def empty(cls, terms: tuple[str, ...]) -> Totals:
        """Start without photographs."""
        return cls(NameCounts.empty(terms))

    def add(self, outcome: Outcome) -> None:
        """Add a photograph."""
        if outcome.status == OK:
            counts = outcome.name_counts(self.counts.terms)
            self.counts += counts
            self.dominant[counts.dominant] += 1
        else:
            self.left_out[outcome.status] += 1

    def add_each(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Add photographs, and yield each of them."""
        for outcome in outcomes:
            self.add(outcome)
            yield outcome

    def __str__(self) -> str:
        left_out = self.left_out.total()
        line = f"{self.dominant.total() + left_out:,} photographs, {left_out:,} left out"
        codes = sorted(self.left_out.items(), key=lambda item: (-item[1], item[0]))
        reasons = "; ".join(f"{number:,} × {code.replace('_', ' ')}" for code, number in codes)
        return f"{line}: {reasons}" if reasons else line


def display_path(path: str | Path) -> str:
    r"""Return a path as text; bytes that are not UTF-8 appear as ``\xff``."""
    try:
        text = os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a surrogate pair, which no name of a file has
        text = str(path).encode("utf-8", "backslashreplace").decode()
    return text.replace("\0", r"\x00")
