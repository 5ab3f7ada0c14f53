"""What a server is told when it starts."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from folkhue.errors import FolkhueError

SHORTEST_KEY = 16
"""Characters that a key has at least, lest it be guessed."""


def enough_decoders() -> int:
    """Give two more than the processors that this process may use.

    So none has to wait while a photograph is handed over; of two processors a fifth was idle.
    """
    try:
        return 2 + len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        return 2 + (os.cpu_count() or 1)


_RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")


@dataclass(frozen=True)
class Settings:
    """How a server works, and what it refuses.

    Attributes
    ----------
    table : str
        Name of a shipped table, or path of another.
    decoders : int
        Processes that decode photographs, for each worker.
    waiting : int
        Photographs that may wait for a decoder; more are refused with 503.
    max_bytes : int
        Longest body.
    max_pixels : int
        Largest image, before it is decoded.
    work_seconds : float
        Time that a photograph may take, once it is its turn.
    patience : float
        Seconds that a client may take to send headers, to begin a body, and to go on taking an
        answer.
    slowest : int
        Bytes a second, below which a long body is cut off.
    receiving : int
        Requests with bodies at a time, read, waiting and worked on.
    per_client : int
        Of these, how many one client may have; others of it are refused with 429.
    room : int
        Bytes of bodies that are held in memory at a time.
    connections : int
        Clients connected at a time; more are hung up on, as are more than a quarter of them from
        one address, unless that of a proxy is known.
    drain_seconds : float
        Time between a SIGTERM and closing the door, in which work is refused and ``/readyz``
        says so.
    keys : frozenset of bytes
        SHA-256 of the keys that may ask; anyone may if there are none.
    rate : str
        Requests a client may make, as "60/minute"; any number if empty.
    cors : tuple of str
        Origins whose pages may read answers.
    """

    table: str = "basic11"
    decoders: int = field(default_factory=enough_decoders)
    waiting: int = 64
    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    work_seconds: float = 10.0
    patience: float = 15.0
    slowest: int = 50_000
    receiving: int = 128
    per_client: int = 32
    room: int = 256_000_000
    connections: int = 1_000
    drain_seconds: float = 0.0
    keys: frozenset[bytes] = frozenset()
    rate: str = ""
    cors: tuple[str, ...] = ()

    @property
    def longest(self) -> float:
        """Seconds after which a photograph that was taken in is done, if decoders are up."""
        return self.work_seconds * (1 + self.waiting / self.decoders)

    def __post_init__(self) -> None:
        if self.rate and not _RATE.fullmatch(self.rate):
            raise FolkhueError(
                f"a rate of {self.rate!r}: expected a number for a second, minute, hour or day, "
                "such as 60/minute"
            )
        for origin in self.cors:
            if not re.fullmatch(r"https?://[^/\s]+|\*", origin):
                raise FolkhueError(
                    f"an origin {origin!r}: expected one such as https://example.org, and no path"
                )
        if self.room < self.max_bytes:
            raise FolkhueError(f"there is room for {self.room} bytes, less than one body may have")


def read_keys(path: Path | None) -> frozenset[bytes]:
    """Read keys, one a line, from a file, and from the environment's FOLKHUE_KEYS.

    Returns
    -------
    frozenset of bytes
        Their SHA-256, which is all that a server keeps.

    Raises
    ------
    FolkhueError
        If the file cannot be read, holds none, or a key is short.
    """
    keys = os.environ.get("FOLKHUE_KEYS", "").split()
    if path is not None:
        keys += _keys_in(path)
    for number, key in enumerate(keys, 1):
        if len(key) < SHORTEST_KEY or not key.isascii() or not key.isprintable():
            raise FolkhueError(
                f"key {number} is shorter than {SHORTEST_KEY} characters, or not ASCII; make one "
                "with: openssl rand -hex 24"
            )
    return frozenset(hashlib.sha256(key.encode()).digest() for key in keys)


def _keys_in(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FolkhueError(f"{path}: keys cannot be read ({error})") from error
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise FolkhueError(f"{path}: holds no keys; write one a line")
    return keys
