"""Names of single colors, and colors that go together with others."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from folkhue.harmonies.suggestions import suggestions
from folkhue.palettes.named_color import as_dicts, name_colors
from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.json_requests import read_json
from folkhue.server.openapi import COLORS_BODY, SUGGEST_BODY, WITH_BODY
from folkhue.server.problems import problem_responses, wrong_parameters
from folkhue.server.schemas import ColorsRequest, Named, Suggested, SuggestRequest

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/name",
    response_model=list[Named],
    responses=problem_responses(*WITH_BODY),
    openapi_extra=COLORS_BODY,
)
async def name(request: Request, service: AdmittedService, client: Client) -> Response:
    """Name colors, with the confidence of each name and other probable names."""
    example = '{"colors": ["#1e3cc8", "teal"]}'
    asked = await read_json(request, service, client, ColorsRequest, example)
    named = name_colors(asked.colors, service.table)
    # To compare many with all known names takes a while, during which the server answers others.
    return JSONResponse(await asyncio.to_thread(as_dicts, named))


@router.post(
    "/suggest",
    response_model=list[Suggested],
    responses=problem_responses(*WITH_BODY),
    openapi_extra=SUGGEST_BODY,
)
async def suggest(request: Request, service: AdmittedService, client: Client) -> Response:
    """Suggest colors that complete a palette; given colors stay as they are."""
    example = '{"colors": ["#1e3cc8", "#f4b942"], "add": 3}'
    asked = await read_json(request, service, client, SuggestRequest, example)
    if not asked.colors and asked.method != "learned":
        raise wrong_parameters([("colors", f"{asked.method} needs a color to start from")])
    # NumPy takes up to a second, during which the server answers others.
    found = await asyncio.to_thread(suggestions, **asked.model_dump())
    return JSONResponse([each.as_dict() for each in found])
