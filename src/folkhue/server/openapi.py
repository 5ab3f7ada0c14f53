"""Parts of the OpenAPI document that FastAPI cannot derive from the routes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from folkhue.server import problems
from folkhue.server.api_page.rendering import render
from folkhue.server.bodies import FIELD, FORM, JSON, RAW
from folkhue.server.parameters import describe, describe_members
from folkhue.server.schemas import ColorsRequest, SuggestRequest

ALWAYS = (
    *("key", "method", "not-acceptable", "parameter", "rate"),
    *("internal", "starting", "draining"),
)
"""Kinds of problems that every route below /v1 may answer with."""

WITH_BODY = (
    *(*ALWAYS, "malformed", "slow", "too-large", "media-type"),
    *("crowd", "busy"),
)
"""Kinds of problems of routes that read a body."""

WITH_IMAGE = (*WITH_BODY, "image", "too-many-pixels", "overrun")
"""Kinds of problems of routes that read an image."""

_SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same."},
}

_FILE = {"type": "string", "format": "binary"}
_BINARY = {"schema": _FILE}
_OBJECT = {"schema": {"type": "object"}}

_ONE_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOQszkBAAGeASMRId8XAAAAAElFTkSuQmCC"
)

_BASE64 = {
    "type": "string",
    "contentEncoding": "base64",
    "minLength": 1,
    "description": "The file in base64, or as a data: URL.",
}


def reads_image(what: str) -> dict[str, Any]:
    """Describe a request with an image, and parameters in the query, in the form or in JSON.

    Parameters
    ----------
    what : str
        A key of `folkhue.server.parameters.PARAMETERS`.
    """
    form, members = ({FIELD: image, **describe_members(what)} for image in (_FILE, _BASE64))
    return {
        "parameters": describe(what),
        "requestBody": {
            "required": True,
            "description": "An image: JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF; HEIC and JPEG XL if "
            "the server has the extras heif and jxl.",
            "content": {
                **dict.fromkeys(sorted(RAW), _BINARY),
                FORM: {"schema": _object(form)},
                JSON: {"schema": _object(members), "example": {FIELD: _ONE_PIXEL}},
            },
        },
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [FIELD],
        "additionalProperties": False,
        "properties": properties,
    }


def _json_body(schema: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    content = {JSON: {"schema": schema.model_json_schema(), "example": example}}
    return {"requestBody": {"required": True, "content": content}}


COLORS_BODY = _json_body(ColorsRequest, {"colors": ["#1e3cc8", [250, 218, 44]]})
"""Request body of the route that names single colors."""

SUGGEST_BODY = _json_body(SuggestRequest, {"colors": ["#1e3cc8", "#f4b942"], "add": 3})
"""Request body of the route that suggests colors."""


def file_response(media_types: Mapping[str, str]) -> dict[str, Any]:
    """Describe an answer that may be a file instead of JSON.

    Parameters
    ----------
    media_types : mapping of str to str
        Format → media type.
    """
    types = {each.partition(";")[0] for each in media_types.values()} - {JSON}
    of_type = {each: _OBJECT if each.endswith("+json") else _BINARY for each in sorted(types)}
    return {"content": of_type}


class DocumentedApp(FastAPI):
    """A FastAPI application whose OpenAPI document describes problems and API keys, too."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if self.openapi_schema is None:
            self.openapi_schema = _document(self)
        return self.openapi_schema

    @cached_property
    def page(self) -> bytes:
        """The page of the API."""
        return render(self.openapi())


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = problems.SCHEMA
    if app.state.service.settings.keys:
        components["securitySchemes"] = _SECURITY_SCHEMES
        for path, operations in document["paths"].items():
            needed: list[dict[str, list[str]]] = []
            if path.startswith("/v1/"):
                needed = [{name: []} for name in _SECURITY_SCHEMES]
            for operation in operations.values():
                operation["security"] = needed
    return document
