import sqlite3

import pytest

from folkhue._utils.tempdb import temporary_database
from folkhue.errors import DownloadError


def fill(statement: str) -> None:
    with temporary_database() as database:
        database.execute("PRAGMA max_page_count = 9")
        database.execute("CREATE TABLE numbers (number)")
        for _ in range(999):
            database.execute(statement, [bytes(999)])


def test_too_little_room_for_temporary_files_is_told_with_what_to_do() -> None:
    told = pytest.raises(DownloadError, match=r"is full\); make room, or set SQLITE_TMPDIR")
    with told:
        fill("INSERT INTO numbers VALUES (?)")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        fill("INSERT INTO letters VALUES (?)")
