"""Shares of color names in an image, or the image recolored."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from folkhue.server.bodies import JSON
from folkhue.server.dependencies import AdmittedService, Client
from folkhue.server.image_jobs import ColorCount, decode
from folkhue.server.negotiation import negotiate
from folkhue.server.openapi import IMAGE_BODY, WITH_IMAGE, file_response
from folkhue.server.problems import problem_responses
from folkhue.server.schemas import Classified

MEDIA_TYPES = {"json": JSON, "png": "image/png", "webp": "image/webp"}
"""Format → media type; the first is the default."""

router = APIRouter(prefix="/v1", tags=["colors"])


@router.post(
    "/classify",
    response_model=Classified,
    responses={200: file_response(MEDIA_TYPES), **problem_responses(*WITH_IMAGE)},
    openapi_extra=IMAGE_BODY,
)
async def classify(
    request: Request,
    service: AdmittedService,
    client: Client,
    form: Annotated[
        Literal["json", "png", "webp"] | None,
        Query(
            alias="format",
            description="Shares as JSON, or a picture. By default, the header Accept decides.",
        ),
    ] = None,
    picture: Annotated[
        Literal["painted", "names"],
        Query(
            description="painted: every pixel in the color of its name. names: a name map, "
            "which also contains its terms; see folkhue decode."
        ),
    ] = "painted",
    palette: Annotated[
        bool, Query(description="Whether to add a palette to the shares; without is faster.")
    ] = True,
    exact: Annotated[
        bool,
        Query(
            description="Whether to count every pixel of a large JPEG. By default, one of a million"
            " pixels or more is decoded at a reduced size of at least 250,000 pixels, each the "
            "mean of several, which is faster."
        ),
    ] = False,
    k: ColorCount = "6",
) -> Response:
    """Measure the share of each color name in an image, or recolor the image."""
    media = negotiate(request, [MEDIA_TYPES[form]] if form else [*MEDIA_TYPES.values()])
    contents = await decode(
        request,
        service,
        client,
        what="classify",
        format=next(name for name, each in MEDIA_TYPES.items() if each == media),
        picture=picture,
        palette=palette,
        exact=exact,
        k=k,
    )
    return Response(contents, media_type=media)
