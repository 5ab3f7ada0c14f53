"""Showing what DVC and its stages print, and in a terminal a line that says what runs now."""

from __future__ import annotations

import json
import os
import selectors
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from rich.live import Live
from rich.text import Text

from folkhue._utils.progress import PlainConsole
from repro.progress import Progress

TICK = 0.25
"""Seconds after which the line is drawn again."""


def is_terminal() -> bool:
    """Whether everything that is printed goes to a terminal."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def follow(output: int, reports: int, progress: Progress) -> None:
    """Print what DVC does until it ends.

    Parameters
    ----------
    output, reports : int
        File descriptors of pipes: what DVC prints, and what stages report of their work, as JSON.
    progress : Progress
    """
    console = PlainConsole(stderr=False)
    live = Live(console=console, auto_refresh=False, transient=True) if is_terminal() else None
    takers: dict[int, Callable[[str], None]] = {
        output: lambda line: show(progress.line(line), live),
        reports: lambda line: progress.report(*json.loads(line)),
    }
    shown: AbstractContextManager[object] = live or nullcontext()
    with shown:
        for source, line in lines([output, reports], TICK):
            if line is not None:
                takers[source](line)
            elif live:
                live.update(Text(progress.now(console.width)), refresh=True)


def show(line: str | None, live: Live | None) -> None:
    """Print a line, if there is one, above what runs now."""
    if line is None:
        return
    if live:
        live.console.print(line, soft_wrap=True)
    else:
        print(line, flush=True)


def lines(sources: list[int], tick: float) -> Iterator[tuple[int, str | None]]:
    """Yield each line of several pipes as it comes, until the first of them ends.

    Parameters
    ----------
    sources : list of int
        File descriptors.
    tick : float
        Seconds after which None is yielded if nothing comes, and after what has come.
    """
    rests = dict.fromkeys(sources, b"")
    with selectors.DefaultSelector() as selector:
        for source in sources:
            selector.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select(tick):
                came = os.read(key.fd, 1 << 16)
                *whole, rests[key.fd] = (rests[key.fd] + came).split(b"\n")
                if not came:  # it has ended
                    whole.append(rests[key.fd])
                yield from ((key.fd, line.decode("utf-8", "replace")) for line in whole)
                if not came and key.fd == sources[0]:
                    return
            yield sources[0], None
