"""Local servers, and names that resolve as a test wants."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.http_server import Handler, Resolve, Serve, Server

from folkhue.datasets.http import address_guard


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Start servers that run until the test ends."""
    servers = []

    def start(handler: Handler, context: ssl.SSLContext | None = None) -> Server:
        server = Server(handler, context)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def serve(start: Callable[..., Server]) -> Serve:
    """Start a server; return its URL."""
    return lambda handler: f"http://127.0.0.1:{start(handler).server_port}/"


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Have a name resolve to each of several lists of addresses, one after the other.

    The list returned grows by the name with each lookup.
    """

    def resolve(name: str, *answers: list[str]) -> list[str]:
        real, left, lookups = socket.getaddrinfo, list(answers), list[str]()

        def lookup(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            if host != name:
                return real(host, port, *rest, **more)
            lookups.append(host)
            addresses = left.pop(0) if len(left) > 1 else left[0]
            return [found for ip in addresses for found in real(ip, port, *rest, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        return lookups

    return resolve


@pytest.fixture
def only_this_machine_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 count as a public address, so that a server there can play one."""
    monkeypatch.setattr(address_guard, "is_public", lambda address: address == "127.0.0.1")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
