"""A local stand-in for the Art Institute of Chicago's API and its IIIF server.

It answers as https://api.artic.edu/docs/ and the museum's published code
(https://github.com/art-institute-of-chicago/data-aggregator) say: the query is a part of
Elasticsearch's, a page has at most 100 results and a search at most 1,000 for guests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from museum_servers.base import Answer, MuseumServer, Work

WINDOW, LIMIT = 1_000, 100
PICTURE = re.compile(
    r"/iiif/2/2d484387-0000-(\d{4})-(\d{4})/full/(?:200|400|600|843),/0/default.jpg"
)
DEFAULT_FIELDS = ("id", "api_model", "api_link", "is_boosted", "title", "thumbnail", "timestamp")
RANGE = {"gte": lambda a, b: a >= b, "lte": lambda a, b: a <= b}


class ArticServer(MuseumServer):
    """The Art Institute of Chicago on a local port."""

    api, path, rows = "/api/v1/", "artworks/search", "data"
    documents: Sequence[dict[str, Any]] = ()

    def answer(self, asked: dict[str, str]) -> Answer:
        try:
            search = json.loads(asked.get("params", "{}"))
            self.documents = self.documents or [document(work) for work in self.works]
            found = [each for each in self.documents if matches(each, search.get("query"))]
        except (ValueError, KeyError, TypeError) as error:
            return refusal(400, "Invalid query", repr(error))
        size, start = search.get("limit", 10), 0
        if size > LIMIT:
            return refusal(403, "Invalid limit", "You have requested too many resources per page.")
        start = (search.get("page", 1) - 1) * size
        if start + size > WINDOW:
            return refusal(403, "Invalid number of results", "You have requested too many results.")
        if search.get("sort") == {"color.percentage": "desc"}:
            found.sort(key=lambda each: -each["color"]["percentage"])
        fields = search.get("fields", DEFAULT_FIELDS)
        total = len(found) if self.faults.total is None else self.faults.total
        return 200, {
            "preference": None,
            "pagination": {
                "total": total,
                "limit": size,
                "offset": start,
                "total_pages": -(-total // size) if size else None,
                "current_page": search.get("page", 1) if size else None,
            },
            "data": [entry(each, fields) for each in found[start : start + size]],
            "info": {
                "license_text": "The data in this response is licensed under CC0.",
                "license_links": ["https://creativecommons.org/publicdomain/zero/1.0/"],
                "version": "1.13",
            },
            "config": {
                "iiif_url": f"{self.address}/iiif/2",
                "website_url": "https://www.artic.edu",
            },
        }

    def number_of(self, path: str) -> int | None:
        found = PICTURE.fullmatch(path)
        return int(found[1] + found[2]) if found else None


def refusal(status: int, error: str, detail: str) -> Answer:
    return status, {"status": status, "error": error, "detail": detail}


def document(work: Work) -> dict[str, Any]:
    """Return a work as the museum's index has it."""
    hue, saturation, lightness = work.colors[0]
    image = f"2d484387-0000-{work.number // 10_000:04}-{work.number % 10_000:04}"
    return {
        "id": work.number,
        "api_model": "artworks",
        "api_link": f"https://api.artic.edu/api/v1/artworks/{work.number}",
        "is_boosted": False,
        "title": work.title,
        "artist_title": work.artist,
        "artist_display": work.artist and f"{work.artist}\nAmerican, 1859–1891",
        "date_display": "1884–86",
        "image_id": image if work.pictured else None,
        "is_public_domain": work.public,
        "color": {
            "h": hue,
            "s": saturation,
            "l": lightness,
            "percentage": work.share,
            "population": 7,
        },
    }


def entry(found: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Return a document as an answer has it."""
    return {"_score": None, **{name: found[name] for name in fields if name in found}}


def matches(found: dict[str, Any], query: dict[str, Any] | None) -> bool:
    """Return whether a document meets a query: the part of Elasticsearch's that is needed."""
    if query is None:
        return True
    ((kind, wanted),) = query.items()
    if kind == "bool":
        assert set(wanted) <= {"must", "should"}, wanted
        should = [matches(found, each) for each in wanted.get("should", [])]
        return all(matches(found, each) for each in wanted.get("must", [])) and (
            any(should) or not should or "must" in wanted
        )
    if kind == "exists":
        return value(found, wanted["field"]) is not None
    ((name, condition),) = wanted.items()
    if kind == "term":
        return bool(value(found, name) == condition)
    if kind == "range":
        return all(RANGE[how](value(found, name), limit) for how, limit in condition.items())
    raise KeyError(kind)


def value(found: dict[str, Any], name: str) -> Any:
    for part in name.split("."):
        found = found[part]
    return found
