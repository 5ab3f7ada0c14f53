"""The pace of requests: even spacing, and pauses that servers ask for."""

import datetime
import threading
import time
from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest
from support.http_server import Request, Serve, content, hello, make_client, reply

from folkhue.datasets.http import RateLimiter, TransientError


def test_calls_are_spaced_evenly() -> None:
    waits: list[float] = []
    limiter = RateLimiter(3600, waits.append)
    for _ in range(4):
        limiter.wait()
    assert waits == pytest.approx([1, 2, 3], abs=0.05)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_all_threads_wait_when_a_server_asks_for_a_pause(form: str, serve: Serve) -> None:
    times: list[float] = []

    def busy_once(to: Request) -> None:
        times.append(time.monotonic())
        later = datetime.datetime.now(UTC) + timedelta(seconds=2)
        retry_after = "1" if form == "seconds" else format_datetime(later, usegmt=True)
        if len(times) > 1:
            hello(to)
        else:
            reply(to, 429, b"", Retry_After=retry_after)

    url, client = serve(busy_once), make_client()
    threads = [threading.Thread(target=client.get, args=(url, 99, content)) for _ in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert len(times) == 4
    assert min(times[1:]) - times[0] >= 0.9


def test_a_server_that_asks_for_hours_is_sent_one_request(serve: Serve) -> None:
    requests = []

    def busy(to: Request) -> None:
        requests.append(to.path)
        reply(to, 429, b"", Retry_After="86400")

    url, client = serve(busy), make_client()
    with pytest.raises(TransientError, match="429 Too Many Requests and asks to wait 1440 minutes"):
        client.get(url, 99, content)
    for _ in range(2):
        with pytest.raises(TransientError, match="the server asks to wait 1440 minutes"):
            client.get(url, 99, content)
    assert requests == ["/"]
