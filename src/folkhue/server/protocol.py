"""Connections: not too many, none that says nothing, none that does not listen."""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from folkhue.server.admission import network
from folkhue.server.problems import MEDIA, RefusalError

_LONGEST = 1 << 14  # bytes of headers
_PIPELINED = 8  # requests that may wait for the answer to one before, each with what it takes
_SLOWEST = 10_000  # bytes a second at which an answer has to be taken

_OFFERS = (b"connection", b"upgrade", b"http2-settings")
"""Headers of requests that offer to go on in another protocol."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with an end to patience.

    uvicorn waits for ever for the headers of a request, and for a client to take its answer;
    and httptools takes headers of any length.

    Parameters
    ----------
    patience : float
        Seconds from the first byte, or the connection, to the end of the headers; and those in
        which a client has to take some of an answer.
    most : int
        Connections at a time.
    most_each : int
        Connections at a time of one address; see `folkhue.server.admission.network`.
    """

    def __init__(self, *, patience: float, most: int, most_each: int, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self._most, self._most_each = most, most_each
        self._headers = self._gathered = 0
        self._headed = False
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
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
        except httptools.HttpParserError:
            self._refuse()
        if self._gathered > _LONGEST and not self.transport.is_closing():
            self._refuse()  # httptools would go on gathering
        self._mind_headers()

    def _parse(self, data: bytes) -> None:
        """Parse what came; offers of another protocol are passed over, as HTTP/1.1 allows.

        httptools takes the offer for accepted, and a body for the other protocol. Java's client
        offers HTTP/2 with each request.
        """
        while data:
            try:
                self.parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as offer:
                data = self._head_without_offer() + data[offer.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)

    def _head_without_offer(self) -> bytes:
        method, protocol = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise httptools.HttpParserError("not a proxy")
        lines = [b"%b %b HTTP/%b" % (method, self.url, protocol)]
        lines += [b"%b: %b" % each for each in self.headers if each[0] not in _OFFERS]
        if not self.parser.should_keep_alive():
            lines.append(b"connection: close")
        return b"\r\n".join([*lines, b"", b""])

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head is to be parsed again."""
        self._headed = True
        if not self.parser.should_upgrade():
            super().on_headers_complete()

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= _PIPELINED:
            raise ValueError("too many at once")
        self._headers, self._headed = 0, False
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take the address."""
        self._take(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those after a body, which proxies may not have seen, are dropped."""
        self._take(name + b": " + value)
        if not self._headed:
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
        if not self.parser.should_upgrade():
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

    def _refuse(self) -> None:
        """Answer what is not HTTP with a problem."""
        refusal = RefusalError(
            "malformed", "not a request of HTTP/1.1, or one with too long headers"
        )
        head = (
            f"content-type: {MEDIA}\r\ncontent-length: {len(refusal.body)}\r\n"
            "connection: close\r\n\r\n"
        )
        between = self.cycle is None or self.cycle.response_complete
        if between or not (self.cycle.response_started or self.pipeline):
            self.transport.write(STATUS_LINE[400] + head.encode() + refusal.body)
        self.transport.close()


class _Deadline:
    """Hangs up after some seconds, unless it is canceled, or an answer is being taken."""

    def __init__(self, protocol: HttpToolsProtocol, seconds: float) -> None:
        self._protocol, self._seconds = protocol, seconds
        self._timer: asyncio.TimerHandle | None = None
        self._untaken = 0

    def set(self) -> None:
        """Begin to wait, unless that was begun."""
        if self._timer is None:
            self._untaken = self._protocol.transport.get_write_buffer_size()
            self._timer = self._protocol.loop.call_later(self._seconds, self._due)

    def _due(self) -> None:
        taken = self._untaken - self._protocol.transport.get_write_buffer_size()
        self._timer = None
        if taken >= _SLOWEST * self._seconds:
            self.set()
        else:
            self._protocol.transport.abort()

    def cancel(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
