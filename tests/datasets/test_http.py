"""Asking servers: addresses that are refused, waits, limits, and files that come in parts."""

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from folkhue.datasets.http import (
    HttpClient,
    HttpLimits,
    HttpResponse,
    PermanentError,
    RateLimiter,
    TransientError,
    is_public,
    remove_download,
)
from folkhue.errors import DownloadError

OPEN = {
    "allow_http": True,
    "allow_private_addresses": True,
    "backoff": 0.01,
    "timeout": 2.0,
    "max_tries": 3,
}


def web(**limits: Any) -> HttpClient:
    return HttpClient(HttpLimits(**{**OPEN, **limits}))


def content(answer: HttpResponse) -> bytes:
    return answer.content


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds keep their secrets
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_private_addresses_are_told_from_public_ones(address: str, public: bool) -> None:
    assert is_public(address) == public


Handler = Callable[[http.server.BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], str]]:
    """Start a server that answers as a small function says; give its address."""
    servers = []

    def start(answer: Handler) -> str:
        class Answering(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def reply(to: http.server.BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    to.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(body)


def hello(to: http.server.BaseHTTPRequestHandler) -> None:
    reply(to, 200, b"hello")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:{port}/", "http:// is not encrypted"),
        ("https://127.0.0.1:{port}/", "127.0.0.1, an address of a private network"),
        ("https://localhost:{port}/", "an address of a private network"),
        ("https://[::1]:{port}/", "an address of a private network"),
        ("https://2130706433:{port}/", "an address of a private network"),  # 127.0.0.1
        ("https://0x7f.1:{port}/", "an address of a private network"),
        ("file:///etc/passwd", "not a web address"),
        ("ftp://example.org/x", "not a web address"),
        ("gopher://x", "not a web address"),
        ("https://", "not a web address"),
        ("no address", "not a web address"),
        ("https://a..b/", "not a web address"),
    ],
)
def test_by_default_only_https_to_the_open_internet(
    url: str, reason: str, serve: Callable[[Handler], str]
) -> None:
    asked: list[str] = []
    port = serve(lambda to: asked.append(to.path)).split(":")[-1].rstrip("/")
    with pytest.raises(PermanentError, match=reason):
        HttpClient(HttpLimits()).get(url.format(port=port), 100, content)
    assert not asked


def test_redirects_are_followed_by_the_same_rules(serve: Callable[[Handler], str]) -> None:
    hops = serve(
        lambda to: (
            hello(to)
            if to.path == "/3"
            else reply(to, 302, b"", Location=f"/{int(to.path[1:]) + 1}")
        )
    )
    assert web().get(f"{hops}0", 100, content) == b"hello"
    assert web().get(f"{hops}0", 100, lambda answer: answer.url) == f"{hops}3"
    away = serve(lambda to: reply(to, 301, b"", Location="file:///etc/passwd"))
    with pytest.raises(PermanentError, match="not a web address"):
        web().get(away, 100, content)
    endless = serve(lambda to: reply(to, 302, b"", Location="/"))
    with pytest.raises(PermanentError, match="redirected more than 5 times"):
        web().get(endless, 100, content)


def test_a_name_that_changes_its_address_is_caught(
    serve: Callable[[Handler], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public address at the first question, this machine at the second."""
    port = int(serve(hello).split(":")[-1].rstrip("/"))
    answers = [("93.184.216.34", port), ("127.0.0.1", port)]
    real = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers.pop(0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(PermanentError, match=r"127\.0\.0\.1, an address of a private network"):
        web(allow_private_addresses=False).get(f"http://rebinding.example:{port}/", 100, content)


def test_large_answers_are_given_up_before_they_fill_the_memory(
    serve: Callable[[Handler], str],
) -> None:
    sent = []

    def endless(to: http.server.BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Connection", "close")
        to.end_headers()
        to.close_connection = True
        for _ in range(1000):
            sent.append(to.wfile.write(bytes(65536)))

    for handler in (endless, lambda to: reply(to, 200, b"x", Content_Length="99999999999")):
        with pytest.raises(PermanentError, match=r"larger than 0\.2 MB"):
            web().get(serve(handler), 200_000, content)
    assert sum(sent) < 20_000_000


def test_an_answer_that_trickles_in_is_given_up(serve: Callable[[Handler], str]) -> None:
    def trickle(to: http.server.BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Length", "1000")
        to.end_headers()
        for _ in range(1000):
            to.wfile.write(b"x")
            time.sleep(0.05)

    start = time.monotonic()
    with pytest.raises(TransientError, match="not finished after 0 seconds"):
        web(max_seconds=0.3, max_tries=1).get(serve(trickle), 10_000, content)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_everybody_waits_when_a_server_asks_to(form: str, serve: Callable[[Handler], str]) -> None:
    times: list[float] = []

    def busy_once(to: http.server.BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        later = datetime.now(UTC) + timedelta(seconds=2)
        asked = "1" if form == "seconds" else format_datetime(later, usegmt=True)
        if len(times) > 1:
            hello(to)
        else:
            reply(to, 429, b"", Retry_After=asked)

    url, asking = serve(busy_once), web()
    threads = [threading.Thread(target=asking.get, args=(url, 99, content)) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert len(times) == 4
    assert min(times[1:]) - times[0] >= 0.9


def test_a_server_that_asks_to_wait_for_hours_is_left_alone(
    serve: Callable[[Handler], str],
) -> None:
    asked = []

    def busy(to: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(1)
        reply(to, 429, b"", Retry_After="86400")

    with pytest.raises(TransientError, match="429 Too Many Requests and asks to wait 1440 minutes"):
        web().get(serve(busy), 99, content)
    assert len(asked) == 1


def test_no_network_ends_the_run_after_long_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names cannot be looked up: that is no fault of the photographs."""

    def unplugged(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unplugged)
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"no network for .*; run it again once there is one"):
        web(max_offline_seconds=0.5, max_tries=2).get("http://example.org/", 99, content)
    assert time.monotonic() - start > 0.5


def test_an_unknown_name_and_a_closed_port_are_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TransientError, match="cannot connect"):
        web(max_tries=1).get(f"http://127.0.0.1:{port}/", 99, content)


def test_calls_are_spaced_evenly() -> None:
    waits: list[float] = []
    bucket = RateLimiter(3600, waits.append)
    for _ in range(4):
        bucket.wait()
    assert waits == pytest.approx([1, 2, 3], abs=0.05)


BODY = bytes(range(256)) * 400


def in_parts(asked: list[str], etags: Iterator[str], *, ranges: bool = True) -> Handler:
    """HttpResponse with a file, broken off after a third each time."""

    def answer(to: http.server.BaseHTTPRequestHandler) -> None:
        wanted, etag = to.headers.get("Range", ""), next(etags)
        asked.append(wanted)
        start = int(wanted[6:-1]) if wanted and ranges and to.headers["If-Range"] == etag else 0
        rest = BODY[start:]
        if start and not rest:
            reply(to, 416, b"", ETag=etag)
            return
        to.send_response(206 if start else 200)
        to.send_header("ETag", etag)
        to.send_header("Content-Length", str(len(rest)))
        to.end_headers()
        to.wfile.write(rest[: len(BODY) // 3] if len(asked) < 4 else rest)
        to.close_connection = True

    return answer


def same() -> Iterator[str]:
    while True:
        yield '"a"'


def test_a_large_file_goes_on_where_it_broke_off(
    serve: Callable[[Handler], str], tmp_path: Path
) -> None:
    asked: list[str] = []
    url = serve(in_parts(asked, same()))
    third = len(BODY) // 3
    web().download(url, tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert (
        asked == ["", f"bytes={third}-", f"bytes={2 * third}-", f"bytes={3 * third}-"][: len(asked)]
    )
    web().download(url, tmp_path / "a.zip", 10**6)  # there is nothing more to get
    assert (tmp_path / "a.zip").read_bytes() == BODY
    remove_download(tmp_path / "a.zip")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_that_changed_meanwhile_begins_anew(
    ranges: bool, serve: Callable[[Handler], str], tmp_path: Path
) -> None:
    asked: list[str] = []
    etags = iter(['"a"', '"b"', '"c"', *['"d"'] * 9]) if ranges else same()
    url = serve(in_parts(asked, etags, ranges=ranges))
    web(max_tries=6).download(url, tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_a_file_too_large_is_refused(serve: Callable[[Handler], str], tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"larger than 0\.001 MB"):
        web().download(serve(lambda to: reply(to, 200, BODY)), tmp_path / "a.zip", 1000)


def test_a_session_of_requests_has_the_same_rules(serve: Callable[[Handler], str]) -> None:
    import requests

    url = serve(hello)
    assert web().session().get(url, timeout=5).content == b"hello"
    with pytest.raises(PermanentError, match="private network"):
        web(allow_private_addresses=False).session().get(url, timeout=5)
    with pytest.raises(requests.exceptions.InvalidSchema):
        HttpClient(HttpLimits()).session().get(url, timeout=5)


def test_a_name_that_was_known_and_is_not_is_waited_for(
    serve: Callable[[Handler], str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is tried more often than usual, until the network is back."""
    url = serve(hello).replace("127.0.0.1", "localhost")
    asking = web(max_tries=2, backoff=0.05)
    assert asking.get(url, 99, content) == b"hello"
    asking._pools[""].clear()
    real, failures = socket.getaddrinfo, iter(range(5))

    def away(*arguments: Any, **more: Any) -> Any:
        if next(failures, None) is not None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", away)
    assert asking.get(url, 99, content) == b"hello"
    assert caplog.messages == ["no address is known for localhost: waiting for the network"]


def test_odd_answers_are_refused_not_raised(serve: Callable[[Handler], str]) -> None:
    for status, headers, reason in (
        (302, {"Location": "//[oops/x"}, "redirected to no web address"),
        (416, {}, "the server has no such part"),
        (204, {}, ""),
        (418, {}, "418"),
    ):

        def odd(
            to: http.server.BaseHTTPRequestHandler,
            status: int = status,
            headers: dict[str, str] = headers,
        ) -> None:
            reply(to, status, b"", **headers)

        if status == 204:
            assert web().get(serve(odd), 99, content) == b""
            continue
        with pytest.raises(PermanentError, match=reason):
            web().get(serve(odd), 99, content)


def test_others_do_not_wait_for_hours_either(serve: Callable[[Handler], str]) -> None:
    url, asking = serve(lambda to: reply(to, 429, b"", Retry_After="86400")), web()
    for _ in range(3):
        with pytest.raises(TransientError, match="asks to wait 1440 minutes"):
            asking.get(url, 99, content)


def test_a_redirect_that_never_ends_does_not_hold_anybody(
    serve: Callable[[Handler], str],
) -> None:
    def trickle(to: http.server.BaseHTTPRequestHandler) -> None:
        if to.path == "/there":
            hello(to)
            return
        to.send_response(302)
        to.send_header("Location", "/there")
        to.send_header("Content-Length", "100000")
        to.end_headers()
        for _ in range(100):
            to.wfile.write(b"x")
            time.sleep(0.1)

    start = time.monotonic()
    assert web().get(serve(trickle), 99, content) == b"hello"
    assert time.monotonic() - start < 3
