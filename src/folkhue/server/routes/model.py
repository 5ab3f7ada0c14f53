"""The color table: its terms, and how it was trained."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from folkhue.color.notation import to_hex
from folkhue.server.bodies import JSON
from folkhue.server.dependencies import AdmittedService
from folkhue.server.image_jobs import query_parameters
from folkhue.server.negotiation import negotiate
from folkhue.server.openapi import ALWAYS
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import Model, Terms
from folkhue.table.color_table import ColorTable

router = APIRouter(prefix="/v1", tags=["colors"])


@router.get("/terms", response_model=Terms, responses=problem_responses(*ALWAYS))
async def terms(request: Request, service: AdmittedService) -> Response:
    """List the color names that the table uses."""
    query_parameters(request)
    negotiate(request, [JSON])
    return JSONResponse(_list_terms(service.settings.table, service.table))


@router.get("/model", response_model=Model, responses=problem_responses(*ALWAYS))
async def about(request: Request, service: AdmittedService) -> Response:
    """Describe how the color table was trained, on what data, and how accurate it is."""
    query_parameters(request)
    negotiate(request, [JSON])
    return JSONResponse(service.model)


def _list_terms(name: str, table: ColorTable) -> dict[str, Any]:
    """List the terms of a table, which has this name, and their swatches."""
    pairs = zip(table.terms, table.swatches, strict=True)
    terms = [{"name": term, "hex": to_hex(rgb), "rgb": list(rgb)} for term, rgb in pairs]
    return {"table": name, "terms": terms}
