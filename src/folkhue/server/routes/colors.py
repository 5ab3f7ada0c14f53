"""Names of single colors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from folkhue._utils.untrusted_json import JsonError, parse_json
from folkhue.palettes.named_color import name_colors
from folkhue.server.bodies import JSON, media_type
from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import content_type_of, query_parameters
from folkhue.server.negotiation import negotiate
from folkhue.server.openapi import COLORS_BODY, WITH_BODY
from folkhue.server.problems import ProblemError, problem_responses, wrong_parameters
from folkhue.server.schemas import ColorsRequest, Named

MAX_BYTES = 100_000
"""Maximum length of a list of colors."""

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/name",
    response_model=list[Named],
    responses=problem_responses(*WITH_BODY),
    openapi_extra=COLORS_BODY,
)
async def name(request: Request, service: AdmittedService, client: Client) -> Response:
    """Name colors, with the confidence of each name and other probable names."""
    query_parameters(request)
    negotiate(request, [JSON])
    if (kind := media_type(content_type_of(request) or JSON)) != JSON:
        raise ProblemError("media-type", f"a body of {kind}; expected {JSON}", {"Accept": JSON})
    service.check_ready()
    with service.bodies.reserve(client) as reservation:
        body = await service.bodies.read(request, reservation, MAX_BYTES)
    colors = _parse(bytes(body)).colors
    return JSONResponse([each.as_dict() for each in name_colors(colors, service.table)])


def _parse(body: bytes) -> ColorsRequest:
    try:
        return ColorsRequest.model_validate(parse_json(body, unique=True))
    except JsonError as error:
        detail = f'{error}; expected {{"colors": ["#1e3cc8", "teal"]}}'
        raise ProblemError("malformed", detail) from error
    except ValidationError as error:
        # None of these options may quote the body.
        errors = error.errors(include_input=False, include_url=False, include_context=False)
        raise wrong_parameters([*map(_described, errors)]) from error


def _described(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return where pydantic found something wrong, and what."""
    at = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return at, "there is no such member; expected colors"
    return at, str(error["msg"]).removeprefix("Value error, ")
