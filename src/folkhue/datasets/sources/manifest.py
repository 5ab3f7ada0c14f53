"""A CSV or Parquet file that lists photographs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol

import pandas as pd
import pyarrow.parquet as pq

from folkhue.errors import ManifestError

COLUMNS = (
    *("id", "path", "url", "title", "description", "tags"),
    *("license", "license_url", "owner", "owner_url", "page"),
    *("source", "original", "taken", "uploaded"),
)
"""Columns of a manifest; all are text, and missing ones are empty.

``url`` is the picture's web address and ``page`` that of the page it is shown on.
``original`` names the picture that a photograph was cut from; what was cut from the
same one is either learned from or tested on, never both. ``taken`` and ``uploaded``
are dates.
"""

SAME = {"author": "owner", "licence": "license", "licence_url": "license_url"}
"""Other names of columns."""


class Listed(Protocol):
    """Photographs that are listed; they can be gone through as often as wanted."""

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Give the rows: `COLUMNS`, all text, ``path`` absolute or empty."""
        ...

    def repeated(self, place: int, identity: str) -> object:
        """Take notice of a row, counted from 0, whose id an earlier one has."""
        ...


_AT_ONCE = 2_000
"""Rows of a manifest that are in memory at a time."""


class Manifest:
    """A list of photographs that is read row by row, as often as wanted.

    Parameters
    ----------
    path : path
        A ``.csv`` (UTF-8) or ``.parquet`` file with the column ``id``, one of
        ``path`` and ``url``, and any of the others in `COLUMNS`. ``author`` may
        stand for ``owner``. A relative path is relative to the manifest.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Give the rows: `COLUMNS`, all text, ``path`` absolute or empty.

        Raises
        ------
        ManifestError
            If the file cannot be read, lacks a column or any row, or an id is empty.
        """
        folder, number = self.path.parent.absolute(), 1
        for table in _tables(self.path):
            for values in _columns(table, self.path).itertuples(index=False, name=None):
                number += 1
                row = dict(zip(COLUMNS, values, strict=True))
                if not row["id"].strip():
                    raise ManifestError(
                        f"{self.path}, row {number}: the id is empty; give every row one"
                    )
                row["path"] = str(folder / row["path"]) if row["path"] else ""
                yield row
        if number == 1:
            raise ManifestError(f"{self.path}: lists no photograph")

    def repeated(self, place: int, identity: str) -> NoReturn:
        """Complain of a row, counted from 0, whose id an earlier one has."""
        raise ManifestError(f"{self.path}, row {place + 2}: the id {identity!r} was used before")


def read_manifest(path: str | Path) -> pd.DataFrame:
    """Read a list of photographs as a whole.

    Parameters
    ----------
    path : path
        As of `Manifest`.

    Returns
    -------
    DataFrame
        One row per photograph with the columns `COLUMNS`, all text, ``path``
        absolute or empty.

    Raises
    ------
    ManifestError
        If the file cannot be read, lacks a column, or repeats an id.
    """
    manifest = Manifest(path)
    table = pd.DataFrame(manifest, columns=COLUMNS, dtype=object)
    for place in table.index[table["id"].duplicated()]:
        manifest.repeated(place, table["id"][place])
    return table


def _columns(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Give the columns that we know, as text."""
    table = table.rename(columns=str.strip)
    table = table.rename(columns={k: v for k, v in SAME.items() if v not in table.columns})
    if "id" not in table.columns or not {"path", "url"} & set(table.columns):
        raise ManifestError(
            f"{path}: expected the columns id and path (or url), found {', '.join(table.columns)}"
        )
    table = table.reindex(columns=COLUMNS, fill_value="").astype(object)
    return table.where(table.notna(), "").astype(str)


def _tables(path: Path) -> Iterator[pd.DataFrame]:
    """Read a file part by part."""
    try:
        if path.suffix == ".parquet":
            with pq.ParquetFile(path, pre_buffer=False) as file:
                yield from _in_parts(file)
        else:
            with pd.read_csv(
                path, dtype=str, keep_default_na=False, encoding="utf-8-sig", chunksize=_AT_ONCE
            ) as parts:
                yield from parts
    except FileNotFoundError as error:
        raise ManifestError(
            f"{path}: no such file; set download.manifest.path to your list of photographs"
        ) from error
    except (OSError, ValueError, csv.Error) as error:
        raise ManifestError(f"{path}: not a CSV or Parquet table ({error})") from error


def _in_parts(file: pq.ParquetFile) -> Iterator[pd.DataFrame]:
    # The first is there even if the file has no rows, for the sake of its columns.
    yield file.schema_arrow.empty_table().to_pandas()
    for part in file.iter_batches(_AT_ONCE):
        # A number stays what it is, whether or not others are missing in its part of the column.
        yield part.to_pandas(integer_object_nulls=True)
