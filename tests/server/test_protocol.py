"""HTTP/1.1 on a socket: malformed, pipelined and upgrade requests."""

import pytest
from support.server import PHOTO, conversation
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from benchmarks.served import Served
from folkhue.server.protocol import UVICORN_INTERNALS

NAME = b'{"colors": ["#1e3cc8"]}'


POST = b"POST /v1/name HTTP/1.1\r\nHost: x\r\n"


HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


LAST = HEALTH + b"Connection: close\r\n\r\n"


OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"


@pytest.mark.parametrize(
    "said",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_not_http_gets_a_problem(server: Served, said: bytes) -> None:
    heard = conversation(server, said)
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b"urn:folkhue:problem:malformed" in heard


def test_an_offer_of_another_protocol_is_ignored(server: Served) -> None:
    """Java's client offers one with each request, and may still send a body."""
    head = POST + OFFER + f"Content-Length: {len(NAME)}\r\n\r\n".encode()
    smuggled = POST + OFFER + f"Content-Length: {len(LAST)}\r\n\r\n".encode()
    last = HEALTH + OFFER + b"\r\n" + LAST
    for said in ([head + NAME + last], [head, NAME, last], [head[:60], head[60:] + NAME, last]):
        heard = conversation(server, *said, pause=0.05)
        assert heard.count(b"HTTP/1.1 200 ") == 3
        assert b'"blue"' in heard
    heard = conversation(server, smuggled, LAST, LAST, pause=0.05)
    assert (heard.count(b"HTTP/1.1 400 "), heard.count(b"HTTP/1.1 200 ")) == (1, 1)
    assert conversation(server, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n").startswith(
        b"HTTP/1.1 400 "
    )


def test_trailers_are_not_headers(server: Served) -> None:
    """Else a client could set headers that no proxy has checked, such as its address."""
    head = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    body = b"%x\r\n%b\r\n0\r\nAccept: text/html\r\n\r\n" % (len(PHOTO), PHOTO)
    assert conversation(server, head + b"\r\n" + body, LAST).count(b"HTTP/1.1 200 ") == 2


def test_pipelined_requests_and_headers_are_limited(server: Served) -> None:
    page = b"GET /tables.js HTTP/1.1\r\nHost: x\r\n\r\n"
    assert conversation(server, page + 2000 * (HEALTH + b"\r\n")).count(b"HTTP/1.1 200 ") <= 9
    said = HEALTH + 6000 * b"a:\r\n" + b"\r\n"
    assert conversation(server, said).startswith(b"HTTP/1.1 400 ")


def test_uvicorn_has_the_internals_that_the_protocol_uses() -> None:
    """They are undocumented, so a new version of uvicorn may rename them."""
    names = set(dir(HttpToolsProtocol))
    for method in (HttpToolsProtocol.__init__, HttpToolsProtocol.on_message_begin):
        names |= set(method.__code__.co_names)
    assert set(UVICORN_INTERNALS) <= names
