"""A progress bar in a notebook, in which nothing is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_SECONDS = 0.2  # between two updates


@contextmanager
def notebook_progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar below a notebook's cell, and remove it at the end; elsewhere, nothing.

    Parameters
    ----------
    title : str
        What is counted, in the plural.
    total : int
        Number of steps.

    Yields
    ------
    callable
        Takes the number of steps that were done since the last call.
    """
    if not in_notebook():
        yield lambda steps: None
        return
    from IPython.display import HTML, display

    shown = display(HTML(_bar(title, 0, total)), display_id=True)
    done, told = 0, monotonic()

    def advance(steps: int) -> None:
        nonlocal done, told
        done += steps
        if monotonic() - told >= _SECONDS:
            told = monotonic()
            shown.update(HTML(_bar(title, done, total)))

    try:
        yield advance
    finally:
        shown.update(HTML(""))


def in_notebook() -> bool:
    """Return whether the code runs in a cell of a notebook, not of IPython in a terminal."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


def _bar(title: str, done: int, total: int) -> str:
    return f'<progress value="{done}" max="{total}"></progress> {done:,} of {total:,} {title}'
