"""The operations on pixels that have to be fast, and NumPy's implementation of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.lut import ColorLut

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Kernel:
    """Operations on n pixels; all arrays are C-contiguous, the last one receives the results.

    Pixels are uint8 of shape (n, 3), RGB, or (n, 4), RGBA. A pixel whose alpha is 0 has no
    name, which is written as 255.
    """

    names: Callable[[Bytes, ColorLut, Bytes], None]
    """Pixels, lookup table, uint8 (n,): the name of each."""

    bins: Callable[[Bytes, NDArray[np.uint16]], None]
    """Pixels, uint16 (n,): ``r//8 + (g//8)·32 + (b//8)·1024`` of each."""

    paint: Callable[[Bytes, Bytes, Bytes], None]
    """Names (n,), swatches (256, 3), uint8 (n, 3): the swatch of each name."""

    count: Callable[[Bytes, ColorLut, NDArray[np.int64]], None]
    """Pixels, lookup table, int64 (256,): the pixels of each name are added to it."""

    gather: Callable[[NDArray[np.uint16], Bytes, NDArray[np.float32], NDArray[np.float32]], None]
    """Bins (n,), names (n,), float32 (32768, m), float32 (n,): the value at bin and name.

    Names above m - 1 count as m - 1.
    """


def _codes(pixels: Bytes, kind: type[np.integer] = np.uint32) -> NDArray[np.integer]:
    """Read each pixel as a little-endian number; its top byte is alpha, or means nothing."""
    if pixels.shape[1] == 4:
        return pixels.view("<u4")[:, 0].astype(kind, copy=False)
    # Overlapping reads of four bytes: the fastest way to have NumPy read three.
    codes = np.zeros(len(pixels), kind)
    if len(pixels) > 1:
        codes[:-1] = np.ndarray(len(pixels) - 1, "<u4", pixels, strides=(3,))
    codes[-1:] = pixels[-1:] @ np.array([1, 1 << 8, 1 << 16], np.uint32)
    return codes


def _names(pixels: Bytes, lut: ColorLut, out: Bytes) -> None:
    places = _codes(pixels, np.intp)  # of another type, np.take would copy them
    np.take(lut.flat, places & 0xFFFFFF, out=out, mode="wrap")
    if pixels.shape[1] == 4:
        out[pixels[:, 3] == 0] = UNNAMED


def _bins(pixels: Bytes, out: NDArray[np.uint16]) -> None:
    codes = _codes(pixels)
    out[:] = codes >> 3 & 31 | codes >> 6 & 31 << 5 | codes >> 9 & 31 << 10


def _paint(names: Bytes, swatches: Bytes, out: Bytes) -> None:
    np.take(swatches.view("V3")[:, 0], names, out=out.view("V3")[:, 0], mode="wrap")


def _count(pixels: Bytes, lut: ColorLut, counts: NDArray[np.int64]) -> None:
    names = np.empty(len(pixels), np.uint8)
    _names(pixels, lut, names)
    counts += count_bytes(names)


def count_bytes(values: Bytes, mask: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Count how often each value from 0 to 255 occurs where a mask, if given, is true."""
    from PIL import Image  # what only looks names up does not wait for it

    # Pillow counts bytes in place; np.bincount copies them to eight bytes each.
    rows = np.atleast_2d(values)
    counted = None if mask is None or mask.all() else Image.fromarray(np.atleast_2d(mask))
    return np.array(Image.fromarray(rows).histogram(counted), np.int64)


def _gather(
    bins: NDArray[np.uint16], names: Bytes, values: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    width = values.shape[1]
    place = bins.astype(np.intp) * width + np.minimum(names, width - 1)
    np.take(values, place, out=out, mode="wrap")


NUMPY = Kernel(_names, _bins, _paint, _count, _gather)
