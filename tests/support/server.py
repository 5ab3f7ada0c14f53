"""Requests to the server, and checks of its answers."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from fastapi import FastAPI
from PIL import Image
from support.png_chunks import SIGNATURE, chunk
from support.project import ROOT

from benchmarks.served import Served, served
from folkhue.server.app import create_app
from folkhue.server.problems import KINDS
from folkhue.server.settings import Settings

PHOTO = (ROOT / "golden/photos/astronaut.jpg").read_bytes()
JPEG = {"content-type": "image/jpeg"}


@contextlib.contextmanager
def running(*options: str) -> Iterator[tuple[Served, httpx.Client]]:
    """Start a server process."""
    with served(*options) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        yield server, client


async def without_decoders(settings: Settings) -> FastAPI:
    """Create an application without decoders, for requests that need none."""
    app = create_app(settings)
    await app.state.service.load()
    return app


def problem(answer: httpx.Response, kind: str) -> dict[str, Any]:
    """Check that an answer is a problem of a kind, and return it."""
    assert answer.status_code == KINDS[kind].status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["type"] == f"urn:folkhue:problem:{kind}"
    assert (document["title"], document["status"]) == (KINDS[kind].title, answer.status_code)
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.status_code in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    return dict(document)


def png_header(width: int, height: int) -> bytes:
    """Return a PNG with a header and too few pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))


def plain(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (30, 60, 200)).save(buffer, "PNG")
    return buffer.getvalue()


def conversation(server: Served, *said: bytes, pause: float = 0.0) -> bytes:
    """Send bytes on a socket; return the answer until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        try:
            for part in said:
                line.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # it hung up
        heard = b""
        try:
            while part := line.recv(65536):
                heard += part
        except ConnectionResetError:
            pass
        return heard


def count(client: httpx.Client, series: str) -> float:
    """Read one of the server's metrics; 0 if there is none yet."""
    lines = [line.rpartition(" ") for line in client.get("/metrics").text.splitlines()]
    return sum(float(value) for name, _, value in lines if name == series)


def until(true: Callable[[], bool]) -> None:
    """Wait until a condition is true, at most 30 seconds."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextlib.contextmanager
def halted(server: Served) -> Iterator[None]:
    """Stop the decoders of a server while the block runs."""
    decoders = [number for number in server.processes() if number != server.process.pid]
    for number in decoders:
        os.kill(number, signal.SIGSTOP)
    yield
    for number in decoders:
        os.kill(number, signal.SIGCONT)


def posted(server: Served, body: bytes, length: int | None = None) -> socket.socket:
    """Send a request, with a body or a part of one, without waiting for the answer."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    head = f"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: {length or len(body)}\r\n\r\n"
    line.sendall(head.encode() + body)
    return line
