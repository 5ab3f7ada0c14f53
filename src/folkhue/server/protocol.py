"""Connections: not too many, none that says nothing, none that does not listen."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from folkhue.server.admission import network
from folkhue.server.problems import MEDIA, RefusalError

_LONGEST = 1 << 14  # bytes of headers


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with an end to patience.

    uvicorn waits for ever for the headers of a request, and for a client to take its answer;
    and httptools takes headers of any length.

    Parameters
    ----------
    patience : float
        Seconds from the first byte, or the connection, to the end of the headers; and until
        what was written is taken.
    most : int
        Connections at a time.
    most_each : int
        Connections at a time of one address; see `folkhue.server.admission.network`.
    """

    def __init__(self, *, patience: float, most: int, most_each: int, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self._most, self._most_each = most, most_each
        self._headers = self._gathered = 0
        self._headers_due = _Deadline(self, patience)
        self._taken_due = _Deadline(self, patience)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers, or hang up on one too many."""
        super().connection_made(transport)
        self.network = network(self.client[0] if self.client else "")
        alike = sum(getattr(each, "network", "") == self.network for each in self.connections)
        if len(self.connections) > self._most or alike > self._most_each:
            transport.abort()
        else:
            self._headers_due.set()

    def data_received(self, data: bytes) -> None:
        """Go on waiting for headers, unless a request is being answered."""
        self._gathered += len(data)
        super().data_received(data)
        if self._gathered > _LONGEST and not self.transport.is_closing():
            self.send_400_response("too long")  # httptools would go on gathering
        self._mind_headers()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._headers = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take the address."""
        self._take(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._take(name + value)
        super().on_header(name, value)

    def _take(self, part: bytes) -> None:
        self._headers += len(part)
        if self._headers > _LONGEST:
            raise ValueError("too long")  # the parser makes a bad request of it

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._gathered = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request; what comes now is the next one's."""
        self._gathered = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait no more, or for the headers of the next request if they have begun."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._taken_due.set()
        else:
            self._mind_headers()

    def _mind_headers(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._headers_due.cancel()
        elif self.timeout_keep_alive_task is None:
            self._headers_due.set()

    def pause_writing(self) -> None:
        """Wait for the client to take what was written."""
        super().pause_writing()
        self._taken_due.set()

    def timeout_keep_alive_handler(self) -> None:
        """Close; what is written then must be taken, too."""
        super().timeout_keep_alive_handler()
        self._taken_due.set()

    def resume_writing(self) -> None:
        """Wait no more."""
        super().resume_writing()
        self._taken_due.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._headers_due.cancel()
        self._taken_due.cancel()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP with a problem."""
        refusal = RefusalError(
            "malformed", "not a request of HTTP/1.1, or one with too long headers"
        )
        head = (
            f"content-type: {MEDIA}\r\ncontent-length: {len(refusal.body)}\r\n"
            "connection: close\r\n\r\n"
        )
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(STATUS_LINE[400] + head.encode() + refusal.body)
        self.transport.close()


class _Deadline:
    """Hangs up after some seconds, unless it is cancelled."""

    def __init__(self, protocol: HttpToolsProtocol, seconds: float) -> None:
        self._protocol, self._seconds = protocol, seconds
        self._timer: asyncio.TimerHandle | None = None

    def set(self) -> None:
        """Begin to wait, unless that was begun."""
        if self._timer is None:
            hang_up = self._protocol.transport.abort
            self._timer = self._protocol.loop.call_later(self._seconds, hang_up)

    def cancel(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
