"""The file of a survey of color names: what people called which color, and how often."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from folkhue._utils.delimited_rows import delimited_rows
from folkhue._utils.regular_file import open_file
from folkhue._utils.table_rows import Row, RowError
from folkhue._utils.text import short_repr
from folkhue.color.vocabulary import Vocabulary, spellings
from folkhue.errors import SurveyError
from folkhue.learning.evaluation.naming_survey import COLUMNS, NamingSurvey

MAX_COUNT = 1_000_000_000
"""Answers of a row."""

_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


def read_naming_survey(path: str | Path, vocabulary: Vocabulary) -> NamingSurvey:
    """Read a survey.

    Parameters
    ----------
    path : path
        Text in UTF-8, or in UTF-16 with a byte order mark, whose fields are separated by commas,
        semicolons, tabs or bars. The first row names the columns ``r``, ``g``, ``b`` (0 to 255,
        sRGB), ``name`` and ``count``, in any order; others are ignored. Rows with the same color
        and name are added up.
    vocabulary : Vocabulary
        Upper and lower case, spaces around a name, and synonyms such as "grey" make no
        difference. Names that are no term, such as "light blue", are left out and counted.

    Raises
    ------
    SurveyError
        If the file cannot be read, or a column or value is missing or not as expected. The
        message names the file, the row as a spreadsheet counts it, and the column.
    """
    counts: Counter[tuple[int, str]] = Counter()
    known = {_normalized(word): term for word, term in spellings(vocabulary).items()}
    with _explained(path), open_file(path) as file:
        rows = delimited_rows(file, lambda field: _normalized(field) in COLUMNS)
        columns = _columns(next(rows, Row(1, [])))
        for row in rows:
            code, name, number = _answer(row, columns)
            counts[code, known.get(name, name)] += number
    return NamingSurvey.from_counts(counts, vocabulary.names)


def _columns(header: Row) -> dict[str, int]:
    """Find the columns in the header: name → place."""
    found = [_normalized(field) for field in header.fields]
    for name in COLUMNS:
        if found.count(name) != 1:
            problem = f"there are {found.count(name)}" if name in found else "there is none"
            raise RowError(
                header.number,
                f"{name}: expected one column of this name among {','.join(COLUMNS)}, {problem} in "
                f"{short_repr(', '.join(found))}",
            )
    return {name: found.index(name) for name in COLUMNS}


def _answer(row: Row, columns: dict[str, int]) -> tuple[int, str, int]:
    """Read a row: the code of its color, the name, and how often it was the answer."""
    red, green, blue = (_number(row, columns, channel, 255) for channel in "rgb")
    name = _normalized(row.fields[columns["name"]])
    if not name:
        raise RowError(row.number, "name: expected a color name, got nothing")
    return red << 16 | green << 8 | blue, name, _number(row, columns, "count", MAX_COUNT)


def _number(row: Row, columns: dict[str, int], column: str, highest: int) -> int:
    text = row.fields[columns[column]].strip()
    if not _NUMBER.fullmatch(text) or int(text) > highest:
        raise RowError(
            row.number,
            f"{column}: expected a whole number from 0 to {highest:,}, got {short_repr(text)}",
        )
    return int(text)


def _normalized(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@contextmanager
def _explained(path: str | Path) -> Iterator[None]:
    """Say which file and which row an error is about."""
    try:
        yield
    except RowError as error:
        raise SurveyError(f"{path}, row {error.number}: {error}") from error
    except OSError as error:
        raise SurveyError(f"{path}: {error.strerror or error}") from error
