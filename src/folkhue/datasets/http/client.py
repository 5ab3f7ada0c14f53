"""A client for photographs, archives and APIs, used from several threads at a time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from folkhue._utils.unpacking import UnpackingError, UnpackingLimitError, method_of, unpack
from folkhue.datasets.http.address_guard import GuardedAdapter
from folkhue.datasets.http.errors import (
    DownloadStoppedError,
    PermanentError,
    RangeNotSatisfiableError,
    TooLargeError,
    TransientError,
    explain,
)
from folkhue.datasets.http.limits import HttpLimits
from folkhue.datasets.http.rate_limit import HostPauses, RateLimiter
from folkhue.datasets.http.resume import PartialFile
from folkhue.datasets.http.retry import NetworkMonitor, retry
from folkhue.datasets.http.session import HttpSession

Result = TypeVar("Result")

CONNECT_TIMEOUT = 15.0
"""Seconds after which an address that does not accept the connection is given up."""

Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]

_CHUNK = 1 << 16
_QUOTED = 2_000
"""Bytes that are read of a refusal."""


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
        self._session = HttpSession(self._adapter, self._pauses)
        self._rate_limiter = RateLimiter(limits.per_hour, self.sleep)

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

    def get_once(self, url: str, max_bytes: int) -> HttpResponse:
        """Get a resource without retries."""
        self._rate_limiter.wait()
        with self._open("GET", url) as response:
            return HttpResponse(response.url, self._body(response, max_bytes))

    def ask(
        self,
        url: str,
        max_bytes: int,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, Any] | None = None,
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Ask an API, without retries, and return what it answers.

        Parameters
        ----------
        url : str
        max_bytes : int
            Of the answer, also when it is unpacked.
        query : mapping, optional
            Arguments of a GET request.
        form : mapping, optional
            Arguments of a POST request.
        auth : callable, optional
            Signs the request.
        headers : mapping, optional
            Further headers.

        Raises
        ------
        PermanentError, TransientError
            A `PermanentError` tells what the API said.
        """
        method = "GET" if form is None else "POST"
        packed = {"Accept-Encoding": "gzip", **(headers or {})}
        options = {"params": query, "data": form, "auth": auth}
        with self._open(method, url, headers=packed, quote=True, **options) as response:
            return self._body(response, max_bytes)

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
            response = self._open("GET", partial.url, headers=headers)
        except RangeNotSatisfiableError:
            if headers:
                return  # nothing is missing
            raise
        with response, partial.open_for(response) as file:
            for chunk in self._chunks(response, max_bytes, size=file.tell()):
                file.write(chunk)

    def _open(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        quote: bool = False,
        **options: Any,
    ) -> requests.Response:
        """Send a request; return the response if its status is good, its body still to come."""
        response = self._session.request(
            method,
            url,
            headers={"Accept-Encoding": "identity", **(headers or {})},
            timeout=(CONNECT_TIMEOUT, self.limits.timeout),
            stream=True,
            **options,
        )
        try:
            said = _beginning(response) if quote and response.status_code >= 300 else ""
            self._session.raise_for_status(response, said)
        except (PermanentError, TransientError):
            response.close()
            raise
        return response

    def _body(self, response: requests.Response, max_bytes: int) -> bytes:
        """Read a body within limits of time and size, also when it is unpacked."""
        chunks = self._chunks(response, max_bytes, max_seconds=self.limits.max_seconds)
        content = b"".join(chunks)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ("gzip", "x-gzip") or method_of(content) != "gzip":
            return content
        try:
            return unpack(content, "gzip", max_bytes)
        except UnpackingLimitError as error:
            raise _too_large(max_bytes) from error
        except UnpackingError as error:
            raise TransientError(f"a damaged answer: {error}") from error

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


def _beginning(response: requests.Response) -> str:
    """Return the beginning of a body as text, if it comes."""
    try:
        return _read(response)[:_QUOTED].decode("utf-8", "replace")
    except (PermanentError, TransientError):
        return ""


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"larger than {max_bytes / 1e6:g} MB")


def _read(response: requests.Response) -> bytes:
    """Read what has arrived, without waiting for a full chunk as `iter_content` does."""
    try:
        chunk: bytes = response.raw.read1(_CHUNK)
    except (HTTPError, OSError) as error:
        raise explain(error, urlsplit(response.url).hostname or "") from error
    return chunk
