"""One decoder process, as the server sees it; see `folkhue.server.worker` for the inside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Collection
from pathlib import Path
from typing import Any

from folkhue.pictures.model import SHIPPED_MODELS
from folkhue.server.job import LENGTHS, Job, message_head
from folkhue.server.settings import Settings
from folkhue.table.color_table import SHIPPED

START_TIMEOUT = 60.0
"""Seconds in which a process must start and load the table."""

_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Without these, glibc returns memory to the system and takes it again for each photograph,
# which costs nearly half of the time.
_KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}
_BUFFER = 2 << 20  # bytes
_INHERITED = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "NUMBA_CACHE_DIR")
"""Variables without which Python or a library might not start; no others reach a decoder."""


def _command(settings: Settings) -> list[str]:
    table = _found_anywhere(settings.table, SHIPPED)
    model = _found_anywhere(settings.model, SHIPPED_MODELS)
    # With -P, Python imports nothing from the working directory.
    options = ["-P", "-m", "folkhue.server.worker"]
    return [sys.executable, *options, table, model, str(settings.max_pixels)]


def _found_anywhere(name: str, shipped: Collection[str]) -> str:
    """Return the name of what ships, or an absolute path: decoders have another folder."""
    return name if name in shipped else str(Path(name).absolute())


def _environment() -> dict[str, str]:
    """Make the environment of a decoder; that of the server may contain API keys and passwords."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    searched = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    if folders := [str(Path(folder).absolute()) for folder in searched]:
        kept["PYTHONPATH"] = os.pathsep.join(folders)
    return {**kept, **_ONE_THREAD, **_KEEP_MEMORY}


class DecoderLostError(Exception):
    """A decoder process ended, or was killed, before it replied."""


class Decoder:
    """A running decoder process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, settings: Settings) -> Decoder:
        """Start a process, and wait until it has loaded its table and its model.

        Raises
        ------
        DecoderLostError
            If it does not get ready within `START_TIMEOUT` seconds.
        """
        process = await asyncio.create_subprocess_exec(
            *_command(settings), stdin=PIPE, stdout=PIPE, env=_environment(), cwd="/"
        )
        decoder = cls(process)
        decoder._enlarge_buffer()
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await decoder._read_reply()
        except (TimeoutError, DecoderLostError) as error:
            await decoder.kill()
            raise DecoderLostError from error
        except BaseException:
            process.kill()
            raise
        return decoder

    def _enlarge_buffer(self) -> None:
        """Let a whole photograph go to the process at once, if the system allows it."""
        jobs = self._process.stdin
        assert jobs is not None
        if pipe := jobs.get_extra_info("socket"):  # uvloop's
            pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)

    async def do(self, job: Job, body: bytes | bytearray) -> tuple[dict[str, Any], bytes]:
        """Do a job.

        Returns
        -------
        header : dict
            "seconds", and "format" or, if the job failed, the parts of a `ProblemError`.
        contents : bytes
            Body of the answer.

        Raises
        ------
        DecoderLostError
            If the process ends before it replies.
        """
        jobs = self._process.stdin
        assert jobs is not None
        jobs.write(message_head(vars(job), len(body)))
        jobs.write(body)
        try:
            await jobs.drain()
            return await self._read_reply()
        except ConnectionError as error:
            raise DecoderLostError from error

    async def _read_reply(self) -> tuple[dict[str, Any], bytes]:
        replies = self._process.stdout
        assert replies is not None
        try:
            head, length = LENGTHS.unpack(await replies.readexactly(LENGTHS.size))
            header = json.loads(await replies.readexactly(head))
            return header, await replies.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise DecoderLostError from error

    @property
    def dead(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    async def kill(self) -> None:
        """Kill the process, and wait until it has ended."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
