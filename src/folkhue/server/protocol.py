"""HTTP/1.1 connections with limits on their number, their time and their headers.

uvicorn has no setting for these limits, and its protocol class is not documented for
subclasses. So `LimitedProtocol` relies on attributes listed in `UVICORN_INTERNALS`, which a test
checks for the installed version; pyproject.toml bounds the versions.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from folkhue.server import access_log
from folkhue.server.admission import network
from folkhue.server.problems import MEDIA, ProblemError
from folkhue.server.request_head import check_head, origin_form, parsing_problem

_MAX_HEADERS = 1 << 14  # bytes
_MAX_PIPELINED = 8  # parsed requests that may wait for an earlier answer; each holds memory
_WINDOW = 1 << 16  # bytes that are parsed at a time
_PIECE = 1 << 9  # the same if they are of headers, or may contain many requests
_MAX_UNPARSED = 1 << 20  # bytes of requests that wait to be parsed
_LINGER = 2.0  # seconds in which a client may read why its bytes were refused
_MIN_RATE = 10_000  # bytes per second at which a client must accept an answer

_UPGRADE_HEADERS = (b"connection", b"upgrade", b"http2-settings")
"""Headers with which a client offers to continue in another protocol."""

UVICORN_INTERNALS = (
    *("connections", "client", "transport", "loop", "parser", "pipeline", "cycle", "headers"),
    *("timeout_keep_alive_task", "_unset_keepalive_if_required", "timeout_keep_alive_handler"),
    *("on_response_complete", "pause_writing", "resume_writing", "flow", "url"),
    *("expect_100_continue", "server_state"),
)
"""Undocumented attributes of uvicorn's protocol that `LimitedProtocol` uses or overrides."""

CYCLE_INTERNALS = (
    *("disconnected", "message_event", "more_body", "response_started", "response_complete"),
)
"""Undocumented attributes of uvicorn's cycle of a request and its answer, likewise."""


class LimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with timeouts, and limits on connections and headers.

    Without it, uvicorn waits forever for the headers of a request and for a client to accept
    its answer, and httptools accepts headers of any length.

    Parameters
    ----------
    timeout : float
        Seconds from the connection, or the first byte, to the end of the headers; also seconds
        in which a client must accept some of an answer.
    max_connections : int
    max_per_address : int
        Connections from one address; see `folkhue.server.admission.network`.
    **uvicorn_arguments
        What uvicorn passes to its protocol.
    """

    def __init__(
        self,
        *,
        timeout: float,
        max_connections: int,
        max_per_address: int,
        **uvicorn_arguments: Any,
    ) -> None:
        super().__init__(**uvicorn_arguments)
        self._max_connections, self._max_per_address = max_connections, max_per_address
        self._header_bytes = self._buffered = 0
        self._headers_complete = False
        self._missing = 0  # bytes of a body of known length that have not been parsed
        self._unparsed = bytearray()
        self._refusal: ProblemError | None = None
        self._header_deadline = _Deadline(self, timeout)
        self._write_deadline = _Deadline(self, timeout)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for headers; close the connection if there are too many."""
        super().connection_made(transport)
        self.network = network(self.client[0] if self.client else "")
        same = sum(getattr(each, "network", "") == self.network for each in self.connections)
        if len(self.connections) > self._max_connections or same > self._max_per_address:
            transport.abort()
        else:
            self._header_deadline.set()

    def data_received(self, data: bytes) -> None:
        """Parse bytes; the header deadline runs unless a request is being answered."""
        if self._refusal is not None:
            return
        self._unset_keepalive_if_required()
        if len(data) <= self._missing and not self._unparsed:
            self._parse_or_refuse(data)  # of a body only, which need not be copied first
            return
        self._unparsed += data
        if len(self._unparsed) > _MAX_UNPARSED:
            self.transport.abort()
            return
        self._parse_unparsed()
        self._update_header_deadline()

    def _parse_unparsed(self) -> None:
        """Parse what arrived, until enough requests wait; the rest, when some are answered."""
        while self._unparsed and self._refusal is None and not self.transport.is_closing():
            if len(self.pipeline) >= _MAX_PIPELINED:
                self.flow.pause_reading()
                return
            self._parse_or_refuse(self._next_piece())

    def _next_piece(self) -> bytes:
        """Take bytes that contain the ends of a few requests at most; the parser cannot stop."""
        length = min(self._missing, len(self._unparsed)) or self._window()
        piece = bytes(memoryview(self._unparsed)[:length])
        del self._unparsed[:length]
        return piece

    def _window(self) -> int:
        """Return how many bytes are parsed that are not only of a body."""
        if not self._headers_complete:
            return _PIECE
        many = self._unparsed.count(b"\n\r\n", 0, _WINDOW) > _MAX_PIPELINED
        return _PIECE if many else _WINDOW

    def _parse_or_refuse(self, piece: bytes) -> None:
        self._buffered += len(piece)
        try:
            self._parse(piece)
        except httptools.HttpParserError as error:
            unknown = isinstance(error, httptools.HttpParserInvalidMethodError)
            said = parsing_problem(str(error), piece, unknown_method=unknown)
            self._refuse(self._problem_in(error) or said)
        else:
            if self._buffered > _MAX_HEADERS and not self.transport.is_closing():
                self._refuse(_too_long())  # httptools would continue to buffer

    @staticmethod
    def _problem_in(error: Exception) -> ProblemError | None:
        """Return the problem that one of the parser's callbacks raised."""
        cause = error.__context__
        return cause if isinstance(cause, ProblemError) else None

    def _parse(self, data: bytes) -> None:
        """Parse bytes; ignore offers of another protocol, as HTTP/1.1 allows.

        httptools treats an offer as accepted, and the body as the other protocol. Java's client
        offers HTTP/2 with every request.
        """
        while data:
            try:
                self.parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as offer:
                data = self._head_without_upgrade() + data[offer.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)

    def _head_without_upgrade(self) -> bytes:
        method, protocol = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise httptools.HttpParserError("this is no proxy")
        lines = [b"%b %b HTTP/%b" % (method, self.url, protocol)]
        lines += [b"%b: %b" % each for each in self.headers if each[0] not in _UPGRADE_HEADERS]
        if not self.parser.should_keep_alive():
            lines.append(b"connection: close")
        return b"\r\n".join([*lines, b"", b""])

    def on_headers_complete(self) -> None:
        """Start to answer, unless the head is parsed again without an upgrade."""
        self._headers_complete = True
        version = self.parser.get_http_version()
        check_head(self.parser.get_method(), self.url, version, self.headers)
        self.url = origin_form(self.url)
        self.expect_100_continue &= version != "1.0"
        if not self.parser.should_upgrade():
            self._missing = _length(self.headers)
            super().on_headers_complete()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._header_bytes, self._headers_complete = 0, False
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count and store the URL."""
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count and store a header; drop trailers, which proxies may not have checked."""
        self._count(name + b": " + value)
        if not self._headers_complete:
            super().on_header(name, value)

    def _count(self, part: bytes) -> None:
        self._header_bytes += len(part)
        if self._header_bytes > _MAX_HEADERS:
            raise _too_long()  # httptools reports it as a parser error

    def on_body(self, body: bytes) -> None:
        """Store a piece of the body."""
        self._buffered = 0
        self._missing = max(0, self._missing - len(body))  # of chunks, it is 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request; the next bytes belong to another one."""
        self._buffered = self._missing = 0
        self._headers_complete = False
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with requests that wait, or wait for the headers of the next one."""
        idle = not self.pipeline
        super().on_response_complete()
        if self.transport.is_closing():
            self._write_deadline.set()
            return
        if self._refusal is not None and idle:
            self._write_refusal()
        if self._unparsed:
            self._unset_keepalive_if_required()
            self._parse_unparsed()
        self._update_header_deadline()

    def _update_header_deadline(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._header_deadline.cancel()
        elif self.timeout_keep_alive_task is None:
            self._header_deadline.set()

    def pause_writing(self) -> None:
        """Set a deadline for the client to accept what was written."""
        super().pause_writing()
        self._write_deadline.set()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; the client must accept what is written then, too."""
        super().timeout_keep_alive_handler()
        self._write_deadline.set()

    def resume_writing(self) -> None:
        """Cancel the deadline."""
        super().resume_writing()
        self._write_deadline.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel all deadlines."""
        super().connection_lost(exc)
        self._header_deadline.cancel()
        self._write_deadline.cancel()

    def _refuse(self, problem: ProblemError) -> None:
        """Answer what is not HTTP with a problem, after the requests before it; then hang up."""
        self._refusal = problem
        self._unparsed.clear()
        answering = self.cycle is not None and not self.cycle.response_complete
        if self.pipeline and self.cycle.more_body:
            self.pipeline.popleft()  # its body is what is malformed
        elif answering and self.cycle.more_body:
            self._give_up_body()
        elif not answering:
            self._write_refusal()

    def _give_up_body(self) -> None:
        """Tell the application that no more of the body arrives."""
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if self.cycle.response_started:
            self.transport.close()
        else:
            self._write_refusal()

    def _write_refusal(self) -> None:
        assert self._refusal is not None
        body = self._refusal.body
        head = (
            f"content-type: {MEDIA}\r\ncontent-length: {len(body)}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        date = b"".join(b"%b: %b\r\n" % each for each in self.server_state.default_headers)
        status = STATUS_LINE[self._refusal.status]
        self.transport.write(status + date + head.encode() + body)
        access_log.record(self.client, "-", "-", self._refusal.status, len(body), 0.0)
        self._unset_keepalive_if_required()
        # Closing at once would reset the connection, and the client might not see the answer.
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
        self._write_deadline.set()


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the length of the body that headers declare, which were checked; else 0."""
    given = dict(headers)
    chunked = b"transfer-encoding" in given
    return 0 if chunked else int(given.get(b"content-length", b"0"))


def _too_long() -> ProblemError:
    return ProblemError("malformed", f"the headers are longer than {_MAX_HEADERS:,} bytes")


class _Deadline:
    """Closes the connection after some seconds.

    Unless it is canceled, or the client accepts an answer quickly enough.
    """

    def __init__(self, protocol: HttpToolsProtocol, seconds: float) -> None:
        self._protocol, self._seconds = protocol, seconds
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = 0

    def set(self) -> None:
        """Start the timer, unless it runs."""
        if self._timer is None:
            self._unsent = self._protocol.transport.get_write_buffer_size()
            self._timer = self._protocol.loop.call_later(self._seconds, self._expire)

    def _expire(self) -> None:
        accepted = self._unsent - self._protocol.transport.get_write_buffer_size()
        self._timer = None
        if accepted >= _MIN_RATE * self._seconds:
            self.set()
        else:
            self._protocol.transport.abort()

    def cancel(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
