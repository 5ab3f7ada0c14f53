"""A web server on this machine that stands in for a service, and counts what it is sent."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class LocalServer:
    """A server on a local port, as a context manager.

    Parameters
    ----------
    handler : type of LocalHandler
        Its instances find this server as ``service``.
    port : int
        0 takes a free one.

    Attributes
    ----------
    asked : Counter of str
        Number of requests of each kind.
    log, times : list
        The searches that were answered, and when.
    """

    def __init__(self, handler: type[LocalHandler], port: int = 0) -> None:
        self.asked: Counter[str] = Counter()
        self.log: list[dict[str, str]] = []
        self.times: list[float] = []
        self._lock = threading.Lock()
        bound = type("Handler", (handler,), {"service": self})
        self._server = _Server(("127.0.0.1", port), bound)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        self._server.serve_forever()

    def next_fault(self, what: str, faults: tuple[str, ...]) -> str:
        """Return the next fault of a kind of request, or an empty text."""
        with self._lock:
            number = self.asked[what]
            self.asked[what] += 1
        return faults[number] if number < len(faults) else ""

    def record(self, search: dict[str, str]) -> None:
        """Record a search that is answered."""
        with self._lock:
            self.log.append(search)
            self.times.append(time.monotonic())


class LocalHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def log_message(self, *_: object) -> None:
        pass

    def send(
        self,
        status: int,
        contents: bytes,
        kind: str,
        headers: Mapping[str, str] | None = None,
        *,
        cut: bool = False,
    ) -> None:
        """Send an answer; if it is cut, half of the contents, and close the connection."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(contents)))
        self.end_headers()
        self.close_connection |= cut
        self.wfile.write(contents[: len(contents) // 2] if cut else contents)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Print nothing when a client was killed."""
