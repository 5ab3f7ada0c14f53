"""The kernel that numba compiles; the same bytes as NumPy's, several times as fast."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED
from folkhue.table.lut import ColorLut

Bytes = NDArray[np.uint8]
U32 = np.uint32

_HIGH, _LOW = 0xFCFCFC, 0x030303
"""Bits of a color that tell its block, and its cell in that."""


@intrinsic  # type: ignore[untyped-decorator]
def _four_bytes(typing: Any, array: Any, place: Any) -> Any:
    """Read a number from four bytes that begin anywhere."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        number = builder.load(
            builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(32).as_pointer())
        )
        number.align = 1
        return number

    return types.uint32(array, place), generate


@intrinsic  # type: ignore[untyped-decorator]
def _extracted(typing: Any, number: Any, mask: Any) -> Any:
    """Gather the bits of a number under a mask: one instruction of processors with BMI2."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        u32 = ir.IntType(32)
        kind = ir.FunctionType(u32, [u32, u32])
        pext = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.bmi.pext.32")
        return builder.call(pext, arguments)

    return types.uint32(types.uint32, types.uint32), generate


@njit(inline="always")  # type: ignore[untyped-decorator]
def _gathered(number: Any, mask: Any) -> Any:
    """Do the same with what every processor has; `mask` is one of ours."""
    shift = U32(2) if mask == U32(_HIGH) else U32(0)
    width = U32(6) if mask == U32(_HIGH) else U32(2)
    ones = (U32(1) << width) - U32(1)
    number >>= shift
    return (
        number & ones
        | (number >> U32(8) & ones) << width
        | (number >> U32(16) & ones) << (width + width)
    )


def _has_quick_pext() -> bool:
    """Tell whether the processor compiled for has BMI2, and not Zen 1's or 2's slow one."""
    features = config.CPU_FEATURES
    if features is None:
        features = ",".join(f"+{n}" for n, on in binding.get_host_cpu_features().items() if on)
    name = config.CPU_NAME or binding.get_host_cpu_name()
    return "+bmi2" in features.split(",") and name not in ("znver1", "znver2")


_bits = _extracted if _has_quick_pext() else _gathered


def _compile(function: Callable[..., Any]) -> Any:
    """Compile, and keep that on disk if there is a place to; a full disk does no harm."""
    try:
        compiled = njit(nogil=True, cache=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)
    save = compiled._cache.save_overload

    def save_if_possible(*compilation: Any) -> None:
        with suppress(OSError):
            save(*compilation)

    compiled._cache.save_overload = save_if_possible
    return compiled


@_compile
def _name(number: Any, index: Any, cells: Any) -> Any:
    block = U32(index[_bits(number, U32(_HIGH))])
    return cells[block << U32(6) | _bits(number, U32(_LOW))]


@_compile
def _names_of_three(data: Any, index: Any, cells: Any, out: Any) -> None:
    last = out.shape[0] - 1
    place = 0
    for pixel in range(last):
        out[pixel] = _name(_four_bytes(data, place), index, cells)
        place += 3
    if last >= 0:  # no byte beyond the last pixel is read
        number = U32(data[place]) | U32(data[place + 1]) << U32(8) | U32(data[place + 2]) << U32(16)
        out[last] = _name(number, index, cells)


@_compile
def _names_of_four(data: Any, index: Any, cells: Any, out: Any) -> None:
    place = 0
    for pixel in range(out.shape[0]):
        number = _four_bytes(data, place)
        name = _name(number, index, cells)
        out[pixel] = name if number >> U32(24) else U32(UNNAMED)
        place += 4


@_compile
def _bins(data: Any, width: Any, out: Any) -> None:
    place = 0
    for pixel in range(out.shape[0]):
        red, green, blue = U32(data[place]), U32(data[place + 1]), U32(data[place + 2])
        out[pixel] = red >> U32(3) | green >> U32(3) << U32(5) | blue >> U32(3) << U32(10)
        place += width


@_compile
def _paint(names: Any, swatches: Any, out: Any) -> None:
    for pixel in range(names.shape[0]):
        name = names[pixel]
        out[pixel, 0] = swatches[name, 0]
        out[pixel, 1] = swatches[name, 1]
        out[pixel, 2] = swatches[name, 2]


@_compile
def _tally_of_three(data: Any, index: Any, cells: Any, counts: Any) -> None:
    # Four tallies, as a count cannot be raised again before it was written.
    parts = np.zeros((4, 256), np.int64)
    pixels = data.shape[0] // 3
    place = 0
    for _ in range((pixels - 1) // 4):
        parts[0, _name(_four_bytes(data, place), index, cells)] += 1
        parts[1, _name(_four_bytes(data, place + 3), index, cells)] += 1
        parts[2, _name(_four_bytes(data, place + 6), index, cells)] += 1
        parts[3, _name(_four_bytes(data, place + 9), index, cells)] += 1
        place += 12
    names = np.empty(pixels - place // 3, np.uint8)
    _names_of_three(data[place:], index, cells, names)
    for name in names:
        parts[0, name] += 1
    for name in range(256):
        counts[name] += parts[0, name] + parts[1, name] + parts[2, name] + parts[3, name]


@_compile
def _tally_of_four(data: Any, index: Any, cells: Any, counts: Any) -> None:
    for place in range(0, data.shape[0], 4):
        number = _four_bytes(data, place)
        counts[_name(number, index, cells) if number >> U32(24) else U32(UNNAMED)] += 1


@_compile
def _weigh(bins: Any, names: Any, values: Any, out: Any) -> None:
    last = U32(values.shape[1] - 1)
    for pixel in range(out.shape[0]):
        out[pixel] = values[bins[pixel], min(U32(names[pixel]), last)]


def _constant(array: NDArray[Any]) -> NDArray[Any]:
    """Mark an array read-only, lest it be compiled for both kinds."""
    view = array.view()
    view.flags.writeable = False
    return view


def names(pixels: Bytes, lut: ColorLut, out: Bytes) -> None:
    """Name pixels; see `folkhue.table.kernels.Kernel`."""
    task = _names_of_three if pixels.shape[1] == 3 else _names_of_four
    task(_constant(pixels.reshape(-1)), lut.index, lut.cells.reshape(-1), out)


def bins(pixels: Bytes, out: NDArray[np.uint16]) -> None:
    """Find the bins of pixels."""
    _bins(_constant(pixels.reshape(-1)), pixels.shape[1], out)


def paint(names: Bytes, swatches: Bytes, out: Bytes) -> None:
    """Paint names."""
    _paint(_constant(names), _constant(swatches), out)


def tally(pixels: Bytes, lut: ColorLut, counts: NDArray[np.int64]) -> None:
    """Count the names of pixels."""
    task = _tally_of_three if pixels.shape[1] == 3 else _tally_of_four
    task(_constant(pixels.reshape(-1)), lut.index, lut.cells.reshape(-1), counts)


def weigh(
    bins: NDArray[np.uint16], names: Bytes, values: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Look values up by bin and name."""
    _weigh(_constant(bins), _constant(names), _constant(values), out)
