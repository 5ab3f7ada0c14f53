"""Palettes of an image, as JSON or as files of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from folkhue.palettes.formats import FORMATS
from folkhue.palettes.palette import EMPHASES, ORDERS
from folkhue.palettes.quantize import METHODS
from folkhue.server.bodies import JSON
from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import ColorCount, decode
from folkhue.server.negotiation import negotiate
from folkhue.server.openapi import IMAGE_BODY, WITH_IMAGE, file_response
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import Palette

_KNOWN_MEDIA_TYPES = {
    "json": JSON,
    "css": "text/css; charset=utf-8",
    "scss": "text/x-scss; charset=utf-8",
    "tailwind.css": "text/css; charset=utf-8",
    "tailwind.js": "text/javascript; charset=utf-8",
    "gpl": "text/plain; charset=utf-8",
    "png": "image/png",
}

MEDIA_TYPES = {
    suffix[1:]: _KNOWN_MEDIA_TYPES.get(suffix[1:], "application/octet-stream") for suffix in FORMATS
}
"""Format, a suffix of `folkhue.palettes.formats` without its dot → media type."""

if TYPE_CHECKING:
    from typing import TypeAlias

    _Format: TypeAlias = str
    _Method: TypeAlias = str
    _Emphasis: TypeAlias = str
    _Order: TypeAlias = str
else:  # mypy cannot read literals that are computed
    _Format = Literal[*MEDIA_TYPES]
    _Method = Literal[*METHODS]
    _Emphasis = Literal[*EMPHASES]
    _Order = Literal[*ORDERS]

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/palette",
    response_model=Palette,
    responses={200: file_response(MEDIA_TYPES), **problem_responses(*WITH_IMAGE)},
    openapi_extra=IMAGE_BODY,
)
async def palette(
    request: Request,
    service: AdmittedService,
    client: Client,
    k: ColorCount = "6",
    method: _Method = "kmeans",
    emphasis: Annotated[
        _Emphasis,
        Query(description="accent: colorful and rare colors weigh more."),
    ] = "share",
    sort: _Order = "share",
    form: Annotated[
        _Format,
        Query(alias="format", description="JSON, or a file for other programs."),
    ] = "json",
) -> Response:
    """Extract a palette from an image, and name its colors."""
    media = negotiate(request, [MEDIA_TYPES[form]])
    contents = await decode(
        request,
        service,
        client,
        what="palette",
        format=form,
        method=method,
        emphasis=emphasis,
        sort=sort,
        k=k,
    )
    answer = Response(contents, media_type=media)
    if form != "json":
        answer.headers["content-disposition"] = f'attachment; filename="palette.{form}"'
    return answer
