"""Many of the same, on as many workers as the caller set up, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from joblib import Parallel, delayed, effective_n_jobs
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from threadpoolctl import threadpool_limits

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


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, and nothing elsewhere; call what is given with steps done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=total)
        yield lambda steps: bar.advance(task, steps)


def _with_one_thread(function: Callable[..., Result], *arguments: Any) -> Result:
    with threadpool_limits(1):
        return function(*arguments)
