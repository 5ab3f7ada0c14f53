"""Answers of an API that are wrong in one place, or that never end."""

from __future__ import annotations

import gzip
import json
import time
from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import Any

DEEP = "[" * 100_000 + "]" * 100_000

_RAW = "-raw-"


def spoil(answer: dict[str, Any], frame: dict[str, Any], rows: str, fault: str) -> bytes:
    """Return an answer as JSON, with one value replaced.

    Parameters
    ----------
    answer : dict
    frame : dict
        The part of it with the rows.
    rows : str
        Key of the rows in the frame.
    fault : str
        The place and the JSON that stands there, or nothing if the value is missing:
        "answer=null", "frame.pages=null", "row=null", "row.title=1e400", "row.owner". Of the
        rows, it is the second.
    """
    place, _, raw = fault.partition("=")
    what, _, key = place.partition(".")
    if what == "answer" and not key:
        return raw.encode("utf-8", "surrogatepass")
    holder: Any = {"answer": answer, "frame": frame, "row": frame[rows]}[what]
    if what == "row":
        if len(holder) < 2:
            return json.dumps(answer).encode()
        holder, key = (holder[1], key) if key else (holder, 1)  # type: ignore[assignment]
    if raw:
        holder[key] = _RAW
    else:
        del holder[key]
    return json.dumps(answer).replace(json.dumps(_RAW), raw).encode("utf-8", "surrogatepass")


def is_hostile(fault: str) -> bool:
    return fault in ("bomb", "endless", "a byte at a time", "damaged gzip")


def send_hostile(to: BaseHTTPRequestHandler, fault: str, pause: float = 0.02) -> None:
    """Send an answer that is small and unpacks to a gigabyte, or that never ends."""
    to.close_connection = True
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.send_header("Connection", "close")
    if fault in ("bomb", "damaged gzip"):
        contents = _bomb() if fault == "bomb" else gzip.compress(b"{}" * 999)[:-20]
        to.send_header("Content-Encoding", "gzip")
        to.send_header("Content-Length", str(len(contents)))
        to.end_headers()
        to.wfile.write(contents)
        return
    to.end_headers()
    piece = b" " if fault == "a byte at a time" else b" " * 65_536
    for _ in range(2000):
        to.wfile.write(piece)
        to.wfile.flush()
        if len(piece) == 1:
            time.sleep(pause)


@cache
def _bomb() -> bytes:
    """Make a gigabyte of blanks, twice compressed: a megabyte of gzip."""
    piece = gzip.compress(b" " * 100_000_000)
    return piece * 10
