"""Jobs for decoder processes, and how they travel over a pipe.

The server sends a job and a body; the decoder sends back a reply and a result. Each is one
message: the lengths of both parts, a JSON header, and bytes. Neither side runs what the other
sends.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LENGTHS = struct.Struct(">IQ")
"""Length of a message's header and of its contents, in bytes."""


@dataclass(frozen=True)
class Job:
    """What a client wants from an image.

    Attributes
    ----------
    content_type : str
        Content-Type of the body that holds the image.
    what : str
        "classify" or "palette".
    format : str
        "json", "png", "webp", or the suffix of a palette file without its dot.
    picture : str
        "painted" or "names".
    palette : bool
        Whether the shares come with a palette.
    exact : bool
        Whether all pixels of a large JPEG count, or `folkhue.server.work.REDUCED_PIXELS`.
    k, method, emphasis, sort : str
        Options of the palette; see `folkhue.palette`.
    max_pixels : int
        Larger images are refused before they are decoded.
    seconds : float
        The process ends itself one second after this time.
    """

    content_type: str
    what: str
    format: str = "json"
    picture: str = "painted"
    palette: bool = True
    exact: bool = False
    k: str = "6"
    method: str = "kmeans"
    emphasis: str = "share"
    sort: str = "share"
    max_pixels: int = 50_000_000
    seconds: float = 10.0

    @property
    def count(self) -> int | str:
        """Number of colors of the palette, or "auto"."""
        return self.k if self.k == "auto" else int(self.k)


def message_head(header: Mapping[str, Any], length: int) -> bytes:
    """Encode what precedes the contents of a message: lengths and header.

    Parameters
    ----------
    header : mapping
        JSON types only.
    length : int
        Length of the contents that follow, in bytes.
    """
    encoded = json.dumps(dict(header)).encode()
    return LENGTHS.pack(len(encoded), length) + encoded
