"""The color of a whole picture."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import decode
from folkhue.server.openapi import WITH_IMAGE, reads_image
from folkhue.server.parameters import PICTURE_TYPES
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import PictureColor

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/picture",
    response_model=PictureColor,
    responses=problem_responses(*WITH_IMAGE),
    openapi_extra=reads_image("picture"),
)
async def picture(request: Request, service: AdmittedService, client: Client) -> Response:
    """Name the color of a picture, that of its subject, and say what speaks for it."""
    name, contents = await decode(request, service, client, "picture")
    return Response(contents, media_type=PICTURE_TYPES[name])
