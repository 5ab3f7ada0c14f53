"""PNG: the chunks that hold the picture, the color space they name, and the first frame of APNG.

Texts and other chunks that are not the picture never reach the decoder, however large they are.

References
----------
W3C, *Portable Network Graphics (PNG) Specification (Third Edition)*, 2025,
https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from folkhue.images.color_space import ColorSpace, Primaries
from folkhue.images.icc import MAX_PROFILE_BYTES, Encoding, unpacked_profile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_CHUNKS = 100_000
_MAX_BYTES = {b"IHDR": 13, b"PLTE": 768, b"tRNS": 256, b"iCCP": MAX_PROFILE_BYTES, b"eXIf": 1 << 20}
_MAX_BYTES |= dict.fromkeys((b"acTL", b"fcTL", b"cICP", b"sRGB", b"gAMA", b"cHRM"), 64)
"""Chunks before the image data that are read, if they are not larger."""

_PALETTE, _COLOR = 1, 2
"""Bits of the color type."""

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Color type → samples of a pixel."""

_PASSES = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""Left, top, and steps right and down, of the pixels of each pass of an interlaced picture."""

_BLOCK = 1 << 16  # bytes

_Chunks = Mapping[bytes, memoryview]


@dataclass(frozen=True)
class Png:
    """What matters of a PNG file.

    Attributes
    ----------
    contents : bytes
        A PNG file of the picture, or of the first frame of an animation, without anything else.
    depth : int
        Bits of a sample.
    interlaced : bool
    encoding : bytes or ColorSpace, optional
        Color profile or color space; absent, it is sRGB.
    exif : bytes
    canvas : tuple of int
        Width and height of the whole.
    offset : tuple of int
        Left and top of the frame.
    """

    contents: bytes
    depth: int
    interlaced: bool
    encoding: Encoding
    exif: bytes
    canvas: tuple[int, int]
    offset: tuple[int, int]


def take_apart(contents: bytes) -> Png:
    """Separate the picture of a PNG file from what else is there.

    Raises
    ------
    ValueError
        If header, palette or picture are missing, or the first frame of an animation.
    """
    view = memoryview(contents)
    chunks, (start, end) = _before_image(view)
    width, height, depth, color_type = struct.unpack(">2I2B", chunks[b"IHDR"][:10])
    if color_type & _PALETTE and b"PLTE" not in chunks:
        raise ValueError("the palette is damaged, or missing")
    canvas, size, offset = (width, height), (width, height), (0, 0)
    data: tuple[bytes | memoryview, ...] = view[start:end], _END if end <= len(view) else b""
    if any(chunks.get(b"acTL", b"")[:4]) and b"fcTL" not in chunks:
        size, offset, frame = _first_frame(view, end, canvas)
        data = frame, _END
    header = _chunk(b"IHDR", struct.pack(">2I", *size) + chunks[b"IHDR"][8:])
    palette = _chunk(b"PLTE", chunks[b"PLTE"]) if b"PLTE" in chunks else b""
    transparent = _transparency(chunks, depth, color_type)
    picture = b"".join([_SIGNATURE, header, palette, transparent, *data])
    encoding = _encoding(chunks, bool(color_type & _COLOR))
    interlaced = bool(chunks[b"IHDR"][12])
    return Png(
        picture, depth, interlaced, encoding, bytes(chunks.get(b"eXIf", b"")), canvas, offset
    )


def _transparency(chunks: _Chunks, depth: int, color_type: int) -> bytes:
    """Return the chunk tRNS as Pillow reads it, or nothing where browsers ignore it."""
    found = chunks.get(b"tRNS", b"")
    if color_type == _PALETTE | _COLOR:
        kinds = list(chunks)
        is_late = b"tRNS" in chunks and kinds.index(b"tRNS") > kinds.index(b"PLTE")
        return _chunk(b"tRNS", found) if is_late else b""
    count = {0: 1, _COLOR: 3}.get(color_type, 0)
    if not count or len(found) < 2 * count:
        return b""
    white = 2**depth - 1
    samples = [each & max(white, 255) for each in struct.unpack(f">{count}H", found[: 2 * count])]
    if samples[0] > white:
        return b""
    if depth < 8:  # Pillow compares with samples that it has scaled
        samples = [samples[0] * 255 // white]
    return _chunk(b"tRNS", struct.pack(f">{count}H", *samples))


def lacks_rows(contents: bytes) -> bool:
    """Return whether a PNG file has less image data than its header says.

    Parameters
    ----------
    contents : bytes
        What `take_apart` returns.
    """
    view = memoryview(contents)
    chunks, _ = _before_image(view)
    missing = _bytes_of_rows(*struct.unpack(">2I5B", chunks[b"IHDR"]))
    inflate = zlib.decompressobj()
    for kind, start, end in _walk(view, len(_SIGNATURE)):
        packed = bytes(view[start + 8 : end - 4]) if kind == b"IDAT" else b""
        while packed and missing > 0:
            missing -= len(inflate.decompress(packed, _BLOCK))
            packed = inflate.unconsumed_tail
    return missing > 0


def _bytes_of_rows(
    width: int, height: int, depth: int, color_type: int, _: int, __: int, interlaced: int
) -> int:
    bits = depth * _SAMPLES.get(color_type, 1)
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in passes)
    return sum(
        max(0, rows) * (1 + -(-columns * bits // 8)) for columns, rows in sizes if columns > 0
    )


def _before_image(contents: memoryview) -> tuple[_Chunks, tuple[int, int]]:
    """Return the data of chunks before the image data, and where the image data is."""
    chunks: dict[bytes, memoryview] = {}
    first = last = 0
    for kind, start, end in _walk(contents, len(_SIGNATURE)):
        if kind == b"IDAT":
            first, last = first or start, end
        elif first or kind == b"IEND":
            break
        elif end - start - 12 <= _MAX_BYTES.get(kind, -1) and _is_whole(contents, start, end):
            chunks.setdefault(kind, contents[start + 8 : end - 4])
    if not first or len(chunks.get(b"IHDR", b"")) != 13:
        raise ValueError("the file has no header, or no image data")
    return chunks, (first, last)


def _walk(contents: memoryview, start: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of each chunk; the end may be behind that of the file."""
    for _ in range(_MAX_CHUNKS):
        if start + 12 > len(contents):
            return
        end = start + 12 + int.from_bytes(contents[start : start + 4])
        yield bytes(contents[start + 4 : start + 8]), start, end
        start = end
    raise ValueError(f"the file has more than {_MAX_CHUNKS:,} chunks")


def _is_whole(contents: memoryview, start: int, end: int) -> bool:
    return zlib.crc32(contents[start + 4 : end - 4]) == int.from_bytes(contents[end - 4 : end])


def _chunk(kind: bytes, data: bytes | memoryview) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join([struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)])


_END = _chunk(b"IEND", b"")


def _first_frame(
    contents: memoryview, start: int, canvas: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int], bytes]:
    """Return size and offset of the first frame after the image data, and the frame as such."""
    control, data = None, []
    for kind, begin, end in _walk(contents, start):
        if kind == b"IEND" or (kind == b"fcTL" and control):
            break
        if kind == b"fcTL":
            control = contents[begin + 8 : end - 4]
        elif kind == b"fdAT" and control:
            data.append(contents[begin + 12 : end - 4])
    if not control or not data:
        raise ValueError("the animation lacks its first frame")
    _, width, height, left, top = struct.unpack(">5I", control[:20])
    if left + width > canvas[0] or top + height > canvas[1]:
        raise ValueError("the first frame is not within the animation")
    return (width, height), (left, top), _chunk(b"IDAT", b"".join(data))


def _encoding(chunks: _Chunks, has_color: bool) -> Encoding:
    """Find the color space: cICP comes before iCCP, sRGB and gAMA with cHRM, in this order."""
    named = _named_space(chunks.get(b"cICP", b""))
    if named or b"iCCP" not in chunks:
        return named or _gamma_space(chunks)
    name_end = bytes(chunks[b"iCCP"][:80]).find(b"\0")
    spaces = (b"RGB ",) if has_color else (b"RGB ", b"GRAY")
    profile = unpacked_profile(chunks[b"iCCP"][name_end + 2 :], *spaces)
    return profile or _gamma_space(chunks)


def _named_space(data: memoryview | bytes) -> ColorSpace | None:
    """Read cICP, if it is of RGB samples of full range."""
    if len(data) != 4 or data[2] != 0 or data[3] != 1:
        return None
    return ColorSpace.from_code_points(data[0], data[1])


def _gamma_space(chunks: _Chunks) -> ColorSpace | None:
    if b"sRGB" in chunks or len(chunks.get(b"gAMA", b"")) != 4:
        return None
    gamma = int.from_bytes(chunks[b"gAMA"]) / 100_000
    primaries: Primaries | None = None
    if len(chunks.get(b"cHRM", b"")) == 32:
        x = [each / 100_000 for each in struct.unpack(">8I", chunks[b"cHRM"])]
        primaries = ((x[2], x[3]), (x[4], x[5]), (x[6], x[7]), (x[0], x[1]))
    return ColorSpace.from_gamma(1 / gamma, primaries) if gamma else None
