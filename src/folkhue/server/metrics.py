"""What is counted, for Prometheus.

Labels are routes as they are written in the code, methods that HTTP knows, and statuses, so
that no client can make series. Of several workers, each counts for itself in a folder of
PROMETHEUS_MULTIPROC_DIR (numbers only), and whichever is asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

MEDIA = "text/plain; version=0.0.4; charset=utf-8"

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SHARED = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """Counts of one server; of one worker, if there are several."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "folkhue_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "folkhue_request_seconds",
            "From a request's headers to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._in_flight = Gauge(
            "folkhue_requests_in_flight",
            "Requests that are not answered yet.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._rejected = Counter(
            "folkhue_rejected",
            "Requests that were refused, by kind of problem.",
            ("kind",),
            registry=registry,
        )
        self._decoding = Histogram(
            "folkhue_decode_seconds",
            "Time that a photograph takes, without waiting.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._replaced = Counter(
            "folkhue_decoders_replaced",
            "Decoders that overran or were lost.",
            ("reason",),
            registry=registry,
        )
        self._received = Counter("folkhue_received_bytes", "Bytes of bodies.", registry=registry)

    @contextmanager
    def flying(self) -> Iterator[None]:
        """Count a request while it is not answered."""
        self._in_flight.inc()
        try:
            yield
        finally:
            self._in_flight.dec()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def rejected(self, kind: str) -> None:
        """Count a refusal."""
        self._rejected.labels(kind).inc()

    def decoded(self, seconds: float) -> None:
        """Count a photograph."""
        self._decoding.observe(seconds)

    def replaced(self, reason: str) -> None:
        """Count a decoder that had to be replaced."""
        self._replaced.labels(reason).inc()

    def received(self, length: int) -> None:
        """Count a piece of a body."""
        self._received.inc(length)

    def text(self) -> bytes:
        """Give everything in Prometheus' format."""
        if _SHARED not in os.environ:
            return generate_latest(self._registry)
        _forget_the_dead()
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def share(folder: Path) -> None:
    """Have all workers that are started from now on count in a folder; before any is made."""
    os.environ[_SHARED] = str(folder)


def _forget_the_dead() -> None:
    """Drop what workers that are gone had in flight."""
    for file in Path(os.environ[_SHARED]).glob("gauge_live*_*.db"):
        number = int(file.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(number)  # type: ignore[no-untyped-call]
        except PermissionError:
            pass
