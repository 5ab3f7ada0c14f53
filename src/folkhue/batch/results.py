"""What became of each photograph of many, and tables of it: CSV, Parquet or JSON lines."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.errors import BatchError
from folkhue.table.name_counts import NameCounts

OK = "ok"
"""Status of a photograph that was classified; any other is the reason why not."""

_ROWS = 4096  # of a Parquet file that are held at a time


@dataclass(frozen=True)
class Outcome:
    r"""What became of a photograph.

    Attributes
    ----------
    path : str
        As given; bytes that are not UTF-8 as ``\xff``.
    stamp : (int, int)
        The file's size in bytes and its time of change in nanoseconds, when it was read.
    status : str
        "ok", or why it was left out.
    width, height : int
        In pixels; 0 if it was left out.
    counts : tuple of int
        Opaque pixels of each term and, last, of no name; empty if it was left out.
    """

    path: str
    stamp: tuple[int, int]
    status: str = OK
    width: int = 0
    height: int = 0
    counts: tuple[int, ...] = ()

    def name_counts(self, terms: tuple[str, ...]) -> NameCounts:
        """Give the counts as those of the terms."""
        return NameCounts(terms, np.array(self.counts, np.int64))


@dataclass
class Totals:
    """What became of all photographs together.

    Attributes
    ----------
    counts : NameCounts
        Opaque pixels of each name.
    dominant : Counter
        How many photographs each name is the dominant one of.
    left_out : Counter
        How many photographs were left out for which reason.
    """

    counts: NameCounts
    dominant: Counter[str | None] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of_terms(cls, terms: tuple[str, ...]) -> Totals:
        """Begin with no photograph."""
        return cls(NameCounts.empty(terms))

    def add(self, outcome: Outcome) -> None:
        """Count a photograph."""
        if outcome.status == OK:
            counts = outcome.name_counts(self.counts.terms)
            self.counts += counts
            self.dominant[counts.dominant] += 1
        else:
            self.left_out[without_details(outcome.status)] += 1

    def passing(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Count photographs on their way."""
        for outcome in outcomes:
            self.add(outcome)
            yield outcome

    def __str__(self) -> str:
        missing = self.left_out.total()
        line = f"{self.dominant.total() + missing:,} photographs, {missing:,} left out"
        reasons = sorted(self.left_out.items(), key=lambda item: (-item[1], item[0]))
        why = "; ".join(f"{number:,} × {reason}" for reason, number in reasons)
        return f"{line}: {why}" if why else line


def shown(path: str | Path) -> str:
    r"""Write a path as text, bytes of it that are not UTF-8 as ``\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def columns(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Name the columns of a table of results.

    Examples
    --------
    >>> columns(("red", "blue"))
    ('path', 'width', 'height', 'red', 'blue', 'unnamed', 'dominant', 'status')
    """
    return ("path", "width", "height", *terms, UNNAMED_NAME, "dominant", "status")


def check_results(path: Path) -> None:
    """Make sure, before any work, that a table of results can be written.

    Raises
    ------
    BatchError
        If the suffix is unknown, or what it needs is not installed.
    """
    if path.suffix.lower() not in WRITERS:
        raise BatchError(f"{path}: a table of results ends in {', '.join(WRITERS)}")
    if path.is_dir():
        raise BatchError(f"{path}: a folder; name a file for the table of results")
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise BatchError(
            f"{path}: Parquet needs pyarrow: pip install folkhue[train], or write .csv or .jsonl"
        )


def write_results(path: Path, terms: tuple[str, ...], outcomes: Iterable[Outcome]) -> None:
    """Write a row for each photograph, in the order given; few are held at a time.

    Shares are fractions of the opaque pixels, rounded to six digits. Those of a photograph
    that was left out, its size and its dominant name are empty.

    Parameters
    ----------
    path : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    terms : tuple of str
    outcomes : iterable of Outcome
    """
    rows = (_row(outcome, terms) for outcome in outcomes)
    with atomic_write(path) as temporary:
        WRITERS[path.suffix.lower()](temporary, columns(terms), rows)


_Row = tuple[Any, ...]


def _row(outcome: Outcome, terms: tuple[str, ...]) -> _Row:
    if outcome.status != OK:
        nothing = (None,) * (len(terms) + 4)
        return (outcome.path, *nothing, outcome.status)
    counts = outcome.name_counts(terms)
    shares = (round(share, 6) for share in counts.fractions.tolist())
    return (outcome.path, outcome.width, outcome.height, *shares, counts.dominant, OK)


def _write_csv(path: Path, names: tuple[str, ...], rows: Iterable[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def _write_json_lines(path: Path, names: tuple[str, ...], rows: Iterable[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            line = dict(zip(names, row, strict=True))
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_parquet(path: Path, names: tuple[str, ...], rows: Iterable[_Row]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = {"path": pa.string(), "width": pa.int32(), "height": pa.int32()}
    kinds |= {"dominant": pa.string(), "status": pa.string()}
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in names])
    rows = iter(rows)
    with ParquetWriter(path, schema) as writer:
        while part := list(islice(rows, _ROWS)):
            arrays = map(list, zip(*part, strict=True))
            writer.write_table(pa.table(dict(zip(names, arrays, strict=True)), schema))


WRITERS: dict[str, Callable[[Path, tuple[str, ...], Iterable[_Row]], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
}
"""How a file name ends → how such a table is written."""


def without_details(status: str) -> str:
    """Cut from a reason what differs from photograph to photograph.

    Examples
    --------
    >>> without_details("9 × 5 is too many pixels; at most 8 are decoded")
    'too many pixels'
    >>> without_details("damaged image (broken data stream)")
    'damaged image'
    """
    return re.sub(r"(: | \(|; ).*", "", re.sub(r"^\d+ × \d+ is ", "", status))
