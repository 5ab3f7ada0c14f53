"""The page, the color tables that it reads, and the page of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import cast

from fastapi import APIRouter, Request, Response

from folkhue._utils.regular_file import read_file
from folkhue.server import api_page
from folkhue.server.guard import page_headers
from folkhue.server.openapi import DocumentedApp
from folkhue.server.problems import ProblemError
from folkhue.server.site import shipped_tables, site_files
from folkhue.table.color_table import SHIPPED

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def make_router(table: str, model: str) -> APIRouter:
    """Make a router that serves the page with the server's table and model."""
    router = APIRouter(include_in_schema=False)
    for path, contents in site_files(_tables(table), model=model).items():
        endpoint = _endpoint(path, contents)
        for url in ("/", "/index.html") if path == "index.html" else (f"/{path}",):
            router.add_api_route(url, endpoint, methods=["GET"])
    for name in api_page.FILES:
        endpoint = _endpoint(name, api_page.contents(name))
        router.add_api_route(f"/{name}", endpoint, methods=["GET"])
    router.add_api_route("/docs", _docs, methods=["GET"])
    return router


async def _docs(request: Request) -> Response:
    """Send the page of the API."""
    app = cast(DocumentedApp, request.app)
    return _file(request, app.page, _MEDIA_TYPES[".html"], page_headers(api_page.POLICY))


def _tables(name: str) -> dict[str, bytes]:
    """Read the tables for the page; it selects the last, which is the server's."""
    tables = shipped_tables()
    if name in tables:
        tables[name] = tables.pop(name)
    elif name not in SHIPPED:
        tables[Path(name).stem] = read_file(name)
    return tables


def matches(conditions: Iterable[str], tag: str, *, weak: bool = False) -> bool:
    """Return whether headers If-Match, or If-None-Match, list an entity tag (RFC 9110, 13.1).

    Parameters
    ----------
    conditions : iterable of str
        Values of the header.
    tag : str
        Of the file; a strong one.
    weak : bool
        Whether a weak tag of the same text counts, as for If-None-Match.
    """
    listed = {each.strip() for value in conditions for each in value.split(",")}
    if weak:
        listed = {each.removeprefix("W/") for each in listed}
    return "*" in listed or tag in listed


def _endpoint(path: str, contents: bytes) -> Callable[[Request], Awaitable[Response]]:
    media = _MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream")

    async def endpoint(request: Request) -> Response:
        return _file(request, contents, media, page_headers())

    return endpoint


def _file(request: Request, contents: bytes, media: str, headers: dict[str, str]) -> Response:
    """Answer a request for a file, which may depend on its entity tag."""
    tag = _tag(contents)
    if not matches(request.headers.getlist("if-match") or ["*"], tag):
        raise ProblemError("precondition", "the file is another one; leave out If-Match")
    if matches(request.headers.getlist("if-none-match"), tag, weak=True):
        return Response(status_code=304, headers={**headers, "etag": tag})
    return Response(contents, headers={**headers, "etag": tag}, media_type=media)


@lru_cache
def _tag(contents: bytes) -> str:
    return f'"{hashlib.sha256(contents).hexdigest()[:32]}"'
