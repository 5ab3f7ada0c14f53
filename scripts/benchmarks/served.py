"""Run ``folkhue serve`` on a free port for a while."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_TIMEOUT = 60.0  # seconds in which a server must get ready, and end


@dataclass
class Served:
    """A running server.

    Attributes
    ----------
    url : str
        Without a trailing slash.
    process : Popen
    log : file
        Its standard output and error.
    """

    url: str
    process: subprocess.Popen[bytes]
    log: IO[bytes]

    @property
    def printed(self) -> str:
        """Text that the server has printed so far."""
        return Path(self.log.name).read_text("utf-8", "replace")

    @property
    def port(self) -> int:
        """Port that the server listens on."""
        return int(self.url.rpartition(":")[2])

    def processes(self) -> list[int]:
        """List the server's process and its descendants."""
        found = [self.process.pid]
        for number in found:
            for task in Path(f"/proc/{number}/task").glob("*/children"):
                try:
                    found += map(int, task.read_text().split())
                except OSError:
                    continue
        return found

    def memory(self) -> int:
        """Return the proportional set size of all processes together, in bytes."""
        total = 0
        for number in self.processes():
            try:
                text = Path(f"/proc/{number}/smaps_rollup").read_text()
            except OSError:
                continue
            total += int(re.findall(r"^Pss:\s+(\d+)", text, re.M)[0]) << 10
        return total


@contextmanager
def served(
    *options: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[Served]:
    """Start ``folkhue serve`` with options, wait until it is ready, and stop it after the block."""
    command = [sys.executable, "-c", "from folkhue.cli import main; main()", "serve", "--port", "0"]
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [*command, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            cwd=folder,
        )
        try:
            server = Served("", process, log)
            server.url = _address(server)
            _wait_until_ready(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(server: Served) -> str:
    deadline = time.monotonic() + _TIMEOUT
    while time.monotonic() < deadline and server.process.poll() is None:
        if found := re.search(r"running on (http://\S+:\d+)", server.printed):
            return found[1]
        time.sleep(0.02)
    raise RuntimeError(f"the server did not start:\n{server.printed}")


def _wait_until_ready(server: Served) -> None:
    deadline = time.monotonic() + _TIMEOUT
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError(f"the server did not get ready:\n{server.printed}")
