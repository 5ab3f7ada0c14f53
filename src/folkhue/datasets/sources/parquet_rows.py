"""Rows of a Parquet file, as texts."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from folkhue._utils.table_rows import MAX_FIELD, Row, RowError
from folkhue.datasets.sources.columns import find_columns

ROWS_AT_ONCE = 2_000

ALWAYS_ALLOWED = 1 << 28
"""Bytes that a file may unpack to however small it is."""

MAX_RATIO = 200
"""Of the unpacked size to the packed one."""

DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError)
"""What pyarrow raises for damaged files and types that it cannot read."""


def parquet_rows(file: BinaryIO) -> Iterator[Row]:
    """Read the header and the rows of a Parquet file; only columns of a manifest are read.

    Numbers, days and truth values become texts, lists are separated by ";".

    Parameters
    ----------
    file : binary file

    Raises
    ------
    RowError
        If a value is no text, or one that is too long.
    ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError
        If the file is damaged.
    """
    with pq.ParquetFile(file, pre_buffer=False) as table:
        header = [*table.schema_arrow.names]
        yield Row(1, header)
        wanted = [header[place] for place in find_columns(header).values()]
        _check_size(table.metadata, file.seek(0, io.SEEK_END))
        number = 1
        for part in table.iter_batches(ROWS_AT_ONCE, columns=wanted):
            for values in _rows(part, number + 1):
                number += 1
                known = dict(zip(part.schema.names, values, strict=True))
                yield Row(number, [known.get(name, "") for name in header])


def _check_size(metadata: Any, packed: int) -> None:
    # Not by columns: for some damaged files, asking for the size of one ends the process.
    groups = range(metadata.num_row_groups)
    unpacked = sum(metadata.row_group(group).total_byte_size for group in groups)
    if unpacked > max(ALWAYS_ALLOWED, MAX_RATIO * packed):
        raise ValueError(f"unpacks to {unpacked:,} bytes, more than {MAX_RATIO} times its size")


def _rows(part: pa.RecordBatch, first: int) -> Iterator[tuple[str, ...]]:
    columns = [
        [_text(value, name, first + place) for place, value in enumerate(column)]
        for name, column in zip(part.schema.names, part.columns, strict=True)
    ]
    return zip(*columns, strict=True)


def _text(scalar: pa.Scalar, name: str, number: int) -> str:
    try:
        text = _as_text(scalar.as_py())
    except (ValueError, OverflowError) as error:  # no UTF-8, a day before the year 1
        raise RowError(number, f"{name} cannot be written as text ({error})") from error
    except TypeError as error:
        raise RowError(number, f"{name} is {scalar.type}, not text; {error}") from error
    if len(text) > MAX_FIELD:
        raise RowError(number, f"{name} has more than {MAX_FIELD:,} characters")
    return text


def _as_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers that lacks some
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return ";".join(filter(None, map(_as_text, value)))
    if isinstance(value, dict | tuple):
        raise TypeError("write one column of text for each of its parts")
    return str(value)
