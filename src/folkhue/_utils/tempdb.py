"""A temporary database for data that may not fit into memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from folkhue.errors import DownloadError


@contextmanager
def temporary_database() -> Iterator[sqlite3.Connection]:
    """Yield an empty SQLite database that is deleted afterwards.

    It is in memory while it is small, and then in a temporary file.

    Raises
    ------
    DownloadError
        If the disk for temporary files is full.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; BEGIN;")
        try:
            yield database
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
                raise
            raise DownloadError(
                f"there is no room for temporary files ({error}); make room, or set SQLITE_TMPDIR "
                "to a folder on another disk, and run it again: it continues where it stopped"
            ) from error
