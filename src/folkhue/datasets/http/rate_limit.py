"""Waiting before a request: an hourly limit, and hosts that requested a pause."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

from folkhue.datasets.http.errors import TransientError

MAX_RETRY_AFTER = 3600.0
"""Seconds; what is refused with a request for a longer pause is left for another run."""

HOLD = 30.0
"""Seconds for which a host that requests a longer pause is sent nothing."""

MAX_REFUSALS = 3
"""Requests for a longer pause, none of them followed by a success, that end all requests."""

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
    """Hosts that answered with Retry-After: no thread sends them anything until then.

    A host that asks for more than `MAX_RETRY_AFTER` is held for `HOLD` only, as it may have meant
    one resource, or nonsense. If it keeps asking, it is left alone for the rest of the run.
    """

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._until: dict[str, float] = {}
        self._refusals: Counter[str] = Counter()

    def pause(self, host: str, seconds: float) -> None:
        """Send a host nothing for some seconds."""
        if seconds > MAX_RETRY_AFTER:
            self._refusals[host] += 1
            seconds = seconds if self._refusals[host] >= MAX_REFUSALS else HOLD
        self._until[host] = time.monotonic() + seconds

    def note_success(self, host: str) -> None:
        """Record that a host answered a request well."""
        self._refusals.pop(host, None)

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
                    f"the server asks to wait {duration(seconds)}", retry_after=seconds
                )
            self._sleep(seconds)


def duration(seconds: float) -> str:
    """Format a duration.

    Examples
    --------
    >>> duration(600), duration(86_400), duration(1e9)
    ('10 minutes', '24 hours', '11574 days')
    """
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours" if seconds < 72 * 3600 else f"{seconds / 86_400:.0f} days"
