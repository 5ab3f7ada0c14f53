"""Responses and redirects, and their limits of size and time."""

import time

import pytest
from support.http_server import (
    Request,
    Serve,
    content,
    hello,
    make_client,
    redirect_to,
    reply,
    trickle,
)

from folkhue.datasets.http import PermanentError, TransientError


def test_redirects_are_followed_up_to_a_limit(serve: Serve) -> None:
    def hop(to: Request) -> None:
        number = int(to.path[1:])
        hello(to) if number == 6 else redirect_to(f"/{number + 1}")(to)

    url = serve(hop)
    assert make_client().get(f"{url}1", 100, content) == b"hello"
    assert make_client().get(f"{url}1", 100, lambda response: response.url) == f"{url}6"
    with pytest.raises(PermanentError, match="redirected more than 5 times"):
        make_client().get(f"{url}0", 100, content)


def test_a_large_response_is_given_up_before_it_fills_the_memory(serve: Serve) -> None:
    sent = []

    def endless(to: Request) -> None:
        to.send_response(200)
        to.send_header("Connection", "close")
        to.end_headers()
        to.close_connection = True
        for _ in range(1000):
            sent.append(to.wfile.write(bytes(65536)))

    for handler in (endless, lambda to: reply(to, 200, b"x", Content_Length="99999999999")):
        with pytest.raises(PermanentError, match=r"larger than 0\.2 MB"):
            make_client().get(serve(handler), 200_000, content)
    assert 0 < sum(sent) < 20_000_000


def test_a_response_that_trickles_in_is_given_up(serve: Serve) -> None:
    start = time.monotonic()
    with pytest.raises(TransientError, match="not finished after 0 seconds"):
        make_client(max_seconds=0.3, max_tries=1).get(serve(trickle), 10_000, content)
    assert time.monotonic() - start < 5


def test_a_head_that_trickles_in_is_given_up(serve: Serve) -> None:
    def slow_head(to: Request) -> None:
        to.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(1000):
            to.wfile.write(b"x")
            time.sleep(0.05)

    start = time.monotonic()
    client = make_client(max_seconds=0.3, max_tries=2)
    for _ in range(2):
        with pytest.raises(TransientError, match="no answer within 0 seconds"):
            client.get(serve(slow_head), 10_000, content)
    assert client.get(serve(hello), 10_000, content) == b"hello"
    assert time.monotonic() - start < 10


def test_the_body_of_a_redirect_is_not_waited_for(serve: Serve) -> None:
    url = serve(
        lambda to: hello(to) if to.path == "/there" else trickle(to, 302, Location="/there")
    )
    start = time.monotonic()
    assert make_client().get(url, 99, content) == b"hello"
    assert time.monotonic() - start < 3


def test_a_silent_server_is_given_up(serve: Serve) -> None:
    with pytest.raises(TransientError, match="no answer in time"):
        make_client(timeout=0.1, max_tries=1).get(serve(lambda _: time.sleep(1)), 99, content)


def test_an_empty_response_is_a_response(serve: Serve) -> None:
    assert make_client().get(serve(lambda to: reply(to, 204, b"")), 99, content) == b""
