"""Which format a client wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from folkhue.server.problems import RefusalError


def chosen(request: Request, offered: Sequence[str]) -> str:
    """Choose the media type that a client likes best, the first of equals.

    Raises
    ------
    RefusalError
        If it accepts none.
    """
    accepts = _ranges(",".join(request.headers.getlist("accept")))
    liked = [(_quality(media, accepts), -place) for place, media in enumerate(offered)]
    best, place = max(liked)
    if not best:
        raise RefusalError(
            "not-acceptable",
            f"the answer is {' or '.join(offered)}, which the header Accept leaves out",
        )
    return offered[-place]


def _ranges(accept: str) -> dict[str, float]:
    """Read a header Accept: range of media → quality; everything, if there is none."""
    ranges = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            ranges[media] = min(map(_weight, parameters), default=1.0)
    return ranges or {"*/*": 1.0}


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 1.0


def _quality(media: str, accepts: dict[str, float]) -> float:
    media = media.partition(";")[0]
    kind = media.partition("/")[0]
    for pattern in (media, f"{kind}/*", "*/*"):
        if pattern in accepts:
            return accepts[pattern]
    return 0.0
