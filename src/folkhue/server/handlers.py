"""Exceptions as answers: application/problem+json."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from folkhue.server.dependencies import get_service
from folkhue.server.problems import MEDIA, ProblemError


def add_handlers(app: FastAPI) -> None:
    """Make an application answer exceptions with problems."""
    app.add_exception_handler(ProblemError, _handle_problem)
    app.add_exception_handler(HTTPException, _handle_http)


def problem_response(problem: ProblemError) -> Response:
    """Make the answer of a problem."""
    return Response(problem.body, problem.status, problem.headers, MEDIA)


def _answer(request: Request, problem: ProblemError) -> Response:
    get_service(request).metrics.rejected(problem.kind)
    return problem_response(problem)


async def _handle_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _answer(request, error)


async def _handle_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.url.path == request.scope["root_path"]:
        return RedirectResponse(f"{request.url.path}/", 308)  # links of the page are relative
    kind = {404: "not-found", 405: "method"}.get(error.status_code, "malformed")
    allowed = _allowed(error)
    details = {
        "not-found": "no such path; /docs lists them",
        "method": f"expected {allowed.get('Allow', 'another method')}",
    }
    detail = details.get(kind, "see /docs")
    return _answer(request, ProblemError(kind, detail, {**(error.headers or {}), **allowed}))


def _allowed(error: HTTPException) -> dict[str, str]:
    """Return the header Allow of an error, with HEAD, which the guard turns into GET."""
    methods = {each.strip() for each in (error.headers or {}).get("Allow", "").split(",")} - {""}
    if "GET" in methods:
        methods.add("HEAD")
    return {"Allow": ", ".join(sorted(methods))} if methods else {}
