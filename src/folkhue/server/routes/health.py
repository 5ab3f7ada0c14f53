"""Whether the server is up and ready, and its metrics."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from folkhue.server.bodies import JSON
from folkhue.server.dependencies import get_service
from folkhue.server.handlers import problem_response
from folkhue.server.metrics import MEDIA as METRICS_MEDIA
from folkhue.server.negotiation import negotiate
from folkhue.server.problems import ProblemError, problem_responses
from folkhue.server.schemas import Health
from folkhue.server.service import VERSION

router = APIRouter(tags=["server"])

_TEXT = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Metrics"}


@router.get(
    "/healthz",
    response_model=Health,
    responses=problem_responses("method", "not-acceptable"),
)
async def healthz(request: Request) -> Response:
    """Return ok as long as the server runs, ready or not."""
    negotiate(request, [JSON])
    return JSONResponse({"status": "ok", "version": VERSION})


@router.get(
    "/readyz",
    response_model=Health,
    responses=problem_responses("method", "not-acceptable", "starting", "draining"),
)
async def readyz(request: Request) -> Response:
    """Return whether the server takes work: it has loaded the table, and is not stopping."""
    negotiate(request, [JSON])
    service = get_service(request)
    try:
        service.check_ready()
        service.decoders.check_running()
    except ProblemError as not_ready:  # no work was refused, so metrics do not count it
        return problem_response(not_ready)
    return JSONResponse({"status": "ready", "version": VERSION})


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: _TEXT, **problem_responses("method", "not-acceptable")},
)
async def metrics(request: Request) -> Response:
    """Return metrics for Prometheus."""
    negotiate(request, [METRICS_MEDIA])
    return Response(get_service(request).metrics.text(), media_type=METRICS_MEDIA)
