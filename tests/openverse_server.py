"""A local stand-in for Openverse: its search and its photographs.

It answers as https://api.openverse.org/v1/ does without a key, also where that is surprising:
any ``mature``, even "false", lets sensitive images in. It makes faults on request, each time in
the same order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flickr_server.catalog import made_up
from support.hostile import is_hostile, send_hostile, spoil
from support.local_server import LocalHandler, LocalServer

PER_PAGE, DEPTH = 20, 240
LICENSES = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm")
CATEGORIES = ("photograph", "illustration", "digitized_artwork")
HTML = b"<!DOCTYPE html><html><body>Bad gateway</body></html>"


@dataclass(frozen=True)
class Work:
    """An image that Openverse lists; unknown fields are None.

    Attributes
    ----------
    number : int
        Determines the id and the image.
    tags, guessed : tuple of str
        Tags that people wrote, and tags from a classifier.
    mature, reported : bool
        A search leaves out works marked as mature; works that were reported lately are marked
        in its results.
    """

    number: int
    title: str | None = None
    tags: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    creator: str | None = "Somebody"
    license: str = "by"
    version: str | None = "2.0"
    source: str = "flickr"
    category: str = "photograph"
    mature: bool = False
    reported: bool = False

    @property
    def id(self) -> str:
        return str(UUID(int=self.number, version=4))

    def has(self, query: str) -> bool:
        """Return whether a title or tag holds a phrase in quotes, or all words of a query."""
        texts = [text.lower() for text in (self.title or "", *self.tags, *self.guessed)]
        phrases = re.findall(r'"([^"]+)"', query) or query.split()
        return all(
            any(re.search(rf"\b{re.escape(phrase.lower())}\b", text) for text in texts)
            for phrase in phrases
        )

    def entry(self, address: str) -> dict[str, Any]:
        """Return the work as the API lists it."""
        api, person = f"{address}/v1/images/{self.id}/", "https://www.flickr.com/photos/1@N00"
        return {
            "id": self.id,
            "indexed_on": "2020-05-02T00:00:00Z",
            "title": self.title,
            "foreign_landing_url": f"{person}/{self.number}",
            "url": f"{address}/photos/{self.number}.jpg",
            "creator": self.creator,
            "creator_url": self.creator and person,
            "license": self.license,
            "license_version": self.version,
            "license_url": deed(self.license, self.version),
            "provider": self.source,
            "source": self.source,
            "category": self.category,
            "filesize": None,
            "filetype": None,
            "tags": [
                *({"name": t, "accuracy": None, "unstable__provider": "flickr"} for t in self.tags),
                *(
                    {"name": tag, "accuracy": 0.97, "unstable__provider": "clarifai"}
                    for tag in self.guessed
                ),
            ],
            "attribution": f'"{self.title}" is licensed under {self.license.upper()}.',
            "fields_matched": ["tags.name"],
            "mature": self.mature or self.reported,
            "height": 64,
            "width": 64,
            "thumbnail": f"{api}thumb/",
            "detail_url": api,
            "related_url": f"{api}related/",
            "unstable__sensitivity": ["user_reported_sensitive"] * (self.mature or self.reported),
        }


def works(number: int, *tags: str, start: int = 0) -> list[Work]:
    """Make works with the same tags."""
    return [Work(n, f"Number {n}", tags) for n in range(start, start + number)]


def deed(license: str, version: str | None) -> str:
    public = {"cc0": "publicdomain/zero", "pdm": "publicdomain/mark"}
    path = f"{public.get(license, f'licenses/{license}')}/{version or '1.0'}"
    return f"https://creativecommons.org/{path}/"


@dataclass
class Faults:
    """Faults of successive requests; later requests succeed.

    Attributes
    ----------
    calls : mapping
        Word and page ("red 2"), or "*" for every one, to faults of its successive calls. Of
        "429", "503", "html", "truncated", "reset", or one of `support.hostile`: "bomb",
        "endless", "a byte at a time", "damaged gzip"; or what is wrong with the answer, as in
        `support.hostile.spoil`: "row.title=null".
    search : str
        What is wrong with all answers.
    retry_after : str
        Header sent with 429.
    pages : int
        How many there are said to be, if not as many as there are.
    """

    calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    retry_after: str = "0"
    pages: int = 0


class OpenverseServer(LocalServer):
    """Openverse on a local port, as a context manager.

    Parameters
    ----------
    works : iterable of Work
        In the order in which they are found.
    faults : Faults, optional
    per_day : int
        Searches that are answered before the others have to wait until tomorrow.

    Attributes
    ----------
    log, times
        The searches answered well, and when.
    refused : list
        What was said to the others.
    """

    def __init__(
        self, works: Iterable[Work], faults: Faults | None = None, per_day: int = 200
    ) -> None:
        self.works = list(works)
        self.faults = faults or Faults()
        self.per_day = per_day
        self.refused: list[object] = []
        super().__init__(_Handler)
        self.url = f"{self.address}/v1/"

    def fault_of(self, asked: Mapping[str, str]) -> str:
        """Return the next fault of a search, or an empty text."""
        what = f"{asked.get('q')} {asked.get('page', '1')}"
        return self.next_fault(what, self.faults.calls.get(what, self.faults.calls.get("*", ())))

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the HTTP status and the answer of a search."""
        size, page = int(asked.get("page_size", PER_PAGE)), int(asked.get("page", 1))
        status, problem = self._problem(asked, size, page)
        if status:
            self.refused.append(problem)
            return status, {"detail": problem}
        self.record(asked)
        found = [work for work in self.works if work.has(asked.get("q", "")) and fits(work, asked)]
        results = found[:DEPTH][size * (page - 1) : size * page]
        count = min(DEPTH, len(found)) if results else 0
        return 200, {
            "result_count": count,
            "page_count": self.faults.pages or -(-count // size),
            "page_size": size,
            "page": page,
            "results": [work.entry(self.address) for work in results],
        }

    def _problem(self, asked: Mapping[str, str], size: int, page: int) -> tuple[int, Any]:
        if size > PER_PAGE:
            return 401, f"page_size may not exceed {PER_PAGE} for anonymous requests"
        if size * page > DEPTH:
            return 401, f"pagination depth may not exceed {DEPTH} for anonymous requests"
        for name in asked.get("license", "by").split(","):
            if name not in LICENSES:
                return 400, {"license": [f"License '{name}' does not exist."]}
        if asked.get("category", "photograph") not in CATEGORIES:
            return 400, {"category": [f"Invalid category: {asked['category']}"]}
        return 0, ""


def fits(work: Work, asked: Mapping[str, str]) -> bool:
    """Return whether a work passes the filters of a search."""
    values = {"license": work.license, "source": work.source, "category": work.category}
    return all(
        not asked.get(name) or value in asked[name].split(",") for name, value in values.items()
    ) and (not work.mature or bool(asked.get("mature")))  # any text, even "false"


class _Handler(LocalHandler):
    service: OpenverseServer

    def do_GET(self) -> None:  # noqa: N802 — http.server looks it up
        parts = urlsplit(self.path)
        if parts.path == "/v1/images/":
            self._search(dict(parse_qsl(parts.query, keep_blank_values=True)))
        elif found := re.fullmatch(r"/photos/(\d+)\.jpg", parts.path):
            self.send(200, made_up(int(found[1]), 64), "image/jpeg")
        else:
            self._json(404, {"detail": "Not found."})

    def _search(self, asked: dict[str, str]) -> None:
        fault = self.service.fault_of(asked)
        if fault == "429":
            self._throttle(self.service.faults.retry_after)
        elif fault == "503":
            self.send(503, HTML, "text/html")
        elif fault == "html":
            self.send(200, HTML, "text/html")
        elif is_hostile(fault):
            send_hostile(self, fault)
        elif fault == "reset":
            self.close_connection = True
        elif len(self.service.log) >= self.service.per_day:
            self._throttle("43200")
        else:
            status, said = self.service.answer(asked)
            wrong = fault if "=" in fault else self.service.faults.search
            if status == 200 and wrong:
                self.send(200, spoil(said, said, "results", wrong), "application/json")
            else:
                self._json(status, said, cut=fault == "truncated")

    def _throttle(self, after: str) -> None:
        said = {"detail": f"Request was throttled. Expected available in {after} seconds."}
        self.send(429, json.dumps(said).encode(), "application/json", {"Retry-After": after})

    def _json(self, status: int, said: object, *, cut: bool = False) -> None:
        self.send(status, json.dumps(said).encode(), "application/json", cut=cut)
