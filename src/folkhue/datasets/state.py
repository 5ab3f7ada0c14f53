"""The state of a download on disk, so that a stopped download continues."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from folkhue.datasets.database import Database
from folkhue.datasets.listing import NEVER, Listing
from folkhue.datasets.record import MANIFEST_COLUMNS, PhotoRecord, Status

_KEPT = f"status = '{Status.OK}'"
_CHOSEN = f"status = '{Status.PENDING}' AND round > 0"
_HAS_LABEL = "EXISTS (SELECT 1 FROM json_each(labels) WHERE value = :term)"


@dataclass(frozen=True)
class StoredFile:
    """The file of a photograph that passed every check.

    Attributes
    ----------
    name : str
        In the folder of photographs, or in a shard of it.
    size : int
        In bytes.
    sha256 : str
    width, height : int
        In pixels.
    fingerprint : bytes
        From `folkhue.datasets.near_duplicates.Fingerprint.packed`.
    """

    name: str
    size: int
    sha256: str
    width: int
    height: int
    fingerprint: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of a photograph: its status, and its file if the status is ``OK``."""

    id: str
    status: Status
    detail: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True)
class Entry:
    """A photograph as the state knows it.

    Attributes
    ----------
    place : int
        In the listing, from 1.
    record : PhotoRecord
    file : StoredFile or None
        Its file, if one was stored. The checks may have changed since.
    """

    place: int
    record: PhotoRecord
    file: StoredFile | None


class DownloadState:
    """Which photographs are listed, which are chosen, and what became of each.

    Photographs are chosen in rounds, as those that are rejected need replacements.

    Parameters
    ----------
    path : path
        An SQLite file; created if it does not exist.

    Attributes
    ----------
    listing : Listing

    Raises
    ------
    DownloadError, OSError
        As `folkhue.datasets.database.Database`.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self.listing = Listing(self._database)

    def __enter__(self) -> DownloadState:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    # Choosing

    def use_rules(self, rules: str) -> None:
        """Check and choose all photographs again if the rules have changed since the last run."""
        if self.listing.noted("rules") == rules:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE photos SET status = ?, detail = '', round = 0 WHERE round <> ?",
                [Status.PENDING, NEVER],
            )
            connection.execute("INSERT OR REPLACE INTO facts VALUES ('rules', ?)", [rules])

    def choose(self, terms: Sequence[str], target: int | None) -> None:
        """Choose what to fetch next.

        Parameters
        ----------
        terms : sequence of str
        target : int, optional
            Photographs wanted of each term; without it all are.
        """
        last = self._database.number("SELECT coalesce(max(round), 0) FROM photos")
        with self._database.transaction() as connection:
            if target is None:
                connection.execute(
                    "UPDATE photos SET round = ? WHERE status = ?", [last + 1, Status.PENDING]
                )
                return
            for term in terms:
                _choose_of_term(connection, term, target, last + 1)

    def chosen(self) -> Iterator[Entry]:
        """Return what is to be fetched, in order; the state may change meanwhile."""
        return self._in_order(_CHOSEN, batch=200)

    def count_chosen(self) -> int:
        """Count what is to be fetched."""
        return self._database.number(f"SELECT count(*) FROM photos WHERE {_CHOSEN}")

    def any_chosen_on_web(self) -> bool:
        """Return whether anything to be fetched has only a web address."""
        query = f"SELECT EXISTS (SELECT 1 FROM photos WHERE {_CHOSEN} AND path = '' AND url <> '')"
        return bool(self._database.number(query))

    # Results

    def record(self, outcomes: Iterable[Outcome]) -> None:
        """Record what became of photographs."""
        with self._database.transaction() as connection:
            for outcome in outcomes:
                connection.execute(
                    "UPDATE photos SET status = ?, detail = ? WHERE id = ?",
                    [outcome.status, outcome.detail, outcome.id],
                )
                if file := outcome.file:
                    connection.execute(
                        "UPDATE photos SET file = ?, size = ?, sha256 = ?, width = ?, "
                        "height = ?, fingerprint = ? WHERE id = ?",
                        [
                            file.name,
                            file.size,
                            file.sha256,
                            file.width,
                            file.height,
                            file.fingerprint,
                            outcome.id,
                        ],
                    )

    def rename_files(self, names: Iterable[tuple[str, str]]) -> None:
        """Record where files are now: pairs of a photograph's id and the name of its file."""
        values = ({"id": identity, "file": name} for identity, name in names)
        with self._database.transaction() as connection:
            connection.executemany("UPDATE photos SET file = :file WHERE id = :id", values)

    def reset(self, identities: Iterable[str]) -> None:
        """Fetch photographs again."""
        self.record(Outcome(identity, Status.PENDING) for identity in identities)

    def retry_failed(self) -> int:
        """Mark photographs that failed to be fetched again; return their number."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE photos SET status = ?, detail = '' WHERE status = ?",
                [Status.PENDING, Status.FAILED],
            ).rowcount

    def mark_same_files(self) -> None:
        """Leave out photographs that have the same bytes as one that was chosen earlier."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE photos SET status = ?, detail = same.first FROM "
                "(SELECT rowid AS number, first_value(id) OVER "
                "(PARTITION BY sha256 ORDER BY round, place) AS first "
                f"FROM photos WHERE {_KEPT}) AS same "
                "WHERE photos.rowid = same.number AND photos.id <> same.first",
                [Status.SAME_FILE],
            )

    # Kept photographs

    def kept(self) -> Iterator[Entry]:
        """Return the photographs that passed every check, in the order of listing.

        The state may change meanwhile.
        """
        return self._in_order(_KEPT, batch=500)

    def kept_by_round(self) -> Iterator[Entry]:
        """Return the photographs that passed every check, the earlier chosen first.

        The state may change meanwhile: they are sorted, so all are read before the first
        is returned.
        """
        query = f"SELECT * FROM photos WHERE {_KEPT} ORDER BY round, +place"
        return (self._database.read(_entry, row) for row in self._database.each(query))

    def count_kept(self) -> int:
        """Count the photographs that passed every check."""
        return self._database.number(f"SELECT count(*) FROM photos WHERE {_KEPT}")

    def any_in_shard(self) -> bool:
        """Return whether any photograph that passed every check is in a shard."""
        query = f"SELECT EXISTS (SELECT 1 FROM photos WHERE {_KEPT} AND instr(file, '/'))"
        return bool(self._database.number(query))

    def strays(self, names: Iterable[str]) -> Iterator[str]:
        """Return the names of files that neither are nor contain a photograph that is kept."""
        # Names of files in a shard begin with its name and "/"; the next character is "0".
        query = (
            f"SELECT EXISTS (SELECT 1 FROM photos WHERE {_KEPT} AND file = :name) "
            f"OR EXISTS (SELECT 1 FROM photos WHERE {_KEPT} "
            "AND file > :name || '/' AND file < :name || '0')"
        )
        return (name for name in names if not self._database.number(query, {"name": name}))

    # Reports

    def records(self, folder: str, *, done: bool) -> Iterator[PhotoRecord]:
        """Return all listed photographs in the order of listing.

        Parameters
        ----------
        folder : str
            The folder of photographs, which becomes part of their paths.
        done : bool
            Whether the download is complete: then what is pending is not needed.
        """
        for row in self._database.each("SELECT * FROM photos ORDER BY place"):
            record, file = self._database.read(_record, row), row["file"]
            if record.status is Status.OK:
                yield replace(record, path=f"{folder}/{file}")
                continue
            pending = done and record.status is Status.PENDING
            status = Status.NOT_NEEDED if pending else record.status
            yield replace(record, path="", sha256="", width=0, height=0, status=status)

    def counts(self) -> dict[Status, int]:
        """Count the photographs of each status, the most frequent first."""
        rows = self._database.all(
            "SELECT status, count(*) FROM photos GROUP BY status ORDER BY count(*) DESC, status"
        )
        return {self._database.read(Status, status): number for status, number in rows}

    def details(self, status: Status, number: int) -> dict[str, int]:
        """Count the photographs of the most frequent details of a status."""
        rows = self._database.all(
            "SELECT detail, count(*) FROM photos WHERE status = ? AND detail <> '' "
            "GROUP BY detail ORDER BY count(*) DESC, detail LIMIT ?",
            [status, number],
        )
        return dict(map(tuple, rows))

    def counts_by_term(self) -> dict[str, dict[Status, int]]:
        """Count, for each term that any photograph is labeled with, those of each status."""
        found: dict[str, dict[Status, int]] = {}
        for term, status, number in self._database.all(
            "SELECT value, status, count(*) FROM photos, json_each(labels) "
            "GROUP BY value, status ORDER BY count(*) DESC, status"
        ):
            found.setdefault(term, {})[self._database.read(Status, status)] = number
        return found

    def _in_order(self, condition: str, batch: int) -> Iterator[Entry]:
        query = f"SELECT * FROM photos WHERE {condition} AND place > ? ORDER BY place LIMIT ?"
        place = 0
        while rows := self._database.all(query, [place, batch]):
            place = rows[-1]["place"]
            yield from (self._database.read(_entry, row) for row in rows)


def _choose_of_term(connection: sqlite3.Connection, term: str, target: int, number: int) -> None:
    """Choose photographs of a term for a round, as many as are missing."""
    values = {"term": term, "target": target, "round": number}
    connection.execute(
        "UPDATE photos SET round = :round WHERE id IN (SELECT id FROM photos "
        f"WHERE {_HAS_LABEL} AND status = '{Status.PENDING}' AND round = 0 ORDER BY place "
        "LIMIT max(0, :target - (SELECT count(*) FROM photos "
        f"WHERE {_HAS_LABEL} AND ({_KEPT} OR {_CHOSEN}))))",
        values,
    )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["place"], _record(row), _file(row) if row["file"] else None)


def _file(row: sqlite3.Row) -> StoredFile:
    return StoredFile(
        row["file"], row["size"], row["sha256"], row["width"], row["height"], row["fingerprint"]
    )


def _record(row: sqlite3.Row) -> PhotoRecord:
    return PhotoRecord(
        **{name: row[name] for name in MANIFEST_COLUMNS},
        labels=tuple(json.loads(row["labels"])),
        sha256=row["sha256"],
        width=row["width"],
        height=row["height"],
        status=Status(row["status"]),
        detail=row["detail"],
    )
