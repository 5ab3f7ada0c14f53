"""HTTP/1.1 on a socket: malformed, pipelined and upgrade requests."""

import re

import pytest
from support.server import PHOTO, conversation
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from benchmarks.served import Served
from folkhue.server.protocol import CYCLE_INTERNALS, UVICORN_INTERNALS

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


def test_pipelined_requests_are_all_answered_in_order(server: Served) -> None:
    page = b"GET /tables.js HTTP/1.1\r\nHost: x\r\n\r\n"
    name = POST + b"Content-Length: %d\r\n\r\n" % len(NAME) + NAME
    for said in (
        [HEALTH + b"\r\n"] * 59,
        [name] * 59,
        [name, HEALTH + b"\r\n"] * 100,
        [page, *[HEALTH + b"\r\n"] * 2000],
    ):
        for pieces in ([b"".join(said) + LAST], [*said[:30], b"".join(said[30:]) + LAST]):
            heard = conversation(server, *pieces)
            assert heard.count(b"HTTP/1.1 200 ") == len(said) + 1
            assert heard.count(b'"#1e3cc8"') == said.count(name)
            assert heard.endswith(b"}")


def test_a_short_body_that_nobody_reads_does_not_end_the_connection(server: Served) -> None:
    for start, status in (
        (b"POST /no HTTP/1.1", b"404"),
        (b"POST /healthz HTTP/1.1", b"405"),
        (b"GET /healthz HTTP/1.1", b"200"),
        (b"HEAD /healthz HTTP/1.1", b"200"),
        (b"POST /v1/classify?k=0 HTTP/1.1", b"422"),
    ):
        said = start + b"\r\nHost: x\r\nContent-Length: 30000\r\n\r\n" + bytes(30_000)
        statuses = re.findall(rb"HTTP/1.1 (\d+) ", conversation(server, 20 * said + LAST))
        assert statuses == [status] * 20 + [b"200"]


def test_requests_before_a_malformed_one_are_answered(server: Served) -> None:
    good = HEALTH + b"\r\n"
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n"
    for bad in (b"hello\r\n\r\n", chunked + b"zz\r\n", good.replace(b"Host", b"H\x00")):
        for number in (1, 5, 40):
            statuses = re.findall(rb"HTTP/1.1 (\d+) ", conversation(server, number * good + bad))
            assert statuses == [b"200"] * number + [b"400"]


def test_headers_are_limited(server: Served) -> None:
    said = HEALTH + 6000 * b"a:\r\n" + b"\r\n"
    assert conversation(server, said).startswith(b"HTTP/1.1 400 ")


BODY = b"%x\r\n%b\r\n0\r\n\r\n" % (len(NAME), NAME)


def get(
    *headers: str, target: str = "/healthz", method: str = "GET", version: str = "1.1"
) -> bytes:
    """Write a request with these header lines, and no others."""
    lines = [f"{method} {target} HTTP/{version}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


def chunked(*headers: str, body: bytes = BODY, version: str = "1.1") -> bytes:
    """Write a request with a body in chunks."""
    return get("Host: x", *headers, target="/v1/name", method="POST", version=version) + body


def sized(*headers: str, version: str = "1.1") -> bytes:
    """Write a request with a body after a Content-Length."""
    length = f"Content-Length: {len(NAME)}"
    return chunked(length, *headers, body=NAME, version=version)


CODED = "Transfer-Encoding: {}".format
RFC_9112 = [
    # Where a body ends must be certain.
    (chunked(CODED("chunked")), 200),
    (chunked(CODED("CHUNKED")), 200),
    (chunked(CODED("gzip, chunked")), 501),
    (chunked(CODED("gzip"), CODED("chunked")), 501),
    (chunked(CODED("gzip")), 501),
    (chunked(CODED("xchunked")), 501),
    (chunked(CODED("chunked;q=1")), 501),
    (chunked(CODED("\x0bchunked")), 400),
    (chunked(CODED("chunked, chunked")), 400),
    (chunked(CODED("chunked"), CODED("chunked")), 400),
    (chunked(CODED("chunked, gzip")), 400),
    (chunked(CODED("chunked"), version="1.0"), 400),
    (chunked("Transfer-Encoding : chunked"), 400),
    (sized(CODED("chunked")), 400),
    (sized(CODED("identity")), 400),
    (sized(f"Content-Length: {len(NAME)}"), 400),
    (sized("Content-Length: 3"), 400),
    *((chunked(f"Content-Length: {each}"), 400) for each in ("+23", "0x17", "2 3", "", "9" * 30)),
    # Chunks, their extensions and trailers.
    (chunked(CODED("chunked"), body=b'17;a=b;c="d"\r\n%b\r\n0;x\r\n\r\n' % NAME), 200),
    (chunked(CODED("chunked"), body=BODY[:-2] + b"A: b\r\n\r\n"), 200),
    (chunked(CODED("chunked"), body=BODY[:-2] + b"Content-Length: 4\r\n\r\n"), 400),
    (chunked(CODED("chunked"), body=BODY[:-2] + 9000 * b"A: b\r\n" + b"\r\n"), 400),
    (chunked(CODED("chunked"), body=b"17\n%b\n0\n\n" % NAME), 400),
    (chunked(CODED("chunked"), body=b"0x17" + BODY[2:]), 400),
    (chunked(CODED("chunked"), body=b"f" * 17 + BODY[2:]), 400),
    (chunked(CODED("chunked"), body=BODY.replace(b"}\r\n", b"}")), 400),
    # One host, well written.
    (get("Host: [::1]:80"), 200),
    (get("Host:"), 200),
    (get(), 400),
    (get(version="1.0"), 200),
    (get("Host: x", "Host: x"), 400),
    (get("Host: x", "Host: y", version="1.0"), 400),
    *((get(f"Host: {each}"), 400) for each in ("a b", "a/b", "x:y", "u@x", "[::1")),
    # Targets, methods and versions.
    (get("Host: x", target="http://y/healthz?a"), 200),
    (get("Host: x", target="http://y"), 200),
    (get("Host: x", target="HTTP://y?a=b"), 200),
    (get("Host: x", target="y:80"), 400),
    (get("Host: x", target="*"), 400),
    (get("Host: x", target="*", method="OPTIONS"), 404),
    (get("Host: x", target="/é"), 400),
    (get("Host: x", target="/a b"), 400),
    (get("Host: x", target="/%00%ff%zz"), 404),
    (get("Host: x", method="BREW"), 501),
    (get("Host: x", method="get"), 501),
    (get("Host: x", method="TRACE"), 405),
    (get("Host: x", version="2.0"), 505),
    (get("Host: x", version="0.9"), 505),
    (b"GET /healthz\r\n\r\n", 505),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    # Bytes in headers.
    (get("Host: x", "A: \xe9\xff"), 200),
    *((get("Host: x", f"A: a{each}b"), 400) for each in ("\x00", "\x01", "\r", "\n", "\r\n b")),
    *((get("Host: x", each), 400) for each in ("A : b", ": b", "A", "\xe9: b", " A: b")),
    # Whether to send the body.
    (sized("Expect: 100-continue", version="1.0"), 200),
    (sized("Expect: 200-maybe"), 417),
    (sized("Expect: 200-maybe", version="1.0"), 200),
]


@pytest.mark.parametrize(("said", "status"), RFC_9112)
def test_requests_are_framed_as_http_says(server: Served, said: bytes, status: int) -> None:
    """And what is refused is not the start of another request."""
    heard = conversation(server, said + (LAST if status != 200 else b""))
    assert re.findall(rb"HTTP/1.1 (\d+) ", heard) == [b"%d" % status]
    assert b"\r\ndate: " in heard
    if status != 200:
        assert b"connection: close" in heard
        assert f'"status": {status}, "detail": "'.encode() in heard


def test_a_body_that_the_client_announces_is_asked_for(server: Served) -> None:
    heard = conversation(server, sized("Expect: 100-continue"))
    assert re.findall(rb"HTTP/1.1 (\d+) ", heard) == [b"100", b"200"]


def test_uvicorn_has_the_internals_that_the_protocol_uses() -> None:
    """They are undocumented, so a new version of uvicorn may rename them."""
    names = set(dir(HttpToolsProtocol))
    for method in (HttpToolsProtocol.__init__, HttpToolsProtocol.on_message_begin):
        names |= set(method.__code__.co_names)
    assert set(UVICORN_INTERNALS) <= names
    assert set(CYCLE_INTERNALS) <= set(RequestResponseCycle.__init__.__code__.co_names)
