"""Who may ask, how often, and how much may be in memory at a time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import math
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from folkhue.server.decoding import busy
from folkhue.server.metrics import Metrics
from folkhue.server.problems import RefusalError
from folkhue.server.settings import Settings

_CLIENTS = 1 << 16
"""Clients that are told apart by their rates; beyond, some share one, so that memory is bounded."""


class Keys:
    """Keys that may ask; anyone may if there are none."""

    def __init__(self, hashes: frozenset[bytes]) -> None:
        self._hashes = tuple(hashes)

    def check(self, request: Request) -> str:
        """Tell whose key a request has; nothing where none is needed.

        Raises
        ------
        RefusalError
            If it has none that may ask.
        """
        if not self._hashes:
            return ""
        given = hashlib.sha256(_key(request).encode()).digest()
        # All are compared, each in the same time, so that the time taken tells nothing.
        if sum([hmac.compare_digest(given, known) for known in self._hashes]):
            return given.hex()
        raise RefusalError(
            "key",
            "send a key as Authorization: Bearer KEY, or as X-API-Key: KEY",
            {"WWW-Authenticate": "Bearer"},
        )


def _key(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")


def client_of(request: Request, key: str) -> str:
    """Tell clients apart: by their keys, or else by their addresses.

    Parameters
    ----------
    request : Request
    key : str
        As `Keys.check` gives it.
    """
    return key or network(request.client.host if request.client else "")


class Rates:
    """How often each client asked."""

    def __init__(self, rate: str) -> None:
        self._rate, self._salt = rate, secrets.token_bytes(16)
        self._limit = parse(rate) if rate else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, client: str) -> None:
        """Count a request.

        Raises
        ------
        RefusalError
            If its client made too many.
        """
        if self._limit is None:
            return
        place = self._place(client)
        if not self._limiter.hit(self._limit, place):
            reset, _ = self._limiter.get_window_stats(self._limit, place)
            seconds = max(1, math.ceil(reset - time.time()))
            raise RefusalError(
                "rate",
                f"{self._rate}; come back in {seconds} seconds",
                {"Retry-After": str(seconds)},
            )

    def _place(self, client: str) -> str:
        digest = hashlib.blake2b(client.encode(), key=self._salt, digest_size=4).digest()
        return str(int.from_bytes(digest, "big") % _CLIENTS)


def network(host: str) -> str:
    """Give an address; of IPv6 the network of 64 bits, all of which one client has."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


class Places:
    """Places that requests take for a while.

    Parameters
    ----------
    most, most_each : int
        In all, and of one client.
    """

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._taken: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether all are taken."""
        return self._taken.total() >= self._most

    def full_of(self, client: str) -> bool:
        """Whether a client has as many as it may."""
        return self._taken[client] >= self._most_each

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Take one; whether there is one is not checked."""
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]


class Room:
    """Bodies in memory: so many, so many of each client, and so many bytes."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._places = Places(settings.receiving, settings.per_client)
        self._bytes = 0

    @contextmanager
    def place(self, client: str) -> Iterator[Place]:
        """Give a place for a body of a client, until its request is answered.

        Raises
        ------
        RefusalError
            "crowd", if the client has as many as it may; "busy", if there is none.
        """
        if self._places.full_of(client):
            what = f"{self._settings.per_client} of yours are being received or worked on"
            raise RefusalError("crowd", f"{what}; try again in 1 s", {"Retry-After": "1"})
        if self._places.full:
            raise busy(f"{self._settings.receiving} bodies are being received", 1)
        place = Place(self)
        with self._places.taken(client):
            try:
                yield place
            finally:
                self._bytes -= place.length

    def take(self, length: int) -> None:
        """Take room for bytes."""
        if self._bytes + length > self._settings.room:
            raise busy(f"{self._bytes} bytes are being received", 1)
        self._bytes += length
        self._metrics.received(length)

    async def read(self, request: Request, place: Place, most: int) -> bytearray:
        """Read a body, no further than it may be long, nor longer than it may take.

        Raises
        ------
        RefusalError
            If it is too large or comes too slowly, or there is no more room.
        """
        _check_length(request, most)
        body = bytearray()
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._settings.patience) as time_left:
                async for chunk in request.stream():
                    if len(body) + len(chunk) > most:
                        raise _too_large(most)
                    place.take(len(chunk))
                    body += chunk
                    late = self._settings.patience + len(body) / self._settings.slowest
                    time_left.reschedule(began + late)
        except TimeoutError as error:
            raise RefusalError(
                "slow", f"{len(body):,} bytes arrived in time; the rest was not waited for"
            ) from error
        return body


class Place:
    """Room that a body takes."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.length = 0

    def take(self, length: int) -> None:
        """Take room for more of the body."""
        self._room.take(length)
        self.length += length


def _check_length(request: Request, most: int) -> None:
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        raise _too_large(most)


def _too_large(most: int) -> RefusalError:
    return RefusalError("too-large", f"at most {most:,} bytes are read; send a smaller file")
