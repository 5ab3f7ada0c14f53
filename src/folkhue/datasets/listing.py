"""Which photographs a source has, kept on disk so that a stopped search continues."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from sqlite3 import Connection
from typing import Any, TypeVar

from folkhue.datasets.database import Database
from folkhue.datasets.record import MANIFEST_COLUMNS, PhotoRecord, Status

Result = TypeVar("Result")

NEVER = -1
"""Round of photographs that are listed with the reason why they cannot be fetched."""

_COLUMNS = (*MANIFEST_COLUMNS, "labels", "status", "detail", "listing", "place", "round")

_WRONG = "wrong results of "
"""Beginning of the questions under which wrong results are counted."""

_OF_FILE = ("file", "size", "sha256", "width", "height", "fingerprint")
"""Columns that stay as long as a photograph is at the same address."""

_SAME_ADDRESS = "url = excluded.url AND path = excluded.path"

_ADD = f"""
INSERT INTO photos ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" * len(_COLUMNS))})
ON CONFLICT (id) DO UPDATE SET
  {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)},
  {", ".join(f"{n} = CASE WHEN {_SAME_ADDRESS} THEN {n} ELSE excluded.{n} END" for n in _OF_FILE)}
WHERE photos.listing <> excluded.listing
"""


def _keep_first(place: int, identity: str) -> None:
    """Accept that a photograph is listed twice."""


class Listing:
    """The photographs of a source, and the answers of its service.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, source: str, *, number: int = 0, again: bool = False) -> bool:
        """Begin a listing or continue the last one; return whether there is more to list.

        Parameters
        ----------
        source : str
            All that decides which photographs are listed.
        number : int
            How many are wanted; if the number has changed, the listing continues.
        again : bool
            Begin a new listing even if the source is the same.
        """
        if self.noted("source") == source and not again:
            return self.noted("listed") != str(number)
        listing = self.number("listing") + 1
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM facts WHERE name NOT IN ('rules')")
            connection.execute("DELETE FROM answers")
            for name, value in {"source": source, "listing": str(listing), "place": "0"}.items():
                _note(connection, name, value)
        return True

    def noted(self, name: str) -> str:
        """Return the value recorded under a name, or an empty text."""
        row = self._database.one("SELECT value FROM facts WHERE name = ?", [name])
        return row[0] if row else ""

    def number(self, name: str) -> int:
        """Return the number recorded under a name, or 0."""
        return self._read(int, self.noted(name) or "0")

    def note(self, name: str, value: str) -> None:
        """Record a value under a name."""
        with self._database.transaction() as connection:
            _note(connection, name, value)

    def note_once(self, name: str, value: str) -> str:
        """Record a value unless this listing has one of that name; return the one recorded."""
        if not self.noted(name):
            self.note(name, value)
        return self.noted(name)

    def answer(self, question: str, read: Callable[[Any], Result]) -> Result | None:
        """Return what the service answered to a request earlier in this listing, or None.

        Parameters
        ----------
        question : str
        read : callable
            Given the answer that was added; its result is returned.

        Raises
        ------
        DownloadError
            If the database is damaged, which any error of `read` means.
        """
        row = self._database.one("SELECT answer FROM answers WHERE question = ?", [question])
        return self._read(read, row[0]) if row else None

    def add(
        self,
        records: Iterable[PhotoRecord],
        question: str = "",
        answer: Any = None,
        on_duplicate: Callable[[int, str], object] = _keep_first,
        wrong: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        """Add photographs, all or none, and with them the answer that held them.

        A photograph that this listing has already stays as it is. One that an earlier
        listing had, at the same address, is checked again but not fetched again.

        Parameters
        ----------
        records : iterable of PhotoRecord
            One that cannot be fetched has another status than ``PENDING``.
        question, answer
            A request to the service, and the answer to it; anything that fits into JSON.
        on_duplicate : callable
            Called for a photograph that this listing has already, with its place in the
            listing, from 0, and its id. If it raises an error, nothing is added.
        wrong : mapping, optional
            Color term → what is wrong with results of the service → how many results.
        """
        listing, place = self.number("listing"), self.number("place")
        with self._database.transaction() as connection:
            for record in records:
                place += 1
                if not connection.execute(
                    _ADD, [*_row(record), listing, place, _round(record)]
                ).rowcount:
                    on_duplicate(place - 1, record.id)
            _note(connection, "place", str(place))
            if question:
                _store(connection, question, answer)
            if question and wrong and any(wrong.values()):
                _store(connection, _WRONG + question, wrong)

    def wrong_results(self) -> dict[str, Counter[str]]:
        """Count, for each color term, what was wrong with results of the service."""
        found: dict[str, Counter[str]] = {}
        rows = self._database.all(
            "SELECT answer FROM answers WHERE substr(question, 1, ?) = ?", [len(_WRONG), _WRONG]
        )
        for (answer,) in rows:
            for term, reasons in self._read(_counters, answer).items():
                found.setdefault(term, Counter()).update(reasons)
        return found

    def count_known(self, identities: Sequence[str]) -> int:
        """Count which of these ids this listing has already."""
        return self._database.number(
            "SELECT count(*) FROM photos WHERE listing = ? "
            "AND id IN (SELECT value FROM json_each(?))",
            [self.noted("listing"), json.dumps(identities)],
        )

    def _read(self, read: Callable[[Any], Result], text: str) -> Result:
        """Read JSON that was written."""
        return self._database.read(lambda each: read(json.loads(each)), text)

    def end(self, number: int = 0) -> None:
        """Record that `number` photographs are listed; forget those of earlier listings."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM photos WHERE listing <> ?", [self.noted("listing")])
            _note(connection, "listed", str(number))


def _counters(terms: dict[str, dict[str, int]]) -> dict[str, Counter[str]]:
    return {
        term: Counter({why: int(n) for why, n in found.items()}) for term, found in terms.items()
    }


def _store(connection: Connection, question: str, answer: Any) -> None:
    connection.execute("INSERT INTO answers VALUES (?, ?)", [question, json.dumps(answer)])


def _note(connection: Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])


def _row(record: PhotoRecord) -> list[str]:
    texts = [getattr(record, name) for name in MANIFEST_COLUMNS]
    return [*texts, json.dumps(record.labels, ensure_ascii=False), record.status, record.detail]


def _round(record: PhotoRecord) -> int:
    return 0 if record.status is Status.PENDING else NEVER
