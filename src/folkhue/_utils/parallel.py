"""Parallel calls of one function, with a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from joblib import Parallel, delayed, effective_n_jobs
from threadpoolctl import ThreadpoolController

from folkhue._utils.progress import progress

Item = TypeVar("Item")
Result = TypeVar("Result")


IN_FLIGHT = 4
"""Items per worker that are submitted at a time; their results wait in memory."""


def in_parallel(
    function: Callable[..., Result],
    items: Iterable[Item],
    *shared: Any,
    title: str,
    total: int | None = None,
) -> Iterator[Result]:
    """Call ``function(item, *shared)`` for every item; yield the results in the order of items.

    The caller chooses the workers: wrap the call in
    ``joblib.parallel_config(backend=…, n_jobs=…)``. Each call uses one thread, as threads
    slow down computations on small matrices. Items are read, and results kept, only as
    needed to keep the workers busy.

    Parameters
    ----------
    function : callable
        It must be importable by name, so that other processes find it.
    items : iterable
        Small objects: paths, not images.
    *shared
        Further arguments, the same in every call.
    title : str
        Title of the progress bar.
    total : int, optional
        Number of items, for the progress bar.
    """
    remaining = iter(items)
    at_a_time = IN_FLIGHT * effective_n_jobs(None)
    # Here too, as a thread that is done would lift its limit while others still compute.
    with one_thread(), progress(title, total) as advance:
        while some := list(islice(remaining, at_a_time)):
            # Not joblib's generator: its results pile up, and some backends lack it.
            yield from Parallel()(
                # In a tuple: Dask would store a large array of its own on one worker, and lose
                # it with that worker.
                delayed(_with_one_thread)(function, (item, *shared))
                for item in some
            )
            advance(len(some))


def parallel_map(
    function: Callable[..., Result], items: Sequence[Item], *shared: Any, title: str
) -> list[Result]:
    """Call ``function(item, *shared)`` for every item; see `in_parallel`.

    Returns
    -------
    list
        The results in the order of items.
    """
    return list(in_parallel(function, items, *shared, title=title, total=len(items)))


def _with_one_thread(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    with one_thread():
        return function(*arguments)


def one_thread() -> AbstractContextManager[object]:
    """Limit each thread pool of this process to one thread, until the block ends.

    Unlike `threadpoolctl.threadpool_limits`, it does not search for the pools every time, which
    takes longer than to predict some ten thousand colors.
    """
    limits: AbstractContextManager[object] = _pools(len(sys.modules)).limit(limits=1)
    return limits


@lru_cache(maxsize=1)
def _pools(modules: int) -> ThreadpoolController:
    """Find the thread pools of this process, again when more modules are loaded."""
    return ThreadpoolController()
