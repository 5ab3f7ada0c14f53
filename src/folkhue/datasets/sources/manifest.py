"""A CSV or Parquet file that lists photographs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol

from folkhue._utils.delimited_rows import delimited_rows
from folkhue._utils.regular_file import open_file
from folkhue._utils.table_rows import Row, RowError
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.columns import column_of, find_columns
from folkhue.datasets.sources.parquet_rows import DAMAGE, parquet_rows
from folkhue.errors import ManifestError

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

_PARQUET = b"PAR1"

_FOREIGN = {
    b"PK\x03\x04": "a spreadsheet or a zip file, not CSV or Parquet; save it as CSV",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet, not CSV or Parquet; save it as CSV",
    b"\x1f\x8b": "compressed; unpack it first",
    b"BZh": "compressed; unpack it first",
    b"\xfd7zX": "compressed; unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed; unpack it first",
}
"""First bytes of files that are often taken for lists → what to do."""


class PhotoSource(Protocol):
    """A list of photographs that can be read any number of times."""

    def __iter__(self) -> Iterator[PhotoRecord]:
        """Return the photographs; paths are absolute or empty."""
        ...

    def on_duplicate(self, place: int, identity: str) -> object:
        """Handle a photograph, at a place counted from 0, whose id an earlier one has."""
        ...


class Manifest:
    """A list of photographs, read row by row.

    Parameters
    ----------
    path : path
        A Parquet file, or text in UTF-8 or UTF-16 whose fields are separated by commas,
        semicolons, tabs or bars. It has one of the columns ``path`` and ``url``, and any of the
        other `folkhue.datasets.record.MANIFEST_COLUMNS`; columns may also have the names in
        `folkhue.datasets.sources.columns.ALIASES`. Relative paths are relative to the manifest.
        Without the column ``id``, the path or the URL of a photograph is its id.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __iter__(self) -> Iterator[PhotoRecord]:
        """Return the photographs; paths are absolute or empty.

        A row that no file or database could hold costs its photograph: the record says why.

        Raises
        ------
        ManifestError
            If the file or a row cannot be read, it lacks a column or has no row, or an id is
            empty.
        """
        return (record for _, record in self._numbered())

    def on_duplicate(self, place: int, identity: str) -> NoReturn:
        """Refuse a row, counted from 0, whose id an earlier one has."""
        numbered = enumerate(self._numbered())
        row = next((number for at, (number, _) in numbered if at == place), place + 2)
        raise ManifestError(
            f"{self.path}, row {row}: the id {_short(identity)} was used before; give every "
            "photograph one of its own"
        )

    def _numbered(self) -> Iterator[tuple[int, PhotoRecord]]:
        folder, columns = self.path.parent.absolute(), None
        found = False
        for row in self._rows():
            if columns is None:
                columns = self._columns(row)
                continue
            found = True
            yield row.number, self._record(row, columns, folder)
        if not found:
            raise ManifestError(f"{self.path}: lists no photograph")

    def _rows(self) -> Iterator[Row]:
        with _explained(self.path), open_file(self.path) as file:
            yield from _reader(file, self.path.suffix.lower())

    def _columns(self, header: Row) -> dict[str, int]:
        try:
            columns = find_columns(header.fields)
        except ValueError as error:
            raise ManifestError(f"{self.path}: {error}") from error
        if not {"path", "url"} & columns.keys():
            found = _short(", ".join(map(str.strip, header.fields)))
            raise ManifestError(
                f"{self.path}: expected the columns id and path (or url) in the first row, found "
                f"{found}; write their names above the first photograph, such as id,path,tags"
            )
        return columns

    def _record(self, row: Row, columns: dict[str, int], folder: Path) -> PhotoRecord:
        known: dict[str, Any] = {name: row.fields[place] for name, place in columns.items()}
        known |= _place(known.get("path", "").strip(), known.get("url", "").strip())
        default = known["path"] or known["url"] or f"row {row.number}"
        known["id"] = known.get("id", default).strip()
        if not known["id"]:
            raise ManifestError(
                f"{self.path}, row {row.number}: the id is empty; give every row one, or remove "
                "the column: then paths are the ids"
            )
        if any("\0" in text for text in known.values()):
            return _unreadable(row.number, known["id"])
        if known["path"]:
            known["path"] = str(folder / known["path"])
        return PhotoRecord(**known)


def _place(path: str, url: str) -> dict[str, str]:
    """Return where a photograph is; an address may be in the column of paths."""
    if _ADDRESS.match(path) and not url:
        path, url = "", path
    return {"path": path, "url": url}


def _unreadable(number: int, identity: str) -> PhotoRecord:
    return PhotoRecord(
        identity.replace("\0", "") or f"row {number}",
        status=Status.UNREADABLE,
        detail=f"row {number} of the list has a null character",
    )


def read_manifest(path: str | Path) -> list[PhotoRecord]:
    """Read a whole list of photographs.

    Parameters
    ----------
    path : path
        See `Manifest`.

    Raises
    ------
    ManifestError
        If the file or a row cannot be read, it lacks a column or has no row, or an id is empty
        or repeated.
    """
    manifest = Manifest(path)
    records: dict[str, PhotoRecord] = {}
    for place, record in enumerate(manifest):
        if record.id in records:
            manifest.on_duplicate(place, record.id)
        records[record.id] = record
    return list(records.values())


def _reader(file: BinaryIO, suffix: str) -> Iterator[Row]:
    start = file.read(4)
    file.seek(0)
    if suffix == ".parquet" or start == _PARQUET:
        return parquet_rows(file)
    for first, reason in _FOREIGN.items():
        if start.startswith(first):
            raise ValueError(reason)
    return delimited_rows(file, column_of)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say which file and which row an error is about."""
    try:
        yield
    except FileNotFoundError as error:
        raise ManifestError(
            f"{path}: no such file; set download.manifest.path to your list of photographs"
        ) from error
    except RowError as error:
        raise ManifestError(f"{path}, row {error.number}: {error}") from error
    except DAMAGE as error:
        if isinstance(error, OSError) and error.strerror:
            raise ManifestError(f"{path}: {error.strerror}") from error
        raise ManifestError(f"{path}: not a CSV or Parquet table ({_short(str(error))})") from error


def _short(text: str, length: int = 200) -> str:
    """Quote a text that may be long, or hold what a terminal obeys."""
    quoted = repr(text)
    return quoted if len(quoted) <= length else f"{quoted[:length]}…"
