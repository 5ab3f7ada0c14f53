"""A client for photographs, archives and APIs, used from several threads at a time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from folkhue.datasets.http.address_guard import GuardedAdapter
from folkhue.datasets.http.errors import (
    DownloadStoppedError,
    RangeNotSatisfiableError,
    TooLargeError,
    TransientError,
    explain,
)
from folkhue.datasets.http.limits import HttpLimits
from folkhue.datasets.http.rate_limit import HostPauses
from folkhue.datasets.http.resume import PartialFile
from folkhue.datasets.http.retry import NetworkMonitor, retry
from folkhue.datasets.http.session import HttpSession

Result = TypeVar("Result")

CONNECT_TIMEOUT = 15.0
"""Seconds after which an address that does not accept the connection is given up."""

_CHUNK = 1 << 16


@dataclass(frozen=True)
class HttpResponse:
    """A body, and the URL that sent it after all redirects."""

    url: str
    content: bytes


class HttpClient:
    """Sends requests within limits, retries those that fail, and resumes large downloads.

    Parameters
    ----------
    limits : HttpLimits
    """

    def __init__(self, limits: HttpLimits) -> None:
        self.limits = limits
        self._stopped = threading.Event()
        self._network, self._pauses = NetworkMonitor(), HostPauses(self.sleep)
        self._adapter = GuardedAdapter(limits, self._pauses, self._network)
        self._session = self.session()

    def stop(self) -> None:
        """Wake all threads that wait, and end all downloads."""
        self._stopped.set()

    def sleep(self, seconds: float) -> None:
        """Wait, unless the run is ending.

        Raises
        ------
        DownloadStoppedError
        """
        if self._stopped.wait(seconds):
            raise DownloadStoppedError

    def session(self) -> HttpSession:
        """Make a session within the same limits, for libraries that take one of requests."""
        return HttpSession(self._adapter, self._pauses)

    def retry(self, request: Callable[[], Result]) -> Result:
        """Call a function until it raises no `TransientError`; see `folkhue.datasets.http.retry`.

        Raises
        ------
        TransientError
            The last one, if all tries failed.
        DownloadError
            If there has been no network for longer than the limits allow.
        """
        return retry(request, self.limits, self._network, self.sleep)

    def get(self, url: str, max_bytes: int, parse: Callable[[HttpResponse], Result]) -> Result:
        """Get a resource, and what a function makes of it.

        Parameters
        ----------
        url : str
        max_bytes : int
        parse : callable
            Given the `HttpResponse`; its result is returned. A `TransientError` raised in it is
            retried like one of the network.

        Raises
        ------
        PermanentError, TransientError
            With the reason; `TransientError` if all tries failed.
        DownloadError
            If there has been no network for longer than the limits allow.
        """
        return self.retry(lambda: parse(self.get_once(url, max_bytes)))

    def get_once(
        self, url: str, max_bytes: int, query: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Get a resource without retries."""
        with self._open(url, query=query) as response:
            chunks = self._chunks(response, max_bytes, max_seconds=self.limits.max_seconds)
            return HttpResponse(response.url, b"".join(chunks))

    def download(self, url: str, path: Path, max_bytes: int) -> None:
        """Download a large file; continue one that broke off, if the server can."""
        partial = PartialFile(path, url)
        while True:
            before = partial.size
            try:
                self.retry(lambda: self._download_rest(partial, max_bytes))
                return
            except TransientError:
                if partial.size <= before:
                    raise  # as long as something arrives, the count of tries starts again

    def _download_rest(self, partial: PartialFile, max_bytes: int) -> None:
        headers = partial.range_headers()
        try:
            response = self._open(partial.url, headers=headers)
        except RangeNotSatisfiableError:
            if headers:
                return  # nothing is missing
            raise
        with response, partial.open_for(response) as file:
            for chunk in self._chunks(response, max_bytes, size=file.tell()):
                file.write(chunk)

    def _open(
        self,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        return self._session.get(
            url,
            params=query,
            headers={"Accept-Encoding": "identity", **(headers or {})},
            timeout=(CONNECT_TIMEOUT, self.limits.timeout),
            stream=True,
        )

    def _chunks(
        self,
        response: requests.Response,
        max_bytes: int,
        *,
        size: int = 0,
        max_seconds: float = math.inf,
    ) -> Iterator[bytes]:
        """Yield a body as it arrives, within limits of time and size; `size` bytes are there."""
        start = time.monotonic()
        if size + (response.raw.length_remaining or 0) > max_bytes:
            raise _too_large(max_bytes)
        while chunk := _read(response):
            size += len(chunk)
            if size > max_bytes:
                raise _too_large(max_bytes)
            if time.monotonic() - start > max_seconds:
                raise TransientError(f"not finished after {max_seconds:.0f} seconds")
            if self._stopped.is_set():
                raise DownloadStoppedError
            yield chunk


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"larger than {max_bytes / 1e6:g} MB")


def _read(response: requests.Response) -> bytes:
    """Read what has arrived, without waiting for a full chunk as `iter_content` does."""
    try:
        chunk: bytes = response.raw.read1(_CHUNK)
    except (HTTPError, OSError) as error:
        raise explain(error, urlsplit(response.url).hostname or "") from error
    return chunk
