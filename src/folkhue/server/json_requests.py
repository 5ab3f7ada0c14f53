"""Requests whose body is JSON: read, parsed, and checked against a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from folkhue._utils.untrusted_json import JsonError, parse_json
from folkhue.server.bodies import JSON, media_type
from folkhue.server.image_jobs import content_type_of, query_parameters
from folkhue.server.negotiation import negotiate
from folkhue.server.problems import ProblemError, wrong_parameters
from folkhue.server.service import Service

MAX_BYTES = 100_000
"""Maximum length of a body."""

Schema = TypeVar("Schema", bound=BaseModel)


async def read_json(
    request: Request, service: Service, client: str, schema: type[Schema], example: str
) -> Schema:
    """Read the body of a request.

    Parameters
    ----------
    request : Request
    service : Service
    client : str
    schema : subclass of BaseModel
    example : str
        A body, for the message if this one is no JSON.

    Raises
    ------
    ProblemError
        If it is not JSON or does not fit the schema, or if the server cannot begin work now.
    """
    query_parameters(request)
    negotiate(request, [JSON])
    if (kind := media_type(content_type_of(request) or JSON)) != JSON:
        raise ProblemError("media-type", f"a body of {kind}; expected {JSON}", {"Accept": JSON})
    service.check_ready()
    with service.bodies.reserve(client) as reservation:
        body = await service.bodies.read(request, reservation, MAX_BYTES)
    return _parse(bytes(body), schema, example)


def _parse(body: bytes, schema: type[Schema], example: str) -> Schema:
    try:
        return schema.model_validate(parse_json(body, unique=True))
    except JsonError as error:
        raise ProblemError("malformed", f"{error}; expected {example}") from error
    except ValidationError as error:
        # None of these options may quote the body.
        errors = error.errors(include_input=False, include_url=False, include_context=False)
        members = ", ".join(schema.model_fields)
        raise wrong_parameters([_described(each, members) for each in errors]) from error


def _described(error: Mapping[str, Any], members: str) -> tuple[str, str]:
    """Return where pydantic found something wrong, and what."""
    at = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return at, f"there is no such member; expected {members}"
    return at, str(error["msg"]).removeprefix("Value error, ")
