"""Sorting the codes of colors, by whichever of two algorithms this processor is faster at.

On some processors (AMD's Zen 4), NumPy's sort for AVX-512 takes five times as long as the one
for AVX2. There, a radix sort of numbers of 24 bits takes a third of its time; elsewhere, longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_MANY = 1 << 18
"""Codes for which it is found out which algorithm is faster."""

_CHUNK = 1 << 16
"""Codes that fit into a processor's cache, with their order."""

_SAMPLE = 1 << 17


def sort_codes(codes: Codes) -> Codes:
    """Sort codes below 2²⁴; the array that was given may be changed."""
    if len(codes) >= _MANY and _radix_pays():
        return radix_sort(codes)
    codes.sort()
    return codes


def radix_sort(codes: Codes) -> Codes:
    """Sort by the highest byte in chunks, and then each bucket by the two other bytes."""
    chunks = [_buckets(codes[start : start + _CHUNK]) for start in range(0, len(codes), _CHUNK)]
    result, start = np.empty(len(codes), np.uint32), 0
    for high, pieces in enumerate(zip(*chunks, strict=True)):
        low = np.concatenate(pieces)
        low.sort(kind="stable")  # for 16 bits NumPy's radix sort
        np.bitwise_or(low, np.uint32(high << 16), out=result[start : start + len(low)])
        start += len(low)
    return result


def _buckets(chunk: Codes) -> list[NDArray[np.uint16]]:
    """Return the two lower bytes of codes, by the highest byte."""
    high = (chunk >> 16).astype(np.uint8)
    low = chunk.astype(np.uint16)[np.argsort(high, kind="stable")]
    ends = np.cumsum(np.bincount(high, minlength=256)).tolist()
    return [low[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@cache
def _radix_pays() -> bool:
    """Measure which algorithm is faster; the results are the same."""
    squares = np.arange(_SAMPLE, dtype=np.uint64) ** 2 * 40_503 >> 5
    sample = (squares & 0xFFFFFF).astype(np.uint32)
    return _seconds(radix_sort, sample) < _seconds(np.sort, sample)


def _seconds(sort: Callable[[Codes], object], sample: Codes) -> float:
    times = []
    for _ in range(2):
        start = time.thread_time()
        sort(sample)
        times.append(time.thread_time() - start)
    return min(times)
