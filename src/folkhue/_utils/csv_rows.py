"""CSV that every program reads as it was written."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any, TextIO


class _LineFeeds:
    """Ends rows with a line feed, whatever they came with."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


def write_rows(file: TextIO, rows: Iterable[Iterable[Any]]) -> None:
    r"""Write rows, each with a line feed at its end.

    Parameters
    ----------
    file : text file
        Opened with ``newline=""``.
    rows : iterable of iterables

    Examples
    --------
    >>> from io import StringIO
    >>> write_rows(file := StringIO(), [["a\rb", 1]])
    >>> file.getvalue()
    '"a\rb",1\n'
    """
    # Before Python 3.13, a carriage return is put in quotes only if rows end with it.
    csv.writer(_LineFeeds(file), lineterminator="\r\n").writerows(rows)
