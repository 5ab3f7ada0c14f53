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


def bmp_profile(contents: bytes) -> bytes | None:
    """Return the profile that is embedded in a BMP file of version 5."""
    if len(contents) < _BMP_HEADERS or contents[14:18] != struct.pack("<I", 124):
        return None
    if contents[70:74] != b"DEBM":
        return None
    offset, size = struct.unpack_from("<2I", contents, 126)
    return contents[14 + offset :][: min(size, MAX_PROFILE_BYTES)]


_BMP_HEADERS = 138
