"""Rows of a table of texts, and what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FIELD = 131_072
"""Characters of a field."""


@dataclass(frozen=True)
class Row:
    """A row of a table, the header included.

    Attributes
    ----------
    number : int
        As a spreadsheet counts: the header is row 1.
    fields : list of str
    """

    number: int
    fields: list[str]


class RowError(ValueError):
    """A row cannot be read.

    Parameters
    ----------
    number : int
        As a spreadsheet counts.
    reason : str
    """

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number
