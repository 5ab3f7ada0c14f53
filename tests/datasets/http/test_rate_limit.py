"""The pace of requests: even spacing, and pauses that servers ask for."""

import datetime
import itertools
import threading
import time
from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest
from support.http_server import Request, Serve, content, hello, make_client, reply

from folkhue.datasets.http import RateLimiter, TransientError, rate_limit


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


@pytest.fixture
def short_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "HOLD", 0.2)


@pytest.mark.usefixtures("short_hold")
@pytest.mark.parametrize(
    ("after", "wait"),
    [
        ("86400", "24 hours"),
        ("1000000000", "11574 days"),
        ("9" * 5000, "11574 days"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", r"\d+ days"),
    ],
)
def test_a_server_that_keeps_asking_for_hours_is_sent_three_requests(
    after: str, wait: str, serve: Serve
) -> None:
    times = []

    def busy(to: Request) -> None:
        times.append(time.monotonic())
        reply(to, 429, b"", Retry_After=after)

    url, client = serve(busy), make_client()
    for _ in range(3):
        with pytest.raises(TransientError, match=f"429 Too Many Requests and asks to wait {wait}"):
            client.get(url, 99, content)
    for _ in range(2):
        with pytest.raises(TransientError, match=f"^the server asks to wait {wait}"):
            client.get(url, 99, content)
    assert len(times) == 3
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.2


@pytest.mark.usefixtures("short_hold")
def test_a_wait_of_hours_that_is_asked_for_now_and_then_costs_only_what_was_asked_for(
    serve: Serve,
) -> None:
    paths = []

    def busy(to: Request) -> None:
        paths.append(to.path)
        reply(to, 429, b"", Retry_After="1000000000") if to.path == "/bad" else hello(to)

    url, client = serve(busy), make_client()
    for _ in range(5):
        with pytest.raises(TransientError, match="asks to wait 11574 days"):
            client.get(f"{url}bad", 99, content)
        assert client.get(url, 99, content) == b"hello"
    assert paths == ["/bad", "/"] * 5


@pytest.mark.parametrize("after", ["soon", "-5", "1.5", "", "Fri, 31 Dec 99999999999 23:59:59 GMT"])
def test_a_wait_that_is_neither_seconds_nor_a_date_is_none(after: str, serve: Serve) -> None:
    left = [after]
    url = serve(lambda to: reply(to, 429, b"", Retry_After=left.pop()) if left else hello(to))
    assert make_client().get(url, 99, content) == b"hello"
