"""Lingering close: bodies of refused requests are read, within limits."""

import asyncio
import contextlib
import http.client
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from starlette.types import Message, Receive, Scope, Send
from support.server import JPEG, PHOTO, conversation, count, halted, posted, running, until

from benchmarks.served import Served
from folkhue.server.guard import Guard
from folkhue.server.metrics import Metrics

Result = TypeVar("Result")
Guarded = Callable[[str], Coroutine[None, None, None]]


@pytest.mark.slow
def test_a_long_body_is_refused_before_it_is_sent(server: Served) -> None:
    head = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n"
    for said in (head + b"\r\n", head + b"Expect: 100-continue\r\n\r\n"):
        heard = conversation(server, said)
        assert heard.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close" in heard.lower()
        assert b"100 Continue" not in heard


def sent_whole(server: Served, length: int) -> int:
    """Send a whole body before reading the answer, as most clients do; return its status."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(line):
        line.request("POST", "/v1/classify", bytes(length), JPEG)
        return line.getresponse().status


@pytest.mark.slow
def test_a_client_that_sends_first_and_reads_later_gets_the_answer() -> None:
    with running("--decoders", "1", "--waiting", "0") as (server, client):
        assert sent_whole(server, 25_000_000) == 413
        with halted(server), posted(server, PHOTO):
            until(lambda: count(client, "folkhue_requests_in_flight") == 2)
            assert sent_whole(server, 19_000_000) == 503


def refusing(receive: Receive) -> Guarded:
    """Guard an application that reads no body; return a function that sends it a request."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413})
        await send({"type": "http.response.body", "body": b"no"})

    async def sent(message: Message) -> None:
        pass

    guard = Guard(refuse, Metrics(), cross_origin=False, max_discarded=10_000)
    scope = {"type": "http", "method": "POST", "headers": [(b"content-length", b"1000000")]}
    return lambda host: guard(scope | {"client": (host, 1)}, receive, sent)


def run(coroutine: Coroutine[None, None, Result]) -> Result:
    """Run in another thread, as the browser's event loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_a_limited_part_of_a_refused_body_is_read() -> None:
    read = []

    async def receive() -> Message:
        read.append(1000)
        return {"type": "http.request", "body": bytes(1000), "more_body": True}

    run(refusing(receive)("192.0.2.1"))
    assert sum(read) == 10_000


@pytest.mark.parametrize(("clients", "read"), [(1, 16), (3, 48), (70, 64)])
def test_a_limited_number_of_refused_bodies_is_read(clients: int, read: int) -> None:
    async def main() -> int:
        more = asyncio.Event()

        async def receive() -> Message:
            await more.wait()
            return {"type": "http.disconnect"}

        ask = refusing(receive)
        asking = [asyncio.ensure_future(ask(f"192.0.2.{n % clients}")) for n in range(70)]
        await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0)
        hung_up_on = sum(each.done() for each in asking)
        more.set()
        await asyncio.gather(*asking)
        await ask("192.0.2.1")
        return hung_up_on

    assert run(main()) == 70 - read
