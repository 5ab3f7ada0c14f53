import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import folkhue
from folkhue.table.backend import numba_kernel
from folkhue.table.kernels import NUMPY, Kernel

LUT = folkhue.load("basic11").lut
PIXELS = st.tuples(st.integers(0, 70), st.sampled_from([3, 4])).flatmap(
    lambda shape: arrays(np.uint8, shape)
)


def results(kernel: Kernel, pixels: np.ndarray) -> list[np.ndarray]:
    """Call every operation of a kernel."""
    rng, count = np.random.default_rng(1), len(pixels)
    values = rng.random((32768, 9), np.float32)
    swatches = rng.integers(0, 256, (256, 3), np.uint8)
    names, bins = np.zeros(count, np.uint8), np.zeros(count, np.uint16)
    painted, counts = np.zeros((count, 3), np.uint8), np.arange(256)
    gathered = np.zeros(count, np.float32)
    kernel.names(pixels, LUT, names)
    kernel.bins(pixels, bins)
    kernel.paint(names, swatches, painted)
    kernel.count(pixels, LUT, counts)
    kernel.gather(bins, names, values, gathered)
    return [names, bins, painted, counts, gathered]


@given(PIXELS)
def test_numpy_and_numba_give_the_same_bytes(pixels: np.ndarray) -> None:
    fast = numba_kernel()
    assert fast
    for one, other in zip(results(NUMPY, pixels), results(fast, pixels), strict=True):
        assert one.tobytes() == other.tobytes()


@given(PIXELS)
def test_numpy_does_what_is_documented(pixels: np.ndarray) -> None:
    names, bins, painted, counts, gathered = results(NUMPY, pixels)
    swatches = np.random.default_rng(1)
    values = swatches.random((32768, 9), np.float32)
    swatches = swatches.integers(0, 256, (256, 3), np.uint8)
    for pixel, (red, green, blue, *alpha) in enumerate(pixels.tolist()):
        unnamed = alpha == [0]
        name = 255 if unnamed else LUT.flat[blue << 16 | green << 8 | red]
        assert names[pixel] == name
        assert bins[pixel] == red // 8 + green // 8 * 32 + blue // 8 * 1024
        assert painted[pixel].tolist() == swatches[name].tolist()
        assert gathered[pixel] == values[bins[pixel], min(name, 8)]
    assert (counts - np.arange(256)).tolist() == np.bincount(names, minlength=256).tolist()
