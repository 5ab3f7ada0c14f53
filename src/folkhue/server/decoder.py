"""One decoder process, as the server sees it; see `folkhue.server.worker` for the inside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process

from folkhue.server.job import LENGTHS, Job, message_head
from folkhue.server.settings import Settings

START_TIMEOUT = 60.0
"""Seconds in which a process must start and load the table."""

_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Without these, glibc returns memory to the system and takes it again for each photograph,
# which costs nearly half of the time.
_KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}


class DecoderLostError(Exception):
    """A decoder process ended, or was killed, before it replied."""


class Decoder:
    """A running decoder process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, settings: Settings) -> Decoder:
        """Start a process, and wait until it has loaded its table.

        Raises
        ------
        DecoderLostError
            If it does not get ready within `START_TIMEOUT` seconds.
        """
        module = "folkhue.server.worker"
        command = [sys.executable, "-m", module, settings.table, str(settings.max_pixels)]
        environment = {**os.environ, **_ONE_THREAD, **_KEEP_MEMORY}
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=environment
        )
        decoder = cls(process)
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

    async def do(self, job: Job, body: bytes | bytearray) -> tuple[dict[str, str], bytes]:
        """Do a job.

        Returns
        -------
        header : dict
            "seconds" and, if the job failed, "kind" and "detail" of the problem.
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

    async def _read_reply(self) -> tuple[dict[str, str], bytes]:
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
