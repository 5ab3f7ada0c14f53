"""A server on a port: in this process, or in several."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from folkhue.errors import FolkhueError
from folkhue.server import metrics
from folkhue.server.app import create_app
from folkhue.server.protocol import PatientProtocol
from folkhue.server.settings import Settings

_FINISHING = 5.0  # seconds beyond what work in flight may take, before it is cut off


def run(settings: Settings, host: str, port: int, *, workers: int = 1, proxy: str = "") -> None:
    """Serve until told to stop.

    Parameters
    ----------
    settings : Settings
    host : str
    port : int
        0 for any that is free.
    workers : int
        Processes. Each has decoders and limits of its own; their counts are added up.
    proxy : str
        Addresses whose X-Forwarded-For is believed.

    Raises
    ------
    FolkhueError
        If the port cannot be had.
    """
    config = _config(settings, host, port, workers, proxy)
    if workers == 1:
        server = uvicorn.Server(config)
        _run(server)
        if not server.started:
            raise FolkhueError(f"{host}, port {port}: cannot be listened at; name another --port")
        return
    with tempfile.TemporaryDirectory(prefix="folkhue-metrics-") as folder:
        metrics.share(Path(folder))
        Multiprocess(config, [config.bind_socket()]).run()


def _run(server: uvicorn.Server) -> None:
    try:
        server.run()
    except KeyboardInterrupt:
        pass  # it was told to stop, and did
    except SystemExit as end:
        if server.started or end.code in (None, 0):
            raise


def _config(settings: Settings, host: str, port: int, workers: int, proxy: str) -> uvicorn.Config:
    # Not by a name: a worker gets the settings as they are.
    return uvicorn.Config(
        partial(create_app, settings),
        host=host,
        port=port,
        workers=workers,
        factory=True,
        http=partial(  # type: ignore[arg-type]
            PatientProtocol,
            patience=settings.patience,
            most=settings.connections,
            most_each=settings.connections // (1 if proxy else 4),
        ),
        ws="none",
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        server_header=False,
        timeout_graceful_shutdown=round(settings.patience + settings.longest + _FINISHING),
    )
