"""What the stand-ins for museums have in common: works, faults, pictures."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from flickr_server.catalog import made_up
from support.hostile import is_hostile, send_hostile, spoil
from support.local_server import LocalHandler, LocalServer

HTML = b"<!DOCTYPE html><html><body>Just a moment...</body></html>"
SIDE = 64
"""Of the pictures, which are smaller than the museums' to be quick."""

Answer = tuple[int, dict[str, Any]]
"""HTTP status, and what is sent as JSON."""


@dataclass(frozen=True)
class Work:
    """A work of a museum; what is unknown is None.

    Attributes
    ----------
    number : int
        Determines the picture and identifiers.
    colors : tuple of tuple of int
        As hue, saturation and lightness, the one with the largest share first.
    share : float
        Of the first color.
    public, pictured : bool
        Whether it is in the public domain, and whether it has a picture.
    """

    number: int
    colors: tuple[tuple[int, int, int], ...]
    title: str | None = "Untitled"
    artist: str | None = "Somebody"
    share: float = 1.0
    public: bool = True
    pictured: bool = True


def works(number: int, *colors: tuple[int, int, int], start: int = 0) -> list[Work]:
    """Make works of the same colors."""
    return [Work(n, colors, f"Number {n}") for n in range(start, start + number)]


@dataclass
class Faults:
    """Faults of successive requests; later requests succeed.

    Attributes
    ----------
    calls : tuple of str
        Faults of successive searches: "429", "403", "404", "503", "html", "truncated", "reset",
        "moved" or "lost" (a redirect to the search itself, or to nothing), one of
        `support.hostile`, or what is wrong with the answer, as in `support.hostile.spoil`.
    pictures : mapping of int to tuple of str
        Number of a work → faults of the requests for its picture, of the same kinds.
    search : str
        What is wrong with all answers.
    total : int, optional
        How many results each search is said to have.
    retry_after : str
        Header sent with 429.
    """

    calls: tuple[str, ...] = ()
    pictures: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    total: int | None = None
    retry_after: str = "0"


class MuseumServer(LocalServer):
    """A museum on a local port, as a context manager.

    Parameters
    ----------
    works : iterable of Work
        In the order of the museum's catalog.
    faults : Faults, optional
    per_minute : int
        Searches that are answered before the others have to wait for the next minute.

    Attributes
    ----------
    api, path : str
        The path of its API, and of the search within it.
    rows : str
        Key of the results in an answer.
    served : list of int
        Numbers of the works whose pictures were sent, in order.
    refused : list
        What was said to searches that were refused.
    minute : int
        Its seconds.
    """

    api, path, rows = "", "", ""

    def __init__(
        self, works: Iterable[Work], faults: Faults | None = None, per_minute: int = 1_000_000
    ) -> None:
        self.works = list(works)
        self.faults = faults or Faults()
        self.per_minute, self.minute = per_minute, 60
        self.served: list[int] = []
        self.headers: list[dict[str, str]] = []
        self.refused: list[object] = []
        super().__init__(_Handler)
        self.url = self.address + self.api

    def answer(self, asked: dict[str, str]) -> Answer:
        """Return the HTTP status and the answer of a search."""
        raise NotImplementedError

    def number_of(self, path: str) -> int | None:
        """Return the number of the work whose picture has an address, if the size is allowed."""
        raise NotImplementedError

    def throttled(self) -> bool:
        """Return whether there were too many searches within a minute."""
        since = time.monotonic() - self.minute
        return sum(when > since for when in self.times) >= self.per_minute


class _Handler(LocalHandler):
    service: MuseumServer

    def do_GET(self) -> None:  # noqa: N802 — http.server looks it up
        parts = urlsplit(self.path)
        if parts.path == self.service.api + self.service.path:
            self.service.headers.append(dict(self.headers.items()))
            asked = dict(parse_qsl(parts.query, keep_blank_values=True))
            fault = self.service.next_fault("search", self.service.faults.calls)
            self._fail(fault) or self._search(asked, fault)
            return
        number = self.service.number_of(unquote(parts.path))
        if number is None:
            self._json(404, {"status": 404, "error": "Not found"})
            return
        faults = self.service.faults.pictures.get(number, ())
        fault = self.service.next_fault(f"picture {number}", faults)
        if not self._fail(fault):
            self.send(200, made_up(number, SIDE), "image/jpeg", cut=fault == "truncated")
            self.service.served.append(number)

    def _fail(self, fault: str) -> bool:
        """Fail as a server does that has no answer at all; return whether that is asked for."""
        if fault == "429":
            self._throttle(self.service.faults.retry_after)
        elif fault in ("403", "404", "410", "503"):
            self.send(int(fault), HTML, "text/html")
        elif fault == "html":
            self.send(200, HTML, "text/html")
        elif fault in ("moved", "lost"):
            self.send(302, b"", "text/html", {"Location": self.path if fault == "moved" else "/"})
        elif is_hostile(fault):
            send_hostile(self, fault)
        elif fault == "reset":
            self.close_connection = True
        return bool(fault) and fault != "truncated" and "=" not in fault and "." not in fault

    def _search(self, asked: dict[str, str], fault: str) -> None:
        if self.service.throttled():
            self._throttle(str(self.service.minute))
            return
        status, said = self.service.answer(asked)
        if status != 200:
            self.service.refused.append(said)
        else:
            self.service.record(asked)
        wrong = fault if fault != "truncated" and fault else self.service.faults.search
        if status == 200 and wrong:
            self.send(200, spoil(said, said, self.service.rows, wrong), "application/json")
        else:
            self._json(status, said, cut=fault == "truncated")

    def _throttle(self, after: str) -> None:
        said = json.dumps({"message": "Too Many Attempts."}).encode()
        self.send(429, said, "application/json", {"Retry-After": after})

    def _json(self, status: int, said: object, *, cut: bool = False) -> None:
        self.send(status, json.dumps(said).encode(), "application/json", cut=cut)
