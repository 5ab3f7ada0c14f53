"""Content negotiation by the header Accept (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.requests import Request

from folkhue.server.problems import ProblemError

_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{0,9})?", re.ASCII)


def negotiate(request: Request, offered: Sequence[str]) -> str:
    """Return the media type that the client of a request prefers; see `choose`."""
    return choose(accepted_by(request), offered)


def accepted_by(request: Request) -> str:
    """Return what a client accepts: the values of all its headers Accept."""
    return ",".join(request.headers.getlist("accept"))


def choose(accept: str, offered: Sequence[str]) -> str:
    """Return the media type that a client prefers, the first of equals.

    Parameters
    ----------
    accept : str
        Header Accept; empty if the client sent none.
    offered : sequence of str
        Media types, the server's favorite first.

    Raises
    ------
    ProblemError
        If the client accepts none of them.
    """
    accepted = _ranges(accept)
    ranked = [(_quality(media, accepted), -index) for index, media in enumerate(offered)]
    best, index = max(ranked)
    if not best:
        raise ProblemError(
            "not-acceptable",
            f"the answer is {' or '.join(offered)}, which Accept excludes",
        )
    return offered[-index]


def _ranges(accept: str) -> dict[str, float]:
    """Parse a header Accept: media range → quality; without one, everything is accepted."""
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
    return min(1.0, float(value)) if _NUMBER.fullmatch(value) else 1.0


def _quality(media: str, accepted: dict[str, float]) -> float:
    media = media.partition(";")[0]
    kind = media.partition("/")[0]
    for pattern in (media, f"{kind}/*", "*/*"):
        if pattern in accepted:
            return accepted[pattern]
    return 0.0
