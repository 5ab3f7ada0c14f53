"""Decoders that overrun, stopping, several workers, metrics."""

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from support.server import PHOTO, count, halted, plain, problem, running, until

from benchmarks.served import Served, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hasty() -> Iterator[tuple[Served, httpx.Client]]:
    """A server whose only decoder has 0.6 seconds for a photograph."""
    with running("--decoders", "1", "--seconds", "0.6") as both:
        yield both


def test_a_decoder_that_overruns_is_replaced(hasty: tuple[Served, httpx.Client]) -> None:
    _, client = hasty
    slow = plain(7000, 7000)
    problem(client.post("/v1/classify?format=png&picture=names", content=slow), "overrun")
    assert client.post("/v1/classify", content=plain(8, 8)).status_code == 200
    assert count(client, 'folkhue_decoders_replaced_total{reason="overrun"}') == 1


def test_a_decoder_that_was_killed_is_replaced(hasty: tuple[Served, httpx.Client]) -> None:
    server, client = hasty
    [decoder] = [number for number in server.processes() if number != server.process.pid]
    os.kill(decoder, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{decoder}").exists())
    assert client.post("/v1/classify", content=plain(8, 8)).status_code == 200
    assert count(client, 'folkhue_decoders_replaced_total{reason="lost"}') == 1


def test_a_stopped_server_refuses_new_work_and_finishes_the_rest() -> None:
    with running("--decoders", "1", "--seconds", "60", "--drain", "60") as (server, client):
        with ThreadPoolExecutor(1) as pool:
            with halted(server):
                pending = pool.submit(
                    httpx.post, f"{server.url}/v1/classify", content=PHOTO, timeout=60
                )
                until(lambda: count(client, "folkhue_requests_in_flight") == 2)
                server.process.send_signal(signal.SIGTERM)
                until(lambda: client.get("/readyz").status_code == 503)
                problem(client.get("/readyz"), "draining")
                problem(client.post("/v1/classify", content=PHOTO), "draining")
                assert client.get("/healthz").status_code == 200
                for kind, work in {"starting": 0, "draining": 1}.items():  # probes are no work
                    assert count(client, f'folkhue_rejected_total{{kind="{kind}"}}') == work
                client.close()  # else the server waits for its idle connection
                server.process.send_signal(signal.SIGTERM)  # the second ends the drain
            assert pending.result().status_code == 200, pending.result().text
        assert server.process.wait(60) in (0, -signal.SIGTERM)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/healthz")
        assert "Traceback" not in server.printed


def test_metrics_of_several_workers_are_added_up() -> None:
    with served("--workers", "2", "--decoders", "1") as server:
        for _ in range(20):  # each by a connection of its own, to whichever worker takes it
            assert httpx.get(f"{server.url}/v1/terms").status_code in (200, 503)
        counts = [httpx.get(f"{server.url}/metrics").text for _ in range(4)]
    for text in counts:
        told = re.findall(r'folkhue_requests_total{.*route="/v1/terms".*} (\d+)', text)
        assert sum(map(int, told)) == 20
        assert "folkhue_requests_in_flight 1.0" in text


def test_clients_cannot_create_labels(client: httpx.Client) -> None:
    for number in range(5):
        client.get(f"/made-up-{number}")
        client.request(("LOCK", "MKCOL", "MOVE", "PURGE", "SEARCH")[number], "/v1/classify")
    text = client.get("/metrics").text
    assert "made-up" not in text
    assert "MKCOL" not in text
    assert 'method="other"' in text
