"""Tables of results, a row for each photograph, or for each color: CSV, Parquet or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any

from folkhue._utils.atomic import atomic_write
from folkhue._utils.csv_rows import write_rows
from folkhue._utils.extras import require
from folkhue._utils.regular_file import open_file
from folkhue._utils.untrusted_json import parse_json
from folkhue.batch.outcome import OK, Outcome
from folkhue.batch.palette_rows import Rows, is_palettes, palette_columns, palette_rows
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.picture_colors import unpack_picture
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.errors import BatchError

_ROWS_PER_GROUP = 4096  # of a Parquet file; so many rows are in memory at a time

_MAX_HEADER = 1 << 16  # bytes of the first line

_Row = tuple[Any, ...]


PICTURE_COLUMNS = ("picture", "picture_probability")
"""Columns of the color of the whole picture."""


def columns(terms: tuple[str, ...], *, picture: bool = False) -> tuple[str, ...]:
    """Return the names of the columns of a table of results, perhaps with the picture's color.

    Examples
    --------
    >>> columns(("red", "blue"))
    ('path', 'width', 'height', 'red', 'blue', 'unnamed', 'dominant', 'status')
    """
    added = PICTURE_COLUMNS if picture else ()
    return ("path", "width", "height", *terms, UNNAMED_NAME, "dominant", *added, "status")


def check_results(path: Path) -> None:
    """Check, before any work, that a table of results can be written to a path.

    Raises
    ------
    BatchError
        If the suffix is unknown, or the path is a folder.
    MissingExtraError
        If the table is to be Parquet, and pyarrow is not installed.
    """
    if path.suffix.lower() not in WRITERS:
        raise BatchError(f"{path}: expected a table of results that ends in {', '.join(WRITERS)}")
    if path.is_dir():
        raise BatchError(f"{path}: expected a file for the table of results, got a folder")
    if path.suffix.lower() == ".parquet":
        require("train", f"{path}: Parquet (unlike .csv and .jsonl)", "pyarrow")


def is_results(path: Path) -> bool:
    """Return whether a file is a table of results, by the names of its columns.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, or not as a table.
    """
    found = _READERS[path.suffix.lower()](path)
    if is_palettes(found) or (found[:1] == ["time"] and found[-2:] == ["dominant", "scene"]):
        return True
    own = [name for name in found if name not in PICTURE_COLUMNS]
    return own[:3] == ["path", "width", "height"] and own[-2:] == ["dominant", "status"]


def write_palettes(
    path: Path, options: PaletteOptions, outcomes: Iterable[Outcome], rows: Rows = "color"
) -> None:
    """Write palettes, in the given order, with few in memory at a time.

    After an error, a photograph has one row, with its path, and the error message as its status.

    Parameters
    ----------
    path : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    options : PaletteOptions
        With which the palettes were made.
    outcomes : iterable of Outcome
    rows : str
        What has a row of its own: "color" or "photograph".
    """
    found = (row for outcome in outcomes for row in palette_rows(outcome, options, rows))
    write_table(path, palette_columns(options, rows), found)


def write_table(path: Path, kinds: dict[str, type], rows: Iterable[_Row]) -> None:
    """Write rows to a table, in the format of its suffix.

    Parameters
    ----------
    path : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    kinds : dict of str to type
        Column → str, int or float.
    rows : iterable of tuple
    """
    with atomic_write(path) as temporary:
        WRITERS[path.suffix.lower()](temporary, kinds, rows)


def write_results(
    path: Path, terms: tuple[str, ...], outcomes: Iterable[Outcome], *, picture: bool = False
) -> None:
    """Write a row for each photograph, in the given order, with few in memory at a time.

    Shares are fractions of the opaque pixels, rounded to six digits. After an error, a row has
    only the path, and the error message as its status.

    Parameters
    ----------
    path : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    terms : tuple of str
    outcomes : iterable of Outcome
    picture : bool
        Whether to add `PICTURE_COLUMNS`.
    """
    rows = (row(outcome, terms, picture) for outcome in outcomes)
    kinds: dict[str, type] = dict.fromkeys(columns(terms, picture=picture), float)
    kinds |= {"path": str, "width": int, "height": int, "dominant": str, "status": str}
    if picture:
        kinds |= {PICTURE_COLUMNS[0]: str}
    write_table(path, kinds, rows)


def row(outcome: Outcome, terms: tuple[str, ...], picture: bool = False) -> tuple[Any, ...]:
    """Return the row of a photograph; see `columns` and `write_results`."""
    if outcome.status != OK:
        empty = (None,) * (len(columns(terms, picture=picture)) - 2)
        return (outcome.path, *empty, outcome.detail)
    counts = outcome.name_counts(terms)
    shares = (round(share, 6) for share in counts.fractions.tolist())
    likely = next(iter(unpack_picture(outcome.picture).items())) if picture else ()
    return (outcome.path, outcome.width, outcome.height, *shares, counts.dominant, *likely, OK)


def _write_csv(path: Path, kinds: dict[str, type], rows: Iterable[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, chain([tuple(kinds)], rows))


def _write_json_lines(path: Path, kinds: dict[str, type], rows: Iterable[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            line = dict(zip(kinds, row, strict=True))
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_parquet(path: Path, kinds: dict[str, type], rows: Iterable[_Row]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    types = {str: pa.string(), int: pa.int32(), float: pa.float64()}
    schema = pa.schema([(name, types[kind]) for name, kind in kinds.items()])
    rows = iter(rows)
    with ParquetWriter(path, schema) as writer:
        while group := list(islice(rows, _ROWS_PER_GROUP)):
            arrays = map(list, zip(*group, strict=True))
            writer.write_table(pa.table(dict(zip(kinds, arrays, strict=True)), schema))


WRITERS: dict[str, Callable[[Path, dict[str, type], Iterable[_Row]], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
}
"""Suffix → function that writes a table, given the type of each column: str, int or float."""


def _csv_columns(path: Path) -> list[str]:
    with open_file(path) as file:
        line = file.readline(_MAX_HEADER).decode()
    return line.rstrip("\r\n").split(",")


def _json_lines_columns(path: Path) -> list[str]:
    with open_file(path) as file:
        return list(parse_json(file.readline(_MAX_HEADER)))


def _parquet_columns(path: Path) -> list[str]:
    from pyarrow.parquet import read_schema

    return list(read_schema(path).names)


_READERS: dict[str, Callable[[Path], list[str]]] = {
    ".csv": _csv_columns,
    ".parquet": _parquet_columns,
    ".jsonl": _json_lines_columns,
}
"""Suffix → function that reads the names of a table's columns."""
