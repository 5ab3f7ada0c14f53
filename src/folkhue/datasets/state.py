"""The state of a download on disk, so that it goes on wherever it was stopped."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from folkhue.datasets.sources.manifest import COLUMNS
from folkhue.errors import DownloadError

KEPT = "ok"
"""Status of a photograph that was brought in; any other status is the reason why not."""

FAILED = "failed: "
"""How the status begins of a photograph that may be had another time."""

NOT_NEEDED = "not fetched: enough others of its colors"

NOT_YET = "not fetched yet"

LISTED = (*COLUMNS, "labels", "sha256", "width", "height", "status")
"""Columns of the list that is written; ``labels`` are the weak labels, split by ";"."""

_NEVER = -1
"""Round in which those are chosen that are listed with the reason why they cannot be had."""

_LAYOUT = 1
_TABLES = f"""
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE answers (question TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE photos (
  {", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS)},
  labels TEXT NOT NULL,
  listing INTEGER NOT NULL, place INTEGER NOT NULL, round INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '', file TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0, sha256 TEXT NOT NULL DEFAULT '',
  width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,
  look BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (id)
);
CREATE INDEX photos_in_order ON photos (place);
PRAGMA user_version = {_LAYOUT};
"""
_INDEX = "CREATE INDEX IF NOT EXISTS photos_by_file ON photos (file)"

_HAS_LABEL = "';' || labels || ';' LIKE '%;' || ? || ';%'"


def _stays(place: int, identity: str) -> None:
    """Let a photograph stay as it was listed first."""


class DownloadState:
    """What is listed, what was asked of a service, and what became of each photograph.

    Every change is a transaction: after a kill, the last one holds or never was.
    One process at a time may have it open.

    Parameters
    ----------
    path : path
        An SQLite file; made if need be.

    Raises
    ------
    DownloadError
        If another process has it open, or the file is none of ours.
    OSError
        If the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._told():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("BEGIN EXCLUSIVE")
            (layout,) = self._db.execute("PRAGMA user_version").fetchone()
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if layout != _LAYOUT and tables:
                raise DownloadError(
                    f"{path}: kept by another version of folkhue; remove it to start over "
                    "(photographs at hand are listed and fetched anew)"
                )
            self._db.execute("COMMIT")
            if not tables:
                self._db.executescript(f"BEGIN; {_TABLES} COMMIT;")
            self._db.execute(_INDEX)

    def __enter__(self) -> DownloadState:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    # Listing

    def begin(self, source: str, *, number: int = 0, again: bool = False) -> bool:
        """Begin to list, or go on with it; tell whether anything remains to be listed.

        Parameters
        ----------
        source : str
            Whatever decides which photographs are listed.
        number : int
            How many are wanted; if that is another number than before, listing goes on.
        again : bool
            List anew even if the same was listed before.
        """
        if self._fact("source") == source and not again:
            return self._fact("listed") != str(number)
        with self._transaction():
            self._note("source", source)
            self._note("listed", "")
            self._note("listing", str(int(self._fact("listing") or 0) + 1))
            self._note("place", "0")
            self._note("began", "")
            self._db.execute("DELETE FROM answers")
        return True

    def fact(self, name: str, value: str) -> str:
        """Give what was noted under a name in this listing, or note it now."""
        if not self._fact(name):
            with self._transaction():
                self._note(name, value)
        return self._fact(name)

    def answer(self, question: str) -> Any:
        """Give what a service answered earlier in this listing, or None."""
        row = self._one("SELECT answer FROM answers WHERE question = ?", [question])
        return json.loads(row[0]) if row else None

    def add(
        self,
        rows: Iterable[Mapping[str, str]],
        question: str = "",
        answer: Any = None,
        repeated: Callable[[int, str], object] = _stays,
    ) -> None:
        """List photographs, all or none, and with them the answer that held them.

        One that this listing holds already stays as it is. One that an earlier listing
        held, with the same address, is judged anew but not fetched again.

        Parameters
        ----------
        rows : iterable of mapping
            `COLUMNS`, ``labels``, and ``status`` of one that cannot be had, which says why.
        question, answer
            What was asked of a service, and what it answered.
        repeated : callable
            Told of one that this listing holds already: its place in the listing, from 0, and
            its id. If it raises an error, nothing is added.
        """
        names = (*COLUMNS, "labels", "status")
        listing, place = int(self._fact("listing")), int(self._fact("place"))
        same = "url = excluded.url AND path = excluded.path"
        kept = ("file", "size", "sha256", "width", "height", "look")
        command = (
            f"INSERT INTO photos ({', '.join(names)}, listing, place, round) "
            f"VALUES ({', '.join('?' * (len(names) + 3))}) ON CONFLICT (id) DO UPDATE SET "
            + ", ".join(
                f"{name} = excluded.{name}" for name in (*names, "listing", "place", "round")
            )
            + ", "
            + ", ".join(f"{n} = CASE WHEN {same} THEN {n} ELSE excluded.{n} END" for n in kept)
            + " WHERE photos.listing <> excluded.listing"
        )
        with self._transaction():
            for row in rows:
                values = [row.get(name, "") for name in names]
                first = _NEVER if row.get("status") else 0
                if not self._db.execute(command, [*values, listing, place + 1, first]).rowcount:
                    repeated(place, row["id"])
                place += 1
            self._note("place", str(place))
            if question:
                self._db.execute(
                    "INSERT INTO answers VALUES (?, ?)", [question, json.dumps(answer)]
                )

    def known(self, identities: Sequence[str]) -> int:
        """Count which of these ids this listing holds already."""
        marks = ", ".join("?" * len(identities))
        command = f"SELECT count(*) FROM photos WHERE listing = ? AND id IN ({marks})"
        (number,) = self._one(command, [self._fact("listing"), *identities])
        return int(number)

    def end(self, number: int = 0) -> None:
        """Say that as many as wanted are listed; what this listing does not hold is forgotten."""
        with self._transaction():
            self._db.execute("DELETE FROM photos WHERE listing <> ?", [self._fact("listing")])
            self._note("listed", str(number))

    # Fetching

    def check_with(self, rules: str) -> None:
        """Judge every photograph anew if the rules differ from those of the last time."""
        if self._fact("rules") != rules:
            with self._transaction():
                self._db.execute(
                    "UPDATE photos SET status = '', round = 0 WHERE round <> ?", [_NEVER]
                )
                self._note("rules", rules)

    def forget(self, identities: Iterable[str]) -> None:
        """Let photographs wait again, as if they were not brought."""
        with self._transaction():
            for identity in identities:
                self._db.execute("UPDATE photos SET status = '' WHERE id = ?", [identity])

    def retry_failed(self) -> int:
        """Let photographs wait again that failed, and tell how many."""
        with self._transaction():
            return self._db.execute(
                "UPDATE photos SET status = '' WHERE substr(status, 1, ?) = ?",
                [len(FAILED), FAILED],
            ).rowcount

    def waiting(self) -> int:
        """Count what is chosen and not done."""
        (number,) = self._one("SELECT count(*) FROM photos WHERE status = '' AND round > 0")
        return int(number)

    def waits_for_web(self) -> bool:
        """Tell whether any that is chosen and not done has only a web address."""
        command = (
            "SELECT EXISTS (SELECT 1 FROM photos "
            "WHERE status = '' AND round > 0 AND path = '' AND url <> '')"
        )
        return bool(self._one(command)[0])

    def choose(self, terms: Sequence[str], target: int | None) -> None:
        """Choose what to fetch next.

        Parameters
        ----------
        terms : sequence of str
        target : int, optional
            How many photographs of each term are wanted; without it all are.
        """
        (last,) = self._one("SELECT coalesce(max(round), 0) FROM photos")
        with self._transaction():
            if target is None:
                self._db.execute("UPDATE photos SET round = ? WHERE status = ''", [last + 1])
                return
            for term in terms:
                (there,) = self._one(
                    f"SELECT count(*) FROM photos WHERE {_HAS_LABEL} AND "
                    "(status = 'ok' OR status = '' AND round > 0)",
                    [term],
                )
                self._db.execute(
                    "UPDATE photos SET round = ? WHERE id IN (SELECT id FROM photos "
                    f"WHERE {_HAS_LABEL} AND status = '' AND round = 0 ORDER BY place LIMIT ?)",
                    [last + 1, term, max(0, target - there)],
                )

    def chosen(self) -> Iterator[dict[str, Any]]:
        """Give what is to be fetched, in order; the state may change meanwhile."""
        command = (
            "SELECT * FROM photos WHERE status = '' AND round > 0 AND place > ? "
            "ORDER BY place LIMIT 200"
        )
        place = 0
        while rows := self._all(command, [place]):
            place = rows[-1]["place"]
            yield from (dict(row) for row in rows)

    def record(self, results: Iterable[Mapping[str, Any]]) -> None:
        """Note what became of photographs: ``id``, ``status`` and what is known of them."""
        with self._transaction():
            for result in results:
                names = [name for name in result if name != "id"]
                self._db.execute(
                    f"UPDATE photos SET {', '.join(f'{n} = ?' for n in names)} WHERE id = ?",
                    [*(result[name] for name in names), result["id"]],
                )

    def kept(self) -> Iterator[dict[str, Any]]:
        """Give the photographs that were brought in, the earlier chosen first.

        The state may change meanwhile: they are sorted, so all are read before the first
        is given.
        """
        yield from self._each(
            "SELECT id, labels, file, size, look FROM photos WHERE status = 'ok' "
            "ORDER BY round, +place"
        )

    def any_packed(self) -> bool:
        """Tell whether any photograph that was brought in lies in a shard."""
        command = "SELECT EXISTS (SELECT 1 FROM photos WHERE status = 'ok' AND instr(file, '/'))"
        return bool(self._one(command)[0])

    def kept_after(self, place: int, number: int) -> list[dict[str, Any]]:
        """Give so many of the photographs that were brought in, in the order of listing."""
        command = "SELECT * FROM photos WHERE status = 'ok' AND place > ? ORDER BY place LIMIT ?"
        return [dict(row) for row in self._all(command, [place, number])]

    def kept_number(self) -> int:
        """Count the photographs that were brought in."""
        (number,) = self._one("SELECT count(*) FROM photos WHERE status = 'ok'")
        return int(number)

    def leave_out_same_files(self) -> None:
        """Leave out what has the same contents as one that was brought in and chosen earlier."""
        with self._transaction():
            self._db.execute(
                "UPDATE photos SET status = 'same file as ' || same.first FROM "
                "(SELECT rowid AS number, first_value(id) OVER "
                "(PARTITION BY sha256 ORDER BY round, place) AS first "
                "FROM photos WHERE status = 'ok') AS same "
                "WHERE photos.rowid = same.number AND photos.id <> same.first"
            )

    def strays(self, names: Iterable[str]) -> Iterator[str]:
        """Give the names of files that are, or hold, no photograph that was brought in."""
        # What lies in a shard begins with its name and "/", which is followed by "0".
        command = (
            "SELECT EXISTS (SELECT 1 FROM photos WHERE status = 'ok' AND file = ?1) "
            "OR EXISTS (SELECT 1 FROM photos WHERE status = 'ok' "
            "AND file > ?1 || '/' AND file < ?1 || '0')"
        )
        for name in names:
            (ours,) = self._one(command, [name])
            if not ours:
                yield name

    def counts(self) -> dict[str, int]:
        """Count the photographs of each status, without its details, the most frequent first."""
        found: Counter[str] = Counter()
        for row in self._each("SELECT status, count(*) AS number FROM photos GROUP BY 1"):
            found[_without_details(row["status"]) or NOT_NEEDED] += row["number"]
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def term_counts(self, terms: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Count, for each term, the photographs listed and those brought in."""
        command = f"SELECT count(*), coalesce(sum(status = 'ok'), 0) FROM photos WHERE {_HAS_LABEL}"
        found = {term: self._one(command, [term]) for term in terms}
        return {term: (listed, kept) for term, (listed, kept) in found.items()}

    def photos(self, status: str) -> Iterator[dict[str, str]]:
        """Give the rows of photographs of a status, in the order of listing."""
        command = "SELECT * FROM photos WHERE status = ? ORDER BY place"
        for row in self._each(command, [status]):
            yield {name: row[name] for name in COLUMNS}

    def write(self, file: TextIO, folder: str, *, done: bool) -> None:
        """Write the list as CSV, in the order of listing; paths are relative to the file.

        Parameters
        ----------
        file : text file
        folder : str
            Where photographs lie.
        done : bool
            Whether fetching is done, so that what waits is not needed.
        """
        waits = NOT_NEEDED if done else NOT_YET
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(LISTED)
        for row in self._each("SELECT * FROM photos ORDER BY place"):
            kept = row["status"] == KEPT
            values = {
                **row,
                "path": f"{folder}/{row['file']}" if kept else "",
                "status": row["status"] or waits,
                **({} if kept else {"sha256": "", "width": 0, "height": 0}),
            }
            writer.writerow([values[name] for name in LISTED])

    def _fact(self, name: str) -> str:
        row = self._one("SELECT value FROM facts WHERE name = ?", [name])
        return row[0] if row else ""

    def _all(self, command: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._told():
            return self._db.execute(command, values).fetchall()

    def _one(self, command: str, values: Sequence[Any] = ()) -> Any:
        with self._told():
            return self._db.execute(command, values).fetchone()

    def _each(self, command: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        with self._told():
            yield from (dict(row) for row in self._db.execute(command, values))

    def _note(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite says into what people understand."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith("SQLITE_FULL"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path)) from error
            if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise OSError(errno.EIO, str(error), str(self.path)) from error
            if name.startswith("SQLITE_BUSY"):
                raise DownloadError(
                    f"{self.path}: another download is running; wait for it, or stop it"
                ) from error
            raise DownloadError(
                f"{self.path}: damaged ({error}); remove it to list and fetch anew"
            ) from error


def _without_details(status: str) -> str:
    """Cut from a reason what differs from photograph to photograph.

    Examples
    --------
    >>> [_without_details(s) for s in ("looks like a-7", "too small: 9 × 5", "failed: no answer")]
    ['looks like another', 'too small', 'failed: no answer']
    """
    status = re.sub(r"^(same file as|looks like) .*", r"\1 another", status)
    status = re.sub(r"^\d+ × \d+ is ", "", status)
    return re.sub(r"(?<!^failed)(: | \(|; ).*", "", status)
