"""A bounded pool of processes that do what is dangerous, replaced when they overrun."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import ClientDisconnect

from folkhue.server.metrics import Metrics
from folkhue.server.problems import RefusalError
from folkhue.server.settings import Settings
from folkhue.server.worker import LENGTHS, Job

_STARTING = 60.0  # seconds until a process must have loaded the table
_AGAIN = 1.0  # seconds between attempts to start one

_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# What glibc would give back to the system and take again for each photograph: nearly half the time.
_KEPT = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}


class LostError(Exception):
    """A process ended, or was ended, before it replied."""


class Decoder:
    """A process; see `folkhue.server.worker`."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, settings: Settings) -> Decoder:
        """Start a process, and wait until it has loaded its table.

        Raises
        ------
        LostError
            If it does not come up.
        """
        module = "folkhue.server.worker"
        command = [sys.executable, "-m", module, settings.table, str(settings.max_pixels)]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env={**os.environ, **_ONE_THREAD, **_KEPT}
        )
        decoder = cls(process)
        try:
            async with asyncio.timeout(_STARTING):
                await decoder._reply()
        except (TimeoutError, LostError) as error:
            await decoder.end()
            raise LostError from error
        except BaseException:
            process.kill()
            raise
        return decoder

    async def do(self, job: Job, body: bytes | bytearray) -> tuple[dict[str, str], bytes]:
        """Have a job done; give the reply's header and contents.

        Raises
        ------
        LostError
            If the process ends before it replies.
        """
        into = self._process.stdin
        assert into is not None
        header = job.header()
        into.write(LENGTHS.pack(len(header), len(body)) + header)
        into.write(body)
        try:
            await into.drain()
            return await self._reply()
        except ConnectionError as error:
            raise LostError from error

    async def _reply(self) -> tuple[dict[str, str], bytes]:
        out = self._process.stdout
        assert out is not None
        try:
            head, length = LENGTHS.unpack(await out.readexactly(LENGTHS.size))
            header = json.loads(await out.readexactly(head))
            return header, await out.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise LostError from error

    @property
    def dead(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    async def end(self) -> None:
        """Kill the process, and see it gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Decoders:
    """A number of processes, and those who wait for one.

    Parameters
    ----------
    settings : Settings
    metrics : Metrics
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._idle: asyncio.Queue[Decoder] = asyncio.Queue()
        self._all: set[Decoder] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._mean = 0.05
        self._began = False
        self.pending = 0

    def start(self) -> None:
        """Begin to start the processes; see `began`."""
        for _ in range(self._settings.decoders):
            self._start_one()

    def _start_one(self) -> None:
        task = asyncio.create_task(self._started())
        self._starts.add(task)
        task.add_done_callback(self._starts.discard)

    async def _started(self) -> None:
        while True:
            try:
                decoder = await Decoder.start(self._settings)
            except (LostError, OSError):
                await asyncio.sleep(_AGAIN)
            else:
                self._all.add(decoder)
                self._began = True
                self._idle.put_nowait(decoder)
                return

    @property
    def began(self) -> bool:
        """Whether a process has ever been up; if none is now, one will be."""
        return self._began

    def check_any(self) -> None:
        """Refuse while no process is up."""
        if not self._all:
            raise RefusalError("starting", "decoders are being started", {"Retry-After": "1"})

    @property
    def full(self) -> bool:
        """Whether one more would have to wait too long."""
        return self.pending >= self._settings.decoders + self._settings.waiting

    @property
    def retry_after(self) -> int:
        """Seconds until what is pending now will be done, about."""
        seconds = self.pending * self._mean / self._settings.decoders
        return min(60, max(1, math.ceil(seconds)))

    def check(self) -> None:
        """Refuse what would have to wait too long.

        Raises
        ------
        RefusalError
            "busy", with a time to come back.
        """
        if self.full:
            raise busy(f"{self.pending} photographs are being worked on", self.retry_after)

    async def do(
        self, job: Job, body: bytes | bytearray, left: Callable[[], Awaitable[None]]
    ) -> bytes:
        """Have a job done; give the body of the answer.

        Parameters
        ----------
        job : Job
        body : bytes
        left : callable
            Waits until the client has left. While the job waits, its place is given up then; once
            it is begun, it is finished.

        Raises
        ------
        RefusalError
            If too many wait, the image is none, or the job takes longer than it may.
        ClientDisconnect
            If the client left while the job waited.
        """
        self.check()
        self.pending += 1
        try:
            async with _until(left):
                decoder = await self._living()
            return await self._done_by(decoder, job, body)
        finally:
            self.pending -= 1

    async def _living(self) -> Decoder:
        """Wait for a process; those that were killed while they had nothing to do are replaced."""
        try:
            async with asyncio.timeout(self._settings.longest + _STARTING):
                while (decoder := await self._idle.get()).dead:
                    self._metrics.replaced("lost")
                    await self._replace(decoder)
        except TimeoutError as error:
            raise busy("no decoder is to be had", 60) from error
        return decoder

    async def _done_by(self, decoder: Decoder, job: Job, body: bytes | bytearray) -> bytes:
        seconds = self._settings.work_seconds
        done = False
        try:
            async with asyncio.timeout(seconds):
                header, contents = await decoder.do(job, body)
            done = True
        except TimeoutError as error:
            self._metrics.replaced("overrun")
            raise RefusalError(
                "overrun", f"it was not done within {seconds:g} seconds, and was given up"
            ) from error
        except LostError as error:
            self._metrics.replaced("lost")
            raise RefusalError("image", "the decoder ended at it, and was replaced") from error
        finally:
            if done:
                self._idle.put_nowait(decoder)
            else:
                await self._replace(decoder)
        self._note(float(header["seconds"]))
        if "kind" in header:
            raise RefusalError(header["kind"], header["detail"])
        return contents

    def _note(self, seconds: float) -> None:
        self._mean += 0.1 * (seconds - self._mean)
        self._metrics.decoded(seconds)

    async def _replace(self, decoder: Decoder) -> None:
        self._all.discard(decoder)
        self._start_one()
        await decoder.end()

    async def stop(self) -> None:
        """End all processes."""
        for task in self._starts:
            task.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        await asyncio.gather(*(decoder.end() for decoder in self._all))
        self._all.clear()


@contextlib.asynccontextmanager
async def _until(left: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Go on with what is inside until the client has left."""
    loop = asyncio.get_running_loop()

    async def end() -> None:
        await left()
        ending.reschedule(loop.time())

    try:
        async with asyncio.timeout(None) as ending:
            watcher = asyncio.create_task(end())
            try:
                yield
            finally:
                watcher.cancel()
    except TimeoutError as error:
        raise ClientDisconnect from error


def busy(what: str, seconds: int) -> RefusalError:
    """Refuse for now."""
    return RefusalError("busy", f"{what}; try again in {seconds} s", {"Retry-After": str(seconds)})
