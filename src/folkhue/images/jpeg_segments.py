"""The segments of a JPEG file, found without decoding it.

References
----------
ITU-T T.81 | ISO/IEC 10918-1, *Digital compression and coding of continuous-tone still images*,
annex B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9

# In the data of a scan, FF is followed by 0 or is part of a restart marker.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")


class Segment(NamedTuple):
    """A part of a file that begins with a marker.

    Attributes
    ----------
    marker : int
        The second byte of the marker.
    start, stop : int
        Where its contents are in the file, without marker and length. The data of a scan
        follow those of a `START_OF_SCAN`.
    """

    marker: int
    start: int
    stop: int


def segments(contents: bytes) -> Iterator[Segment]:
    """Yield the segments after the first marker, up to the end of the image or of the file."""
    at = 2
    while found := _MARKER.search(contents, at):
        marker, start = found[1][0], found.end()
        if marker == END_OF_IMAGE:
            yield Segment(marker, start, start)
            return
        at = start + max(2, int.from_bytes(contents[start : start + 2]))
        if at > len(contents):
            return
        yield Segment(marker, start + 2, at)
