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


@contextmanager
def stage_server(home: Path, reports: int | None = None) -> Iterator[dict[str, str]]:
    """Start a server that runs stages in a folder, and stop it afterwards.

    Parameters
    ----------
    home : Path
        A folder with the project's scripts and data.
    reports : int, optional
        File descriptor of a pipe, to which stages write how far they are.

    Yields
    ------
    dict
        The environment in which scripts/stage finds the server.
    """
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
            yield os.environ | {"FOLKHUE_STAGES": address, "PYTHONUNBUFFERED": "1"}
        finally:
            server.terminate()
            server.wait()
