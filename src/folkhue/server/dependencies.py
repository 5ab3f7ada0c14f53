"""What route functions depend on: the service, and who the client is."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from folkhue.server.admission import client_of
from folkhue.server.service import Service


def get_service(request: Request) -> Service:
    """Return what all requests share."""
    return cast(Service, request.app.state.service)


async def _client(request: Request) -> str:
    """Check the API key, and identify the client."""
    return client_of(request, get_service(request).keys.check(request))


Client = Annotated[str, Depends(_client)]
"""Name of the client; a request without a valid key gets a problem."""


async def _admitted_service(request: Request, client: Client) -> Service:
    """Check the key, then the rate."""
    service = get_service(request)
    service.rate_limit.check(client)
    return service


AdmittedService = Annotated[Service, Depends(_admitted_service)]
"""The service, for clients with a valid key that are within their rate."""
