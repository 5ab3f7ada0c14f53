"""How far long work is: a bar on standard error, or reports to whoever shows them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from threading import Lock
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

Item = TypeVar("Item")

Advance = Callable[[int], None]
"""Takes the number of steps that were done since the last call."""

Reporter = Callable[[int, str, int | None, int | None], None]
"""Takes the number of a piece of work, its title, the steps done, None once it has ended, and all
steps, if their number is known."""

_SECONDS = 0.1
"""Between reports of one piece of work."""


class PlainConsole(Console):
    """Prints text as it is, without markup and emoji codes; the caller sees a closed pipe.

    Long lines stay whole, also those that go above a bar.
    """

    def __init__(self, *, stderr: bool) -> None:
        super().__init__(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        """Raise the `BrokenPipeError` again."""
        raise  # the error that is being handled


@cache
def error_console() -> PlainConsole:
    """Return the console of standard error, which prints above a progress bar."""
    return PlainConsole(stderr=True)


@contextmanager
def progress(title: str, total: int | None, done: int = 0) -> Iterator[Advance]:
    """Show how far a piece of work is, on standard error if that is a terminal.

    Pieces may lie in one another.

    Parameters
    ----------
    title : str
        What is counted, such as "photographs read"; or what is done, if nothing is.
    total : int or None
        Number of steps, if it is known.
    done : int
        Steps that an earlier run has done, which say nothing about the time left.

    Yields
    ------
    callable
        Takes the number of steps that were done since the last call.
    """
    with (_bar if _reporter is None else _reports)(title, total, done) as advance:
        yield advance


def counted(items: Iterable[Item], title: str, total: int) -> Iterator[Item]:
    """Yield items; each is done when the next one is wanted. See `progress`."""
    with progress(title, total) as advance:
        for item in items:
            yield item
            advance(1)


@contextmanager
def reporting_to(reporter: Reporter) -> Iterator[None]:
    """Let a function have all progress until the block ends, in place of bars."""
    global _reporter
    before, _reporter = _reporter, reporter
    try:
        yield
    finally:
        _reporter = before


_reporter: Reporter | None = None
_numbers = count()


@contextmanager
def _reports(title: str, total: int | None, done: int) -> Iterator[Advance]:
    """Report a piece of work, not more often than people can read."""
    report, number = _reporter, next(_numbers)
    assert report
    lock, told = Lock(), time.monotonic()
    report(number, title, done, total)

    def advance(steps: int) -> None:
        nonlocal done, told
        with lock:
            done += steps
            if time.monotonic() - told >= _SECONDS:
                told = time.monotonic()
                report(number, title, done, total)

    try:
        yield advance
    finally:
        report(number, title, None, total)


class _DoneOfAll(ProgressColumn):
    """Writes ``512 of 1,064``; nothing if steps are not counted."""

    def render(self, task: Task) -> Text:
        return Text(steps(int(task.completed), None if task.total is None else int(task.total)))


class _Speed(ProgressColumn):
    """Writes ``589 a second``; nothing if steps are not counted, or take longer than a second."""

    def render(self, task: Task) -> Text:
        per_second = (task.total and task.speed) or 0
        return Text(f"{per_second:,.0f} a second" if per_second >= 1 else "")


class _TimeLeft(ProgressColumn):
    """Writes the time left, or so far if nobody knows that."""

    _left, _so_far = TimeRemainingColumn(compact=True), TimeElapsedColumn()

    def render(self, task: Task) -> Text:
        if task.total is None:
            return self._so_far.render(task) + Text(" so far")
        return self._left.render(task) + Text(" left")


def steps(done: int, total: int | None) -> str:
    """Write how many steps are done.

    >>> steps(512, 1064), steps(3, None), steps(0, None)
    ('512 of 1,064', '3', '')
    """
    return f"{done:,} of {total:,}" if total is not None else f"{done:,}" if done else ""


_bars: Progress | None = None
_lock = Lock()


@contextmanager
def _bar(title: str, total: int | None, done: int) -> Iterator[Advance]:
    """Show a bar, below those that are shown already."""
    global _bars
    with _lock:
        outer, bars = _bars, _bars or _new_bars()
        if outer is None:
            _bars = bars
            bars.start()
    task = bars.add_task(title, total=total, completed=done)
    try:
        yield lambda steps: bars.advance(task, steps)
    finally:
        if outer is None:
            with _lock:
                _bars = None
            bars.stop()
        else:
            bars.remove_task(task)


def _new_bars() -> Progress:
    console = error_console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        _DoneOfAll(),
        _Speed(),
        _TimeLeft(),
        console=console,
        transient=True,
        # What goes to the same terminal is printed above the bar; anything else is not touched.
        redirect_stdout=sys.stdout is not None and sys.stdout.isatty(),
        redirect_stderr=False,
        disable=not console.is_terminal,
    )
