"""The SQLite file that holds the state of a download."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from folkhue._utils.atomic import explain_disk
from folkhue.datasets.record import MANIFEST_COLUMNS
from folkhue.errors import DownloadError

Result = TypeVar("Result")

_LAYOUT = 2
"""Version of the tables below."""

_OURS = {"facts", "answers", "photos"}

_UNUSABLE = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")
"""Names of errors that begin so: the file, its folder or its disk cannot be used."""

_TABLES = f"""
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE answers (question TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE photos (
  {", ".join(f"{name} TEXT NOT NULL" for name in MANIFEST_COLUMNS)},
  labels TEXT NOT NULL,
  status TEXT NOT NULL, detail TEXT NOT NULL,
  listing INTEGER NOT NULL, place INTEGER NOT NULL, round INTEGER NOT NULL,
  file TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0,
  sha256 TEXT NOT NULL DEFAULT '',
  width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,
  fingerprint BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (id)
);
CREATE INDEX photos_in_order ON photos (place);
CREATE INDEX photos_by_file ON photos (file);
PRAGMA user_version = {_LAYOUT};
"""


class Database:
    """An SQLite file that one process at a time may have open.

    Every change is a transaction: after a kill, the last one is complete or absent.

    Parameters
    ----------
    path : path
        Created if it does not exist.

    Raises
    ------
    DownloadError
        If another process has it open, it is not a download's state, it is damaged, or it cannot
        be written to.
    OSError
        If the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with explain_disk(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._explained():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            self._connection.row_factory = sqlite3.Row
            try:
                self._lock()
                self._make_tables()
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close the file, so that other processes can open it."""
        self._connection.close()

    def _lock(self) -> None:
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")
        # The lock is taken with the first transaction, and held.
        self._connection.executescript("BEGIN EXCLUSIVE; COMMIT;")

    def _make_tables(self) -> None:
        (layout,) = self._connection.execute("PRAGMA user_version").fetchone()
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in names}
        if not tables:
            self._connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        elif "photos" not in tables or (layout == _LAYOUT and not tables >= _OURS):
            raise DownloadError(
                f"{self.path}: a database, but not the state of a download; move it elsewhere"
            )
        elif layout != _LAYOUT:
            raise DownloadError(
                f"{self.path}: written by another version of folkhue; remove it to start over "
                "(photographs are listed and fetched again)"
            )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, and commit all that is done with it, or nothing."""
        with self._explained():
            self._connection.execute("BEGIN")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def one(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Return the first row that a query finds, or None."""
        with self._explained():
            return self._connection.execute(query, values).fetchone()

    def all(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Return the rows that a query finds; the tables may change afterwards."""
        with self._explained():
            return self._connection.execute(query, values).fetchall()

    def each(
        self, query: str, values: Sequence[Any] | dict[str, Any] = ()
    ) -> Iterator[sqlite3.Row]:
        """Yield the rows that a query finds, one in memory at a time."""
        with self._explained():
            for row in self._connection.execute(query, values):  # noqa: UP028 — closes no cursor
                yield row

    def number(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Return the one number that a query finds."""
        return int(self.one(query, values)[0])

    def read(self, read: Callable[[Any], Result], value: Any) -> Result:
        """Read a value that the database holds.

        Parameters
        ----------
        read : callable
            Given the value; its result is returned.
        value : object

        Raises
        ------
        DownloadError
            If `read` raises an error: the database is damaged in a way that SQLite does not notice.
        """
        try:
            return read(value)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise self._damaged(error) from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise errors of SQLite as errors that say what to do."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> Exception:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_FULL"):
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        if name.startswith(_UNUSABLE):
            return DownloadError(
                f"{self.path.parent}: cannot be written to, or its disk fails ({error}: "
                f"{self.path.name}); make the folder and what is in it writable, and run it again: "
                "it continues where it stopped"
            )
        if name.startswith("SQLITE_BUSY"):
            return DownloadError(
                f"{self.path}: another download is running; wait for it, or stop it"
            )
        return self._damaged(error)

    def _damaged(self, error: Exception) -> DownloadError:
        return DownloadError(
            f"{self.path}: damaged ({error}); remove it to list and fetch everything again"
        )
