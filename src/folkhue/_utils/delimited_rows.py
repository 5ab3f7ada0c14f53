"""Rows of delimited text, such as CSV: as many fields as the header has, or an error."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import BinaryIO

from folkhue._utils.table_rows import MAX_FIELD, Row, RowError

DELIMITERS = (",", ";", "\t", "|")

MAX_ROW = 1 << 20
"""Characters of a row."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_NAMED_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""A first line by which Excel is told the delimiter."""

_NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""How the bytes that are not UTF-8 are decoded."""

_QUOTES = (
    "a quote is not closed; within a quoted value, write each quote twice, and leave others out"
)


def delimited_rows(file: BinaryIO, is_known: Callable[[str], object]) -> Iterator[Row]:
    """Read the header and the rows of a text file; blank rows are left out.

    The file is UTF-8, or UTF-16 with a byte order mark. The delimiter is the one that finds the
    most known columns in the header. Empty fields beyond the header are ignored.

    Parameters
    ----------
    file : binary file
    is_known : callable
        Whether a field of the header names a known column.

    Raises
    ------
    RowError
        If a row has more or fewer fields than the header, a quote is not closed, a field or a row
        is too long, or a byte is not UTF-8.
    """
    with _decoded(file) as text:
        yield from _rows(_Lines(text), is_known)


def _rows(lines: _Lines, is_known: Callable[[str], object]) -> Iterator[Row]:
    delimiter, width = _delimiter(lines, is_known), 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    for number in count(1 + lines.skipped):
        lines.left = MAX_ROW
        if (fields := _next(reader, number)) is None:
            return
        if any(field.strip() for field in fields):
            fields = _without_empty_end(fields, width)
            width = width or len(fields)
            yield Row(number, _checked(fields, width, number))


class _Lines(Iterator[str]):
    """Lines of a text, of which the reader takes at most `left` characters for a row."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self.left, self.skipped = text, MAX_ROW, 0
        self._put_back: str | None = None

    def first(self) -> str:
        """Return the first line, which comes again unless it is skipped."""
        self._put_back = next(self, "")
        return self._put_back

    def skip(self) -> None:
        """Leave out the line that came first."""
        self._put_back, self.skipped = None, 1

    def __next__(self) -> str:
        if self._put_back is not None:
            line, self._put_back = self._put_back, None
            return line
        line = self._text.readline(self.left + 1)
        self.left -= len(line)
        if not line:
            raise StopIteration
        if self.left < 0:
            raise csv.Error(f"longer than {MAX_ROW:,} characters; {_QUOTES}")
        return line


def _decoded(file: BinaryIO) -> io.TextIOWrapper:
    start = file.read(2)
    file.seek(0)
    if start in _UTF16:
        return io.TextIOWrapper(file, "utf-16", newline="")
    return io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="")


def _delimiter(lines: _Lines, is_known: Callable[[str], object]) -> str:
    try:
        header = lines.first()
    except (csv.Error, UnicodeError) as error:
        raise RowError(1, str(error)) from error
    if "\0" in header:
        raise RowError(1, "null characters, as in UTF-16 or in no text at all; save it as UTF-8")
    if named := _NAMED_DELIMITER.fullmatch(header):
        lines.skip()
        return named[1]
    return max(DELIMITERS, key=lambda delimiter: _columns_known(header, delimiter, is_known))


def _columns_known(header: str, delimiter: str, is_known: Callable[[str], object]) -> int:
    try:
        fields = next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # whoever reads the header says what is wrong
        return 0
    return sum(bool(is_known(field)) for field in fields)


def _next(reader: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        if str(error).startswith("field larger"):
            raise RowError(
                number, f"a field of more than {MAX_FIELD:,} characters; {_QUOTES}"
            ) from error
        long = str(error).startswith("longer")
        raise RowError(number, str(error) if long else _QUOTES) from error
    except UnicodeError as error:
        raise RowError(number, f"not UTF-16 as it begins ({error}); save it as UTF-8") from error


def _without_empty_end(fields: list[str], width: int) -> list[str]:
    """Remove empty fields at the end, but keep as many as the header has."""
    while len(fields) > width and not fields[-1].strip():
        fields.pop()
    return fields


def _checked(fields: list[str], width: int, number: int) -> list[str]:
    if len(fields) != width:
        raise RowError(
            number,
            f"{len(fields)} fields, but the header has {width}; quote values that contain a "
            "delimiter, and write one for each empty value",
        )
    for field in fields:
        if bad := _NOT_UTF8.search(field):
            raise RowError(
                number,
                f"the byte 0x{ord(bad[0]) - 0xDC00:02x} is not UTF-8; save the list as UTF-8, or "
                "convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
            )
    return fields
