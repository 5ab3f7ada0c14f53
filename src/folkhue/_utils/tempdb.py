"""Room on disk for what may be more than fits into the memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from folkhue.errors import DownloadError


@contextmanager
def scratch() -> Iterator[sqlite3.Connection]:
    """Give an empty database that is gone afterwards.

    It lies in the memory while it is small, and then in a temporary file.

    Raises
    ------
    DownloadError
        If there is no room for it.
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
                "to a folder on another disk, and run it again: it goes on where it stopped"
            ) from error
