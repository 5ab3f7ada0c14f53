"""Photographs in quantity: named on every processor, to one table of results."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from folkhue._utils.progress import progress
from folkhue.batch.journal import Journal
from folkhue.batch.results import OK, Outcome, Totals, check_results, shown, write_results
from folkhue.errors import BatchError, ImageError
from folkhue.images.files import SUFFIXES, photographs_in
from folkhue.images.photo import read_photo
from folkhue.table.color_table import ColorTable, load
from folkhue.table.name_map import NameMap

KILLED = "failed: its worker was killed, for want of memory perhaps"
"""Status of a photograph that took its worker down, alone too."""

_MAY_PASS = ("failed: ", "cannot be read")  # such are tried again by the next run

_GROUP, _GROUP_BYTES = 8, 1_000_000

_Path = str | Path
_Table = _Path | None


def find_photos(arguments: Iterable[Path]) -> list[str]:
    """List photographs: files as given, and those in folders, each once.

    As text, since that is the smallest where there are a million.

    Raises
    ------
    BatchError
        If a folder holds none.
    """
    found: dict[str, None] = {}
    for argument in arguments:
        inside = list(map(str, photographs_in(argument))) if argument.is_dir() else [str(argument)]
        if not inside:
            raise BatchError(f"{argument}: no photographs in it ({', '.join(sorted(SUFFIXES))})")
        found |= dict.fromkeys(inside)
    return list(found)


def workers_at_hand() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def classify_to(out: Path, paths: Sequence[_Path], table: _Table, *, jobs: int) -> Totals:
    """Name the pixels of many photographs, and write a row for each; see `write_results`.

    Every outcome is noted at once in a journal, a file beside `out` called like it with
    ``.journal`` added. So a run that is stopped, however, goes on where it was when it is
    started again, and one that was finished does only what is new: files whose size or time
    of change is another, or everything if the table is another. The result has the same bytes,
    however many workers there are and however often it was stopped.

    Parameters
    ----------
    out : path
        ``.csv``, ``.parquet`` or ``.jsonl``.
    paths : sequence of path or str
        Rows are in their order.
    table : path or str, optional
        As for `folkhue.load`.
    jobs : int
        Worker processes, each of which holds one decoded photograph at a time.

    Returns
    -------
    Totals

    Raises
    ------
    BatchError
        If the result cannot be written, another run is writing it, or no worker survives.
    TableError
        If the table cannot be used.
    """
    check_results(out)
    names = load(table)
    totals = Totals.of_terms(names.terms)
    with Journal(out.with_name(f"{out.name}.journal"), fingerprint(names)) as journal:
        lines = brought_up_to_date(journal, paths, table, jobs=jobs)
        write_results(out, names.terms, totals.passing(journal.at(lines)))
    return totals


def brought_up_to_date(
    journal: Journal, paths: Sequence[_Path], table: _Table, *, jobs: int
) -> array[int]:
    """Name the pixels of the photographs that a journal does not know as they are now.

    Parameters
    ----------
    journal : Journal
        Every outcome is noted in it at once.
    paths : sequence of path or str
    table : path or str, optional
        The one that the journal is for.
    jobs : int

    Returns
    -------
    array of int
        Places in the journal: one for each photograph, in the order of `paths`.
    """
    files = {shown(path): path for path in paths}
    number = {path: place for place, path in enumerate(files)}
    lines = array("q", [-1]) * len(files)
    for line, outcome in journal:
        if outcome.path in files and _still_holds(outcome, files[outcome.path]):
            lines[number[outcome.path]] = line
    waiting = (path for path, line in zip(files.values(), lines, strict=True) if line < 0)
    with (
        progress("photographs", len(files)) as advance,
        closing(classified(waiting, table, jobs=jobs)) as outcomes,
    ):
        advance(sum(line >= 0 for line in lines))
        for outcome in outcomes:
            lines[number[outcome.path]] = journal.add(outcome)
            advance(1)
    return lines


def classify_totals(paths: Sequence[_Path], table: _Table, *, jobs: int) -> Totals:
    """Name the pixels of many photographs, and count them together; nothing is written.

    Parameters and errors as of `classify_to`.
    """
    totals = Totals.of_terms(load(table).terms)
    with (
        progress("photographs", len(paths)) as advance,
        closing(classified(paths, table, jobs=jobs)) as outcomes,
    ):
        for outcome in outcomes:
            totals.add(outcome)
            advance(1)
    return totals


def classified(
    paths: Iterable[_Path], table: _Table, *, jobs: int
) -> Generator[Outcome, None, None]:
    """Name the pixels of photographs, and tell what became of each as soon as it is done.

    A worker that dies, killed by the system for want of memory for instance, costs no more than
    the photograph that killed it: those under way are tried again, one at a time. Close it, if
    it is not to be read to its end, and workers stop at once.

    Raises
    ------
    BatchError
        If workers die before they are given anything.
    """
    groups = _groups(paths)
    while lost := (yield from _by_workers(groups, table, jobs, ahead=2 * jobs)):
        _check_that_workers_start(table)
        alone = iter([[path] for path in lost])
        while guilty := (yield from _by_workers(alone, table, 1, ahead=1)):
            yield from (Outcome(shown(path), _stamp(path), KILLED) for path in guilty)


def fingerprint(table: ColorTable) -> str:
    """Tell tables apart by all that they say."""
    digest = hashlib.sha256(json.dumps(table.terms).encode())
    digest.update(table.lut.flat.tobytes())
    return digest.hexdigest()


def _groups(paths: Iterable[_Path]) -> Iterator[list[_Path]]:
    """Hand out large photographs one by one, and small ones by the handful."""
    group: list[_Path] = []
    size = 0
    for path in paths:
        group.append(path)
        size += _stamp(path)[0]
        if len(group) == _GROUP or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _by_workers(
    groups: Iterator[list[_Path]], table: _Table, jobs: int, *, ahead: int
) -> Generator[Outcome, None, list[_Path]]:
    """Classify until the groups end, or a worker dies; give back what it left undone."""
    under_way: dict[Future[list[Outcome]], list[_Path]] = {}
    with _workers(table, jobs) as pool:
        try:
            while True:
                for group in islice(groups, ahead - len(under_way)):
                    under_way[_submitted(pool, group)] = group
                if not under_way:
                    return []
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    outcomes = future.result()
                    del under_way[future]
                    yield from outcomes
        except BrokenProcessPool:
            return [path for group in under_way.values() for path in group]


def _submitted(pool: ProcessPoolExecutor, group: list[_Path]) -> Future[list[Outcome]]:
    try:
        with _without_interrupts():
            return pool.submit(_classify_group, group)
    except BrokenProcessPool as error:
        broken: Future[list[Outcome]] = Future()
        broken.set_exception(error)
        return broken


@contextmanager
def _workers(table: _Table, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Start worker processes when they are needed; stop them at once if all does not go well."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        # Not forked: a child would share the journal's lock, and what threads were about to do.
        jobs,
        multiprocessing.get_context("spawn"),
        _start_worker,
        (table,),
    )
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back, for good in processes that are started meanwhile; they are told to end."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _check_that_workers_start(table: _Table) -> None:
    with _workers(table, 1) as pool:
        try:
            pool.submit(os.getpid).result()
        except BrokenProcessPool as error:
            raise BatchError(
                "workers die before they are given anything; free memory, and run it again: "
                "what was done is kept"
            ) from error


_loaded: ColorTable


def _start_worker(table: _Table) -> None:
    global _loaded
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _loaded = load(table)


def _end_with_parent() -> None:
    """End even if the parent is killed; else its workers would wait for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _classify_group(paths: list[_Path]) -> list[Outcome]:
    return [_classify(path) for path in paths]


def _classify(path: _Path) -> Outcome:
    name, stamp = shown(path), _stamp(path)
    try:
        named = NameMap.from_photo(read_photo(path), _loaded)
    except ImageError as error:
        return Outcome(name, stamp, str(error).removeprefix(f"{path}: "))
    except MemoryError:
        return Outcome(name, stamp, "failed: too little memory")
    if not named.opaque.any():
        return Outcome(name, stamp, "every pixel is transparent")
    height, width = named.opaque.shape
    return Outcome(name, stamp, OK, width, height, tuple(named.counts.counts.tolist()))


def _stamp(path: _Path) -> tuple[int, int]:
    try:
        about = os.stat(path)  # noqa: PTH116 — text need not become a path for it
    except OSError:
        return -1, -1
    return about.st_size, about.st_mtime_ns


def _still_holds(outcome: Outcome, path: _Path) -> bool:
    return outcome.stamp == _stamp(path) and not outcome.status.startswith(_MAY_PASS)
