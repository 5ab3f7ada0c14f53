"""What was done so far, on disk, so that a run goes on wherever it was stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from folkhue.batch.results import Outcome
from folkhue.errors import BatchError

_MARK = b'{"folkhue journal": 1, '


class Journal:
    """Outcomes, one to a line, appended as they come; a context manager.

    A line that was half written when the machine stopped is cut off. Nobody else can write
    to the file in the meantime.

    Parameters
    ----------
    path : path
        Made if there is none.
    table : str
        Fingerprint of the table of colors. What was noted with another is forgotten.

    Raises
    ------
    BatchError
        If the file is in use, or is something else.
    """

    def __init__(self, path: Path, table: str) -> None:
        self.path = path
        self._head = _MARK + f'"table": "{table}"}}\n'.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        try:
            self._lock()
            self._begin()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, outcome: Outcome) -> int:
        """Note an outcome, at once on disk, and give its place in the file."""
        place = self._file.seek(0, 2)
        self._file.write(json.dumps(list(vars(outcome).values())).encode() + b"\n")
        self._file.flush()
        return place

    def __iter__(self) -> Iterator[tuple[int, Outcome]]:
        """Give every outcome and its place, the oldest first."""
        place = self._file.seek(len(self._head))
        for line in self._file:
            with suppress(ValueError, TypeError):  # a line damaged otherwise is not believed
                yield place, _outcome(line)
            place += len(line)

    def at(self, places: Iterable[int]) -> Iterator[Outcome]:
        """Give the outcomes at some places, one after another."""
        for place in places:
            self._file.seek(place)
            yield _outcome(self._file.readline())

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: nobody is kept out
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchError(
                f"{self.path}: another run is writing it; wait for it, or stop it"
            ) from error

    def _begin(self) -> None:
        self._file.seek(0)
        head = self._file.readline()
        if not (head[: len(_MARK)] == _MARK or _MARK.startswith(head)):
            raise BatchError(f"{self.path}: expected a journal of folkhue; move this file away")
        if head != self._head:
            self._file.truncate(0)
            self._file.write(self._head)
            self._file.flush()
            return
        end = len(head)
        for line in self._file:
            if line.endswith(b"\n"):
                end += len(line)
        self._file.truncate(end)


def _outcome(line: bytes) -> Outcome:
    path, (size, time), status, width, height, counts = json.loads(line)
    return Outcome(path, (size, time), status, width, height, tuple(counts))
