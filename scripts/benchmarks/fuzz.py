"""Damage files of every kind that folkhue reads: scripts/python scripts/benchmarks/fuzz.py.

Of each kind, thousands of good files are damaged, at random but repeatably: bytes flipped, parts
cut, repeated and spliced, and fields of JSON, archives, chunks and headers changed. Each is read
in a process with limits of time and memory. A file may be read, or refused by one of folkhue's own
errors; any other exception, a crash, or an exceeded limit is foreign. The script prints a table,
and how to repeat what is foreign, and fails if anything is.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal

from benchmarks.fuzz_kinds import KINDS
from benchmarks.mutations import mutated
from folkhue._utils.progress import progress
from folkhue.errors import FolkhueError

MEMORY = 1 << 30
SECONDS = 10.0
_PATIENCE = 12  # times as many seconds by the clock until a process is killed
_OLDEST = 3  # messages of foreign exceptions that are printed of each kind and place

Outcome = Literal["read", "refused", "foreign"]


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: seconds of a processor, and bytes of memory."""

    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True)
class Case:
    """What became of one damaged file.

    Attributes
    ----------
    number : int
    outcome : str
    seconds : float
        Of a processor.
    memory : int
        Bytes by which the process grew while it read the file.
    error : str
        What is foreign.
    """

    number: int
    outcome: Outcome
    seconds: float = 0.0
    memory: int = 0
    error: str = ""


@dataclass
class Tally:
    """What became of the damaged files of a kind."""

    kind: str
    tried: int = 0
    refused: int = 0
    read: int = 0
    seconds: float = 0.0
    memory: int = 0
    foreign: list[Case] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Count a case."""
        self.tried += 1
        self.refused += case.outcome == "refused"
        self.read += case.outcome == "read"
        self.seconds = max(self.seconds, case.seconds)
        self.memory = max(self.memory, case.memory)
        if case.outcome == "foreign":
            self.foreign.append(case)


def damaged(kind: str, originals: Sequence[bytes], seed: int, number: int) -> bytes:
    """Return a damaged file: the same for the same kind, seed and number."""
    dice = random.Random(f"{seed} {kind} {number}")
    return mutated(dice.choice(originals), originals, KINDS[kind].ways, dice)


def fuzz(
    kinds: Sequence[str], number: int, seed: int = 0, jobs: int = 1, limits: Limits | None = None
) -> Iterator[Tally]:
    """Damage and read so many files of each kind, and yield what became of them, by kind."""
    limits = limits or Limits()
    for kind in kinds:
        originals = _originals(kind)
        tally = Tally(kind)
        with progress(kind, number) as advance:
            for case in _cases(kind, originals, seed, number, jobs, limits):
                tally.add(case)
                advance(1)
        yield tally


def _originals(kind: str) -> list[bytes]:
    """Make good files of a kind, in a process of its own: what it starts must not be forked."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    maker = multiprocessing.get_context("fork").Process(target=_make, args=(kind, theirs))
    maker.start()
    theirs.close()
    try:
        made: list[bytes] = ours.recv()
    finally:
        maker.join()
    return made


def _make(kind: str, connection: Connection) -> None:
    connection.send(KINDS[kind].make())


class _Worker:
    """A process that reads damaged files, each within limits."""

    def __init__(
        self, kind: str, originals: Sequence[bytes], seed: int, numbers: range, limits: Limits
    ) -> None:
        self.numbers, self._limits = numbers, limits
        self._work = kind, originals, seed, limits
        self.connection, theirs = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.get_context("fork").Process(
            target=_read_cases, args=(*self._work, numbers, theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self._began = time.monotonic()

    @property
    def deadline(self) -> float:
        """When the current case must have ended."""
        return self._began + self._limits.seconds * _PATIENCE

    def receive(self) -> Case:
        """Return the next case; that the process died counts as one."""
        self._began = time.monotonic()
        current, self.numbers = self.numbers[0], self.numbers[1:]
        try:
            case: Case = self.connection.recv()
        except EOFError:
            self._process.join()
            case = Case(current, "foreign", error=f"the process died: {_death(self._process)}")
        return case

    def kill(self) -> Case:
        """End a process that does not answer."""
        self._end()
        current, self.numbers = self.numbers[0], self.numbers[1:]
        return Case(current, "foreign", self._limits.seconds, error="took too long")

    def close(self) -> None:
        """End the process, and the connection."""
        self._end()
        self.connection.close()

    def _end(self) -> None:
        self._process.kill()
        self._process.join()

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.is_alive()

    def replacement(self) -> _Worker:
        """Return a new process for the cases that are left."""
        kind, originals, seed, limits = self._work
        return _Worker(kind, originals, seed, self.numbers, limits)


def _death(process: Any) -> str:
    code = process.exitcode
    return signal.Signals(-code).name if code and code < 0 else f"status {code}"


def _cases(
    kind: str, originals: Sequence[bytes], seed: int, number: int, jobs: int, limits: Limits
) -> Iterator[Case]:
    """Read the damaged files in several processes; replace those that die."""
    shares = [range(first, number, jobs) for first in range(min(jobs, number))]
    workers = [_Worker(kind, originals, seed, share, limits) for share in shares]
    try:
        while workers:
            timeout = max(0.0, min(worker.deadline for worker in workers) - time.monotonic())
            ready = wait([worker.connection for worker in workers], timeout)
            for place, worker in enumerate([*workers]):
                if worker.connection in ready:
                    case = worker.receive()
                elif time.monotonic() > worker.deadline:
                    case = worker.kill()
                else:
                    continue
                yield case
                if worker.numbers and not worker.is_alive():
                    worker.close()
                    workers[place] = worker.replacement()
            for worker in [*workers]:
                if not worker.numbers:
                    worker.close()
                    workers.remove(worker)
    finally:
        for worker in workers:
            worker.close()


def _read_cases(
    kind: str,
    originals: Sequence[bytes],
    seed: int,
    limits: Limits,
    numbers: range,
    connection: Connection,
) -> None:
    """Read the damaged files of some numbers, and send what became of each."""
    with tempfile.TemporaryDirectory() as name, contextlib.suppress(BrokenPipeError):
        os.chdir(name)
        _silence()
        read_case(kind, originals[0], Path(name), limits, -1)  # loads what is loaded when needed
        resource.setrlimit(resource.RLIMIT_AS, (_virtual_memory() + limits.memory,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for number in numbers:
            contents = damaged(kind, originals, seed, number)
            connection.send(read_case(kind, contents, Path(name), limits, number))
            _empty(Path(name))


def _silence() -> None:
    """Drop what C libraries print about damaged images."""
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123 — its number is what counts
        os.dup2(nothing.fileno(), 2)


def read_case(kind: str, contents: bytes, folder: Path, limits: Limits, number: int) -> Case:
    """Read a file within a limit of time."""
    outcome: Outcome = "read"
    error = ""
    before = _reset_peak()
    began = time.process_time()
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        KINDS[kind].read(contents, folder)
    except FolkhueError:
        outcome = "refused"
    except (Exception, _TooLongError) as problem:  # what is looked for
        outcome, error = "foreign", _described(problem)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Case(number, outcome, time.process_time() - began, _peak() - before, error)


class _TooLongError(BaseException):
    """The time is up; not an `Exception`, which many would catch."""


def _stop(number: int, frame: object) -> None:
    raise _TooLongError


def _described(problem: BaseException) -> str:
    """Describe an exception: its type, its message, and where it was raised."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [each for each in frames if "/folkhue/" in each.filename or "scripts" in each.filename]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(problem).__name__} in {place}: {str(problem)[:150]!r}"


def _status(name: str) -> int:
    """Return a number of bytes that Linux knows of this process; 0 elsewhere."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def _virtual_memory() -> int:
    return _status("VmSize:")


def _reset_peak() -> int:
    """Let the peak of this process's memory begin now, and return its memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS:")


def _peak() -> int:
    return _status("VmHWM:")


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


HEAD = (
    "| kind | tried | refused | read | worst time | worst memory | foreign |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)
"""Of the table, in Markdown."""


def row(tally: Tally) -> str:
    """Return a row of the table."""
    return (
        f"| {tally.kind} | {tally.tried:,} | {tally.refused:,} | {tally.read:,} "
        f"| {tally.seconds:.2f} s | {tally.memory / 1e6:.0f} MB | {len(tally.foreign):,} |"
    )


def report(tally: Tally, seed: int, keep: Path | None) -> None:
    """Print what is foreign, once for each place, and keep those files."""
    places: dict[str, list[Case]] = {}
    for case in tally.foreign:
        places.setdefault(case.error.partition(": ")[0], []).append(case)
    for cases in places.values():
        numbers = " ".join(str(case.number) for case in cases[:_OLDEST])
        print(f"{tally.kind}: {len(cases)} × {cases[0].error}")
        print(f"    --seed {seed} --kinds '{tally.kind}' --case {cases[0].number}   ({numbers})")
    if keep is not None and tally.foreign:
        keep.mkdir(parents=True, exist_ok=True)
        originals = _originals(tally.kind)
        for case in tally.foreign:
            name = f"{tally.kind.replace(' ', '-')}-{seed}-{case.number}"
            (keep / name).write_bytes(damaged(tally.kind, originals, seed, case.number))


def repeat(kind: str, seed: int, number: int) -> None:
    """Read one damaged file in this process, with a traceback and without limits."""
    with tempfile.TemporaryDirectory() as folder:
        KINDS[kind].read(damaged(kind, _originals(kind), seed, number), Path(folder))


def main() -> None:
    """Fuzz; exit with 1 if anything is foreign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=3000, help="files of each kind")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds, separated by commas")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--case", type=int, help="read only this file, and show the traceback")
    parser.add_argument("--keep", type=Path, help="folder to write what is foreign to")
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"unknown kinds: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    if options.case is not None:
        repeat(kinds[0], options.seed, options.case)
        return
    tallies = []
    print(HEAD, flush=True)
    for tally in fuzz(kinds, options.number, options.seed, options.jobs):
        print(row(tally), flush=True)
        tallies.append(tally)
    for tally in tallies:
        report(tally, options.seed, options.keep)
    if any(tally.foreign for tally in tallies):
        sys.exit("exceptions of other libraries, crashes, or exceeded limits: see above")


if __name__ == "__main__":
    main()
