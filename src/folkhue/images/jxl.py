"""The size of a JPEG XL picture, known before its decoder, which does not ask, allocates it.

References
----------
ISO/IEC 18181-1:2024, *JPEG XL image coding system — Core coding system*, D.2.
ISO/IEC 18181-2:2024, *File format*.
"""

from __future__ import annotations

from folkhue.images.isobmff import boxes

_RATIOS = ((1, 1), (6, 5), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_BITS = (9, 13, 18, 30)


def size_of_jxl(contents: bytes) -> tuple[int, int]:
    """Read width and height.

    Raises
    ------
    ValueError
        If there is no picture.
    """
    start = _codestream(contents)
    if start[:2] != b"\xff\x0a":
        raise ValueError("the file has no picture")
    bits = _Bits(int.from_bytes(start[2:12], "little"))
    is_small = bool(bits.take(1))
    height = _side(bits, is_small)
    ratio = bits.take(3)
    if ratio == 0:
        return _side(bits, is_small), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _codestream(contents: bytes) -> bytes:
    """Return the beginning of the codestream, in a container or not."""
    if contents[:2] == b"\xff\x0a":
        return contents[:12]
    for kind, data in boxes(memoryview(contents)):
        if kind in (b"jxlc", b"jxlp"):
            return bytes(data[:16])[4 * (kind == b"jxlp") :]
    return b""


class _Bits:
    """Bits, the lowest first."""

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def take(self, count: int) -> int:
        found = self._bits & ((1 << count) - 1)
        self._bits >>= count
        return found


def _side(bits: _Bits, is_small: bool) -> int:
    return 8 * (bits.take(5) + 1) if is_small else bits.take(_BITS[bits.take(2)]) + 1
