"""Starting and stopping the server that runs stages."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stages.reporting import REPORTS

ADDRESS = "FOLKHUE_STAGES"
"""The variable that tells scripts/stage where a server runs stages."""


@contextmanager
def stage_server(home: Path, reports: int | None = None) -> Iterator[dict[str, str]]:
    """Start a server that runs stages, and stop it afterwards; or use that of the environment.

    Parameters
    ----------
    home : Path
        A folder with the project's scripts.
    reports : int, optional
        File descriptor of a pipe, to which the stages of a new server write how far they are.

    Yields
    ------
    dict
        The environment in which scripts/stage finds the server.
    """
    if running := os.environ.get(ADDRESS):
        yield _environment(running)
        return
    with (
        tempfile.TemporaryDirectory(prefix="folkhue-") as folder,
        socket.socket(socket.AF_UNIX) as listening,
    ):
        address = f"{folder}/stages"
        listening.bind(address)
        listening.listen()  # stages that come before the server is ready wait here
        number = listening.fileno()
        passed, environment = [number], dict(os.environ)
        if reports is not None:
            passed.append(reports)
            environment[REPORTS] = str(reports)
        server = subprocess.Popen(
            ["scripts/pinned", "scripts/python", "scripts/repro/fork_server.py", str(number)],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=passed,
        )
        listening.close()  # so that stages are refused if the server has ended
        try:
            yield _environment(address)
        finally:
            server.terminate()
            server.wait()


def _environment(address: str) -> dict[str, str]:
    return os.environ | {ADDRESS: address, "PYTHONUNBUFFERED": "1"}
