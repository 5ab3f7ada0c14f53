"""What all requests of a server share."""

from __future__ import annotations

import asyncio
from functools import cached_property
from importlib.metadata import version
from typing import Any

from folkhue.palettes.named_color import name_colors
from folkhue.server.admission import BodyLimits, Keys, RateLimit
from folkhue.server.metrics import Metrics
from folkhue.server.model_card import describe_model
from folkhue.server.pool import DecoderPool
from folkhue.server.problems import ProblemError, starting
from folkhue.server.settings import Settings
from folkhue.table.color_table import ColorTable, load

VERSION = version("folkhue")


class Service:
    """State of one server process.

    Parameters
    ----------
    settings : Settings

    Attributes
    ----------
    draining : bool
        Whether the server is stopping; it takes no new work then.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keys, self.rate_limit = Keys(settings.keys), RateLimit(settings.rate)
        self.bodies = BodyLimits(settings, self.metrics)
        self.decoders = DecoderPool(settings, self.metrics)
        self.draining = False
        self._table: ColorTable | None = None

    async def load(self) -> None:
        """Load the table, and do once what is slow the first time."""
        table = await asyncio.to_thread(load, self.settings.table)
        await asyncio.to_thread(name_colors, ["black"], table)
        self._table = table

    @property
    def table(self) -> ColorTable:
        """The color table; raises a `ProblemError` until it is loaded."""
        if self._table is None:
            raise starting("the color table is being loaded")
        return self._table

    @cached_property
    def model(self) -> dict[str, Any]:
        """Description of the table."""
        return describe_model(self.settings.table, self.table)

    def check_ready(self) -> None:
        """Raise a `ProblemError` if the server cannot begin work now."""
        if self.draining:
            detail = "this server is being stopped and takes no new work"
            raise ProblemError("draining", detail, {"Retry-After": "5", "Connection": "close"})
        if not self.decoders.ever_started:
            raise starting("decoders are being started")
        _ = self.table
