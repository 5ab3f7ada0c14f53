"""Which implementation names pixels: NumPy's, or the one that numba compiles.

Both give the same bytes; numba takes a third to a half of the time. Loading it takes half a second,
and compiling, the first time on a machine, another: as much as it saves in some 500 million pixels.
So a program chooses. Commands that name many photographs, and the server, call `use_numba`.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from typing import Literal

from folkhue._utils.extras import require
from folkhue.table.kernels import NUMPY, Kernel

BackendName = Literal["auto", "numpy", "numba"]

BACKENDS: tuple[BackendName, ...] = ("auto", "numpy", "numba")
"""auto: NumPy's, until `use_numba` is called in this process."""

MIN_PIXELS = 1 << 28
"""Pixels to come from which on numba saves more time than it takes to load and compile."""

_chosen = [NUMPY]


def kernel_of(backend: BackendName) -> Kernel:
    """Return the operations of a backend.

    Raises
    ------
    MissingExtraError
        If it is "numba", which is not installed.
    """
    if backend == "numba":
        require("fast", 'backend="numba"', "numba")
        return numba_kernel() or NUMPY
    return _chosen[0] if backend == "auto" else NUMPY


def use_numba(pixels: int | None = None) -> None:
    """Let "auto" stand for numba from here on, if it is installed.

    Parameters
    ----------
    pixels : int, optional
        How many are to come: with fewer than `MIN_PIXELS`, nothing changes.
    """
    if pixels is None or pixels >= MIN_PIXELS:
        _chosen[0] = numba_kernel() or NUMPY


def is_numba_used() -> bool:
    """Return whether "auto" stands for numba."""
    return _chosen[0] is not NUMPY


@cache
def numba_kernel() -> Kernel | None:
    """Load what numba compiles; None without numba."""
    if find_spec("numba") is None or sys.byteorder != "little":
        return None
    from folkhue.table import kernels_numba

    return kernels_numba.NUMBA
