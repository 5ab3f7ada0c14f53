"""API keys, rate limits, and limits on bodies in memory."""

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

from folkhue.server.metrics import Metrics
from folkhue.server.problems import ProblemError, busy
from folkhue.server.settings import Settings

_RATE_BUCKETS = 1 << 16
"""Number of rates that are counted; clients share them by hash, so that memory is bounded."""


class Keys:
    """API keys; without any, no key is needed.

    Parameters
    ----------
    hashes : frozenset of bytes
        SHA-256 of the keys.
    """

    def __init__(self, hashes: frozenset[bytes]) -> None:
        self._hashes = tuple(hashes)

    def check(self, request: Request) -> str:
        """Return the hash of a request's key, hexadecimal; empty if no key is needed.

        Raises
        ------
        ProblemError
            If the request has no valid key.
        """
        if not self._hashes:
            return ""
        given = hashlib.sha256(_key(request).encode()).digest()
        # Every key is compared, each in constant time, so that timing reveals nothing.
        if sum([hmac.compare_digest(given, known) for known in self._hashes]):
            return given.hex()
        raise ProblemError(
            "key",
            "send a key as Authorization: Bearer KEY, or as X-API-Key: KEY",
            {"WWW-Authenticate": "Bearer"},
        )


def _key(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")


def client_of(request: Request, key: str) -> str:
    """Identify the client of a request: by its key, or else by its address.

    Parameters
    ----------
    request : Request
    key : str
        What `Keys.check` returned.
    """
    return key or network(request.client.host if request.client else "")


class RateLimit:
    """A maximum rate of requests for each client.

    Parameters
    ----------
    rate : str
        Such as "60/minute"; empty: no limit.
    """

    def __init__(self, rate: str) -> None:
        self._rate, self._salt = rate, secrets.token_bytes(16)
        self._limit = parse(rate) if rate else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, client: str) -> None:
        """Count a request.

        Raises
        ------
        ProblemError
            If the client made too many requests.
        """
        if self._limit is None:
            return
        bucket = self._bucket(client)
        if not self._limiter.hit(self._limit, bucket):
            reset, _ = self._limiter.get_window_stats(self._limit, bucket)
            seconds = max(1, math.ceil(reset - time.time()))
            raise ProblemError(
                "rate",
                f"at most {self._rate}; try again in {seconds} s",
                {"Retry-After": str(seconds)},
            )

    def _bucket(self, client: str) -> str:
        digest = hashlib.blake2b(client.encode(), key=self._salt, digest_size=4).digest()
        return str(int.from_bytes(digest, "big") % _RATE_BUCKETS)


def network(host: str) -> str:
    """Return an IPv4 address, or the /64 network of an IPv6 address: one client has all of it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


class Slots:
    """A limited number of slots, in all and for each client.

    Parameters
    ----------
    total, per_client : int
    """

    def __init__(self, total: int, per_client: int) -> None:
        self._total, self._per_client = total, per_client
        self._taken: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether all slots are taken."""
        return self._taken.total() >= self._total

    def full_for(self, client: str) -> bool:
        """Whether a client has as many slots as it may have."""
        return self._taken[client] >= self._per_client

    @contextmanager
    def take(self, client: str) -> Iterator[None]:
        """Take a slot while the block runs; does not check whether one is free."""
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]


class BodyLimits:
    """Limits on bodies in memory: their number, their number for each client, and their bytes."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._slots = Slots(settings.max_bodies, settings.max_bodies_per_client)
        self._bytes = 0

    @contextmanager
    def reserve(self, client: str) -> Iterator[Reservation]:
        """Reserve a slot for a client's body while the block runs.

        Raises
        ------
        ProblemError
            "crowd", if the client has as many as it may have; "busy", if no slot is free.
        """
        if self._slots.full_for(client):
            what = (
                f"{self._settings.max_bodies_per_client} of yours are being received or worked on"
            )
            raise ProblemError("crowd", f"{what}; try again in 1 s", {"Retry-After": "1"})
        if self._slots.full:
            raise busy(f"{self._settings.max_bodies} bodies are being received", 1)
        reservation = Reservation(self)
        with self._slots.take(client):
            try:
                yield reservation
            finally:
                self._bytes -= reservation.length

    def take(self, length: int) -> None:
        """Take memory for a piece of a body."""
        if self._bytes + length > self._settings.max_body_memory:
            raise busy(f"{self._bytes} bytes are being received", 1)
        self._bytes += length
        self._metrics.received(length)

    async def read(self, request: Request, reservation: Reservation, max_bytes: int) -> bytes:
        """Read a body, within the limits on its length and its time.

        Raises
        ------
        ProblemError
            If it is too long or arrives too slowly, or there is no memory for it.
        """
        _check_length(request, max_bytes)
        chunks, length = list[bytes](), 0
        start = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._settings.client_timeout) as timeout:
                async for chunk in request.stream():
                    length += len(chunk)
                    if length > max_bytes:
                        raise _too_large(max_bytes)
                    reservation.take(len(chunk))
                    chunks.append(chunk)
                    allowed = self._settings.client_timeout + length / self._settings.min_rate
                    timeout.reschedule(start + allowed)
        except TimeoutError as error:
            raise ProblemError(
                "slow", f"{length:,} bytes arrived in time; the server stopped waiting"
            ) from error
        return b"".join(chunks)


class Reservation:
    """The memory that one body takes."""

    def __init__(self, limits: BodyLimits) -> None:
        self._limits = limits
        self.length = 0

    def take(self, length: int) -> None:
        """Take memory for more of the body."""
        self._limits.take(length)
        self.length += length


def _check_length(request: Request, max_bytes: int) -> None:
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > max_bytes:
        raise _too_large(max_bytes)


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError("too-large", f"at most {max_bytes:,} bytes; send a smaller file")
