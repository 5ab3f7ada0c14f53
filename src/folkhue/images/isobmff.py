"""The color space that AVIF and HEIC files name in their boxes.

References
----------
ISO/IEC 14496-12:2022, *ISO base media file format*.
ISO/IEC 23008-12:2022, *Image File Format*.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from folkhue.images.color_space import ColorSpace

_MAX_BOXES = 10_000

_OF_STILLS = {1: 13, 14: 13}
"""Transfer functions of video, and those by which browsers show them in pictures."""


def color_space_of(contents: bytes) -> ColorSpace | None:
    """Read the code points of the primary picture; None if there are none, or they are damaged."""
    try:
        properties = dict(_primary_properties(memoryview(contents)))
        return _color_space(properties)
    except (struct.error, KeyError, IndexError, ValueError):
        return None


def _color_space(properties: dict[bytes, memoryview]) -> ColorSpace | None:
    primaries, transfer = struct.unpack_from(">2H", properties[b"colrnclx"], 4)
    return ColorSpace.from_code_points(primaries, _OF_STILLS.get(transfer, transfer))


def _primary_properties(contents: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the properties of the primary picture: their kinds and contents."""
    meta = dict(boxes(dict(boxes(contents))[b"meta"][4:]))
    primary = int.from_bytes(meta[b"pitm"][4 : 8 if meta[b"pitm"][0] else 6])
    parts = dict(boxes(meta[b"iprp"]))
    properties = list(boxes(parts[b"ipco"]))
    for number in _associated(parts[b"ipma"], primary):
        kind, data = properties[number - 1]
        yield (kind + bytes(data[:4]) if kind == b"colr" else kind), data


def _associated(data: memoryview, item: int) -> Iterator[int]:
    """Yield the numbers of an item's properties."""
    version, flags = data[0], data[3]
    identity, number = (">I" if version else ">H"), (">H" if flags & 1 else ">B")
    [count], place = struct.unpack_from(">I", data, 4), 8
    for _ in range(min(count, _MAX_BOXES)):
        [found] = struct.unpack_from(identity, data, place)
        place += struct.calcsize(identity)
        amount, place = data[place], place + 1
        size = amount * struct.calcsize(number)
        if found == item:
            bits = 0x7FFF if flags & 1 else 0x7F  # the highest says that it is essential
            yield from (each & bits for [each] in struct.iter_unpack(number, data[place:][:size]))
        place += size


def boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the kinds and contents of boxes that follow each other.

    Raises
    ------
    ValueError
        If one is smaller than its header.
    """
    return islice(_each_box(data), _MAX_BOXES)


def _each_box(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    while len(data) >= 8:
        size, start = int.from_bytes(data[:4]), 8
        if size == 1:
            size, start = int.from_bytes(data[8:16]), 16
        size = size or len(data)
        if size < start:
            raise ValueError("a box is smaller than its header")
        yield bytes(data[4:8]), data[start:size]
        data = data[size:]
