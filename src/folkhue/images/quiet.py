"""Warnings of decoders, silenced in any number of threads."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_caught: list[warnings.catch_warnings[None]] = []
_depth = 0


@contextmanager
def no_warnings() -> Iterator[None]:
    """Ignore warnings; the first thread to enter changes the filters, the last restores them.

    `warnings.catch_warnings` alone is not for threads: each would restore the filters that it
    found, those of another thread among them.
    """
    if getattr(sys.flags, "context_aware_warnings", False):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
        return
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _depth
    with _lock:
        if not _depth:
            _caught.append(warnings.catch_warnings())
            _caught[0].__enter__()
            warnings.simplefilter("ignore")
        _depth += 1


def _leave() -> None:
    global _depth
    with _lock:
        _depth -= 1
        if not _depth:
            _caught.pop().__exit__(None, None, None)
