"""Metrics for Prometheus.

Labels are routes as written in the code, standard HTTP methods, and statuses, so that no client
can create time series. With several workers, each counts in files of its own (numbers only) in
the folder PROMETHEUS_MULTIPROC_DIR, and the worker that gets a request for metrics adds them up.
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
    """Metrics of one server process."""

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
    def in_flight(self) -> Iterator[None]:
        """Count a request as in flight while the block runs."""
        self._in_flight.inc()
        try:
            yield
        finally:
            self._in_flight.dec()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer, and record its seconds."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def rejected(self, kind: str) -> None:
        """Count a request that got a problem."""
        self._rejected.labels(kind).inc()

    def decoded(self, seconds: float) -> None:
        """Record the seconds of a decoder's job."""
        self._decoding.observe(seconds)

    def replaced(self, reason: str) -> None:
        """Count a decoder that was replaced."""
        self._replaced.labels(reason).inc()

    def received(self, length: int) -> None:
        """Count the bytes of a piece of a body."""
        self._received.inc(length)

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        if _SHARED not in os.environ:
            return generate_latest(self._registry)
        _drop_dead_workers()
        combined = CollectorRegistry()
        multiprocess.MultiProcessCollector(combined)  # type: ignore[no-untyped-call]
        return generate_latest(combined)


def share(folder: Path) -> None:
    """Make the workers that start from now on share their metrics in a folder."""
    os.environ[_SHARED] = str(folder)


def _drop_dead_workers() -> None:
    """Drop what workers that ended had in flight."""
    for file in Path(os.environ[_SHARED]).glob("gauge_live*_*.db"):
        number = int(file.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(number)  # type: ignore[no-untyped-call]
        except PermissionError:
            pass
