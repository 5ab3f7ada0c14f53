"""The service as an application: routes, and what they are documented with."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal, cast

import numpy as np
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from folkhue.server import answers, model, problems
from folkhue.server.admission import Keys, Rates, Room, client_of
from folkhue.server.bodies import FIELD, FORM, JSON, RAW, media_type
from folkhue.server.decoding import Decoders
from folkhue.server.guard import Guard, page_headers
from folkhue.server.metrics import MEDIA as METRICS_MEDIA
from folkhue.server.metrics import Metrics
from folkhue.server.negotiation import chosen
from folkhue.server.problems import RefusalError, documented
from folkhue.server.settings import Settings
from folkhue.server.site import shipped_tables, site_files
from folkhue.server.worker import Job
from folkhue.table.color_table import SHIPPED, ColorTable, load

PICTURES = {"json": JSON, "png": "image/png", "webp": "image/webp"}
"""What classifying gives: format → media type."""

PALETTES = {
    "json": JSON,
    "css": "text/css; charset=utf-8",
    "scss": "text/x-scss; charset=utf-8",
    "tailwind.css": "text/css; charset=utf-8",
    "tailwind.js": "text/javascript; charset=utf-8",
    "gpl": "text/plain; charset=utf-8",
    "ase": "application/octet-stream",
    "aco": "application/octet-stream",
    "kpl": "application/octet-stream",
    "png": "image/png",
}
"""Palettes: format, a suffix of `folkhue.palettes.formats`, → media type."""

_VERSION = version("folkhue")

_NAMES_BYTES = 100_000  # of a list of colors


class Service:
    """What requests share.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keys, self.rates = Keys(settings.keys), Rates(settings.rate)
        self.room = Room(settings, self.metrics)
        self.decoders = Decoders(settings, self.metrics)
        self.draining = False
        self._table: ColorTable | None = None

    async def load(self) -> None:
        """Load the table, and what is slow the first time."""
        table = await asyncio.to_thread(load, self.settings.table)
        await asyncio.to_thread(model.named, np.zeros((1, 3), np.uint8), table)
        self._table = table

    @property
    def table(self) -> ColorTable:
        """The table; refuses while it is not there."""
        if self._table is None:
            raise RefusalError("starting", "the color table is being loaded", {"Retry-After": "1"})
        return self._table

    @cached_property
    def about(self) -> dict[str, Any]:
        """What is known of the table."""
        return model.described(self.settings.table, self.table)

    def check(self) -> None:
        """Refuse work that cannot be begun now."""
        if self.draining:
            what = "this server is being stopped and takes no new work"
            raise RefusalError("draining", what, {"Retry-After": "5", "Connection": "close"})
        if not self.decoders.began:
            raise RefusalError("starting", "decoders are being started", {"Retry-After": "1"})
        _ = self.table


def create_app(settings: Settings) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    FastAPI
        Its decoders are processes that start and end with its lifespan.
    """
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.decoders.start()
        loading = asyncio.create_task(service.load())
        with _told_to_stop(service):
            yield
        loading.cancel()
        await service.decoders.stop()

    app = _App(
        title="folkhue",
        summary="The colors of photographs, by the names that people give them.",
        version=_VERSION,
        lifespan=lifespan,
        docs_url=None,  # they would be fetched from others
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.include_router(_about())
    app.include_router(_naming())
    _add_site(app, settings.table)
    _add_handlers(app, service.metrics)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(
        Guard,
        metrics=service.metrics,
        shared=bool(settings.cors),
        discarded=2 * settings.max_bytes,
    )
    return app


class _App(FastAPI):
    """Describes problems and keys as well."""

    def openapi(self) -> dict[str, Any]:
        """Describe the service for OpenAPI."""
        if self.openapi_schema is None:
            self.openapi_schema = _documented(self)
        return self.openapi_schema


@contextmanager
def _told_to_stop(service: Service) -> Iterator[None]:
    """Note signals before uvicorn acts on them, and give balancers time to see it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, seconds = asyncio.get_running_loop(), service.settings.drain_seconds
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def note(number: int, frame: FrameType | None) -> None:
        handler = before[signal.Signals(number)]
        again, service.draining = service.draining, True
        if not callable(handler):
            return
        if again or not seconds or number == signal.SIGINT:
            handler(number, frame)
        else:
            loop.call_soon_threadsafe(loop.call_later, seconds, handler, number, None)

    for each, handler in before.items():
        if callable(handler):
            signal.signal(each, note)
    yield


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


async def _client(request: Request) -> str:
    """Check the key, and tell who asks."""
    return client_of(request, _service(request).keys.check(request))


Client = Annotated[str, Depends(_client)]


async def _admitted(request: Request, client: Client) -> Service:
    """Check the rate."""
    service = _service(request)
    service.rates.check(client)
    return service


Admitted = Annotated[Service, Depends(_admitted)]

_ALWAYS = ("key", "method", "not-acceptable", "rate", "internal", "starting", "draining")
_FULL = ("crowd", "busy")
_WITH_BODY = (*_ALWAYS, "malformed", "slow", "too-large", "media-type", "parameter", *_FULL)
_WITH_IMAGE = (*_WITH_BODY, "image", "too-many-pixels", "overrun")


def _about() -> APIRouter:
    """Tell of the server itself."""
    router = APIRouter(tags=["server"])

    @router.get(
        "/healthz", response_model=answers.Health, responses=documented("method", "not-acceptable")
    )
    async def healthz(request: Request) -> Response:
        """Tell that the server is up, whether or not it is ready."""
        chosen(request, [JSON])
        return JSONResponse({"status": "ok", "version": _VERSION})

    @router.get(
        "/readyz",
        response_model=answers.Health,
        responses=documented("method", "not-acceptable", "starting", "draining"),
    )
    async def readyz(request: Request) -> Response:
        """Tell whether work is taken: the table is loaded, and nobody stopped the server."""
        chosen(request, [JSON])
        try:
            _service(request).check()
            _service(request).decoders.check_any()
        except RefusalError as not_yet:  # nobody's work is refused, so it is not counted as that
            return _problem(not_yet)
        return JSONResponse({"status": "ready", "version": _VERSION})

    text = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Counts"}

    @router.get(
        "/metrics",
        response_class=Response,
        responses={200: text, **documented("method", "not-acceptable")},
    )
    async def metrics(request: Request) -> Response:
        """Give counts, for Prometheus."""
        chosen(request, [METRICS_MEDIA])
        return Response(_service(request).metrics.text(), media_type=METRICS_MEDIA)

    return router


_Number = Annotated[
    str,
    Query(
        pattern=r"^(auto|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-6])$",
        description="How many colors, 1 to 256; or auto: as many as it needs.",
    ),
]


def _naming() -> APIRouter:
    """Name colors."""
    router = APIRouter(prefix="/v1", tags=["colors"])

    @router.post(
        "/classify",
        response_model=answers.Classified,
        responses={200: _files(PICTURES), **documented(*_WITH_IMAGE)},
        openapi_extra=_IMAGE_BODY,
    )
    async def classify(
        request: Request,
        service: Admitted,
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
        k: _Number = "6",
    ) -> Response:
        """Tell how much of each color an image has, or repaint it in them."""
        media = chosen(request, [PICTURES[form]] if form else [*PICTURES.values()])
        given = next(name for name, each in PICTURES.items() if each == media)
        job = {"format": given, "picture": picture, "palette": palette, "exact": exact, "k": k}
        return await _decoded(request, service, client, {"what": "classify", **job}, media)

    @router.post(
        "/palette",
        response_model=answers.Palette,
        responses={200: _files(PALETTES), **documented(*_WITH_IMAGE)},
        openapi_extra=_IMAGE_BODY,
    )
    async def palette(
        request: Request,
        service: Admitted,
        client: Client,
        k: _Number = "6",
        method: Literal["kmeans", "hue-slices", "median-cut"] = "kmeans",
        emphasis: Annotated[
            Literal["share", "accent"],
            Query(description="accent: colorful and rare colors count for more."),
        ] = "share",
        sort: Literal["share", "hue", "lightness"] = "share",
        form: Annotated[
            Literal[
                "json",
                "css",
                "scss",
                "tailwind.css",
                "tailwind.js",
                "gpl",
                "ase",
                "aco",
                "kpl",
                "png",
            ],
            Query(alias="format", description="JSON, or a file that other programs open."),
        ] = "json",
    ) -> Response:
        """Find the colors of an image, and name them."""
        media = chosen(request, [PALETTES[form]])
        job = {"format": form, "method": method, "emphasis": emphasis, "sort": sort, "k": k}
        answer = await _decoded(request, service, client, {"what": "palette", **job}, media)
        if form != "json":
            answer.headers["content-disposition"] = f'attachment; filename="palette.{form}"'
        return answer

    @router.post(
        "/name",
        response_model=list[answers.Named],
        responses=documented(*_WITH_BODY),
        openapi_extra=_COLORS_BODY,
    )
    async def name(request: Request, service: Admitted, client: Client) -> Response:
        """Name colors, one or many; tell how sure that is, and what else they are called."""
        chosen(request, [JSON])
        if (kind := media_type(request.headers.get("content-type", JSON))) != JSON:
            raise RefusalError("media-type", f"a body of {kind}; expected {JSON}", {"Accept": JSON})
        service.check()
        with service.room.place(client) as place:
            body = await service.room.read(request, place, _NAMES_BYTES)
        asked = _asked(bytes(body))
        rgb = np.array([model.parsed(color) for color in asked.colors], np.uint8)
        return JSONResponse(model.named(rgb, service.table))

    @router.get("/terms", response_model=answers.Terms, responses=documented(*_ALWAYS))
    async def terms(request: Request, service: Admitted) -> Response:
        """List the names that colors are given."""
        chosen(request, [JSON])
        return JSONResponse(model.terms(service.settings.table, service.table))

    @router.get("/model", response_model=answers.Model, responses=documented(*_ALWAYS))
    async def about(request: Request, service: Admitted) -> Response:
        """Tell how the names were learned, on what, and how well that went."""
        chosen(request, [JSON])
        return JSONResponse(service.about)

    return router


async def _decoded(
    request: Request, service: Service, client: str, wanted: Mapping[str, Any], media: str
) -> Response:
    """Read the body, if it is of use and there is room, and have a decoder work on it."""
    content_type = request.headers.get("content-type", "")
    media_type(content_type)
    service.check()
    service.decoders.check()
    settings = service.settings
    job = Job(content_type, **wanted, max_pixels=settings.max_pixels, seconds=settings.work_seconds)
    with service.room.place(client) as place:
        body = await service.room.read(request, place, settings.max_bytes)
        contents = await service.decoders.do(job, body, partial(_left, request))
    return Response(contents, media_type=media)


async def _left(request: Request) -> None:
    """Wait until the client has left; its body was read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _asked(body: bytes) -> answers.Asked:
    try:
        return answers.Asked.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        if any(each["type"] == "json_invalid" for each in found):
            raise RefusalError("malformed", 'not JSON; expected {"colors": ["#1e3cc8"]}') from error
        raise _wrong(found) from error


def _wrong(found: Any) -> RefusalError:
    errors = [
        {"at": ".".join(map(str, each["loc"])), "detail": str(each["msg"])} for each in found[:10]
    ]
    first = errors[0]
    return RefusalError("parameter", f"{first['at']}: {first['detail']}", errors=errors)


def _problem(refusal: RefusalError) -> Response:
    return Response(refusal.body, refusal.status, refusal.headers, problems.MEDIA)


def _add_handlers(app: FastAPI, metrics: Metrics) -> None:
    def refused(refusal: RefusalError) -> Response:
        metrics.rejected(refusal.kind)
        return _problem(refusal)

    @app.exception_handler(RefusalError)
    async def refusal(request: Request, error: RefusalError) -> Response:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: RequestValidationError) -> Response:
        return refused(_wrong(error.errors()))

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> Response:
        kind = {404: "not-found", 405: "method"}.get(error.status_code, "malformed")
        details = {
            "not-found": "no such path; /openapi.json lists them",
            "method": f"expected {(error.headers or {}).get('Allow', 'another method')}",
        }
        return refused(RefusalError(kind, details.get(kind, "see /openapi.json"), error.headers))


def _add_site(app: FastAPI, table: str) -> None:
    """Serve the page and the tables it reads."""
    for path, contents in site_files(_tables(table)).items():
        _add_file(app, f"/{path}", contents)
        if path == "index.html":
            _add_file(app, "/", contents)


def _tables(name: str) -> dict[str, bytes]:
    """Read the tables for the page: those that ship, and the server's, which is chosen first."""
    tables = shipped_tables()
    if name in tables:
        tables[name] = tables.pop(name)
    elif name not in SHIPPED:
        tables[Path(name).stem] = Path(name).read_bytes()
    return tables


def _add_file(app: FastAPI, path: str, contents: bytes) -> None:
    file = _file(path, contents)
    app.add_api_route(path, file, methods=["GET", "HEAD"], include_in_schema=False)


_SUFFIXES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": JSON,
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


def _file(path: str, contents: bytes) -> Callable[[Request], Awaitable[Response]]:
    tag = f'"{hashlib.sha256(contents).hexdigest()[:32]}"'
    suffix = "html" if path == "/" else path.rpartition(".")[2]
    media = _SUFFIXES.get(suffix, "application/octet-stream")

    async def file(request: Request) -> Response:
        headers = {**page_headers(), "etag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(contents, headers=headers, media_type=media)

    return file


def _files(formats: Mapping[str, str]) -> dict[str, Any]:
    """Describe the other formats of an answer for OpenAPI."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    media = {each.partition(";")[0] for each in formats.values()} - {JSON}
    return {"content": dict.fromkeys(sorted(media), binary)}


_BINARY = {"schema": {"type": "string", "format": "binary"}}

_IMAGE_BODY = {
    "requestBody": {
        "required": True,
        "description": "An image: JPEG, PNG, WebP, GIF, BMP or TIFF.",
        "content": {
            **dict.fromkeys(sorted(RAW), _BINARY),
            FORM: {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: _BINARY["schema"]},
                }
            },
            JSON: {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {"type": "string", "contentEncoding": "base64", "minLength": 1}
                    },
                },
                "example": {
                    FIELD: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOQszkBAAGe"
                    "ASMRId8XAAAAAElFTkSuQmCC"
                },
            },
        },
    }
}

_COLORS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": answers.Asked.model_json_schema(),
                "example": {"colors": ["#1e3cc8", [250, 218, 44]]},
            }
        },
    }
}


def _documented(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = problems.SCHEMA
    if app.state.service.settings.keys:
        bearer = {"type": "http", "scheme": "bearer"}
        header = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
        components["securitySchemes"] = {"bearer": bearer, "header": header}
        document["security"] = [{"bearer": []}, {"header": []}]
    return document
