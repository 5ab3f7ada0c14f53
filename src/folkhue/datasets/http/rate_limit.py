"""Waiting before a request: an hourly limit, and hosts that requested a pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from folkhue.datasets.http.errors import TransientError

MAX_RETRY_AFTER = 3600.0
"""Seconds; a host that requests a longer pause is left for another run."""

Sleep = Callable[[float], None]


class RateLimiter:
    """Calls per hour, evenly spaced: a token bucket that holds one token.

    Parameters
    ----------
    per_hour : float
    sleep : callable
        Waits for a number of seconds.
    """

    def __init__(self, per_hour: float, sleep: Sleep) -> None:
        self._interval, self._sleep = 3600.0 / per_hour, sleep
        self._next, self._lock = 0.0, threading.Lock()

    def wait(self) -> None:
        """Wait until a further call is allowed."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            self._sleep(turn - now)


class HostPauses:
    """Hosts that answered with Retry-After: no thread sends them anything until then."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._until: dict[str, float] = {}

    def pause(self, host: str, seconds: float) -> None:
        """Send a host nothing for some seconds."""
        self._until[host] = time.monotonic() + seconds

    def wait(self, host: str) -> None:
        """Wait until a host may be sent a request.

        Raises
        ------
        TransientError
            If that is longer than `MAX_RETRY_AFTER`.
        """
        while (seconds := self._until.get(host, 0.0) - time.monotonic()) > 0:
            if seconds > MAX_RETRY_AFTER:
                raise TransientError(
                    f"the server asks to wait {minutes(seconds)}", retry_after=seconds
                )
            self._sleep(seconds)


def minutes(seconds: float) -> str:
    """Format a duration.

    Examples
    --------
    >>> minutes(86_400)
    '1440 minutes'
    """
    return f"{seconds / 60:.0f} minutes"
