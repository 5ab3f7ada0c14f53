"""Jobs for decoder processes, and how they travel over a pipe.

The server sends a job and a body; the decoder sends back a reply and a result. Each is one
message: the lengths of both parts, a JSON header, and bytes. Neither side runs what the other
sends.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
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
        "classify", "palette" or "picture".
    query : dict of str to str
        The parameters in the query; the body may contain others.
    accept : str
        What the client accepts; see `folkhue.server.negotiation`.
    max_pixels : int
        Larger images are refused before they are decoded.
    seconds : float
        The process ends itself one second after this time.
    """

    content_type: str
    what: str
    query: dict[str, str] = field(default_factory=dict)
    accept: str = ""
    max_pixels: int = 50_000_000
    seconds: float = 10.0


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
