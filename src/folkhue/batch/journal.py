"""A journal on disk of what is done, so that a stopped run resumes where it stopped."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from folkhue._utils.regular_file import check_file
from folkhue.batch.outcome import Outcome
from folkhue.errors import BatchError
from folkhue.networks.context import ContextNetwork
from folkhue.table.color_table import ColorTable

_MAGIC = b'{"folkhue journal": '
_VERSION = 4
_MAX_LINE = 1 << 20


class Journal:
    """Outcomes, one a line, appended as they arrive; a context manager.

    A line that was half written when the machine stopped is removed. While the journal is
    open, no other process can write to the file.

    Parameters
    ----------
    path : path
        Created if it does not exist.
    fingerprint : str
        Of how photographs are measured; see `table_fingerprint`. Outcomes of another table, of
        other options, or of another version of the journal, are discarded.

    Attributes
    ----------
    discarded : int
        How many outcomes were.

    Raises
    ------
    BatchError
        If another process uses the file, or it is not a journal.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.discarded = path, 0
        head = f'{_MAGIC.decode()}{_VERSION}, "table": "{fingerprint}"}}\n'
        self._head = head.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            check_file(path)
        self._file = path.open("a+b")
        try:
            self._lock()
            self._prepare()
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
        """Write an outcome to disk at once, and return its offset in the file."""
        offset = self._file.seek(0, 2)
        self._file.write(_line(outcome))
        self._file.flush()
        return offset

    def __iter__(self) -> Iterator[tuple[int, Outcome]]:
        """Yield the offset of every outcome and the outcome, oldest first."""
        offset = self._file.seek(len(self._head))
        for line in self._lines():
            with suppress(ValueError, TypeError, RecursionError):  # a damaged line is skipped
                yield offset, _parse(line)
            offset += len(line)

    def read(self, offsets: Iterable[int]) -> Iterator[Outcome]:
        """Yield the outcomes at some offsets, in their order."""
        for offset in offsets:
            self._file.seek(offset)
            yield _parse(self._file.readline())

    def _lines(self) -> Iterator[bytes]:
        return iter(lambda: self._file.readline(_MAX_LINE), b"")

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: without a lock
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchError(
                f"{self.path}: another run is writing it; wait for it, or stop it"
            ) from error

    def _prepare(self) -> None:
        """Keep the complete lines of a journal with the same head; else start a new one."""
        self._file.seek(0)
        head = self._file.readline(_MAX_LINE)
        if not (head[: len(_MAGIC)] == _MAGIC or _MAGIC.startswith(head)):
            raise BatchError(f"{self.path}: expected a journal of folkhue; move this file away")
        if head != self._head:
            self.discarded = sum(line.endswith(b"\n") for line in self._lines())
            self._file.truncate(0)
            self._file.write(self._head)
            self._file.flush()
            return
        position = end = len(head)
        for line in self._lines():
            position += len(line)
            if line.endswith(b"\n"):
                end = position
        self._file.truncate(end)


def _line(outcome: Outcome) -> bytes:
    """Write an outcome after its checksum: a changed digit would be another result."""
    text = json.dumps(list(vars(outcome).values())).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _parse(line: bytes) -> Outcome:
    checksum, _, text = line.rstrip(b"\n").partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        raise ValueError("the checksum does not fit")
    path, (size, time), status, detail, width, height, counts, *packed = json.loads(text)
    # What was not yet measured at the time is missing at the end.
    cells, picture, palette = [*packed, "", ""][: max(3, len(packed))]
    texts = (path, status, detail, cells, picture, palette)
    numbers = (size, time, width, height, *counts)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("expected texts")
    if not all(type(number) is int and abs(number) < 1 << 63 for number in numbers):
        raise TypeError("expected integers")
    found = (path, (size, time), status, detail, width, height, tuple(counts))
    return Outcome(*found, cells, picture, palette)


def table_fingerprint(table: ColorTable, network: ContextNetwork | None = None) -> str:
    """Return a digest of a table's terms and of the name of every color.

    With a network that sees context, it differs for another one, and for other probabilities.
    """
    digest = hashlib.sha256(json.dumps(table.terms).encode())
    digest.update(table.lut.flat.tobytes())
    if network:
        digest.update(table.probabilities().tobytes())
        digest.update(network.fingerprint.encode())
    return digest.hexdigest()
