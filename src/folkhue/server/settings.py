"""Settings of a server."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue._utils.regular_file import read_file
from folkhue.errors import FolkhueError
from folkhue.table import DEFAULT_TABLE

if TYPE_CHECKING:
    from folkhue.server.proxies import Network

MIN_KEY_LENGTH = 16
"""Minimum number of characters of an API key, so that nobody can guess it."""

_MAX_KEY_BYTES = 1 << 20
_RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")


def default_decoders() -> int:
    """Return the number of processors that this process may use, plus one.

    With one decoder for each processor, decoders are idle while photographs are handed over. With
    two more, they get in each other's way: two processors did 5 % less.
    """
    from folkhue._utils.processors import usable_processors

    return 1 + usable_processors()


@dataclass(frozen=True)
class Settings:
    """What a server uses, and its limits.

    Attributes
    ----------
    table : str
        Name of a color table in the package, or path of another.
    model : str
        Name of a model of the color of pictures in the package, or path of another.
    decoders : int
        Decoder processes, for each worker.
    max_waiting : int
        Photographs that may wait for a decoder; more get a 503.
    max_bytes : int
        Maximum length of a body.
    max_pixels : int
        Maximum number of pixels of an image; checked before it is decoded.
    job_timeout : float
        Seconds that a decoder may take for a photograph.
    client_timeout : float
        Seconds that a client may take to send headers, to begin a body, and to accept more of
        an answer.
    min_rate : int
        Bytes per second; a body that arrives more slowly is cut off.
    max_bodies : int
        Requests with a body at a time: received, waiting or worked on.
    max_bodies_per_client : int
        How many of these one client may have; more get a 429.
    max_body_memory : int
        Bytes of bodies in memory at a time.
    max_connections : int
        Open connections; more are closed, as are more than a quarter of them from one address
        unless a proxy is trusted.
    drain_seconds : float
        Seconds between a SIGTERM and closing the port, in which new work gets a 503 and
        ``/readyz`` says so.
    keys : frozenset of bytes
        SHA-256 of the API keys; without any, no key is needed.
    rate : str
        Requests per client, such as "60/minute"; empty: no limit.
    cors : tuple of str
        Origins whose pages may read answers.
    proxies : tuple of Network
        Addresses from which X-Forwarded-For is trusted; see `folkhue.server.proxies`.
    root_path : str
        Prefix of all paths by which clients reach the server, such as "/colors".

    Raises
    ------
    FolkhueError
        If a rate, an origin or a prefix is malformed, or there is no memory for a single body.
    """

    table: str = DEFAULT_TABLE
    model: str = "picture"
    decoders: int = field(default_factory=default_decoders)
    max_waiting: int = 64
    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    job_timeout: float = 10.0
    client_timeout: float = 15.0
    min_rate: int = 50_000
    max_bodies: int = 128
    max_bodies_per_client: int = 32
    max_body_memory: int = 256_000_000
    max_connections: int = 1_000
    drain_seconds: float = 0.0
    keys: frozenset[bytes] = frozenset()
    rate: str = ""
    cors: tuple[str, ...] = ()
    proxies: tuple[Network, ...] = ()
    root_path: str = ""

    @property
    def max_job_delay(self) -> float:
        """Seconds after which an accepted photograph is done, if all decoders run."""
        return self.job_timeout * (1 + self.max_waiting / self.decoders)

    def __post_init__(self) -> None:
        if self.rate and not _RATE.fullmatch(self.rate):
            raise FolkhueError(
                f"rate {self.rate!r}: expected a number per second, minute, hour or day, "
                "such as 60/minute"
            )
        for origin in self.cors:
            if not re.fullmatch(r"https?://[^/\s]+|\*", origin):
                raise FolkhueError(
                    f"origin {origin!r}: expected one such as https://example.org, without a path"
                )
        if self.root_path and not re.fullmatch(r"(/[\w.~-]+)+", self.root_path, re.ASCII):
            raise FolkhueError(
                f"prefix {self.root_path!r}: expected one such as /colors, with a slash before "
                "each part and none at the end"
            )
        if self.max_body_memory < self.max_bytes:
            raise FolkhueError(
                f"memory for bodies: expected at least {self.max_bytes} bytes, the maximum "
                f"length of one body, got {self.max_body_memory}"
            )


def read_keys(path: Path | None) -> frozenset[bytes]:
    """Read API keys from a file, one a line, and from the environment variable FOLKHUE_KEYS.

    Returns
    -------
    frozenset of bytes
        Their SHA-256; the server keeps nothing else of them.

    Raises
    ------
    FolkhueError
        If the file cannot be read or holds no key, or a key is too short.
    """
    keys = os.environ.get("FOLKHUE_KEYS", "").split()
    if path is not None:
        keys += _keys_in(path)
    for number, key in enumerate(keys, 1):
        if len(key) < MIN_KEY_LENGTH or not key.isascii() or not key.isprintable():
            raise FolkhueError(
                f"key {number}: expected {MIN_KEY_LENGTH} printable ASCII characters or more; "
                "make one with: openssl rand -hex 24"
            )
    return frozenset(hashlib.sha256(key.encode()).digest() for key in keys)


def _keys_in(path: Path) -> list[str]:
    try:
        lines = read_file(path, max_bytes=_MAX_KEY_BYTES).decode().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FolkhueError(f"{path}: cannot read keys ({error})") from error
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise FolkhueError(f"{path}: contains no keys; write one on each line")
    return keys
