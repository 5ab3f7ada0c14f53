"""What is done to every pixel, quickly: by NumPy, or compiled by numba if that is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.lut import ColorLut

Bytes = NDArray[np.uint8]


class Kernel(NamedTuple):
    """What is done to n pixels that lie in memory one after the other.

    Pixels are uint8 of shape (n, 3), RGB, or (n, 4), RGBA. A pixel whose alpha is 0 has no
    name. All write into arrays that are given.
    """

    names: Callable[[Bytes, ColorLut, Bytes], None]
    """Pixels, the lut, uint8 (n,): the name of each."""

    bins: Callable[[Bytes, NDArray[np.uint16]], None]
    """Pixels, uint16 (n,): ``r//8 + (g//8)·32 + (b//8)·1024`` of each."""

    paint: Callable[[Bytes, Bytes, Bytes], None]
    """Names (n,), swatches (256, 3), uint8 (n, 3)."""

    tally: Callable[[Bytes, ColorLut, NDArray[np.int64]], None]
    """Pixels, the lut, int64 (256,): each name's number of pixels is added to it."""

    weigh: Callable[[NDArray[np.uint16], Bytes, NDArray[np.float32], NDArray[np.float32]], None]
    """Bins (n,), names (n,), float32 (32768, m), float32 (n,): the value at bin and name.

    Names above m - 1 count as m - 1.
    """


def _numbers(pixels: Bytes) -> NDArray[np.uint32]:
    """Read each pixel as a little-endian number; its top byte is alpha, or means nothing."""
    if pixels.shape[1] == 4:
        return pixels.view("<u4")[:, 0]
    # Four bytes at each third one: there is no quicker way to tell NumPy to take three.
    numbers = np.zeros(len(pixels), np.uint32)
    if len(pixels) > 1:
        numbers[:-1] = np.ndarray(len(pixels) - 1, "<u4", pixels, strides=(3,))
    numbers[-1:] = pixels[-1:] @ np.array([1, 1 << 8, 1 << 16], np.uint32)
    return numbers


def _names(pixels: Bytes, lut: ColorLut, out: Bytes) -> None:
    numbers = _numbers(pixels)
    np.take(lut.flat, numbers & 0xFFFFFF, out=out, mode="wrap")
    if pixels.shape[1] == 4:
        out[numbers < 1 << 24] = UNNAMED


def _bins(pixels: Bytes, out: NDArray[np.uint16]) -> None:
    numbers = _numbers(pixels)
    out[:] = numbers >> 3 & 31 | numbers >> 6 & 31 << 5 | numbers >> 9 & 31 << 10


def _paint(names: Bytes, swatches: Bytes, out: Bytes) -> None:
    np.take(swatches.view("V3")[:, 0], names, out=out.view("V3")[:, 0], mode="wrap")


def _tally(pixels: Bytes, lut: ColorLut, counts: NDArray[np.int64]) -> None:
    names = np.empty(len(pixels), np.uint8)
    _names(pixels, lut, names)
    counts += np.bincount(names, minlength=256)


def _weigh(
    bins: NDArray[np.uint16], names: Bytes, values: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    width = values.shape[1]
    place = bins.astype(np.intp) * width + np.minimum(names, width - 1)
    np.take(values, place, out=out, mode="wrap")


NUMPY = Kernel(_names, _bins, _paint, _tally, _weigh)


@cache
def compiled() -> Kernel | None:
    """Load the kernel that numba compiles, None without numba; from then on it is in use.

    That takes some 0.3 seconds, and seconds the first time on a machine. Without this call it
    is done once so many pixels were named that it would have paid from the start.
    """
    if find_spec("numba") is None or sys.byteorder != "little":
        return None
    from folkhue.table import kernels_numba

    compiled = kernels_numba
    return Kernel(compiled.names, compiled.bins, compiled.paint, compiled.tally, compiled.weigh)


class _Odometer:
    """Counts pixels, to tell when compiling has paid."""

    enough = 1 << 28
    pixels = 0

    def kernel(self, pixels: int) -> Kernel:
        """Choose the kernel for so many more pixels."""
        self.pixels += pixels
        fast = compiled() if self.pixels >= self.enough or compiled.cache_info().currsize else None
        return fast or NUMPY


_odometer = _Odometer()

_PART = 1 << 16  # pixels at a time: with their names they stay in the cache
_THREADED = 1 << 24  # pixels from which on a second thread is worth its start


def over(
    rgb: Bytes, out: NDArray[Any], work: Callable[[Kernel, Bytes, NDArray[Any]], None]
) -> NDArray[Any]:
    """Do work on all pixels of an array, part by part; give back `out`.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (…, 3) or (…, 4)
        However it lies in memory; also on disk.
    out : ndarray, shape (…) or (…, m)
        A result for each pixel, however it lies in memory; or what is to be read beside it.
    work : callable
        Called with the kernel, some of the pixels, shape (n, 3) or (n, 4), and their part of
        `out`, shape (n,) or (n, m), both C-contiguous. From several threads if there are many.
    """
    pixels, channels = rgb.size // rgb.shape[-1], rgb.shape[-1]
    task = partial(work, _odometer.kernel(pixels))
    if rgb.ndim == 1 or (rgb.flags.c_contiguous and out.flags.c_contiguous):
        slabs = rgb.reshape(-1, channels), out.reshape(pixels, *out.shape[rgb.ndim - 1 :])
    else:
        slabs = rgb, out
    if pixels < _THREADED:
        _by_parts(*slabs, task)
        return out
    threads = os.cpu_count() or 1
    cuts = np.linspace(0, len(slabs[0]), 4 * threads + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:
        jobs = ((*(slab[start:end] for slab in slabs), task) for start, end in pairwise(cuts))
        for _ in pool.map(_by_parts, *zip(*jobs, strict=True)):
            pass
    return out


def _by_parts(rgb: Bytes, out: NDArray[Any], task: Callable[[Bytes, NDArray[Any]], None]) -> None:
    """Copy what is scattered in memory, a part at a time, and do the task."""
    if not rgb.size:
        return
    rows = _PART * len(rgb) * rgb.shape[-1] // rgb.size
    if not rows and rgb.ndim > 2:
        for image, result in zip(rgb, out, strict=True):
            _by_parts(image, result, task)
        return
    for start in range(0, len(rgb), rows):
        part, result = rgb[start : start + rows], out[start : start + rows]
        pixels = np.ascontiguousarray(part).reshape(-1, rgb.shape[-1])
        given = np.ascontiguousarray(result)
        task(pixels, given.reshape(len(pixels), *out.shape[rgb.ndim - 1 :]))
        if given is not result and result.flags.writeable:
            result[...] = given
