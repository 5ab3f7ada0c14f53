"""Silence for libraries in C that print warnings on standard error."""

from __future__ import annotations

import ctypes
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_lock = threading.Lock()
_silent = 0
_before: Any = None


def can_be_silent() -> bool:
    """Return whether `silent` works here: with the C library of GNU, as on most Linux systems.

    In others, ``stderr`` is not a variable that a program may set.
    """
    return platform.libc_ver()[0] == "glibc"


@contextmanager
def silent() -> Iterator[None]:
    """Discard what libraries in C print; what Python prints appears, also from other threads.

    Several threads may be in it at the same time.
    """
    global _silent, _before
    stderr, nowhere = _streams()
    with _lock:
        if not _silent:
            _before, stderr.value = stderr.value, nowhere
        _silent += 1
    try:
        yield
    finally:
        with _lock:
            _silent -= 1
            if not _silent:
                stderr.value = _before


@cache
def _streams() -> tuple[ctypes.c_void_p, int]:
    """Return C's variable ``stderr``, and a stream that leads nowhere."""
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    nowhere = library.fopen(os.devnull.encode(), b"w")
    return ctypes.c_void_p.in_dll(library, "stderr"), nowhere
