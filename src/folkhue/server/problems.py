"""Error answers: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkhue.errors import FolkhueError

MEDIA = "application/problem+json"

MAX_NAME = 40
"""Characters of a name that a problem shows."""

_MAX_ERRORS = 10


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes
    ----------
    status : int
        HTTP status.
    title : str
    example : str
        Example of a detail, for the documentation.
    """

    status: int
    title: str
    example: str


KINDS = {
    "malformed": Kind(400, "The request is malformed", "the JSON ends early"),
    "key": Kind(401, "A key is needed", "send a key as Authorization: Bearer KEY, or X-API-Key"),
    "not-found": Kind(404, "Not found", "no such path; /docs lists them"),
    "method": Kind(405, "Method not allowed", "expected POST"),
    "not-acceptable": Kind(
        406, "Format not acceptable", "the answer is application/json, which Accept excludes"
    ),
    "slow": Kind(408, "The request came too slowly", "the body did not arrive in time"),
    "precondition": Kind(412, "Precondition failed", "the file is another one; leave out If-Match"),
    "too-large": Kind(413, "The body is too large", "at most 20,000,000 bytes are read"),
    "media-type": Kind(
        415,
        "Unsupported media type",
        "a body of text/plain; expected image/jpeg, multipart/form-data or application/json",
    ),
    "expectation": Kind(
        417, "Expectation failed", "Expect: expected 100-continue, or no such header"
    ),
    "image": Kind(422, "The image cannot be decoded", "damaged image (image file is truncated)"),
    "too-many-pixels": Kind(
        422,
        "The image has too many pixels",
        "20000 × 20000 is too many pixels; at most 50,000,000 are decoded",
    ),
    "overrun": Kind(
        422, "The image takes too long", "not done within 10 seconds; the server gave up"
    ),
    "parameter": Kind(422, "A parameter is wrong", "k: expected 1 to 256, or auto"),
    "rate": Kind(429, "Too many requests", "at most 60/minute; try again in 12 s"),
    "crowd": Kind(
        429,
        "Too many requests at once",
        "32 of yours are being received or worked on; try again in 1 s",
    ),
    "internal": Kind(500, "Internal error", "see the server's log"),
    "unimplemented": Kind(501, "Not implemented", "Transfer-Encoding: expected chunked alone"),
    "busy": Kind(503, "The server is busy", "18 photographs are being worked on; try again in 1 s"),
    "starting": Kind(503, "The server is starting", "the color table is being loaded"),
    "draining": Kind(
        503, "The server is stopping", "this server is being stopped and takes no new work"
    ),
    "version": Kind(505, "HTTP version not supported", "HTTP/2.0; expected HTTP/1.1"),
}
"""Kinds of problems by name: the last part of the "type" of an answer."""


class ProblemError(FolkhueError):
    """A request that gets a problem as its answer.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    detail : str
        What was expected, what came, what to do; never a part of the body.
    headers : mapping, optional
        Headers of the answer.
    errors : list of dict, optional
        The wrong parameters: "at" and "detail" of each.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors = kind, detail, errors
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """HTTP status of the answer."""
        return KINDS[self.kind].status

    @property
    def body(self) -> bytes:
        """Body of the answer."""
        return json.dumps(as_json(self.kind, self.detail, self.errors)).encode()


def as_json(kind: str, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return a problem as JSON types."""
    known = KINDS[kind]
    problem = {
        "type": f"urn:folkhue:problem:{kind}",
        "title": known.title,
        "status": known.status,
        "detail": detail,
    }
    return problem | ({"errors": errors} if errors else {})


def wrong_parameters(errors: Sequence[tuple[str, str]]) -> ProblemError:
    """Make the problem of wrong parameters, the first of which are listed.

    Parameters
    ----------
    errors : sequence of (str, str)
        Name and detail of each; an empty name means all of them.
    """
    listed = [{"at": at[:MAX_NAME], "detail": detail} for at, detail in errors[:_MAX_ERRORS]]
    message = ": ".join(filter(None, listed[0].values()))
    return ProblemError("parameter", message, errors=listed)


def busy(what: str, seconds: int) -> ProblemError:
    """Make the problem of a server that has too much to do for now."""
    return ProblemError("busy", f"{what}; try again in {seconds} s", {"Retry-After": str(seconds)})


def starting(what: str) -> ProblemError:
    """Make the problem of a server that is not ready yet."""
    return ProblemError("starting", what, {"Retry-After": "1"})


def problem_responses(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Describe problems for OpenAPI, with an example of each kind."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = KINDS[kind]
        response = responses.setdefault(known.status, _response(known))
        examples = response["content"][MEDIA]["examples"]
        examples[kind] = {"summary": known.title, "value": as_json(kind, known.example)}
    return responses


def _response(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    response: dict[str, Any] = {
        "description": kind.title,
        "content": {MEDIA: {"schema": schema, "examples": {}}},
    }
    if kind.status in (429, 503):
        seconds = {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
        response["headers"] = {"Retry-After": seconds}
    return response


SCHEMA = {
    "title": "Problem",
    "description": "A problem (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
    "properties": {
        "type": {
            "type": "string",
            "enum": [f"urn:folkhue:problem:{kind}" for kind in KINDS],
            "description": "The kind of problem; stable, for programs.",
        },
        "title": {"type": "string", "description": "The kind of problem, for people."},
        "status": {"type": "integer", "description": "HTTP status of the answer."},
        "detail": {"type": "string", "description": "What was expected, what came, what to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "detail"],
                "properties": {"at": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
