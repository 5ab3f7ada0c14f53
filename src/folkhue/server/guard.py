"""Middleware around every request: security headers, metrics, log, HEAD, and lingering close."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkhue.server import access_log
from folkhue.server.admission import Slots, network
from folkhue.server.metrics import Metrics
from folkhue.server.problems import MEDIA, ProblemError
from folkhue.server.site import POLICY

LOGGER = logging.getLogger("uvicorn.error")

_API_POLICY = "default-src 'none'; frame-ancestors 'none'"

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=(), usb=()",
}

_SHORT = 1 << 16  # length of a body that may be discarded before the answer
_SILENCE = 2.0  # seconds without data after which a client probably sends no more
_LINGER = 30.0  # maximum seconds in which the rest of a body is read and discarded
_LINGERING = 64  # maximum number of such requests at a time
_LINGERING_PER_CLIENT = 16


class Guard:
    """ASGI middleware that adds headers, logs requests and answers unexpected errors.

    A HEAD is answered as a GET, without the body.

    Parameters
    ----------
    app : ASGI application
    metrics : Metrics
    cross_origin : bool
        Whether pages of other origins may read answers.
    max_discarded : int
        Bytes of a rejected body that are read and discarded, so that the client, which looks
        for the answer after it has sent the body, gets it.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, *, cross_origin: bool, max_discarded: int
    ) -> None:
        self._app, self._metrics, self._max_discarded = app, metrics, max_discarded
        self._lingering = Slots(_LINGERING, _LINGERING_PER_CLIENT)
        self._headers = dict(_HEADERS)
        self._headers["cross-origin-resource-policy"] = (
            "cross-origin" if cross_origin else "same-origin"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        exchange = _Exchange(scope, receive, send, self._headers)
        with self._metrics.in_flight():
            try:
                await self._answer(exchange)
            finally:
                self._record(exchange, scope["method"], time.perf_counter() - start)
        if exchange.unread:
            await self._linger(exchange)
            await exchange.close()

    def _record(self, exchange: _Exchange, method: str, seconds: float) -> None:
        self._metrics.answered(method, _route(exchange.scope), exchange.status, seconds)
        scope = exchange.scope
        path = scope.get("raw_path", b"").decode("latin-1")
        status, length = exchange.status, exchange.length
        access_log.record(scope.get("client"), method, path, status, length, seconds)

    async def _linger(self, exchange: _Exchange) -> None:
        """Read and discard the rest of the body.

        A client that still sends when the connection is closed never sees the answer.
        """
        client = network((exchange.scope.get("client") or ("",))[0])
        if exchange.expects or self._lingering.full or self._lingering.full_for(client):
            return
        with self._lingering.take(client):
            await exchange.drain(self._max_discarded)

    async def _answer(self, exchange: _Exchange) -> None:
        try:
            await self._app(exchange.scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            exchange.status = 499  # nginx's code for a client that closed the connection
        except Exception:
            LOGGER.exception("a request to %s failed", _route(exchange.scope))
            if exchange.started:
                raise
            await self._answer_internal_error(exchange)

    async def _answer_internal_error(self, exchange: _Exchange) -> None:
        problem = ProblemError("internal", "see the server's log")
        self._metrics.rejected(problem.kind)
        length = str(len(problem.body)).encode()
        headers = [(b"content-type", MEDIA.encode()), (b"content-length", length)]
        await exchange.send({"type": "http.response.start", "status": 500, "headers": headers})
        await exchange.send({"type": "http.response.body", "body": problem.body})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "other"))


class _Exchange:
    """A request and its answer, and how far both are.

    Attributes
    ----------
    status : int
        Of the answer; 499 before it starts.
    length : int
        Bytes of the body of the answer so far.
    started : bool
        Whether the answer has started.
    unread : bool
        Whether more of the body may arrive.
    expects : bool
        Whether the client waits for "100 Continue" before it sends the body.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        self.head = scope["method"] == "HEAD"
        self.scope = {**scope, "method": "GET"} if self.head else scope
        self._receive, self._send, self._headers = receive, send, headers
        given = dict(scope["headers"])
        length = given.get(b"content-length", b"0")
        self.unread = length != b"0" or b"transfer-encoding" in given
        self._short = length.isdigit() and int(length[:20]) <= _SHORT
        self.expects = b"expect" in given
        self.status, self.length, self.started = 499, 0, False

    async def receive(self) -> Message:
        """Receive a piece of the body."""
        message = await self._receive()
        self.expects = False
        if message["type"] != "http.request" or not message.get("more_body"):
            self.unread = False
        return message

    async def send(self, message: Message) -> None:
        """Send a piece of the answer; if the body was not read, `close` sends the last one."""
        if message["type"] == "http.response.start":
            if self.unread and self._short and not self.expects:
                await self._take_what_arrived()
            self._start(message)
            await self._send(message)
        else:
            body = b"" if self.head else message.get("body", b"")
            self.length += len(body)
            more = self.unread or message.get("more_body", False)
            await self._send({**message, "body": body, "more_body": more})

    async def _take_what_arrived(self) -> None:
        """Discard a short body if all of it is there, so that the connection can go on."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):
                while self.unread:
                    await self.receive()

    async def drain(self, max_bytes: int) -> None:
        """Read and discard the rest of the body, within limits of time and length."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _LINGER
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None) as limit:
                while self.unread and max_bytes > 0:
                    limit.reschedule(min(end, loop.time() + _SILENCE))
                    max_bytes -= len((await self.receive()).get("body", b""))

    async def close(self) -> None:
        """End an answer to a body that was not read; the connection ends with it."""
        await self._send({"type": "http.response.body", "body": b""})

    def _start(self, message: Message) -> None:
        self.started, self.status = True, message["status"]
        headers = list(message.get("headers", []))
        given = {name.lower() for name, _ in headers}
        ours = {
            **self._headers,
            "content-security-policy": _API_POLICY,
            "cache-control": "no-store",
        }
        if self.unread:
            ours["connection"] = "close"
        added = [(name.encode(), value.encode()) for name, value in ours.items()]
        message["headers"] = headers + [each for each in added if each[0] not in given]


def page_headers(policy: str = POLICY) -> dict[str, str]:
    """Return the headers of a page, which may run its own scripts."""
    return {"content-security-policy": policy, "cache-control": "no-cache"}
