"""Retries: exponential backoff, and waiting for a lost network.

urllib3's `Retry` does not fit: it never sees a body that turns out truncated or unreadable, it
sleeps where a run that stops cannot wake it, and a lost network uses up its tries in minutes.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from folkhue.datasets.http.errors import TransientError
from folkhue.datasets.http.limits import HttpLimits
from folkhue.datasets.http.rate_limit import MAX_RETRY_AFTER
from folkhue.errors import DownloadError

Result = TypeVar("Result")

MAX_BACKOFF = 300.0
"""Longest wait between two tries, in seconds, unless the server requests a longer one."""

_FOREVER = 1e9

_log = logging.getLogger(__name__)


class NetworkMonitor:
    """Which hosts answered, and when one last did: evidence that there is a network."""

    def __init__(self) -> None:
        self.last_response = time.monotonic()
        self._hosts: set[str] = set()

    def note_response(self, host: str) -> None:
        """Record that a host answered just now."""
        self.last_response = time.monotonic()
        self._hosts.add(host)

    def has_answered(self, host: str) -> bool:
        """Return whether a host answered at any time before."""
        return host in self._hosts


def retry(
    request: Callable[[], Result],
    limits: HttpLimits,
    network: NetworkMonitor,
    sleep: Callable[[float], None],
) -> Result:
    """Call a function until it raises no `TransientError`.

    Parameters
    ----------
    request : callable
    limits : HttpLimits
    network : NetworkMonitor
        While no host answers, tries are not counted.
    sleep : callable
        Waits for a number of seconds.

    Raises
    ------
    TransientError
        The last one, if all tries failed or the server requests too long a pause.
    DownloadError
        If there has been no network for longer than the limits allow.
    """
    started, attempt = time.monotonic(), 0
    while True:
        attempt += 1
        try:
            return request()
        except TransientError as error:
            if error.offline and network.last_response < started:
                _keep_waiting(error, attempt, time.monotonic() - started, limits)
            elif _is_final(error, attempt, limits):
                raise
            pause = max(error.retry_after or 0.0, _backoff(attempt, limits.backoff))
        sleep(pause)


def _is_final(error: TransientError, attempt: int, limits: HttpLimits) -> bool:
    asks_too_long = (error.retry_after or 0.0) > MAX_RETRY_AFTER
    return asks_too_long or attempt >= (error.max_tries or limits.max_tries)


def _keep_waiting(error: TransientError, attempt: int, waited: float, limits: HttpLimits) -> None:
    if attempt == limits.max_tries:
        _log.warning("%s: waiting for the network", error)
    if waited > limits.max_offline_seconds:
        raise DownloadError(
            f"no network for {waited / 3600:.1f} hours ({error}); "
            "run it again once there is one, and it continues"
        )


def _backoff(attempt: int, first: float) -> float:
    """Seconds to wait after an attempt (1, 2, …); random, so that threads do not retry at once."""
    return min(MAX_BACKOFF, first * 2.0 ** min(attempt - 1, 30)) + random.uniform(0, first)


def parse_retry_after(value: str) -> float | None:
    """Parse a Retry-After header, seconds or a date (RFC 9110, 10.2.3); None if it is neither."""
    if value.strip().isdecimal():
        return min(float(value), _FOREVER)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
