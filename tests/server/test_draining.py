"""The time between a signal and the end of the server."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from folkhue.server.draining import drain_on_signal
from folkhue.server.service import Service
from folkhue.server.settings import Settings

Call = tuple[Any, ...]


class Loop:
    """An event loop that records delayed calls."""

    def __init__(self) -> None:
        self.later: list[Call] = []

    def call_soon_threadsafe(self, function: Callable[..., None], *arguments: Any) -> None:
        function(*arguments)

    def call_later(self, seconds: float, *call: Any) -> None:
        self.later.append((seconds, *call))


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    return loop


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """Signals that reach the handlers set before."""
    numbers: list[int] = []

    def handle(number: int, frame: object) -> None:
        numbers.append(number)

    before = {each: signal.signal(each, handle) for each in (signal.SIGTERM, signal.SIGINT)}
    yield numbers
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize(
    ("seconds", "signals", "at_once", "later"),
    [
        (5.0, [signal.SIGTERM], [], [5.0]),
        (5.0, [signal.SIGINT], [signal.SIGINT], []),
        (5.0, [signal.SIGTERM, signal.SIGTERM], [signal.SIGTERM], [5.0]),
        (0.0, [signal.SIGTERM], [signal.SIGTERM], []),
    ],
)
def test_a_sigterm_is_handled_after_the_drain_and_others_at_once(
    seconds: float,
    signals: list[signal.Signals],
    at_once: list[signal.Signals],
    later: list[float],
    loop: Loop,
    handled: list[int],
) -> None:
    service = Service(Settings(drain_seconds=seconds))
    with drain_on_signal(service):
        assert not service.draining
        for each in signals:
            signal.raise_signal(each)
    assert service.draining
    assert handled == at_once
    assert [call[0] for call in loop.later] == later
