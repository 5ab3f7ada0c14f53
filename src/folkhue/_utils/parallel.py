"""Parallel calls of one function, and how far they are."""

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
    size: Callable[[Item], int] = lambda _: 1,
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
        What is counted; see `folkhue._utils.progress.progress`.
    total : int, optional
        Their number.
    size : callable
        How many are in an item: one by default, the photographs of a batch, say.
    """
    remaining = iter(items)
    at_a_time = IN_FLIGHT * effective_n_jobs(None)
    # Here too, as a thread that is done would lift its limit while others still compute.
    with one_thread(), progress(title, total) as advance:
        while some := list(islice(remaining, at_a_time)):
            # Not joblib's generator: its results pile up, and some backends lack it.
            calls = _Counting(advance, [*map(size, some)])
            yield from calls(
                # In a tuple: Dask would store a large array of its own on one worker, and lose
                # it with that worker.
                delayed(_with_one_thread)(function, (item, *shared))
                for item in some
            )
            calls.tell(len(some))  # some backends do not


class _Counting(Parallel):  # type: ignore[misc]
    """Tells how much is done whenever some calls are, as if they were done in their order."""

    def __init__(self, advance: Callable[[int], None], sizes: Sequence[int]) -> None:
        super().__init__()
        self._advance, self._sizes, self._told = advance, sizes, 0

    def print_progress(self) -> None:
        """Tell it; joblib calls this where it would print."""
        self.tell(self.n_completed_tasks)

    def tell(self, calls: int) -> None:
        """Tell how much is done after so many calls."""
        done = sum(self._sizes[:calls])
        self._advance(done - self._told)
        self._told = done


def parallel_map(
    function: Callable[..., Result],
    items: Sequence[Item],
    *shared: Any,
    title: str,
    size: Callable[[Item], int] = lambda _: 1,
) -> list[Result]:
    """Call ``function(item, *shared)`` for every item; see `in_parallel`.

    Returns
    -------
    list
        The results in the order of items.
    """
    total = sum(map(size, items))
    return list(in_parallel(function, items, *shared, title=title, total=total, size=size))


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
