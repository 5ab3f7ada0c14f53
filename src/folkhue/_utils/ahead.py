"""Values that are computed by a thread of their own while earlier ones are used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4
"""Values that wait at most."""


def computed_ahead(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Call ``function(item)`` for one item after the other; yield the results.

    The calls are in the order of items, so that a function that draws random numbers draws the
    same ones each time.
    """
    with ThreadPoolExecutor(1) as pool:
        calls = (pool.submit(function, item) for item in items)
        waiting = list(islice(calls, AHEAD))
        while waiting:
            result = waiting.pop(0).result()
            waiting.extend(islice(calls, 1))
            yield result
