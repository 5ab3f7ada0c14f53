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
    pause : float, optional
        Seconds that the server asked to wait.
    tries : int, optional
        Fewer tries than usual, where healing is unlikely.
    offline : bool
        Whether it looks as if there were no network at all.
    """

    def __init__(
        self,
        reason: str,
        *,
        pause: float | None = None,
        tries: int | None = None,
        offline: bool = False,
    ) -> None:
        super().__init__(reason)
        self.pause, self.tries, self.offline = pause, tries, offline


class StoppedError(Exception):
    """The run is ending; nothing more is to be asked for."""


@dataclass(frozen=True)
class Rules:
    """What may be asked for, and how patiently.

    Parameters
    ----------
    http : bool
        Whether http:// is allowed beside https://.
    private_addresses : bool
        Whether a host may be on a private or loopback network.
    connections : int
        Most requests at a time.
    tries : int
        Most requests for the same thing.
    timeout : float
        Seconds without a byte after which a connection is given up.
    longest : float
        Seconds after which an answer that trickles in is given up.
    patience : float
        Seconds to wait for a network that is gone, before the run is given up.
    first_wait : float
        Seconds before the second try; each further wait is about twice as long.
    """

    http: bool = False
    private_addresses: bool = False
    connections: int = 8
    tries: int = 6
    timeout: float = 30.0
    longest: float = 180.0
    patience: float = 12 * 3600.0
    first_wait: float = 1.0


@dataclass(frozen=True)
class Answer:
    """What a server sent, and from which address in the end."""

    url: str
    content: bytes
    headers: Mapping[str, str]


class Bucket:
    """Calls an hour, evenly spaced: a token bucket that holds one token."""

    def __init__(self, per_hour: float, sleep: Callable[[float], None]) -> None:
        self._gap, self._sleep = 3600.0 / per_hour, sleep
        self._next, self._lock = 0.0, threading.Lock()

    def take(self) -> None:
        """Wait until a further call is allowed."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)


class HttpClient:
    """Asks servers for photographs, archives and lists, from several threads at a time."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._stopped = threading.Event()
        self._pools: dict[str, urllib3.PoolManager] = {"": _pool_manager(rules)}
        self._proxies = getproxies()
        self._holds: dict[str, float] = {}
        self._answered, self._answering = time.monotonic(), set[str]()
        self._lock = threading.Lock()
        self._wait = wait_exponential(rules.first_wait, max=300.0) + wait_random(
            0, rules.first_wait
        )
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
            raise StoppedError

    def get(self, url: str, max_bytes: int, check: Callable[[Answer], Given]) -> Given:
        """Get what is at an address, and what `check` makes of it.

        Parameters
        ----------
        url : str
        max_bytes : int
        check : callable
            Given the `Answer`; what it returns is returned. `TransientError` raised in it counts
            as a fault of the network.

        Raises
        ------
        PermanentError, TransientError
            With the reason; `TransientError` once all tries were in vain.
        DownloadError
            If there has been no network for as long as the rules wait.
        """
        return self.patiently(lambda: check(self.ask(url, max_bytes)))

    def download(self, url: str, path: Path, max_bytes: int) -> None:
        """Get a large file; go on where an earlier call was cut short, if the server can."""
        while True:
            before = path.stat().st_size if path.exists() else 0
            try:
                self.patiently(lambda: self._append(url, path, max_bytes))
                return
            except TransientError:
                if not path.exists() or path.stat().st_size <= before:
                    raise  # as long as something comes, all tries begin anew

    @staticmethod
    def discard(path: Path) -> None:
        """Remove a downloaded file that is no longer wanted, and what tells how to go on."""
        path.unlink(missing_ok=True)
        _mark(path).unlink(missing_ok=True)

    def patiently(self, ask: Callable[[], Given]) -> Given:
        """Call until there is an answer, waiting longer each time."""
        return self._retrying(ask)

    def _enough(self, state: RetryCallState) -> bool:
        fault = _fault(state)
        if fault.offline and self._answered < state.start_time:
            waited = time.monotonic() - max(self._answered, state.start_time)
            if state.attempt_number == self.rules.tries:
                _log.warning("%s: waiting for the network", fault)
            if waited > self.rules.patience:
                raise DownloadError(
                    f"no network for {waited / 3600:.1f} hours ({fault}); "
                    "run it again once there is one, and it goes on"
                )
            return False
        too_long = fault.pause is not None and fault.pause > LONGEST_PAUSE
        return too_long or state.attempt_number >= (fault.tries or self.rules.tries)

    def _pause(self, state: RetryCallState) -> float:
        return max(_fault(state).pause or 0.0, self._wait(state))

    def ask(self, url: str, max_bytes: int, query: Mapping[str, str] | None = None) -> Answer:
        """Ask once; like `get`, but without patience."""
        response, url = self._open(url, query or {}, {})
        with response:
            content = bytearray()
            for chunk in self._chunks(response, max_bytes, self.rules.longest):
                content += chunk
            response.release_conn()
        return Answer(url, bytes(content), response.headers)

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
                timeout=urllib3.Timeout(connect=15.0, read=self.rules.timeout),
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
        if parts.scheme == "http" and not self.rules.http:
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
                raise TransientError(f"the server asks to wait {_minutes(seconds)}", pause=seconds)
            self.sleep(seconds)

    def _pool_for(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxy = "" if not self._proxies or proxy_bypass(host) else self._proxies.get(scheme, "")
        with self._lock:
            if proxy not in self._pools:
                # The proxy may well be on a private network; where it leads is its business.
                self._pools[proxy] = urllib3.ProxyManager(proxy, maxsize=self.rules.connections)
            return self._pools[proxy]

    def raise_for_status(self, host: str, status: int, headers: Mapping[str, str]) -> None:
        """Raise `PermanentError` or `TransientError` unless a request went well."""
        if status in (408, 425, 429) or status >= 500:
            pause = _retry_after(headers.get("Retry-After", ""))
            if pause:
                self._holds[host] = time.monotonic() + pause
            asked = f" and asks to wait {_minutes(pause)}" if pause and pause > 60 else ""
            raise TransientError(f"the server answered {_status(status)}{asked}", pause=pause)
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
                raise StoppedError
            yield chunk

    def session(self) -> requests.Session:
        """Give a session with the same rules, for libraries that want one of requests."""
        session = requests.Session()
        session.adapters.clear()
        session.headers["User-Agent"] = AGENT
        session.mount("https://", _Adapter(self.rules))
        if self.rules.http:
            session.mount("http://", _Adapter(self.rules))
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
    if isinstance(error, (PermanentError, TransientError, StoppedError)):
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


def _pool_manager(rules: Rules, **options: Any) -> urllib3.PoolManager:
    manager = urllib3.PoolManager(**{"maxsize": rules.connections, **options})
    if not rules.private_addresses:
        manager.pool_classes_by_scheme = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}
    return manager


class _Adapter(HTTPAdapter):
    """requests' way to the same guarded connections."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        super().__init__()

    def init_poolmanager(self, *_: Any, **__: Any) -> None:
        self.poolmanager = _pool_manager(self._rules)
