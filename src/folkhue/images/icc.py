"""Color profiles as the International Color Consortium (ICC) defines them."""

from __future__ import annotations

import struct
import zlib

from folkhue.images.color_space import ColorSpace

Encoding = bytes | ColorSpace | None
"""What the samples of an image mean: a color profile, a color space or, by default, sRGB."""

MAX_PROFILE_BYTES = 1 << 24
"""Bytes of the largest profile that is used."""

_HEADER_BYTES = 128


def unpacked_profile(packed: bytes | memoryview, *spaces: bytes) -> bytes | None:
    """Unpack a profile; None if it is damaged, too large, or of none of the color spaces.

    What follows the profile, however large it unpacks, is left packed.

    Parameters
    ----------
    packed : bytes
        In the format of zlib.
    *spaces : bytes
        Such as ``b"RGB "``.
    """
    try:
        size = int.from_bytes(zlib.decompressobj().decompress(packed, 4))
        if not _HEADER_BYTES < size <= MAX_PROFILE_BYTES:
            return None
        profile = zlib.decompressobj().decompress(packed, size)
    except zlib.error:
        return None
    is_profile = len(profile) == size and profile[36:40] == b"acsp"
    return profile if is_profile and profile[16:20] in spaces else None


def display_p3_profile() -> bytes:
    """Make a profile of Display P3, as defined by ICC.1:2022."""
    tags = {
        b"desc": _localized("Display P3"),
        b"cprt": _localized("Public domain"),
        b"wtpt": _numbers(b"XYZ ", *_D50),
        **{name: _numbers(b"XYZ ", *each) for name, each in _P3_COLORANTS.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _SRGB_CURVE),
    }
    table, data = struct.pack(">I", len(tags)), b""
    start = _HEADER_BYTES + 4 + 12 * len(tags)
    for name, contents in tags.items():
        table += name + struct.pack(">2I", start + len(data), len(contents))
        data += contents + bytes(-len(contents) % 4)
    header = struct.pack(">I4xI", start + len(data), 0x04400000) + b"mntrRGB XYZ "
    header = header.ljust(36, b"\0") + b"acsp"
    header = header.ljust(68, b"\0") + _numbers(b"", *_D50)[4:]
    return header.ljust(_HEADER_BYTES, b"\0") + table + data


def _numbers(kind: bytes, *values: float) -> bytes:
    fixed = (round(value * 65536) for value in values)
    return kind + bytes(4) + struct.pack(f">{len(values)}i", *fixed)


def _localized(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">3I4s2I", 0, 1, 12, b"enUS", len(encoded), 28) + encoded


_D50 = (0.9642, 1.0, 0.8249)
_P3_COLORANTS = {
    b"rXYZ": (0.515119, 0.241189, -0.001050),
    b"gXYZ": (0.291978, 0.692244, 0.041879),
    b"bXYZ": (0.157103, 0.066567, 0.784071),
}
"""XYZ of the primaries, adapted to D50 by Bradford's method."""
_SRGB_CURVE = b"para" + struct.pack(
    ">I2H5i",
    0,
    3,
    0,
    *(round(each * 65536) for each in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)),
)


def bmp_profile(contents: bytes) -> bytes | None:
    """Return the profile that is embedded in a BMP file of version 5."""
    if len(contents) < _BMP_HEADERS or contents[14:18] != struct.pack("<I", 124):
        return None
    if contents[70:74] != b"DEBM":
        return None
    offset, size = struct.unpack_from("<2I", contents, 126)
    return contents[14 + offset :][: min(size, MAX_PROFILE_BYTES)]


_BMP_HEADERS = 138
