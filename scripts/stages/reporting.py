"""Telling `make repro` how far a stage is, so that it can show it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from folkhue._utils.progress import reporting_to

REPORTS = "FOLKHUE_REPORTS"
"""The variable of the environment that names the pipe: the number of its file descriptor."""


@contextmanager
def reporting() -> Iterator[None]:
    """Report all progress until the block ends, if someone wants to know."""
    pipe = os.environ.pop(REPORTS, None)  # processes that this one starts do not have it
    if pipe is None:
        yield
        return
    number = int(pipe)
    os.set_blocking(number, False)

    def report(work: int, title: str, done: int | None, total: int | None) -> None:
        line = json.dumps([work, title, done, total]) + "\n"
        with suppress(OSError):  # the pipe is full, or nobody listens any longer
            os.write(number, line.encode())

    with reporting_to(report):
        yield
