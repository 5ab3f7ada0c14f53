"""A pool of decoder processes with a bounded queue; processes that overrun are replaced."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect

from folkhue.server.decoder import START_TIMEOUT, Decoder, DecoderLostError
from folkhue.server.job import Job
from folkhue.server.metrics import Metrics
from folkhue.server.problems import ProblemError, busy, starting
from folkhue.server.settings import Settings

_RETRY_START = 1.0  # seconds between attempts to start a process
_FIRST_ESTIMATE = 0.05  # seconds that a job takes, until some were measured
_SMOOTHING = 0.1  # weight of the last job in the moving average of that time


class DecoderPool:
    """Decoder processes, and the jobs that wait for one.

    Parameters
    ----------
    settings : Settings
    metrics : Metrics

    Attributes
    ----------
    pending : int
        Jobs that wait or are being done.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._idle: asyncio.Queue[Decoder] = asyncio.Queue()
        self._running: set[Decoder] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._mean_seconds = _FIRST_ESTIMATE
        self._ever_started = False
        self.pending = 0

    def start(self) -> None:
        """Begin to start the processes; does not wait for them."""
        for _ in range(self._settings.decoders):
            self._start_one()

    def _start_one(self) -> None:
        task = asyncio.create_task(self._keep_trying_to_start())
        self._starts.add(task)
        task.add_done_callback(self._starts.discard)

    async def _keep_trying_to_start(self) -> None:
        while True:
            try:
                decoder = await Decoder.start(self._settings)
            except (DecoderLostError, OSError):
                await asyncio.sleep(_RETRY_START)
            else:
                self._running.add(decoder)
                self._ever_started = True
                self._idle.put_nowait(decoder)
                return

    @property
    def ever_started(self) -> bool:
        """Whether a process has ever run; if none runs now, another is being started."""
        return self._ever_started

    def check_running(self) -> None:
        """Raise a `ProblemError` while no process runs."""
        if not self._running:
            raise starting("decoders are being started")

    def check_queue(self) -> None:
        """Check that one more job does not wait too long.

        Raises
        ------
        ProblemError
            "busy", with the time after which to try again.
        """
        if self.pending >= self._settings.decoders + self._settings.max_waiting:
            raise busy(f"{self.pending} photographs are being worked on", self._retry_after)

    @property
    def _retry_after(self) -> int:
        """Estimated seconds until all jobs that are pending now are done, 1 to 60."""
        seconds = self.pending * self._mean_seconds / self._settings.decoders
        return min(60, max(1, math.ceil(seconds)))

    async def do(
        self, job: Job, body: bytes | bytearray, disconnected: Callable[[], Awaitable[None]]
    ) -> tuple[str, bytes]:
        """Do a job as soon as a process is idle.

        Parameters
        ----------
        job : Job
        body : bytes
        disconnected : callable
            Returns when the client disconnects. A job that still waits is dropped then; one
            that has begun is finished.

        Returns
        -------
        format : str
        body : bytes
            Format and body of the answer.

        Raises
        ------
        ProblemError
            If too many jobs wait, the image cannot be used, or the job takes too long.
        ClientDisconnect
            If the client disconnects while the job waits.
        """
        self.check_queue()
        self.pending += 1
        try:
            async with _unless_disconnected(disconnected):
                decoder = await self._idle_decoder()
            return await self._do_with(decoder, job, body)
        finally:
            self.pending -= 1

    async def _idle_decoder(self) -> Decoder:
        """Wait for an idle process; those that died while idle are replaced."""
        try:
            async with asyncio.timeout(self._settings.max_job_delay + START_TIMEOUT):
                while (decoder := await self._idle.get()).dead:
                    self._metrics.replaced("lost")
                    await self._replace(decoder)
        except TimeoutError as error:
            raise busy("no decoder is available", 60) from error
        return decoder

    async def _do_with(
        self, decoder: Decoder, job: Job, body: bytes | bytearray
    ) -> tuple[str, bytes]:
        try:
            header, contents = await self._reply(decoder, job, body)
        except BaseException:
            await self._replace(decoder)  # it may still work on the job
            raise
        self._idle.put_nowait(decoder)
        self._record(float(header["seconds"]))
        if "kind" in header:
            raise ProblemError(header["kind"], header["detail"], errors=header.get("errors"))
        return header["format"], contents

    async def _reply(
        self, decoder: Decoder, job: Job, body: bytes | bytearray
    ) -> tuple[dict[str, Any], bytes]:
        seconds = self._settings.job_timeout
        try:
            async with asyncio.timeout(seconds):
                return await decoder.do(job, body)
        except TimeoutError as error:
            self._metrics.replaced("overrun")
            raise ProblemError(
                "overrun", f"not done within {seconds:g} seconds; the server gave up"
            ) from error
        except DecoderLostError as error:
            self._metrics.replaced("lost")
            raise ProblemError("image", "it crashed the decoder, which was replaced") from error

    def _record(self, seconds: float) -> None:
        self._mean_seconds += _SMOOTHING * (seconds - self._mean_seconds)
        self._metrics.decoded(seconds)

    async def _replace(self, decoder: Decoder) -> None:
        self._running.discard(decoder)
        self._start_one()
        await decoder.kill()

    async def stop(self) -> None:
        """End all processes."""
        for task in self._starts:
            task.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        await asyncio.gather(*(decoder.kill() for decoder in self._running))
        self._running.clear()


@contextlib.asynccontextmanager
async def _unless_disconnected(
    disconnected: Callable[[], Awaitable[None]],
) -> AsyncIterator[None]:
    """Run the block; raise `ClientDisconnect` in it when the client disconnects."""
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        await disconnected()
        timeout.reschedule(loop.time())

    try:
        async with asyncio.timeout(None) as timeout:
            watcher = asyncio.create_task(watch())
            try:
                yield
            finally:
                watcher.cancel()
    except TimeoutError as error:
        raise ClientDisconnect from error
