"""Fetch listed photographs into one folder, and check each of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path

from threadpoolctl import threadpool_limits

from folkhue._utils.atomic import explain_disk
from folkhue._utils.progress import progress
from folkhue.datasets.checks import Checks
from folkhue.datasets.http import HttpClient
from folkhue.datasets.near_duplicates import near_duplicates
from folkhue.datasets.packing import pack_photos
from folkhue.datasets.record import Status
from folkhue.datasets.state import DownloadState, Entry, Outcome
from folkhue.datasets.store import Fetcher, is_stored

_OUR_NAME = re.compile(r"\.?([0-9a-f]{20}|\d{6,}-[0-9a-f]{10})")

_IN_FLIGHT = 500
"""Photographs handed to the threads at a time."""

_RECORD_EVERY = 0.1
"""Seconds between two transactions of results."""

_READERS = 2
"""Threads if all photographs are on this machine: each needs megabytes, and more are not faster."""


def fetch(
    state: DownloadState,
    folder: Path,
    client: HttpClient,
    checks: Checks,
    terms: Sequence[str],
    target: int | None = None,
    shard_size: int = 0,
) -> None:
    """Fetch every requested photograph into a folder, or record why not.

    A file is named after its contents, written under a temporary name and then renamed. So
    no file is ever incomplete, and a second call fetches nothing again. Other files of earlier
    calls are removed from the folder in the end.

    Shards are made of files in the end, when it is known which photographs are copies.

    Parameters
    ----------
    state : DownloadState
        Its listing is complete.
    folder : path
        Where the photographs are stored.
    client : HttpClient
        For photographs with a web address.
    checks : Checks
    terms : sequence of str
        Names of the color terms.
    target : int, optional
        Photographs wanted of each term. They are fetched in the order of listing until
        there are enough; the next ones replace those that are rejected. Without it, all are
        fetched.
    shard_size : int
        Photographs in a shard, see `folkhue.datasets.packing.pack_photos`.

    Raises
    ------
    DownloadError
        If the disk is full or the network does not come back. Fetched photographs are kept.
    """
    # The arrays are too small for NumPy's own threads.
    with explain_disk(folder), threadpool_limits(1):
        folder.mkdir(parents=True, exist_ok=True)
        state.use_rules(repr((checks, target)))
        state.reset(e.record.id for e in state.kept() if not is_stored(folder, e.file))
        fetcher = Fetcher(folder, client, checks)
        while number := _choose(state, checks, terms, target):
            threads = client.limits.max_connections if state.any_chosen_on_web() else _READERS
            with progress("photographs", number) as advance:
                _fetch_chosen(state, fetcher, threads, client.stop, advance)
        pack_photos(state, folder, shard_size)
        _remove_strays(state, folder)


def _choose(state: DownloadState, checks: Checks, terms: Sequence[str], target: int | None) -> int:
    """Choose what to fetch next, and return the number of photographs.

    What was chosen and is not done yet comes first, and copies are looked for only when all
    that was chosen is done: so nothing depends on where an earlier run was stopped.
    """
    if not state.count_chosen():
        _mark_copies(state, checks)
        state.choose(terms, target)
    return state.count_chosen()


def _fetch_chosen(
    state: DownloadState,
    fetcher: Callable[[Entry], Outcome],
    threads: int,
    stop: Callable[[], object],
    advance: Callable[[int], None],
) -> None:
    """Fetch what is chosen on several threads, and record the outcomes as they come.

    If anything but a photograph goes wrong, no more are started, and what is done is recorded.
    """
    chosen = state.chosen()
    running: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(threads) as pool:
        try:
            while True:
                entries = islice(chosen, _IN_FLIGHT - len(running))
                running.update(pool.submit(fetcher, entry) for entry in entries)
                if not running:
                    return
                done = wait(running, _RECORD_EVERY, FIRST_EXCEPTION).done
                _record(state, done, advance)
                for future in done:
                    future.result()
                running -= done
        except BaseException:
            stop()
            pool.shutdown(cancel_futures=True)
            _record(state, running, advance)
            raise


def _record(
    state: DownloadState, futures: Iterable[Future[Outcome]], advance: Callable[[int], None]
) -> None:
    """Record the outcomes of futures that neither failed nor were canceled."""
    outcomes = [
        future.result()
        for future in futures
        if not future.cancelled() and future.exception() is None
    ]
    state.record(outcomes)
    advance(len(outcomes))


def _mark_copies(state: DownloadState, checks: Checks) -> None:
    """Leave out kept photographs that are copies of an earlier one."""
    state.mark_same_files()
    if checks.near_bits < 0:
        return
    with progress("looking for copies", state.count_kept()) as advance:
        copies = near_duplicates(
            _fingerprints(state, advance), bits=checks.near_bits, shade=checks.near_shade
        )
        state.record(Outcome(copy, Status.NEAR_DUPLICATE, other) for copy, other in copies)


def _fingerprints(
    state: DownloadState, advance: Callable[[int], None]
) -> Iterator[tuple[str, bytes, Sequence[str]]]:
    for entry in state.kept_by_round():
        assert entry.file  # it is kept
        yield entry.record.id, entry.file.fingerprint, entry.record.labels
        advance(1)


def _remove_strays(state: DownloadState, folder: Path) -> None:
    """Remove files of earlier calls that no photograph needs."""
    with os.scandir(folder) as entries:
        ours = (entry.name for entry in entries if _OUR_NAME.match(entry.name))
        for name in state.strays(ours):
            (folder / name).unlink()
