"""Shares of color names in an image, or the image recolored."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import decode
from folkhue.server.openapi import WITH_IMAGE, file_response, reads_image
from folkhue.server.parameters import CLASSIFY_TYPES
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import Classified

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/classify",
    response_model=Classified,
    responses={200: file_response(CLASSIFY_TYPES), **problem_responses(*WITH_IMAGE)},
    openapi_extra=reads_image("classify"),
)
async def classify(request: Request, service: AdmittedService, client: Client) -> Response:
    """Measure the share of each color name in an image, or recolor the image."""
    name, contents = await decode(request, service, client, "classify")
    return Response(contents, media_type=CLASSIFY_TYPES[name])
