"""The page and the color tables that it reads."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter, Request, Response

from folkhue._utils.regular_file import read_file
from folkhue.server.guard import page_headers
from folkhue.server.site import shipped_tables, site_files
from folkhue.table.color_table import SHIPPED

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def make_router(table: str) -> APIRouter:
    """Make a router that serves the page with the server's table."""
    router = APIRouter(include_in_schema=False)
    for path, contents in site_files(_tables(table)).items():
        endpoint = _endpoint(path, contents)
        for url in ("/", "/index.html") if path == "index.html" else (f"/{path}",):
            router.add_api_route(url, endpoint, methods=["GET"])
    return router


def _tables(name: str) -> dict[str, bytes]:
    """Read the tables for the page; it selects the last, which is the server's."""
    tables = shipped_tables()
    if name in tables:
        tables[name] = tables.pop(name)
    elif name not in SHIPPED:
        tables[Path(name).stem] = read_file(name)
    return tables


def _endpoint(path: str, contents: bytes) -> Callable[[Request], Awaitable[Response]]:
    tag = f'"{hashlib.sha256(contents).hexdigest()[:32]}"'
    media = _MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream")

    async def endpoint(request: Request) -> Response:
        headers = {**page_headers(), "etag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(contents, headers=headers, media_type=media)

    return endpoint
