"""What every request goes through: headers of safety, counts, and a farewell to the unread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkhue.server.admission import Places, network
from folkhue.server.metrics import Metrics
from folkhue.server.problems import MEDIA, RefusalError
from folkhue.server.site import POLICY

LOGGER = logging.getLogger("uvicorn.error")

_ANSWER = "default-src 'none'; frame-ancestors 'none'"

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=(), usb=()",
}

_SILENCE = 2.0  # seconds after which a client sends no more, it seems
_LINGER = 30.0  # seconds in which what a client still sends is thrown away
_LINGERING = 64  # requests at a time for which that is done
_LINGERING_EACH = 16  # of one client


class Guard:
    """Goes around an application.

    Parameters
    ----------
    app : ASGI application
    metrics : Metrics
    shared : bool
        Whether pages of other origins may read answers.
    discarded : int
        Bytes of a refused body that are read and thrown away, lest its sender miss the answer.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, *, shared: bool, discarded: int) -> None:
        self._app, self._metrics, self._discarded = app, metrics, discarded
        self._lingering = Places(_LINGERING, _LINGERING_EACH)
        self._headers = dict(_HEADERS)
        self._headers["cross-origin-resource-policy"] = "cross-origin" if shared else "same-origin"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        exchange = _Exchange(scope, receive, send, self._headers)
        with self._metrics.flying():
            try:
                await self._answered(exchange)
            finally:
                seconds = time.perf_counter() - began
                route = _route(exchange.scope)
                self._metrics.answered(scope["method"], route, exchange.status, seconds)
        if exchange.unread:
            await self._linger(exchange)
            await exchange.close()

    async def _linger(self, exchange: _Exchange) -> None:
        """Throw away what still comes.

        A client that is busy sending when the connection is closed never sees the answer.
        """
        client = network((exchange.scope.get("client") or ("",))[0])
        if exchange.expects or self._lingering.full or self._lingering.full_of(client):
            return
        with self._lingering.taken(client):
            await exchange.drain(self._discarded)

    async def _answered(self, exchange: _Exchange) -> None:
        try:
            await self._app(exchange.scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            exchange.status = 499  # as nginx calls it
        except Exception:
            LOGGER.exception("a request to %s failed", _route(exchange.scope))
            if exchange.begun:
                raise
            await self._apologize(exchange)

    async def _apologize(self, exchange: _Exchange) -> None:
        refusal = RefusalError("internal", "the log says what")
        self._metrics.rejected(refusal.kind)
        length = str(len(refusal.body)).encode()
        headers = [(b"content-type", MEDIA.encode()), (b"content-length", length)]
        await exchange.send({"type": "http.response.start", "status": 500, "headers": headers})
        await exchange.send({"type": "http.response.body", "body": refusal.body})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "other"))


class _Exchange:
    """A request and its answer, of which it knows how far they are.

    Attributes
    ----------
    status : int
    begun : bool
        Whether the answer has begun.
    unread : bool
        Whether more of the body may come.
    expects : bool
        Whether the client sends nothing before it is told to.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        self.scope = scope
        self._receive, self._send, self._headers = receive, send, headers
        given = dict(scope["headers"])
        self.unread = given.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in given
        self.expects = b"expect" in given
        self.status, self.begun = 499, False

    async def receive(self) -> Message:
        """Receive a part of the body."""
        message = await self._receive()
        self.expects = False
        if message["type"] != "http.request" or not message.get("more_body"):
            self.unread = False
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer; see `close` for its end, if the body was not read."""
        if message["type"] == "http.response.start":
            self._begin(message)
            await self._send(message)
        else:
            await self._send({**message, "more_body": self.unread or message.get("more_body")})

    async def drain(self, most: int) -> None:
        """Read the rest of the body, if it comes soon and is not too long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _LINGER
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None) as limit:
                while self.unread and most > 0:
                    limit.reschedule(min(end, loop.time() + _SILENCE))
                    most -= len((await self.receive()).get("body", b""))

    async def close(self) -> None:
        """End an answer to a body that was not read, and with it the connection."""
        await self._send({"type": "http.response.body", "body": b""})

    def _begin(self, message: Message) -> None:
        self.begun, self.status = True, message["status"]
        headers = list(message.get("headers", []))
        given = {name.lower() for name, _ in headers}
        ours = {**self._headers, "content-security-policy": _ANSWER, "cache-control": "no-store"}
        if self.unread:
            ours["connection"] = "close"
        added = [(name.encode(), value.encode()) for name, value in ours.items()]
        message["headers"] = headers + [each for each in added if each[0] not in given]


def page_headers() -> dict[str, str]:
    """Give the headers of the page, which may run its own scripts."""
    return {"content-security-policy": POLICY, "cache-control": "no-cache"}
