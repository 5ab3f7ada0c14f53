"""Files that end too early: read if they hold the whole picture, else refused.

Where only what follows the picture is missing, such as the end marker of a JPEG, nothing of the
picture is. Where part of the picture is missing, browsers show the rest on gray or on nothing, and
decoders fill it up in silence; its colors would be counted. That is refused.

A JPEG does not say how long its picture is. Whether it is whole is found out by decoding it with
other data after its own: what changes was missing.
"""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from folkhue.images.jpeg_segments import END_OF_IMAGE, START_OF_SCAN, Segment, segments

CUT_OFF = "the file ends before the picture does"
"""What is said of a file that is refused."""

_END = b"\xff\xd9"
_TAILS = (b"", b"\x55" * 64, b"\xaa" * 64)
"""Data that no JPEG needs: after a whole picture, they are skipped."""

_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA, 0xCB})
_PROGRESSIVE = frozenset({0xC2, 0xCA})

_MISSING = frozenset({127, 128})
"""Samples where a JPEG lacks data; those of CMYK are inverted."""

_WEBP_PICTURES = (b"VP8 ", b"VP8L", b"ANMF")


class CutOffError(OSError):
    """A file lacks part of its picture."""

    def __init__(self) -> None:
        super().__init__(CUT_OFF)


def ended_jpeg(contents: bytes) -> bytes:
    """Return a JPEG that has an end marker, its own or one that is added.

    Raises
    ------
    CutOffError
        If it has none, and lacks part of its picture.
    """
    found = list(segments(contents))
    if any(segment.marker == END_OF_IMAGE for segment in found):
        return contents
    data = _without_padding(contents)
    if not (_has_all_scans(contents, found) and _is_whole(data)):
        raise CutOffError
    return data + _END


def check_last_pixel(image: Image.Image, contents: bytes) -> None:
    """Check a JPEG that has an end marker, if its last pixel looks like one that is missing.

    Parameters
    ----------
    image : Image
        Decoded.
    contents : bytes
        Of its file.

    Raises
    ------
    CutOffError
        If it lacks part of its picture.
    """
    last = image.getpixel((image.width - 1, image.height - 1))
    samples = last if isinstance(last, tuple) else (last,)
    if not _MISSING.issuperset(samples):
        return
    end = next((s.start for s in segments(contents) if s.marker == END_OF_IMAGE), len(contents))
    if not _is_whole(contents[: end - len(_END)]):
        raise CutOffError


def _without_padding(contents: bytes) -> bytes:
    """Remove zeros at the end, except for one after 255, and the first byte of a marker.

    A zero may be in place of the last byte, which is none itself: its rest is filled with ones.
    """
    data = contents.rstrip(b"\0")
    if data.endswith(b"\xff"):
        data += contents[len(data) : len(data) + 1]
    return data.rstrip(b"\xff")


def _has_all_scans(contents: bytes, found: list[Segment]) -> bool:
    """Return whether scans of all coefficients of all components have begun."""
    missing: dict[int, set[int]] = {}
    progressive = False
    for marker, start, stop in found:
        body = contents[start:stop]
        if marker in _START_OF_FRAME:
            progressive = marker in _PROGRESSIVE
            coefficients = range(64 if progressive else 1)
            missing = {component: set(coefficients) for component in body[6::3]}
        elif marker == START_OF_SCAN and body:
            first, last, bits = body[-3:] if progressive else (0, 0, 0)
            if not bits & 15:  # with the lowest bit
                for component in body[1:-3:2]:
                    missing.get(component, set()).difference_update(range(first, last + 1))
    return bool(missing) and not any(missing.values())


def _is_whole(data: bytes) -> bool:
    """Return whether the pixels of a JPEG without end marker depend on what follows its data."""
    pixels = set()
    for tail in _TAILS:
        with Image.open(io.BytesIO(data + tail + _END), formats=("JPEG",)) as image:
            pixels.add(hashlib.blake2b(image.tobytes()).digest())
        if len(pixels) > 1:
            return False
    return True


def ended_webp(contents: bytes) -> bytes:
    """Return a WebP file without the part that ends early, if it holds the whole first picture."""
    if len(contents) >= 8 + int.from_bytes(contents[4:8], "little"):
        return contents
    end, has_picture = 12, False
    while end + 8 <= len(contents):
        size = int.from_bytes(contents[end + 4 : end + 8], "little")
        following = end + 8 + size + size % 2
        if following > len(contents):
            break
        has_picture |= contents[end : end + 4] in _WEBP_PICTURES
        end = following
    if not has_picture:
        return contents
    return b"RIFF" + (end - 8).to_bytes(4, "little") + contents[8:end]


def ends_early(contents: bytes) -> bool:
    """Return whether a file that cannot be decoded ends before it says it does."""
    if contents.startswith(b"\xff\xd8"):
        return all(segment.marker != END_OF_IMAGE for segment in segments(contents))
    if contents.startswith(b"\x89PNG"):
        return b"IEND" not in contents
    if contents.startswith(b"GIF8"):
        return not contents.rstrip(b"\0").endswith(b";")
    if contents.startswith(b"RIFF"):
        return len(contents) < 8 + int.from_bytes(contents[4:8], "little")
    if contents.startswith(b"BM"):
        return len(contents) < int.from_bytes(contents[2:6], "little")
    if contents[:4] in (b"II*\0", b"MM\0*"):
        is_little = contents.startswith(b"II")
        return len(contents) < int.from_bytes(contents[4:8], "little" if is_little else "big")
    return contents[4:8] in (b"ftyp", b"JXL ") and _box_ends_early(contents)


def _box_ends_early(contents: bytes) -> bool:
    """Return whether the boxes of AVIF, HEIC or JPEG XL go beyond the end of the file."""
    at = 0
    while at + 8 <= len(contents):
        size = int.from_bytes(contents[at : at + 4])
        if size == 1:
            size = int.from_bytes(contents[at + 8 : at + 16])
        if size < 8:  # 0: up to the end
            return False
        at += size
    return at != len(contents)
