"""The transport adapter that keeps requests away from private networks.

It sees every request of a session, including each hop of a redirect. The address that is
checked is the address that is connected to: the name is resolved once, here, and the connection
is made to the result. A name that resolves to something else a moment later ("DNS rebinding")
gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from folkhue.datasets.http.deadline import limit_heads
from folkhue.datasets.http.errors import PermanentError, TransientError, explain, is_caused_by
from folkhue.datasets.http.limits import HttpLimits
from folkhue.datasets.http.rate_limit import HostPauses
from folkhue.datasets.http.retry import NetworkMonitor

ADDRESS_LIFETIME = 60.0
"""Seconds for which the addresses of a name are used again, so that connections are, too."""


class GuardedAdapter(HTTPAdapter):
    """Sends each request, if limits allow it, to an address that was checked.

    Parameters
    ----------
    limits : HttpLimits
    pauses : HostPauses
        Hosts that must not be sent anything yet.
    network : NetworkMonitor
        Notified of each response.
    """

    def __init__(self, limits: HttpLimits, pauses: HostPauses, network: NetworkMonitor) -> None:
        super().__init__(pool_maxsize=limits.max_connections)
        self._limits, self._pauses, self._network = limits, pauses, network
        self._resolver = Resolver(allow_private=limits.allow_private_addresses)
        self._proxies = getproxies()
        limit_heads(self.poolmanager, limits.max_seconds)

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send a request. Nothing follows a redirect without passing here again."""
        url = checked_url(request.url or "", allow_http=self._limits.allow_http)
        self._pauses.wait(url.netloc)
        try:
            if proxies := self._proxies_for(url):
                # A proxy may well be on a private network, and it resolves names itself.
                response = super().send(request, *args, **{**kwargs, "proxies": proxies})
            else:
                response = self._send_directly(request, url, *args, **{**kwargs, "proxies": {}})
        except (HTTPError, OSError, UnicodeError) as error:
            raise self._explain(error, url) from error
        self._network.note_response(url.netloc)
        if response.is_redirect:
            response.raw.close()  # requests would read the body, however slowly it comes
        return response

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Return the connections to a proxy."""
        pools = super().proxy_manager_for(*args, **kwargs)
        limit_heads(pools, self._limits.max_seconds)
        return pools

    def _proxies_for(self, url: SplitResult) -> dict[str, str]:
        proxy = self._proxies.get(url.scheme)
        return {url.scheme: proxy} if proxy and not proxy_bypass(url.hostname or "") else {}

    def _send_directly(
        self, request: requests.PreparedRequest, url: SplitResult, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send to the first address of a host that can be connected to."""
        host = url.hostname or ""
        failure = None
        for address in self._resolver.resolve(host):
            try:
                response = super().send(_addressed(request, url, address), *args, **kwargs)
            except requests.ConnectionError as error:
                if not is_caused_by(error, NewConnectionError, ConnectTimeoutError):
                    raise
                self._resolver.forget(host, address)
                failure = error
            else:
                response.request, response.url = request, request.url or ""
                return response
        assert failure  # a host has at least one address, or resolving it fails
        raise failure

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Make TLS request and verify the certificate of the name, not of the address."""
        where, options = super().build_connection_pool_key_attributes(request, verify, cert)
        tls: dict[str, Any] = {}
        if where["scheme"] == "https":
            tls["ssl_context"] = self._ssl_context
            if host := request.headers.get("Host"):
                tls["server_hostname"] = urlsplit(f"//{host}").hostname
        return where, {**options, **tls}

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Do nothing: requests would load all root certificates again for each connection."""

    @cached_property
    def _ssl_context(self) -> ssl.SSLContext:
        """Trusts the root certificates of the system, and those of certifi."""
        context = ssl.create_default_context()
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
        return context

    def _explain(self, error: Exception, url: SplitResult) -> Exception:
        """Describe what went wrong; if a host that answered has no address now, we are offline."""
        fault = explain(error, url.hostname or "")
        if isinstance(fault, TransientError) and is_caused_by(error, socket.gaierror):
            fault.offline |= self._network.has_answered(url.netloc)
        return fault


class Resolver:
    """Resolves names, and refuses private addresses.

    Parameters
    ----------
    allow_private : bool
        Whether private addresses are allowed.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    def resolve(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host, the best first.

        Raises
        ------
        PermanentError
            If one of them is private and that is not allowed.
        OSError, UnicodeError
            If the host has none.
        """
        resolved, addresses = self._known.get(host, (0.0, ()))
        if addresses and time.monotonic() - resolved < ADDRESS_LIFETIME:
            return addresses
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        addresses = tuple(dict.fromkeys(str(address[0]) for *_, address in found))
        for address in addresses:
            if not (self._allow_private or is_public(address)):
                raise PermanentError(
                    f"{host} is {address}, an address of a private network; "
                    "download.web.private_addresses: true allows it"
                )
        self._known[host] = time.monotonic(), addresses
        return addresses

    def forget(self, host: str, address: str) -> None:
        """Do not return an address again, unless the host still has it when resolved again."""
        resolved, addresses = self._known.get(host, (0.0, ()))
        self._known[host] = resolved, tuple(other for other in addresses if other != address)


def _addressed(
    request: requests.PreparedRequest, url: SplitResult, address: str
) -> requests.PreparedRequest:
    """Copy a request, with the name of its host replaced by an address, and kept in Host."""
    copy = request.copy()
    port = f":{url.port}" if url.port else ""
    host = f"[{address}]" if ":" in address else address
    copy.url = url._replace(netloc=host + port).geturl()
    copy.headers["Host"] = url.netloc.rpartition("@")[2]
    return copy


def checked_url(url: str, *, allow_http: bool) -> SplitResult:
    """Split a URL if its scheme is allowed.

    Raises
    ------
    PermanentError
        If it is not a URL, or its scheme is not allowed.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.hostname and parts.scheme in ("https", "http") and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise PermanentError(f"not a web address: {url!r}")
    if parts.scheme == "http" and not allow_http:
        raise PermanentError("http:// is not encrypted; download.web.http: true allows it")
    return parts


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet, not a private or special network.

    Examples
    --------
    >>> is_public("93.184.216.34"), is_public("192.168.1.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 (RFC 6052)
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast
