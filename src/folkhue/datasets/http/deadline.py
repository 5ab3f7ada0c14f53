"""Connections that give up a response whose head does not come in time.

A timeout of a socket is the longest silence; a server that sends a byte a second is never silent.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

from folkhue.datasets.http.errors import TransientError


def limit_heads(pools: PoolManager, max_seconds: float) -> None:
    """Have all connections of a pool manager give up heads that take longer."""

    class Connection(HTTPConnection):
        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with _Deadline(self, max_seconds):
                return super().getresponse()

    class TlsConnection(HTTPSConnection):
        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with _Deadline(self, max_seconds):
                return super().getresponse()

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    pools.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}


class _Deadline:
    """Ends what is received on a connection within a block after some seconds."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._ended = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._ended:  # there may be no other error: half a head can look like a whole one
            raise TransientError(f"no answer within {self._seconds:.0f} seconds")

    def _end(self) -> None:
        self._ended = True
        with suppress(OSError):
            # The method of sockets, as that of TLS sockets is not made for a second thread.
            socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)
