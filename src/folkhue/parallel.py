"""Many of the same, on as many workers as the caller set up, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from joblib import Parallel, delayed, effective_n_jobs
from threadpoolctl import threadpool_limits

from folkhue.progress import progress as progress

Item = TypeVar("Item")
Result = TypeVar("Result")


def parallel_map(
    function: Callable[..., Result], items: Sequence[Item], *shared: Any, title: str
) -> list[Result]:
    """Call ``function(item, *shared)`` for every item; results in the items' order.

    Workers and their number are the caller's: wrap the call in
    ``joblib.parallel_config(backend=…, n_jobs=…)``. Each call computes with one
    thread, since small k-means runs spin on more. The bar shows on a terminal only.

    Parameters
    ----------
    function : callable
        Importable by name, so that other processes find it.
    items : sequence
        Small things: paths, not images.
    *shared
        Further arguments, the same in every call.
    title : str
        What the bar says.
    """
    rounds = max(1, min(50, len(items) // (4 * effective_n_jobs(None))))
    size = -(-len(items) // rounds) or 1
    results: list[Result] = []
    with progress(title, len(items)) as advance:
        for start in range(0, len(items), size):
            batch = items[start : start + size]
            results += Parallel()(
                delayed(_with_one_thread)(function, item, *shared) for item in batch
            )
            advance(len(batch))
    return results


def _with_one_thread(function: Callable[..., Result], *arguments: Any) -> Result:
    with threadpool_limits(1):
        return function(*arguments)
