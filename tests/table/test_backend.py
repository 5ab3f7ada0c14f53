import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from folkhue._utils import extras
from folkhue.errors import MissingExtraError
from folkhue.table import backend, color_table
from folkhue.table.backend import BACKENDS, MIN_PIXELS, kernel_of, numba_kernel, use_numba
from folkhue.table.color_table import load
from folkhue.table.kernels import NUMPY


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "_chosen", [NUMPY])


def test_auto_is_numpy_until_a_program_uses_numba() -> None:
    assert kernel_of("auto") is NUMPY
    use_numba(MIN_PIXELS - 1)
    assert kernel_of("auto") is NUMPY
    use_numba(MIN_PIXELS)
    assert kernel_of("auto") is numba_kernel() is not None
    use_numba(1)
    assert kernel_of("auto") is numba_kernel()


def test_a_backend_can_be_chosen() -> None:
    assert kernel_of("numba") is numba_kernel() is not None
    assert kernel_of("auto") is NUMPY
    use_numba()
    assert kernel_of("numpy") is NUMPY
    assert kernel_of("auto") is numba_kernel()


def test_tables_of_all_backends_give_the_same() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (50, 60, 3), np.uint8)
    auto, numpy, numba = (load("basic11", backend=each) for each in BACKENDS)
    for other in (numpy, numba, auto.using("numba")):
        assert np.array_equal(other.predict(pixels), auto.predict(pixels))
        assert np.array_equal(other.recolor(pixels), auto.recolor(pixels))
        assert other.shares(pixels) == auto.shares(pixels)


def test_a_table_uses_the_backend_that_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    used = []
    monkeypatch.setattr(
        color_table, "kernel_of", lambda name: used.append(name) or backend.kernel_of(name)
    )
    pixels = np.zeros((2, 2, 3), np.uint8)
    table = load("basic11", backend="numba")
    used.clear()
    for named in (table, table.using("numpy"), table):
        named.predict(pixels)
    assert used == ["numpy", "numba", "numpy", "numba"]  # the first, as it is chosen


def test_another_backend_is_refused() -> None:
    with pytest.raises(ValueError, match="backend: expected auto or numpy or numba, got 'cuda'"):
        load(backend="cuda")  # type: ignore[arg-type]


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (backend, extras):
        monkeypatch.setattr(module, "find_spec", lambda name: None)
    numba_kernel.cache_clear()
    yield
    numba_kernel.cache_clear()


@pytest.mark.usefixtures("without_numba")
def test_without_numba_numpy_does_it_all() -> None:
    use_numba()
    assert kernel_of("auto") is NUMPY
    assert numba_kernel() is None
    with pytest.raises(MissingExtraError, match=r'backend="numba" needs .*numba.*folkhue\[fast\]'):
        load(backend="numba")


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
