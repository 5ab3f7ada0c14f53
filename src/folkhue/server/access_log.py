"""The log: a line for each answer, with nothing in it that a client may want to keep secret."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Sequence
from typing import Any

from uvicorn.config import LOGGING_CONFIG

LOGGER = logging.getLogger("folkhue.access")

_MAX_PATH = 200  # characters

_TIME, _DATE = "%(asctime)s.%(msecs)03dZ", "%Y-%m-%dT%H:%M:%S"


class UtcFormatter(logging.Formatter):
    """Formats times in UTC."""

    converter = staticmethod(time.gmtime)


def config() -> dict[str, Any]:
    """Return the configuration of logging: answers on standard output, all else on error."""
    logs: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    formatter = {"()": f"{__name__}.UtcFormatter", "datefmt": _DATE}
    logs["formatters"] = {
        "default": {**formatter, "format": f"{_TIME} %(levelname)s %(message)s"},
        "access": {**formatter, "format": f"{_TIME} %(message)s"},
    }
    logs["loggers"][LOGGER.name] = {"handlers": ["access"], "level": "INFO", "propagate": False}
    return logs


def record(
    client: Sequence[Any] | None,
    method: str,
    path: str,
    status: int,
    length: int,
    seconds: float,
) -> None:
    """Write a line: time, client, method, path, status, bytes, seconds.

    Parameters
    ----------
    client : (host, port), optional
    method, path : str
        As the client sent them; "-" if they are unknown. Never with a query string, which may
        contain a key.
    status : int
        Of the answer; 499 if the client disconnected before it.
    length : int
        Bytes of the body of the answer.
    seconds : float
        From the headers of the request to the end of the answer.
    """
    LOGGER.info(
        "%s %s %s %d %d %.4f",
        client[0] if client else "-",
        method,
        path[:_MAX_PATH] or "-",
        status,
        length,
        seconds,
    )
