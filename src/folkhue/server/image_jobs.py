"""Requests with an image: read the body, and let a decoder process work on it."""

from __future__ import annotations

from functools import partial

from fastapi import Request

from folkhue.server.bodies import media_type
from folkhue.server.job import Job
from folkhue.server.negotiation import accepted_by
from folkhue.server.parameters import Wanted, parse_parameters
from folkhue.server.problems import ProblemError
from folkhue.server.service import Service
from folkhue.server.work import negotiated_format


async def decode(request: Request, service: Service, client: str, what: str) -> tuple[str, bytes]:
    """Read the image in a request's body, and do a job on it.

    Whatever can be checked without the body is checked before it is read.

    Parameters
    ----------
    request : Request
    service : Service
    client : str
    what : str
        "classify", "palette" or "picture".

    Returns
    -------
    format : str
    body : bytes
        Format and body of the answer.
    """
    wanted = query_parameters(request, what)
    accept = accepted_by(request)
    negotiated_format(what, wanted, accept)
    content_type = content_type_of(request)
    media_type(content_type)
    service.check_ready()
    service.decoders.check_queue()
    limits = service.settings
    job = Job(
        content_type, what, wanted.given, accept, limits.max_pixels, seconds=limits.job_timeout
    )
    with service.bodies.reserve(client) as reservation:
        body = await service.bodies.read(request, reservation, limits.max_bytes)
        return await service.decoders.do(job, body, partial(_wait_for_disconnect, request))


def query_parameters(request: Request, what: str = "") -> Wanted:
    """Parse the parameters in a request's query.

    Parameters
    ----------
    request : Request
    what : str
        A key of `folkhue.server.parameters.PARAMETERS`; without it, there may be none.
    """
    return parse_parameters(what, request.query_params.multi_items())


def content_type_of(request: Request) -> str:
    """Return the header Content-Type; empty without one.

    Raises
    ------
    ProblemError
        If there are several, or the body is compressed.
    """
    codings = ",".join(request.headers.getlist("content-encoding")).lower().split(",")
    if {coding.strip() for coding in codings} - {"", "identity"}:
        detail = "Content-Encoding: expected a body that is not compressed again"
        raise ProblemError("media-type", detail, {"Accept-Encoding": "identity"})
    types = request.headers.getlist("content-type")
    if len(types) > 1:
        raise ProblemError("malformed", f"{len(types)} headers Content-Type; expected one")
    return types[0] if types else ""


async def _wait_for_disconnect(request: Request) -> None:
    """Return when the client has disconnected; its body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
