"""A progress bar, and messages beside it, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


class PlainConsole(Console):
    """Prints text as it is, without markup and emoji codes; the caller sees a closed pipe."""

    def __init__(self, *, stderr: bool) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Raise the `BrokenPipeError` again."""
        raise  # the error that is being handled


@cache
def error_console() -> PlainConsole:
    """Return the console of standard error, which prints above a progress bar."""
    return PlainConsole(stderr=True)


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error if that is a terminal.

    Parameters
    ----------
    title : str
    total : int or None
        Number of steps, if it is known.

    Yields
    ------
    callable
        Takes the number of steps that were done since the last call.
    """
    console = error_console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        # What goes to the same terminal is printed above the bar; anything else is not touched.
        redirect_stdout=sys.stdout is not None and sys.stdout.isatty(),
        redirect_stderr=False,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=total)
        yield lambda steps: bar.advance(task, steps)
