"""Silence for libraries in C that print warnings on standard error."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from folkhue._utils.shared_context import SharedContext


def can_be_silent() -> bool:
    """Return whether `silent` works here: with the C library of GNU, as on most Linux systems.

    In others, ``stderr`` is not a variable that a program may set.
    """
    return platform.libc_ver()[0] == "glibc"


def silent() -> SharedContext:
    """Discard what libraries in C print; what Python prints appears, also from other threads."""
    return _shared


@contextmanager
def _discarding() -> Iterator[None]:
    stderr, nowhere = _streams()
    before, stderr.value = stderr.value, nowhere
    try:
        yield
    finally:
        stderr.value = before


_shared = SharedContext(_discarding)


@cache
def _streams() -> tuple[ctypes.c_void_p, int]:
    """Return C's variable ``stderr``, and a stream that leads nowhere."""
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    nowhere = library.fopen(os.devnull.encode(), b"w")
    return ctypes.c_void_p.in_dll(library, "stderr"), nowhere
