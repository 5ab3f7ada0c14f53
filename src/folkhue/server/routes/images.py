"""Shares of color names in an image, or the image repainted."""

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
            description="Shares as JSON, or a picture. The header Accept, if absent.",
        ),
    ] = None,
    picture: Annotated[
        Literal["painted", "names"],
        Query(
            description="painted: every pixel in its name's color. names: the name map, "
            "which also tells its terms; see folkhue decode."
        ),
    ] = "painted",
    palette: Annotated[
        bool, Query(description="Whether a palette comes with the shares; faster without.")
    ] = True,
    exact: Annotated[
        bool,
        Query(
            description="Whether every pixel of a large JPEG counts. Else one of a million "
            "pixels or more is decoded at a part of its size that leaves 250,000 or more, "
            "each the mean of some; that is faster."
        ),
    ] = False,
    k: ColorCount = "6",
) -> Response:
    """Tell how much of each color an image has, or repaint it in them."""
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
