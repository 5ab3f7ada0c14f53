"""Slow, silent and too many clients."""

import contextlib
import io
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import numpy as np
import pytest
from PIL import Image
from support.server import JPEG, PHOTO, conversation, count, halted, posted, problem, running, until

from benchmarks.served import Served, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    """A server that waits one second for a client."""
    with served("--patience", "1", "--decoders", "1", "--seconds", "60") as server:
        yield server


@pytest.fixture(scope="module")
def noise() -> bytes:
    """A photograph whose recolored PNG is larger than the buffers of sockets."""
    pixels = np.random.default_rng(0).integers(0, 256, (2500, 4000, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=20)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def narrow() -> Iterator[tuple[Served, httpx.Client]]:
    """A server in which three photographs may wait."""
    with running("--decoders", "1", "--waiting", "3", "--per-client", "50") as both:
        yield both


def test_slow_clients_are_cut_off_and_others_served(impatient: Served) -> None:
    start = b"POST /v1/classify HTTP/1.1\r\nHost: x\r\n"
    server = impatient
    says = {
        "nothing": ([], 0.0),
        "half a header": ([b"GET / HT"], 0.0),
        "a header a while": ([start, *[b"X-A: b\r\n"] * 20], 0.25),
        "no body": ([start + b"Content-Length: 1000\r\n\r\n"], 0.0),
        "a byte a while": ([start + b"Content-Length: 1000\r\n\r\n", *[b"x"] * 20], 0.25),
    }
    with ThreadPoolExecutor(len(says)) as pool:
        heard = {
            name: pool.submit(conversation, server, *said, pause=pause)
            for name, (said, pause) in says.items()
        }
        answer = httpx.post(f"{server.url}/v1/classify", content=PHOTO, headers=JPEG)
        assert answer.status_code == 200
    for name in ("nothing", "half a header", "a header a while"):
        assert heard[name].result() == b"", name
    for name in ("no body", "a byte a while"):
        assert heard[name].result().startswith(b"HTTP/1.1 408 "), name
    assert httpx.get(f"{server.url}/readyz").status_code == 200


@pytest.mark.parametrize(("a_second", "all_of_it"), [(0, False), (2_000_000, True)])
def test_a_client_that_accepts_no_answer_is_disconnected(
    a_second: int, all_of_it: bool, impatient: Served, noise: bytes
) -> None:
    """Request a picture larger than the socket buffers, and read it late, or slowly."""
    head = b"POST /v1/classify?format=png HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", impatient.port))
        line.settimeout(30)
        line.sendall(head % len(noise) + noise)
        answer = line.recv(4096)
        whole = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        heard = len(answer.partition(b"\r\n\r\n")[2])
        time.sleep(0 if a_second else 2.5)
        with contextlib.suppress(ConnectionError):
            while heard < whole and (part := line.recv(65536)):
                heard += len(part)
                time.sleep(len(part) / a_second if a_second else 0)
        assert (heard == whole) == all_of_it
        assert httpx.get(f"{impatient.url}/readyz").status_code == 200


def test_a_full_queue_refuses_requests(narrow: tuple[Served, httpx.Client]) -> None:
    server, client = narrow
    before = count(client, 'folkhue_rejected_total{kind="busy"}')
    ready = threading.Barrier(50)

    def ask(_: int) -> httpx.Response:
        ready.wait()
        return httpx.post(f"{server.url}/v1/palette?k=64", content=PHOTO, timeout=60)

    with ThreadPoolExecutor(50) as pool:
        heard = list(pool.map(ask, range(50)))
    served_ = [answer for answer in heard if answer.status_code == 200]
    assert len(served_) >= 4
    assert len({answer.text for answer in served_}) == 1
    assert len(served_) < 50
    for answer in heard:
        if answer.status_code != 200:
            problem(answer, "busy")
    assert httpx.post(f"{server.url}/v1/classify", content=PHOTO).status_code == 200
    refused = 50 - len(served_)
    assert count(client, 'folkhue_rejected_total{kind="busy"}') == before + refused
    assert count(client, "folkhue_requests_in_flight") == 1


def test_disconnected_clients_leave_no_work(narrow: tuple[Served, httpx.Client]) -> None:
    gone = 'folkhue_requests_total{method="POST",route="/v1/classify",status="499"}'
    server, client = narrow
    decoded = "folkhue_decode_seconds_count"
    before, left = count(client, decoded), count(client, gone)
    with ThreadPoolExecutor(2) as pool:
        ask = partial(httpx.post, f"{server.url}/v1/classify", content=PHOTO, timeout=60)
        with halted(server):
            answers = [pool.submit(ask)]
            until(lambda: count(client, "folkhue_requests_in_flight") == 2)
            leaving = [posted(server, PHOTO[:9000], len(PHOTO))]
            until(lambda: count(client, "folkhue_requests_in_flight") == 3)
            leaving += [posted(server, PHOTO) for _ in range(3)]
            until(lambda: count(client, "folkhue_requests_in_flight") == 6)
            problem(ask(), "busy")
            for line in leaving:
                line.close()
            until(lambda: count(client, gone) == left + 4)
            answers.append(pool.submit(ask))
            until(lambda: count(client, "folkhue_requests_in_flight") == 3)
        assert [answer.result().status_code for answer in answers] == [200, 200]
    assert count(client, decoded) == before + 2


def test_connections_of_one_address_are_limited(impatient: Served) -> None:
    with contextlib.ExitStack() as stack:
        server = impatient
        here = ("127.0.0.1", server.port)
        lines = [stack.enter_context(socket.create_connection(here)) for _ in range(250)]
        ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        assert conversation(server, ask) == b""
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=server.url, transport=elsewhere) as other:
            assert other.get("/healthz").status_code == 200
        lines[0].sendall(ask)
        assert lines[0].recv(100).startswith(b"HTTP/1.1 200 ")


def test_slow_bodies_of_one_client_are_limited() -> None:
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with (
        running("--decoders", "1") as (server, client),
        httpx.Client(base_url=server.url, timeout=60, transport=elsewhere) as other,
    ):
        slow = [posted(server, PHOTO[:100], len(PHOTO)) for _ in range(200)]
        until(lambda: count(client, 'folkhue_rejected_total{kind="crowd"}') == 200 - 32)
        refused = client.post("/v1/name", json={"colors": ["#000000"]})
        assert problem(refused, "crowd")
        assert refused.headers["retry-after"] == "1"
        for path in ("/v1/classify", "/v1/palette"):
            assert other.post(path, content=PHOTO).status_code == 200
        for line in slow:
            line.close()
        until(lambda: client.post("/v1/classify", content=PHOTO).status_code == 200)
