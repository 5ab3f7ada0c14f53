"""Images worked on block by block, so that what is computed stays in the processor's cache."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Index = tuple[Any, ...]
T = TypeVar("T")

BLOCK_PIXELS = 1 << 16
"""Pixels of the largest block."""

THREADED_PIXELS = 1 << 24
"""Pixels of the smallest image for which starting threads pays."""

_CHUNKS_A_THREAD = 4  # so that a thread that finishes early takes over from a slower one


def map_blocks(
    function: Callable[[Pixels, NDArray[Any]], None], rgb: Pixels, out: NDArray[Any]
) -> NDArray[Any]:
    """Compute a result for each pixel of an image.

    Parameters
    ----------
    function : callable
        Called with the pixels of a block, shape (n, channels), and the array to write their
        results to, shape (n) or (n, m), both C-contiguous. Large images call it from several
        threads.
    rgb : ndarray of uint8, shape (..., channels)
        Any memory layout; also mapped from disk.
    out : ndarray, shape (...) or (..., m)
        Receives the results; any memory layout.

    Returns
    -------
    ndarray
        `out`.
    """
    tail = out.shape[rgb.ndim - 1 :]

    def fill(index: Index) -> None:
        block = out[index]
        result = block if block.flags.c_contiguous else np.empty(block.shape, block.dtype)
        function(_flat(rgb[index]), result.reshape(-1, *tail))
        if result is not block:
            block[...] = result

    for _ in _call_for_blocks(fill, rgb.shape[:-1]):
        pass
    return out


def results_by_block(
    function: Callable[[Pixels, NDArray[np.bool_]], T], rgb: Pixels, mask: NDArray[np.bool_]
) -> Iterable[T]:
    """Call a function for each block of an image, and yield its results.

    Parameters
    ----------
    function : callable
        Called with the pixels of a block, shape (n, channels), and their part of the mask,
        shape (n,). Large images call it from several threads.
    rgb : ndarray of uint8, shape (..., channels)
    mask : ndarray of bool, shape (...)
    """

    def call(index: Index) -> T:
        return function(_flat(rgb[index]), np.ascontiguousarray(mask[index]).reshape(-1))

    return _call_for_blocks(call, mask.shape)


def block_indices(shape: tuple[int, ...], max_pixels: int | None = None) -> Iterator[Index]:
    """Cut an image into blocks.

    Parameters
    ----------
    shape : tuple of int
        Of the image, without channels.
    max_pixels : int, optional
        Pixels of the largest block; `BLOCK_PIXELS` if absent.

    Yields
    ------
    tuple
        What indexes a block, in the order of the pixels in memory.

    Examples
    --------
    >>> list(block_indices((5, 3), max_pixels=6))
    [(slice(0, 2, None), Ellipsis), (slice(2, 4, None), Ellipsis), (slice(4, 6, None), Ellipsis)]
    """
    max_pixels = max_pixels or BLOCK_PIXELS
    if math.prod(shape) == 0:
        return
    if not shape:
        yield (...,)
        return
    rows = max_pixels // math.prod(shape[1:])
    if not rows:
        for row in range(shape[0]):
            yield from ((row, *rest) for rest in block_indices(shape[1:], max_pixels))
        return
    # Blocks of one size, rather than a small last one.
    step = -(-shape[0] // -(-shape[0] // rows))
    for start in range(0, shape[0], step):
        yield slice(start, start + step), ...


def _flat(block: Pixels) -> Pixels:
    """Return the pixels of a block, shape (n, channels), one after the other in memory."""
    return np.ascontiguousarray(block).reshape(-1, block.shape[-1])


def _call_for_blocks(work: Callable[[Index], T], shape: tuple[int, ...]) -> Iterable[T]:
    """Call a function with the index of every block, in several threads if there are many."""
    indices = list(block_indices(shape))
    if math.prod(shape) < THREADED_PIXELS:
        return map(work, indices)
    threads = os.cpu_count() or 1
    size = -(-len(indices) // (threads * _CHUNKS_A_THREAD))
    chunks = [indices[start : start + size] for start in range(0, len(indices), size)]
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda chunk: [work(index) for index in chunk], chunks))
    return [result for results in done for result in results]
