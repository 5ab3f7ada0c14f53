import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import folkhue
from folkhue.table import kernels
from folkhue.table.kernels import NUMPY, Kernel

LUT = folkhue.load("basic11").lut
PIXELS = st.tuples(st.integers(0, 70), st.sampled_from([3, 4])).flatmap(
    lambda shape: arrays(np.uint8, shape)
)


def answers(kernel: Kernel, pixels: np.ndarray) -> list[np.ndarray]:
    """Have a kernel do all that it can."""
    rng, count = np.random.default_rng(1), len(pixels)
    values = rng.random((32768, 9), np.float32)
    swatches = rng.integers(0, 256, (256, 3), np.uint8)
    names, bins = np.zeros(count, np.uint8), np.zeros(count, np.uint16)
    painted, counts = np.zeros((count, 3), np.uint8), np.arange(256)
    weights = np.zeros(count, np.float32)
    kernel.names(pixels, LUT, names)
    kernel.bins(pixels, bins)
    kernel.paint(names, swatches, painted)
    kernel.tally(pixels, LUT, counts)
    kernel.weigh(bins, names, values, weights)
    return [names, bins, painted, counts, weights]


@given(PIXELS)
def test_numpy_and_numba_give_the_same_bytes(pixels: np.ndarray) -> None:
    fast = kernels.compiled()
    assert fast
    for one, other in zip(answers(NUMPY, pixels), answers(fast, pixels), strict=True):
        assert one.tobytes() == other.tobytes()


@given(PIXELS)
def test_numpy_does_what_is_said(pixels: np.ndarray) -> None:
    names, bins, painted, counts, weights = answers(NUMPY, pixels)
    swatches = np.random.default_rng(1)
    values = swatches.random((32768, 9), np.float32)
    swatches = swatches.integers(0, 256, (256, 3), np.uint8)
    for pixel, (red, green, blue, *alpha) in enumerate(pixels.tolist()):
        unnamed = alpha == [0]
        name = 255 if unnamed else LUT.flat[blue << 16 | green << 8 | red]
        assert names[pixel] == name
        assert bins[pixel] == red // 8 + green // 8 * 32 + blue // 8 * 1024
        assert painted[pixel].tolist() == swatches[name].tolist()
        assert weights[pixel] == values[bins[pixel], min(name, 8)]
    assert (counts - np.arange(256)).tolist() == np.bincount(names, minlength=256).tolist()


CHECK = """
import sys, numpy as np, folkhue
from folkhue.table import kernels, kernels_numba as jit
assert jit._bits is jit._gathered
rng, lut = np.random.default_rng(2), folkhue.load("basic11").lut
for width in (3, 4):
    pixels = rng.integers(0, 256, (100_000, width), np.uint8)
    one, other = np.zeros((2, len(pixels)), np.uint8)
    kernels.NUMPY.names(pixels, lut, one)
    jit.names(pixels, lut, other)
    assert np.array_equal(one, other)
"""


def test_processors_without_the_instruction_get_the_same() -> None:
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    subprocess.run([sys.executable, "-c", CHECK], env={**os.environ, **plain}, check=True)


NO_ROOM = """
import resource
import numpy as np
from folkhue import load
from folkhue.table import kernels
kernel, table = kernels.compiled(), load()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as if the disk were full
names = np.empty(1, np.uint8)
kernel.names(np.array([[30, 60, 200]], np.uint8), table.lut, names)
assert table.terms[names[0]] == "blue"
"""


def test_a_full_disk_costs_no_answer(tmp_path: Path) -> None:
    cache = {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", NO_ROOM], env={**os.environ, **cache}, check=True)
    assert not any(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())


def test_numba_takes_over_after_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    odometer = kernels._Odometer()
    kernels.compiled.cache_clear()
    assert odometer.kernel(odometer.enough // 2) is NUMPY
    assert odometer.kernel(odometer.enough // 2) is not NUMPY
    assert kernels._Odometer().kernel(1) is not NUMPY


def test_without_numba_numpy_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels.compiled.cache_clear()
    monkeypatch.setattr(kernels, "find_spec", lambda name: None)
    odometer = kernels._Odometer()
    assert odometer.kernel(1 << 40) is NUMPY
    assert kernels.compiled() is None
    kernels.compiled.cache_clear()
