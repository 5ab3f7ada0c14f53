"""A CSV or Parquet file that lists photographs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol

import pandas as pd
import pyarrow.parquet as pq

from folkhue._utils.regular_file import open_file
from folkhue.datasets.record import MANIFEST_COLUMNS, PhotoRecord
from folkhue.errors import ManifestError

ALIASES = {"author": "owner", "licence": "license", "licence_url": "license_url"}
"""Other names of columns."""

_ROWS_AT_ONCE = 2_000


class PhotoSource(Protocol):
    """A list of photographs that can be read any number of times."""

    def __iter__(self) -> Iterator[PhotoRecord]:
        """Return the photographs; paths are absolute or empty."""
        ...

    def on_duplicate(self, place: int, identity: str) -> object:
        """Handle a photograph, at a place counted from 0, whose id an earlier one has."""
        ...


class Manifest:
    """A list of photographs, read part by part.

    Parameters
    ----------
    path : path
        A ``.csv`` (UTF-8) or ``.parquet`` file with the column ``id``, one of ``path`` and
        ``url``, and any of the other `MANIFEST_COLUMNS`; columns may also have the names in
        `ALIASES`. Relative paths are relative to the manifest.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __iter__(self) -> Iterator[PhotoRecord]:
        """Return the photographs; paths are absolute or empty.

        Raises
        ------
        ManifestError
            If the file cannot be read, lacks a column or has no row, or an id is empty.
        """
        folder, number = self.path.parent.absolute(), 1
        for table in _tables(self.path):
            for identity, path, *others in _known_columns(table, self.path).to_numpy().tolist():
                number += 1
                if not identity.strip():
                    raise ManifestError(
                        f"{self.path}, row {number}: the id is empty; give every row one"
                    )
                yield PhotoRecord(identity, str(folder / path) if path else "", *others)
        if number == 1:
            raise ManifestError(f"{self.path}: lists no photograph")

    def on_duplicate(self, place: int, identity: str) -> NoReturn:
        """Refuse a row, counted from 0, whose id an earlier one has."""
        raise ManifestError(f"{self.path}, row {place + 2}: the id {identity!r} was used before")


def read_manifest(path: str | Path) -> list[PhotoRecord]:
    """Read a whole list of photographs.

    Parameters
    ----------
    path : path
        See `Manifest`.

    Raises
    ------
    ManifestError
        If the file cannot be read, lacks a column, has no row, or an id is empty or repeated.
    """
    manifest = Manifest(path)
    records: dict[str, PhotoRecord] = {}
    for place, record in enumerate(manifest):
        if record.id in records:
            manifest.on_duplicate(place, record.id)
        records[record.id] = record
    return list(records.values())


def _known_columns(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return `MANIFEST_COLUMNS` as text; missing ones and values are empty."""
    table = table.rename(columns=str.strip)
    table = table.rename(columns={k: v for k, v in ALIASES.items() if v not in table.columns})
    if "id" not in table.columns or not {"path", "url"} & set(table.columns):
        raise ManifestError(
            f"{path}: expected the columns id and path (or url), found {', '.join(table.columns)}"
        )
    table = table.reindex(columns=MANIFEST_COLUMNS, fill_value="").astype(object)
    return table.where(table.notna(), "").astype(str)


def _tables(path: Path) -> Iterator[pd.DataFrame]:
    """Read a file part by part."""
    try:
        yield from _parquet_parts(path) if path.suffix == ".parquet" else _csv_parts(path)
    except FileNotFoundError as error:
        raise ManifestError(
            f"{path}: no such file; set download.manifest.path to your list of photographs"
        ) from error
    except (OSError, ValueError, csv.Error) as error:
        raise ManifestError(f"{path}: not a CSV or Parquet table ({error})") from error


def _csv_parts(path: Path) -> Iterator[pd.DataFrame]:
    with (
        open_file(path) as file,
        pd.read_csv(
            file, dtype=str, keep_default_na=False, encoding="utf-8-sig", chunksize=_ROWS_AT_ONCE
        ) as parts,
    ):
        yield from parts


def _parquet_parts(path: Path) -> Iterator[pd.DataFrame]:
    with open_file(path) as opened, pq.ParquetFile(opened, pre_buffer=False) as file:
        # A file without rows has columns all the same.
        yield file.schema_arrow.empty_table().to_pandas()
        for part in file.iter_batches(_ROWS_AT_ONCE):
            # Else a column of integers becomes one of floats in parts that lack a value.
            yield part.to_pandas(integer_object_nulls=True)
