"""Palettes of an image, as JSON or as files of other programs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import decode
from folkhue.server.openapi import WITH_IMAGE, file_response, reads_image
from folkhue.server.parameters import PALETTE_TYPES
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import Palette

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/palette",
    response_model=Palette,
    responses={200: file_response(PALETTE_TYPES), **problem_responses(*WITH_IMAGE)},
    openapi_extra=reads_image("palette"),
)
async def palette(request: Request, service: AdmittedService, client: Client) -> Response:
    """Extract a palette from an image, and name its colors."""
    name, contents = await decode(request, service, client, "palette")
    answer = Response(contents, media_type=PALETTE_TYPES[name])
    if name != "json":
        answer.headers["content-disposition"] = f'attachment; filename="palette.{name}"'
    return answer
