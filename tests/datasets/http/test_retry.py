"""Retries after transient failures, and the wait for a lost network."""

import socket
import threading
import time
from typing import Any

import pytest
from support.http_server import (
    Handler,
    Request,
    Serve,
    content,
    cut_off,
    hang_up,
    hello,
    make_client,
    reply,
    trickle,
)

from folkhue.datasets.http import (
    DownloadStoppedError,
    HttpResponse,
    PermanentError,
    TransientError,
    address_guard,
)
from folkhue.errors import DownloadError


def nonsense(to: Request) -> None:
    """Send something that is not HTTP."""
    to.wfile.write(b"HTTP/x.y what?\r\n\r\n")
    to.close_connection = True


def first(faults: list[Handler]) -> Handler:
    """Respond with each fault once, then as expected."""
    left = list(faults)
    return lambda to: left.pop(0)(to) if left else hello(to)


@pytest.mark.parametrize(
    "faults",
    [
        *([fault] for fault in (cut_off, hang_up, nonsense)),
        *(
            [lambda to, status=status: reply(to, status, b"")]
            for status in (408, 425, 429, 500, 503)
        ),
        [cut_off, hang_up],
    ],
)
def test_transient_failures_are_retried(faults: list[Handler], serve: Serve) -> None:
    url = serve(first(faults))
    assert make_client(max_tries=len(faults) + 1).get(url, 99, content) == b"hello"
    url = serve(first(faults))
    with pytest.raises(TransientError):
        make_client(max_tries=len(faults)).get(url, 99, content)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "the server answered 400 Bad Request"),
        (404, "the server answered 404 Not Found"),
        (416, "the server has no such part"),
        (418, "418"),
        (304, "304"),
    ],
)
def test_permanent_failures_are_not_retried(status: int, reason: str, serve: Serve) -> None:
    requests: list[str] = []

    def handler(to: Request) -> None:
        requests.append(to.path)
        reply(to, status, b"")

    with pytest.raises(PermanentError, match=reason):
        make_client().get(serve(handler), 99, content)
    assert requests == ["/"]


def test_what_the_parser_refuses_is_retried_as_often_as_it_says(serve: Serve) -> None:
    bodies: list[bytes] = []

    def parse(response: HttpResponse) -> None:
        bodies.append(response.content)
        raise TransientError("unreadable", max_tries=2)

    with pytest.raises(TransientError, match="unreadable"):
        make_client(max_tries=5).get(serve(hello), 99, parse)
    assert bodies == [b"hello"] * 2


def test_a_closed_port_is_reported() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TransientError, match="cannot connect"):
        make_client(max_tries=1).get(f"http://127.0.0.1:{port}/", 99, content)


@pytest.mark.parametrize("when", ["between tries", "during a pause", "during a response"])
def test_stopping_ends_every_wait(when: str, serve: Serve) -> None:
    handlers: dict[str, Handler] = {
        "between tries": lambda to: reply(to, 503, b""),
        "during a pause": lambda to: reply(to, 503, b"", Retry_After="60"),
        "during a response": trickle,
    }
    client = make_client(backoff=60.0)
    url = serve(handlers[when])
    threading.Timer(0.2, client.stop).start()
    start = time.monotonic()
    with pytest.raises(DownloadStoppedError):
        client.get(url, 10_000, content)
    assert time.monotonic() - start < 5


def unplugged(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def test_a_lost_network_ends_the_run_after_a_long_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the fault of a photograph that names cannot be resolved."""
    monkeypatch.setattr(socket, "getaddrinfo", unplugged)
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"no network for .*; run it again once there is one"):
        make_client(max_offline_seconds=0.3, max_tries=2).get("http://example.org/", 99, content)
    assert time.monotonic() - start > 0.3


def test_a_name_that_no_longer_resolves_is_waited_for(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """There are more tries than usual, until the network is back."""
    url = serve(hello).replace("127.0.0.1", "localhost")
    client = make_client(max_tries=2, backoff=0.02)
    monkeypatch.setattr(address_guard, "ADDRESS_LIFETIME", 0.0)
    assert client.get(url, 99, content) == b"hello"
    real, failures = socket.getaddrinfo, iter(range(5))

    def away(*arguments: Any, **more: Any) -> Any:
        if next(failures, None) is not None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", away)
    assert client.get(url, 99, content) == b"hello"
    assert next(failures, None) is None
    assert caplog.messages == ["no address is known for localhost: waiting for the network"]


def test_a_name_that_never_resolved_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransientError, match=r"no address is known for example\.org"):
        make_client().get("http://example.org/", 99, content)
