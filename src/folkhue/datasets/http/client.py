"""Polite and careful HTTP: retries, pauses, limits, and no way into a private network."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import requests
import urllib3
from requests.adapters import HTTPAdapter
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_exponential,
    wait_random,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as NoAnswerError

from folkhue.errors import DownloadError

Given = TypeVar("Given")

AGENT = "folkhue (learns color names from tagged photographs)"
HOPS = 5
"""Most redirects followed."""
LONGEST_PAUSE = 3600.0
"""A server that asks to wait for longer, in seconds, is asked again in another run."""

_log = logging.getLogger(__name__)
_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
_NO_NAMES = {socket.EAI_AGAIN, socket.EAI_FAIL}


class PermanentError(Exception):
    """An answer that no repetition will change; its text is the reason."""


class TransientError(Exception):
    """A fault that may heal.

    Parameters
    ----------
    reason : str
    retry_after : float, optional
        Seconds that the server asked to wait.
    max_tries : int, optional
        Fewer tries than usual, where healing is unlikely.
    offline : bool
        Whether it looks as if there were no network at all.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        max_tries: int | None = None,
        offline: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after, self.max_tries, self.offline = retry_after, max_tries, offline


class DownloadStoppedError(Exception):
    """The run is ending; nothing more is to be asked for."""


@dataclass(frozen=True)
class HttpLimits:
    """What may be asked for, and how patiently.

    Parameters
    ----------
    allow_http : bool
        Whether http:// is allowed beside https://.
    allow_private_addresses : bool
        Whether a host may be on a private or loopback network.
    max_connections : int
        Most requests at a time.
    max_tries : int
        Most requests for the same thing.
    timeout : float
        Seconds without a byte after which a connection is given up.
    max_seconds : float
        Seconds after which an answer that trickles in is given up.
    max_offline_seconds : float
        Seconds to wait for a network that is gone, before the run is given up.
    backoff : float
        Seconds before the second try; each further wait is about twice as long.
    """

    allow_http: bool = False
    allow_private_addresses: bool = False
    max_connections: int = 8
    max_tries: int = 6
    timeout: float = 30.0
    max_seconds: float = 180.0
    max_offline_seconds: float = 12 * 3600.0
    backoff: float = 1.0


@dataclass(frozen=True)
class HttpResponse:
    """What a server sent, and from which address in the end."""

    url: str
    content: bytes
    headers: Mapping[str, str]


class RateLimiter:
    """Calls an hour, evenly spaced: a token bucket that holds one token."""

    def __init__(self, per_hour: float, sleep: Callable[[float], None]) -> None:
        self._gap, self._sleep = 3600.0 / per_hour, sleep
        self._next, self._lock = 0.0, threading.Lock()

    def wait(self) -> None:
        """Wait until a further call is allowed."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)


class HttpClient:
    """Asks servers for photographs, archives and lists, from several threads at a time."""

    def __init__(self, limits: HttpLimits) -> None:
        self.limits = limits
        self._stopped = threading.Event()
        self._pools: dict[str, urllib3.PoolManager] = {"": _pool_manager(limits)}
        self._proxies = getproxies()
        self._holds: dict[str, float] = {}
        self._answered, self._answering = time.monotonic(), set[str]()
        self._lock = threading.Lock()
        self._wait = wait_exponential(limits.backoff, max=300.0) + wait_random(0, limits.backoff)
        self._retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=self._enough,
            wait=self._pause,
            sleep=self.sleep,
            reraise=True,
        )

    def stop(self) -> None:
        """Wake all who wait and let them end."""
        self._stopped.set()

    def sleep(self, seconds: float) -> None:
        """Wait, unless the run is ending."""
        if self._stopped.wait(seconds):
            raise DownloadStoppedError

    def get(self, url: str, max_bytes: int, check: Callable[[HttpResponse], Given]) -> Given:
        """Get what is at an address, and what `check` makes of it.

        Parameters
        ----------
        url : str
        max_bytes : int
        check : callable
            Given the `HttpResponse`; what it returns is returned. `TransientError` raised in it
            counts as a fault of the network.

        Raises
        ------
        PermanentError, TransientError
            With the reason; `TransientError` once all tries were in vain.
        DownloadError
            If there has been no network for as long as the limits wait.
        """
        return self.retry(lambda: check(self.get_once(url, max_bytes)))

    def download(self, url: str, path: Path, max_bytes: int) -> None:
        """Get a large file; go on where an earlier call was cut short, if the server can."""
        while True:
            before = path.stat().st_size if path.exists() else 0
            try:
                self.retry(lambda: self._append(url, path, max_bytes))
                return
            except TransientError:
                if not path.exists() or path.stat().st_size <= before:
                    raise  # as long as something comes, all tries begin anew

    def retry(self, ask: Callable[[], Given]) -> Given:
        """Call until there is an answer, waiting longer each time."""
        return self._retrying(ask)

    def _enough(self, state: RetryCallState) -> bool:
        fault = _fault(state)
        if fault.offline and self._answered < state.start_time:
            waited = time.monotonic() - max(self._answered, state.start_time)
            if state.attempt_number == self.limits.max_tries:
                _log.warning("%s: waiting for the network", fault)
            if waited > self.limits.max_offline_seconds:
                raise DownloadError(
                    f"no network for {waited / 3600:.1f} hours ({fault}); "
                    "run it again once there is one, and it goes on"
                )
            return False
        too_long = fault.retry_after is not None and fault.retry_after > LONGEST_PAUSE
        return too_long or state.attempt_number >= (fault.max_tries or self.limits.max_tries)

    def _pause(self, state: RetryCallState) -> float:
        return max(_fault(state).retry_after or 0.0, self._wait(state))

    def get_once(
        self, url: str, max_bytes: int, query: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Ask once; like `get`, but without patience."""
        response, url = self._open(url, query or {}, {})
        with response:
            content = bytearray()
            for chunk in self._chunks(response, max_bytes, self.limits.max_seconds):
                content += chunk
            response.release_conn()
        return HttpResponse(url, bytes(content), response.headers)

    def _append(self, url: str, path: Path, max_bytes: int) -> None:
        """Append to a file what is missing of it, told by its address and ETag beside it."""
        mark = _mark(path)
        noted = mark.read_text("utf-8") if path.exists() and mark.exists() else ""
        known = noted.removeprefix(f"{url}\n") if noted.startswith(f"{url}\n") else ""
        start = path.stat().st_size if known else 0
        headers = {"Range": f"bytes={start}-", "If-Range": known} if start else {}
        try:
            response, _ = self._open(url, {}, headers)
        except _CompleteError:
            return
        whole = response.status != http.client.PARTIAL_CONTENT
        with response, path.open("wb" if whole else "ab") as file:
            # Only now: with another file's beginning it would mix them.
            mark.unlink(missing_ok=True)
            if etag := response.headers.get("ETag", ""):
                mark.write_text(f"{url}\n{etag}", "utf-8")
            for chunk in self._chunks(response, max_bytes - (0 if whole else start), None):
                file.write(chunk)

    def _open(
        self, url: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[urllib3.BaseHTTPResponse, str]:
        for _ in range(HOPS + 1):
            response = self._send(url, query, headers)
            self._note_answer(urlsplit(url).netloc)
            target = response.get_redirect_location()
            if not target:
                try:
                    self.raise_for_status(urlsplit(url).netloc, response.status, response.headers)
                except BaseException:
                    response.close()
                    raise
                return response, url
            response.close()  # whatever else it says may come slowly
            try:
                url, query = urljoin(url, target), {}
            except ValueError as error:
                raise PermanentError(f"redirected to no web address: {target!r}") from error
        raise PermanentError(f"redirected more than {HOPS} times")

    def _send(
        self, url: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        parts = self.checked(url)
        assert parts.hostname
        self._hold(parts.netloc)
        try:
            return self._pool_for(parts.scheme, parts.hostname).urlopen(
                "GET",
                f"{url}?{urlencode(query)}" if query else url,
                headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=15.0, read=self.limits.timeout),
            )
        except (HTTPError, OSError, UnicodeError) as error:
            raise self._explain(error, parts.netloc) from error

    def checked(self, url: str) -> SplitResult:
        """Take an address apart if it may be asked.

        Raises
        ------
        PermanentError
            If it is none, or of a kind that is not allowed.
        """
        try:
            parts = urlsplit(url)
            known = parts.hostname and parts.scheme in ("https", "http") and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise PermanentError(f"not a web address: {url!r}")
        if parts.scheme == "http" and not self.limits.allow_http:
            raise PermanentError("http:// is not encrypted; download.web.http: true allows it")
        return parts

    def _note_answer(self, host: str) -> None:
        self._answered = time.monotonic()
        self._answering.add(host)

    def _explain(self, error: BaseException, host: str) -> Exception:
        """Say what went wrong; if a host that answered cannot be found any more, we are offline."""
        fault = _explained(error, urlsplit(f"//{host}").hostname or host)
        if isinstance(fault, TransientError) and isinstance(error, NameResolutionError):
            fault.offline |= host in self._answering
        return fault

    def _hold(self, host: str) -> None:
        """Wait if a host asked everybody to."""
        while (seconds := self._holds.get(host, 0.0) - time.monotonic()) > 0:
            if seconds > LONGEST_PAUSE:
                raise TransientError(
                    f"the server asks to wait {_minutes(seconds)}", retry_after=seconds
                )
            self.sleep(seconds)

    def _pool_for(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxy = "" if not self._proxies or proxy_bypass(host) else self._proxies.get(scheme, "")
        with self._lock:
            if proxy not in self._pools:
                # The proxy may well be on a private network; where it leads is its business.
                self._pools[proxy] = urllib3.ProxyManager(
                    proxy, maxsize=self.limits.max_connections
                )
            return self._pools[proxy]

    def raise_for_status(self, host: str, status: int, headers: Mapping[str, str]) -> None:
        """Raise `PermanentError` or `TransientError` unless a request went well."""
        if status in (408, 425, 429) or status >= 500:
            retry_after = _retry_after(headers.get("Retry-After", ""))
            if retry_after:
                self._holds[host] = time.monotonic() + retry_after
            asked = (
                f" and asks to wait {_minutes(retry_after)}"
                if retry_after and retry_after > 60
                else ""
            )
            raise TransientError(
                f"the server answered {_status(status)}{asked}", retry_after=retry_after
            )
        if status == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise _CompleteError("the server has no such part")
        if status >= 300:
            raise PermanentError(f"the server answered {_status(status)}")

    def _chunks(
        self, response: urllib3.BaseHTTPResponse, max_bytes: int, seconds: float | None
    ) -> Any:
        start, size = time.monotonic(), 0
        if (response.length_remaining or 0) > max_bytes:
            response.close()
            raise PermanentError(f"larger than {max_bytes / 1e6:g} MB")
        while True:
            try:
                chunk = response.read1(1 << 16, decode_content=False)
            except (HTTPError, OSError, http.client.HTTPException) as error:
                raise _explained(error, "") from error
            if not chunk:
                return
            size += len(chunk)
            if size > max_bytes:
                response.close()
                raise PermanentError(f"larger than {max_bytes / 1e6:g} MB")
            if seconds is not None and time.monotonic() - start > seconds:
                response.close()
                raise TransientError(f"not finished after {seconds:.0f} seconds")
            if self._stopped.is_set():
                response.close()
                raise DownloadStoppedError
            yield chunk

    def session(self) -> requests.Session:
        """Give a session with the same limits, for libraries that want one of requests."""
        session = requests.Session()
        session.adapters.clear()
        session.headers["User-Agent"] = AGENT
        session.mount("https://", _Adapter(self.limits))
        if self.limits.allow_http:
            session.mount("http://", _Adapter(self.limits))
        return session

    def requested(self, host: str, ask: Callable[[], Given]) -> Given:
        """Call what asks through `session`, with its faults told apart as ours are."""
        self._hold(host)
        try:
            answer = ask()
        except (requests.RequestException, HTTPError) as error:
            cause: BaseException = error
            while cause.args and isinstance(cause.args[0], (HTTPError, OSError)):
                cause = cause.args[0]
            raise self._explain(getattr(cause, "reason", cause), host) from error
        self._note_answer(host)
        return answer


def remove_download(path: Path) -> None:
    """Remove a downloaded file and the note by which its download would be continued."""
    path.unlink(missing_ok=True)
    _mark(path).unlink(missing_ok=True)


def _mark(path: Path) -> Path:
    return path.with_name(path.name + ".etag")


class _CompleteError(PermanentError):
    """There is nothing after the part that we have."""


def _fault(state: RetryCallState) -> TransientError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TransientError)
    return error


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes"


def _status(status: int) -> str:
    return f"{status} {http.client.responses.get(status, '')}".strip()


def _retry_after(value: str) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110, 10.2.3)."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _explained(error: BaseException, host: str) -> Exception:
    """Say in words what went wrong, and whether it may heal."""
    if isinstance(error, (PermanentError, TransientError, DownloadStoppedError)):
        return error
    if isinstance(error, (LocationValueError, UnicodeError)):
        return PermanentError("not a web address")
    if isinstance(error, SSLError):
        if isinstance(error.args[0] if error.args else None, ssl.SSLCertVerificationError):
            return PermanentError(f"{host} has no valid certificate")
        return TransientError("the encrypted connection broke")
    if isinstance(error, NameResolutionError) or isinstance(error.__cause__, socket.gaierror):
        offline = getattr(error.__cause__, "errno", None) in _NO_NAMES
        return TransientError(f"no address is known for {host}", offline=offline)
    if isinstance(error, NewConnectionError):
        code = getattr(error.__cause__, "errno", None)
        return TransientError("cannot connect", offline=code in _NO_NETWORK)
    if isinstance(error, NoAnswerError):
        return TransientError("no answer in time")
    return TransientError("the connection broke off")


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the open internet, not one's own or a special network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 (RFC 6052)
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _refuse(host: str, address: str) -> None:
    if not is_public(address):
        raise PermanentError(
            f"{host} is {address}, an address of a private network; "
            "download.web.private_addresses: true allows it"
        )


class _Guard:
    """Looks at where a connection leads, before it is opened and once it is.

    The second look is for names that resolve to something else when asked again.
    """

    host: str
    port: int
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            found = []  # the connection will say so
        for *_, address in found:
            _refuse(self.host, str(address[0]))
        connected: socket.socket = super()._new_conn()  # type: ignore[misc]
        try:
            _refuse(self.host, connected.getpeername()[0])
        except BaseException:
            connected.close()
            raise
        return connected


class _GuardedHTTP(_Guard, HTTPConnection):
    pass


class _GuardedHTTPS(_Guard, HTTPSConnection):
    pass


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


def _pool_manager(limits: HttpLimits, **options: Any) -> urllib3.PoolManager:
    manager = urllib3.PoolManager(**{"maxsize": limits.max_connections, **options})
    if not limits.allow_private_addresses:
        manager.pool_classes_by_scheme = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}
    return manager


class _Adapter(HTTPAdapter):
    """requests' way to the same guarded connections."""

    def __init__(self, limits: HttpLimits) -> None:
        self._limits = limits
        super().__init__()

    def init_poolmanager(self, *_: Any, **__: Any) -> None:
        self.poolmanager = _pool_manager(self._limits)
