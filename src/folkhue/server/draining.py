"""Stop gracefully: take no new work for a while before the port closes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from folkhue.server.service import Service


@contextmanager
def drain_on_signal(service: Service) -> Iterator[None]:
    """Mark the service as draining at SIGTERM or SIGINT, before uvicorn handles the signal.

    uvicorn gets a SIGTERM after the settings' `drain_seconds`, so that load balancers notice; a
    SIGINT, or a second signal, at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread can set handlers
        return
    loop, seconds = asyncio.get_running_loop(), service.settings.drain_seconds
    previous = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
        handler = previous[signal.Signals(number)]
        again, service.draining = service.draining, True
        if not callable(handler):
            return
        if again or not seconds or number == signal.SIGINT:
            handler(number, frame)
        else:
            loop.call_soon_threadsafe(loop.call_later, seconds, handler, number, None)

    for each, handler in previous.items():
        if callable(handler):
            signal.signal(each, handle)
    yield
