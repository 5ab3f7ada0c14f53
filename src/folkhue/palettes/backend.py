"""Which implementation finds palettes: NumPy's, or the one that numba compiles."""

from __future__ import annotations

from types import ModuleType

from folkhue.table.backend import is_numba_used


def fast_kernels() -> ModuleType | None:
    """Return `folkhue.palettes.kernels_numba`; None, unless the process chose numba.

    See `folkhue.table.backend.use_numba`.
    """
    if not is_numba_used():
        return None
    from folkhue.palettes import kernels_numba

    return kernels_numba
