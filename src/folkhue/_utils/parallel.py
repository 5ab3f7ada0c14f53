"""Many of the same, on as many workers as the caller set up, with a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from joblib import Parallel, delayed, effective_n_jobs
from threadpoolctl import ThreadpoolController

from folkhue._utils.progress import progress

Item = TypeVar("Item")
Result = TypeVar("Result")


IN_FLIGHT = 4
"""Items per worker that are handed out at a time: what comes back waits in memory."""


def in_parallel(
    function: Callable[..., Result],
    items: Iterable[Item],
    *shared: Any,
    title: str,
    total: int | None = None,
) -> Iterator[Result]:
    """Call ``function(item, *shared)`` for every item; give the results in the items' order.

    Workers and their number are the caller's: wrap the call in
    ``joblib.parallel_config(backend=…, n_jobs=…)``. Each call computes with one
    thread, since small matrices spin on more. No more items are taken, nor results
    kept, than keep the workers busy. The bar shows on a terminal only.

    Parameters
    ----------
    function : callable
        Importable by name, so that other processes find it.
    items : iterable
        Small things: paths, not images.
    *shared
        Further arguments, the same in every call.
    title : str
        What the bar says.
    total : int, optional
        How many items there are, for the bar.
    """
    remaining = iter(items)
    at_a_time = IN_FLIGHT * effective_n_jobs(None)
    with progress(title, total) as advance:
        while some := list(islice(remaining, at_a_time)):
            # Not joblib's generator: its results pile up, and not every backend has it.
            yield from Parallel()(
                # In a tuple: a large array by itself would be laid down on one Dask worker, and
                # be lost with it.
                delayed(_with_one_thread)(function, (item, *shared))
                for item in some
            )
            advance(len(some))


def parallel_map(
    function: Callable[..., Result], items: Sequence[Item], *shared: Any, title: str
) -> list[Result]:
    """Call ``function(item, *shared)`` for every item; see `in_parallel`."""
    return list(in_parallel(function, items, *shared, title=title, total=len(items)))


def _with_one_thread(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    with _pools(len(sys.modules)).limit(limits=1):
        return function(*arguments)


@lru_cache(maxsize=1)
def _pools(modules: int) -> ThreadpoolController:
    """Find the thread pools of this process; that takes milliseconds, and imports add some."""
    return ThreadpoolController()
