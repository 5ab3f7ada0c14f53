"""Which implementation names pixels: NumPy's, or the one that numba compiles."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec

from folkhue.table.kernels import NUMPY, Kernel


class Backend:
    """Starts with NumPy and switches to numba, if installed, once that pays.

    Both give the same bytes; numba takes a third to a half of the time. Loading it takes half a
    second, and compiling, the first time on a machine, another: as much as it saves in
    `switch_after` pixels.

    Parameters
    ----------
    switch_after : int
        Pixels that NumPy works on before numba takes over.

    Attributes
    ----------
    pixels : int
        Pixels worked on so far.
    """

    def __init__(self, switch_after: int = 1 << 29) -> None:
        self.switch_after = switch_after
        self.pixels = 0

    def kernel(self, pixels: int) -> Kernel:
        """Choose the implementation for so many more pixels, and count them."""
        self.pixels += pixels
        fast = numba_kernel() if self.pixels >= self.switch_after else None
        return fast or NUMPY

    def expect(self, pixels: int) -> None:
        """Use numba from here on if so many pixels are to come that it pays.

        Who knows this need not wait until NumPy has worked on as many: half suffice.
        """
        if pixels >= self.switch_after // 2:
            self.compile()

    def compile(self) -> None:
        """Load numba now, if it is installed, and use it from here on."""
        self.switch_after = 0
        numba_kernel()


@cache
def numba_kernel() -> Kernel | None:
    """Load what numba compiles; None without numba."""
    if find_spec("numba") is None or sys.byteorder != "little":
        return None
    from folkhue.table import kernels_numba

    return kernels_numba.NUMBA


BACKEND = Backend()
"""The one that all color tables of a process share."""
