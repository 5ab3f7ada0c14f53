"""Run the server on a port: in this process, or in several."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from folkhue.errors import FolkhueError
from folkhue.server import access_log, metrics
from folkhue.server.app import create_app
from folkhue.server.protocol import LimitedProtocol
from folkhue.server.settings import Settings

_SHUTDOWN_MARGIN = 5.0  # seconds that work in progress gets beyond its limits


def run(settings: Settings, host: str, port: int, *, workers: int = 1) -> None:
    """Serve until the process is stopped.

    Parameters
    ----------
    settings : Settings
    host : str
    port : int
        0 for any free port.
    workers : int
        Number of processes. Each has decoders and limits of its own; metrics are added up.

    Raises
    ------
    FolkhueError
        If the server cannot listen on the port.
    """
    config = _config(settings, host, port, workers)
    if workers == 1:
        server = uvicorn.Server(config)
        _run(server)
        if not server.started:
            raise FolkhueError(f"cannot listen on {host}, port {port}; choose another --port")
        return
    with tempfile.TemporaryDirectory(prefix="folkhue-metrics-") as folder:
        metrics.share(Path(folder))
        Multiprocess(config, [config.bind_socket()]).run()


def _run(server: uvicorn.Server) -> None:
    try:
        server.run()
    except KeyboardInterrupt:
        pass  # Ctrl-C is how to stop it
    except SystemExit as end:
        if server.started or end.code in (None, 0):
            raise


def _config(settings: Settings, host: str, port: int, workers: int) -> uvicorn.Config:
    protocol = partial(
        LimitedProtocol,
        timeout=settings.client_timeout,
        max_connections=settings.max_connections,
        max_per_address=settings.max_connections // (1 if settings.proxies else 4),
    )
    longest = settings.client_timeout + settings.max_job_delay + _SHUTDOWN_MARGIN
    return uvicorn.Config(
        partial(create_app, settings),  # not by name: workers get the settings with it
        host=host,
        port=port,
        workers=workers,
        factory=True,
        http=protocol,  # type: ignore[arg-type]
        ws="none",
        proxy_headers=False,  # uvicorn's trust any text, and the first address of several
        server_header=False,
        access_log=False,  # uvicorn's has query strings, and no time
        log_config=access_log.config(),
        timeout_graceful_shutdown=round(longest),
    )
