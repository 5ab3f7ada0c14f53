"""ICC profiles, put together here."""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def lab() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


_D50 = (0.9642, 1.0, 0.8249)
_WIDE = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7445))
"""Adobe RGB's primaries, adapted to D50."""


def _text(kind: bytes, text: str) -> bytes:
    if kind == b"desc":
        return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text.encode() + bytes(79)
    return b"text\0\0\0\0" + text.encode() + b"\0"


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(each * 65536) for each in values))


def _gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {
        b"desc": _text(b"desc", "test"),
        b"cprt": _text(b"text", "none"),
        b"wtpt": _xyz(_D50),
    } | tags
    offset, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for name, contents in tags.items():
        contents += bytes(-len(contents) % 4)
        table += name + struct.pack(">2I", offset + len(data), len(contents))
        data += contents
    body = struct.pack(">I", len(tags)) + table + data
    start = struct.pack(
        ">I4sI4s4s4s", 128 + len(body), b"test", 0x02400000, kind, space, connection
    )
    middle = struct.pack(">6H4s4s", 2026, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0") + bytes(4 * 5 + 4)
    white = struct.pack(">3i", *(round(each * 65536) for each in _D50))
    return (start + middle + white).ljust(128, b"\0") + body


def wide() -> bytes:
    """Adobe RGB: larger than sRGB, gamma 2.2."""
    tags = {name: _xyz(each) for name, each in zip((b"rXYZ", b"gXYZ", b"bXYZ"), _WIDE, strict=True)}
    curves = {name: _gamma(563 / 256) for name in (b"rTRC", b"gTRC", b"bTRC")}
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags | curves)


def gray(gamma: float) -> bytes:
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _gamma(gamma)})


_GRID = 9
"""Points of each ink; between few of them, decoders interpolate differently."""


def press(inks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the CIELAB of inks from 0 to 1; both of shape (n, channels)."""
    light = 100 * np.prod(1 - inks * [0.45, 0.5, 0.15, 0.9], axis=1)
    a, b = inks @ [-35, 70, -5, 0], inks @ [-50, -5, 90, 0]
    return np.stack([light, *(each * (1 - 0.9 * inks[:, 3]) for each in (a, b))], axis=1)


@cache
def cmyk() -> bytes:
    """A press whose inks are less pure than those of the usual formula."""
    lab = press(np.indices((_GRID,) * 4).reshape(4, -1).T / (_GRID - 1))
    values = (lab * [2.55, 1, 1] + [0, 128, 128]).clip(0, 255).round().astype(np.uint8)
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * (each in (0, 4, 8)) for each in range(9)))
    table = (
        b"mft1\0\0\0\0" + bytes([4, 3, _GRID, 0]) + matrix + ramp * 4 + values.tobytes() + ramp * 3
    )
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
"""The colorants of Apple's profile of Display P3."""


def display_p3() -> bytes:
    """Display P3, with the transfer function of sRGB as a table."""
    signal = np.linspace(0, 1, 1024)
    light = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    values = np.rint(65535 * light).astype(">u2").tobytes()
    curve = b"curv\0\0\0\0" + struct.pack(">I", 1024) + values
    tags = {name: _xyz(each) for name, each in zip((b"rXYZ", b"gXYZ", b"bXYZ"), _P3, strict=True)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags | curves)
