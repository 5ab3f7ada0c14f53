"""Who the client is behind proxies: X-Forwarded-For, as far as it can be trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from folkhue.errors import FolkhueError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")  # IPv4 addresses as IPv6 writes them


def parse_networks(text: str) -> tuple[Network, ...]:
    """Parse addresses and networks, separated by commas.

    Raises
    ------
    FolkhueError
        If one is no address, or a network of all addresses: any client could then say that it
        is another.

    Examples
    --------
    >>> parse_networks("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    return tuple(_network(word.strip()) for word in text.split(",")) if text.strip() else ()


def _network(word: str) -> Network:
    if word == "*" or word.endswith("/0"):
        raise FolkhueError(
            f"proxy {word!r}: any client could then claim any address, and evade the limits; name "
            "the addresses of the proxies, or their network, such as 10.0.0.0/8"
        )
    try:
        network = ipaddress.ip_network(word if "%" not in word else "")
    except ValueError as error:
        expected = "expected addresses or networks such as 127.0.0.1, 10.0.0.0/8 or ::1, by commas"
        raise FolkhueError(f"proxy {word!r}: {expected} ({_reason(word, error)})") from error
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_MAPPED):
        last = ipaddress.IPv4Address(int(network.network_address) & 0xFFFFFFFF)
        return ipaddress.IPv4Network((last, network.prefixlen - 96))
    return network


def _reason(word: str, error: ValueError) -> str:
    if "%" in word:
        return "without a zone"
    if not any(letter in word for letter in ".:"):
        return "names are not looked up"
    return str(error).removeprefix(f"{word!r} ")


def parse_host(text: str) -> Address | None:
    """Parse an address, maybe with a port, a zone or brackets; None if it is none.

    IPv4 addresses that are written as IPv6 become IPv4 again.

    Examples
    --------
    >>> parse_host("[2001:db8::1]:4711"), parse_host("192.0.2.1:80"), parse_host("unknown")
    (IPv6Address('2001:db8::1'), IPv4Address('192.0.2.1'), None)
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class ForwardedClient:
    """ASGI middleware that takes the client's address, and the scheme, from trusted proxies.

    Each proxy appends the address from which it got the request. So the client is the last
    address in X-Forwarded-For that is not a trusted proxy's; what is before it, the client may
    have made up. The header Forwarded is not read: proxies that write X-Forwarded-For let
    clients' pass.

    Parameters
    ----------
    app : ASGI application
    networks : sequence of Network
        Of the proxies.
    """

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app, self._networks = app, networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        peer = (scope.get("client") or ("",))[0]
        if scope["type"] == "http" and self._trusts(parse_host(peer)):
            scope = {**scope, **self._forwarded(peer, Headers(scope=scope))}
        await self._app(scope, receive, send)

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks)

    def _forwarded(self, peer: str, headers: Headers) -> dict[str, object]:
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        found: dict[str, object] = {"client": (self._client(peer, forwarded), 0)}
        scheme = ",".join(headers.getlist("x-forwarded-proto")).strip().lower()
        return found | ({"scheme": scheme} if scheme in ("http", "https") else {})

    def _client(self, peer: str, forwarded: str) -> str:
        """Return the last address that is not a proxy's; the one before what is no address."""
        client = peer
        for entry in reversed(forwarded.split(",")):
            address = parse_host(entry)
            if address is None:
                break
            client = str(address)
            if not self._trusts(address):
                break
        return client
