import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from folkhue.table import backend
from folkhue.table.backend import Backend, numba_kernel
from folkhue.table.kernels import NUMPY


def test_numba_takes_over_after_many_pixels() -> None:
    chosen = Backend(switch_after=100)
    assert [chosen.kernel(49) for _ in range(2)] == [NUMPY, NUMPY]
    assert chosen.pixels == 98
    assert chosen.kernel(2) is numba_kernel() is not NUMPY


def test_it_does_at_once_if_many_pixels_are_to_come() -> None:
    chosen = Backend(switch_after=100)
    chosen.expect(49)
    assert chosen.kernel(1) is NUMPY
    chosen.expect(50)
    assert chosen.kernel(1) is (numba_kernel() or NUMPY)


def test_by_default_it_does_after_537_million() -> None:
    assert Backend().switch_after == 1 << 29


def test_numba_can_be_chosen_at_once() -> None:
    chosen = Backend()
    chosen.compile()
    assert chosen.kernel(0) is numba_kernel() is not None


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(backend, "find_spec", lambda name: None)
    numba_kernel.cache_clear()
    yield
    numba_kernel.cache_clear()


@pytest.mark.usefixtures("without_numba")
def test_without_numba_numpy_does_it_all() -> None:
    chosen = Backend(switch_after=0)
    chosen.compile()
    assert chosen.kernel(1 << 40) is NUMPY
    assert numba_kernel() is None


OTHER_MACHINE = """
import resource
import numpy as np
from folkhue import load
from folkhue.table import kernels_numba
from folkhue.table.kernels import NUMPY

assert not kernels_numba.has_fast_pext()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as if the disk were full
rng, lut = np.random.default_rng(2), load("basic11").lut
for channels in (3, 4):
    pixels = rng.integers(0, 256, (100_000, channels), np.uint8)
    one, other = np.zeros((2, len(pixels)), np.uint8)
    NUMPY.names(pixels, lut, one)
    kernels_numba.names(pixels, lut, other)
    assert np.array_equal(one, other)
    one, other = np.zeros((2, 256), np.int64)
    NUMPY.count(pixels, lut, one)
    kernels_numba.count(pixels, lut, other)
    assert np.array_equal(one, other)
"""


@pytest.mark.slow
def test_without_pext_and_on_a_full_disk_the_results_are_the_same(tmp_path: Path) -> None:
    """In a process of its own, as numba reads the environment when it is imported."""
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    environment = os.environ | plain | {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", OTHER_MACHINE], env=environment, check=True)
    kept = list(tmp_path.rglob("*"))
    assert kept, "the folder of the cache"
    assert not any(path.stat().st_size for path in kept if path.is_file())
