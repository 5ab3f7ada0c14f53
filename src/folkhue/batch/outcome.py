"""The outcome of one photograph, and the totals of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from folkhue._utils.text import counted, valid_unicode
from folkhue.errors import BatchError
from folkhue.table.name_counts import NameCounts

if TYPE_CHECKING:
    from folkhue.batch.palettes import PaletteOptions

OK = "ok"
"""Status of a photograph that was classified."""

TRANSPARENT = "transparent"
"""Status of a photograph that was read, but has no color, as every pixel is transparent."""

FAILED = "failed"
"""Status of a photograph that could not be measured, as this machine lacks memory."""


class Extras(NamedTuple):
    """What is measured of a photograph, or has to be known of it, beside shares of names.

    Attributes
    ----------
    cells : bool
        What searches for any color need; see `folkhue.batch.cells`.
    picture : str
        Name or path of the model that names the color of the whole picture, if it is wanted; see
        `folkhue.batch.picture_colors`.
    context : bool
        Whether pixels are named in context; see `folkhue.networks.naming`.
    palette : PaletteOptions, optional
        How to make a palette, which is measured alone, without shares; see
        `folkhue.batch.palettes`.
    """

    cells: bool = False
    picture: str = ""
    context: bool = False
    palette: PaletteOptions | None = None


NO_EXTRAS = Extras()


@dataclass(frozen=True)
class Outcome:
    r"""What was measured of one photograph.

    Attributes
    ----------
    path : str
        As given; bytes that are not UTF-8 appear as ``\xff``.
    stamp : (int, int)
        Size of the file in bytes, and its modification time in nanoseconds.
    status : str
        "ok", "transparent", or the code of the error: that of an `folkhue.errors.ImageError`, or
        "failed".
    detail : str
        Why there are no counts; empty if there are.
    width, height : int
        In pixels; 0 if there was an error.
    counts : tuple of int
        Opaque pixels of each term and, last, without a name; empty if there are none.
    cells : str
        See `folkhue.batch.cells`; empty if they were not wanted.
    picture : str
        See `folkhue.batch.picture_colors`; empty if it was not wanted.
    palette : str
        See `folkhue.batch.palettes`; empty if it was not wanted.
    """

    path: str
    stamp: tuple[int, int]
    status: str = OK
    detail: str = ""
    width: int = 0
    height: int = 0
    counts: tuple[int, ...] = ()
    cells: str = ""
    picture: str = ""
    palette: str = ""

    @property
    def was_read(self) -> bool:
        """Whether the photograph was read; else it was left out."""
        return self.status in (OK, TRANSPARENT)

    def name_counts(self, terms: tuple[str, ...]) -> NameCounts:
        """Return the counts with their terms.

        Raises
        ------
        BatchError
            If they are counts of other terms.
        """
        counts = self.counts or (0,) * (len(terms) + 1)
        if len(counts) != len(terms) + 1 or min(counts) < 0:
            raise BatchError(
                f"{self.path}: its result is not of this table; remove the journal and run it again"
            )
        return NameCounts(terms, np.array(counts, np.int64))


@dataclass
class Totals:
    """Sums over many photographs.

    Attributes
    ----------
    counts : NameCounts
        Opaque pixels of each name.
    dominant : Counter of str
        Number of photographs in which a name is the dominant one.
    transparent : int
        Number of photographs that were read, but have no color.
    left_out : Counter of str
        Number of photographs with an error, by status.
    seen : callable, optional
        Gets every outcome that is added.
    """

    counts: NameCounts
    dominant: Counter[str | None] = field(default_factory=Counter)
    transparent: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    seen: Callable[[Outcome], None] | None = None

    @classmethod
    def empty(cls, terms: tuple[str, ...], seen: Callable[[Outcome], None] | None = None) -> Totals:
        """Start without photographs."""
        return cls(NameCounts.empty(terms), seen=seen)

    def add(self, outcome: Outcome) -> None:
        """Add a photograph."""
        if self.seen:
            self.seen(outcome)
        if outcome.status == OK:
            counts = outcome.name_counts(self.counts.terms)
            self.counts += counts
            self.dominant[counts.dominant] += 1
        elif outcome.was_read:
            self.transparent += 1
        else:
            self.left_out[outcome.status] += 1

    def add_each(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Add photographs, and yield each of them."""
        for outcome in outcomes:
            self.add(outcome)
            yield outcome

    def __str__(self) -> str:
        left_out = self.left_out.total()
        number = self.dominant.total() + self.transparent + left_out
        codes = sorted(self.left_out.items(), key=lambda item: (-item[1], item[0]))
        reasons = "; ".join(f"{number:,} × {in_words(code)}" for code, number in codes)
        transparent = f"; {self.transparent:,} transparent" if self.transparent else ""
        return (
            f"{counted(number, 'photograph')}, {left_out:,} left out"
            f"{': ' if reasons else ''}{reasons}{transparent}"
        )


def in_words(status: str) -> str:
    """Write the status of a photograph that was left out in words."""
    return "cannot be read" if status == "missing" else status.replace("_", " ")


def display_path(path: str | Path) -> str:
    r"""Return a path as text; bytes that are not UTF-8 appear as ``\xff``."""
    return valid_unicode(str(path)).replace("\0", r"\x00")
