"""Requests with an image: read the body, and let a decoder process work on it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Query, Request

from folkhue.server.bodies import media_type
from folkhue.server.job import Job
from folkhue.server.service import Service

ColorCount = Annotated[
    str,
    Query(
        pattern=r"^(auto|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-6])$",
        description="Number of colors, 1 to 256; or auto: as many as the image needs.",
    ),
]
"""Query parameter: the number of colors of a palette."""


async def decode(request: Request, service: Service, client: str, **wanted: Any) -> bytes:
    """Read the image in a request's body, and do a job on it.

    Whatever can be checked without the body is checked before it is read.

    Parameters
    ----------
    request : Request
    service : Service
    client : str
    **wanted
        Fields of the `Job`.

    Returns
    -------
    bytes
        Body of the answer.
    """
    content_type = request.headers.get("content-type", "")
    media_type(content_type)
    service.check_ready()
    service.decoders.check_queue()
    settings = service.settings
    wanted |= {"max_pixels": settings.max_pixels, "seconds": settings.job_timeout}
    job = Job(content_type, **wanted)
    with service.bodies.reserve(client) as reservation:
        body = await service.bodies.read(request, reservation, settings.max_bytes)
        return await service.decoders.do(job, body, partial(_wait_for_disconnect, request))


async def _wait_for_disconnect(request: Request) -> None:
    """Return when the client has disconnected; its body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
