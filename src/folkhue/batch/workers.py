"""Measure photographs in worker processes that may be killed at any time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.context import BaseContext

from folkhue.batch.measures import AnyPath, file_stamp, measured
from folkhue.batch.outcome import FAILED, NO_EXTRAS, Extras, Outcome, display_path
from folkhue.errors import BatchError
from folkhue.images.tar_member import Member
from folkhue.table.color_table import ColorTable, load

_KILLED = "failed: its worker was killed, perhaps because memory ran out"

_MAX_GROUP, _GROUP_BYTES = 8, 1_000_000

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables from which libraries learn, when they are loaded, how many threads to use."""


def classify_photos(
    paths: Iterable[AnyPath],
    table: AnyPath | None,
    *,
    jobs: int,
    extras: Extras = NO_EXTRAS,
    expected: int = 0,
) -> Generator[Outcome, None, None]:
    """Classify photographs, and yield the outcome of each as soon as it is available.

    When a worker dies, for example because the system is out of memory, only the photograph
    that caused it is lost: those in progress are tried again, one at a time. Close the
    generator to stop the workers early.

    Parameters
    ----------
    paths : iterable of path or str
    table : path or str, optional
        As for `folkhue.load`.
    jobs : int
        Number of worker processes, each of which holds one decoded photograph at a time.
    extras : Extras
        What else to measure.
    expected : int
        Number of photographs, 0 if unknown; for many, workers compile what names pixels.

    Raises
    ------
    BatchError
        If workers die before they get any work.
    """
    groups = _group(paths)
    while lost := (yield from _classify_groups(groups, table, jobs, extras, 2 * jobs, expected)):
        _check_that_workers_start(table)
        single = iter([[path] for path in lost])
        while killers := (yield from _classify_groups(single, table, 1, extras, 1)):
            for path in killers:
                yield Outcome(display_path(path), file_stamp(path), FAILED, _KILLED)


def _group(paths: Iterable[AnyPath]) -> Iterator[list[AnyPath]]:
    """Group small photographs, so that few messages go to workers; large ones go alone."""
    group: list[AnyPath] = []
    size = 0
    for path in paths:
        group.append(path)
        member = Member.parse(path)
        size += member.size if member else file_stamp(path)[0]
        if len(group) == _MAX_GROUP or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _classify_groups(
    groups: Iterator[list[AnyPath]],
    table: AnyPath | None,
    jobs: int,
    extras: Extras,
    ahead: int,
    expected: int = 0,
) -> Generator[Outcome, None, list[AnyPath]]:
    """Classify until the groups end or a worker dies; return the paths that were in progress."""
    pending: dict[Future[list[Outcome]], list[AnyPath]] = {}
    with _worker_pool(table, jobs, expected // jobs) as pool:
        try:
            while True:
                for group in islice(groups, ahead - len(pending)):
                    pending[_submit(pool, group, extras)] = group
                if not pending:
                    return []
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    outcomes = future.result()
                    del pending[future]
                    yield from outcomes
        except BrokenProcessPool:
            return [path for group in pending.values() for path in group]


def _submit(
    pool: ProcessPoolExecutor, group: list[AnyPath], extras: Extras
) -> Future[list[Outcome]]:
    try:
        with _interrupts_blocked(), _one_thread():
            return pool.submit(_classify_group, group, extras)
    except BrokenProcessPool as error:
        broken: Future[list[Outcome]] = Future()
        broken.set_exception(error)
        return broken


@contextmanager
def _worker_pool(
    table: AnyPath | None, jobs: int, expected: int = 0
) -> Iterator[ProcessPoolExecutor]:
    """Start workers when they are needed; kill them if the block raises."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, _context(), _start_worker, (table, expected))
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """Choose how workers start; a child forked of this process would inherit the journal's lock.

    On Linux, they are forked of a process that has imported what all of them need.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C; workers that start meanwhile inherit that, as the parent stops them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let workers that start meanwhile multiply matrices in one thread, unless the user chose.

    Theirs are small: with more threads, workers wait for each other's processors.
    """
    added = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _check_that_workers_start(table: AnyPath | None) -> None:
    with _worker_pool(table, 1) as pool:
        try:
            pool.submit(os.getpid).result()
        except BrokenProcessPool as error:
            raise BatchError(
                "worker processes die before they get any work; in a script of your own, put what "
                'it runs below `if __name__ == "__main__":`, else free memory; then run it again, '
                "which keeps what is done"
            ) from error


_worker_table: ColorTable
_worker_table_name: str
_worker_expects: int
"""Photographs that this worker is likely to get."""


def _start_worker(table: AnyPath | None, expected: int) -> None:
    global _worker_table, _worker_table_name, _worker_expects
    _worker_expects = expected
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    _worker_table, _worker_table_name = load(table), str(table)


def _exit_with_parent() -> None:
    """End this worker when its parent ends, even if killed; else it would wait forever."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _classify_group(paths: list[AnyPath], extras: Extras) -> list[Outcome]:
    return [
        measured(path, _worker_table, _worker_table_name, extras, _worker_expects) for path in paths
    ]
