"""The list of downloaded photographs, ``photos.csv``, that the later stages read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue._utils.csv_rows import write_rows
from folkhue.datasets.record import COLUMNS, MANIFEST_COLUMNS, PhotoRecord, Status
from folkhue.errors import ManifestError

_ROWS_AT_ONCE = 1024


def write_photo_list(path: Path, records: Iterable[PhotoRecord]) -> None:
    """Write a list of photographs as CSV with the columns `COLUMNS`.

    Parameters
    ----------
    path : path
        It holds the whole list or stays as it was.
    records : iterable of PhotoRecord
        Paths are relative to the list.
    """
    with (
        atomic_write(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        write_rows(file, chain([COLUMNS], map(_to_row, records)))


def _to_row(record: PhotoRecord) -> list[Any]:
    row = {name: getattr(record, name) for name in COLUMNS}
    return list((row | {"labels": ";".join(record.labels)}).values())


def kept_photos(path: Path) -> Iterator[PhotoRecord]:
    """Read the photographs of a list that passed every check, in the order of the list.

    Parameters
    ----------
    path : path
        As `write_photo_list` writes it. A part of it is in memory at a time.

    Yields
    ------
    PhotoRecord
        Paths are relative to the list.

    Raises
    ------
    ManifestError
        If the list is damaged.
    """
    return (photo for photo in listed_photos(path) if photo.status is Status.OK)


def rejected_photos(path: Path) -> Iterator[PhotoRecord]:
    """Read the photographs of a list that were not kept; see `kept_photos`."""
    return (photo for photo in listed_photos(path) if photo.status is not Status.OK)


def listed_photos(path: Path) -> Iterator[PhotoRecord]:
    """Read all photographs of a list, with what became of them; see `kept_photos`."""
    try:
        with pd.read_csv(path, dtype=str, keep_default_na=False, chunksize=_ROWS_AT_ONCE) as chunks:
            for chunk in chunks:
                yield from map(_from_row, chunk.to_dict("records"))
    except (ValueError, LookupError, AttributeError) as error:  # pandas' own are ValueErrors
        raise ManifestError(
            f"{path}: damaged ({error!r}); make it anew: dvc repro -f -s download"
        ) from error


def _from_row(row: dict[Any, str]) -> PhotoRecord:
    return PhotoRecord(
        **{name: row[name] for name in MANIFEST_COLUMNS},
        labels=tuple(filter(None, row["labels"].split(";"))),
        sha256=row["sha256"],
        width=int(row["width"]),
        height=int(row["height"]),
        status=Status(row["status"]),
        detail=row["detail"],
    )
