"""JPEG files of every kind of components, with profiles, orientations and second pictures."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from support.corpus import profiles
from support.corpus.pattern import SIDE, Case, enlarged, from_lab, gray, opaque, rgb
from support.corpus.png import exif, xmp


def jpeg(pixels: NDArray[np.uint8], mode: str = "RGB", **how: object) -> bytes:
    options = {"quality": 98, "subsampling": 0} | how
    contents = io.BytesIO()
    Image.frombytes(mode, pixels.shape[1::-1], pixels.tobytes()).save(contents, "JPEG", **options)
    return contents.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">2BH", 0xFF, marker, len(data) + 2) + data


def with_segment(contents: bytes, marker: int, data: bytes) -> bytes:
    """Insert a segment behind the first marker."""
    return contents[:2] + segment(marker, data) + contents[2:]


def inks() -> NDArray[np.uint8]:
    """CMYK of the pattern, with some black."""
    inverted = 255 - rgb().astype(int)
    black = inverted.min(axis=2, keepdims=True) // 2
    return np.dstack([(inverted - black).clip(0), black]).astype(np.uint8)


def _without_adobe(contents: bytes) -> bytes:
    start = contents.index(b"\xff\xee\x00\x0eAdobe")
    return contents[:start] + contents[start + 16 :]


def _of_adobe_transform(contents: bytes, transform: int) -> bytes:
    start = contents.index(b"Adobe")
    return contents[: start + 11] + bytes([transform]) + contents[start + 12 :]


def _ycck() -> bytes:
    """Luminance and chroma of the inks, and inverted black, as Adobe writes them."""
    red, green, blue, black = np.moveaxis(inks().astype(float), 2, 0)
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    cb, cr = 128 + (blue - y) * 0.564334, 128 + (red - y) * 0.713267
    # Pillow inverts what it writes.
    samples = np.dstack([255 - y, 255 - cb, 255 - cr, black]).clip(0, 255).round().astype(np.uint8)
    return _of_adobe_transform(jpeg(samples, "CMYK"), 2)


def by_profile() -> NDArray[np.uint8]:
    """What the inks look like in print, by the profile's own formula."""
    patches = inks()[::SIDE, ::SIDE]
    lab = profiles.press(patches.reshape(-1, 4) / 255)
    return opaque(enlarged(from_lab(lab).reshape(*patches.shape[:2], 3)))


def cases() -> Iterator[Case]:
    whole, profile = rgb(), profiles.wide()
    color, grays, cmyk = jpeg(whole), jpeg(gray(), "L"), jpeg(inks(), "CMYK")
    files = {
        "YCbCr/4:4:4": color,
        "YCbCr/4:2:0": jpeg(whole, subsampling=2),
        "YCbCr/4:2:2": jpeg(whole, subsampling=1),
        "YCbCr/progressive": jpeg(whole, progressive=True),
        "YCbCr/restart markers": jpeg(whole, restart_marker_blocks=3),
        "YCbCr/profile": jpeg(whole, icc_profile=profile),
        "YCbCr/profile of 150 KB": jpeg(whole, icc_profile=profile + bytes(150_000)),
        "YCbCr/profile of gray": jpeg(whole, icc_profile=profiles.gray(1.0)),
        "YCbCr/profile of CMYK": jpeg(whole, icc_profile=profiles.cmyk()),
        "YCbCr/no profile": jpeg(whole, icc_profile=b"no profile" * 20),
        "YCbCr/profile cut off": jpeg(whole, icc_profile=profile[:200]),
        "YCbCr/Adobe RGB by EXIF": jpeg(whole, exif=b"Exif\0\0" + _interoperability()),
        "YCbCr/XMP orientation 6": with_segment(
            color, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(6)
        ),
        "YCbCr/comment": with_segment(color, 0xFE, b"a" * 60_000),
        "RGB/Adobe": jpeg(whole, keep_rgb=True),
        "RGB/profile": jpeg(whole, keep_rgb=True, icc_profile=profile),
        "gray/": grays,
        "gray/progressive": jpeg(gray(), "L", progressive=True),
        "gray/profile of gray": jpeg(gray(), "L", icc_profile=profiles.gray(1.0)),
        "gray/profile of RGB": jpeg(gray(), "L", icc_profile=profile),
        "CMYK/Adobe": cmyk,
        "CMYK/without Adobe": _without_adobe(cmyk),
        "CMYK/profile": jpeg(inks(), "CMYK", icc_profile=profiles.cmyk()),
        "CMYK/profile of RGB": jpeg(inks(), "CMYK", icc_profile=profile),
        "YCCK/": _ycck(),
        "YCCK/profile": _with_profile(_ycck(), profiles.cmyk()),
        "MPO/": _two(color, jpeg(whole[::-1])),
        "MPO/orientation": _two(jpeg(whole, exif=b"Exif\0\0" + exif(6)), jpeg(whole[::-1])),
        "MPO/gain map": _two(jpeg(whole, icc_profile=profile), grays),
    }
    for name, contents in files.items():
        known = by_profile() if name in ("CMYK/profile", "YCCK/profile") else None
        yield Case(f"jpeg/{name}", contents, known)
    for orientation in range(10):
        contents = jpeg(whole, exif=b"Exif\0\0" + exif(orientation))
        yield Case(f"jpeg/YCbCr/EXIF {orientation}", contents)


def _with_profile(contents: bytes, profile: bytes) -> bytes:
    return with_segment(contents, 0xE2, b"ICC_PROFILE\0\1\1" + profile)


def _interoperability() -> bytes:
    """EXIF of cameras set to Adobe RGB: ColorSpace "uncalibrated", and index R03."""
    pointers = struct.pack("<HHI2H", 0x8769, 4, 1, 26, 0)
    uncalibrated = struct.pack("<HHI2H", 0xA001, 3, 1, 0xFFFF, 0)
    nested = struct.pack("<HHI2H", 0xA005, 4, 1, 56, 0)
    index = struct.pack("<HHI4s", 1, 2, 4, b"R03\0")
    one, two = struct.pack("<H", 1), struct.pack("<H", 2)
    first = b"II*\0" + struct.pack("<I", 8) + one + pointers + bytes(4)
    return first + two + uncalibrated + nested + bytes(4) + one + index + bytes(4)


def _two(first: bytes, second: bytes) -> bytes:
    """An MPO, of a picture and another behind it (CIPA DC-007)."""
    tags = struct.pack("<2HI4s", 0xB000, 7, 4, b"0100") + struct.pack("<2H2I", 0xB001, 4, 1, 2)
    tags += struct.pack("<2H2I", 0xB002, 7, 32, 8 + 2 + 36 + 4)
    index = b"MPF\0II*\0" + struct.pack("<IH", 8, 3) + tags + bytes(4)
    place = 2 + 4 + int.from_bytes(first[4:6]) - 2  # behind the first segment
    size = len(first) + 4 + len(index) + 32  # of the first picture, with the index and its entries
    header = place + 4 + 4
    entries = struct.pack("<3I2H", 0x20030000, size, 0, 0, 0)
    entries += struct.pack("<3I2H", 0x00020002, len(second), size - header, 0, 0)
    return first[:place] + segment(0xE2, index + entries) + first[place:] + second
