"""Functions compiled by numba, cached on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from numba import njit


def compiled(function: Callable[..., None]) -> Callable[..., None]:
    """Compile a function of arrays when it is first called, and cache that on disk if possible."""
    try:
        cached = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no folder that it can write to
        return njit(nogil=True)(function)  # type: ignore[no-any-return]

    @wraps(function)
    def call(*arrays: Any) -> None:
        try:
            cached(*arrays)
        except OSError:  # compiled, but the disk is full: only the next process has to do it again
            cached(*arrays)

    return call
