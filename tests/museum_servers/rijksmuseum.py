"""A local stand-in for the Rijksmuseum's collection API, which the museum has retired.

It answers as https://data.rijksmuseum.nl/object-metadata/api/ said, and as in answers that were
published: of a work's colors the first is written "#000000", and the others " #B35A1F".
"""

from __future__ import annotations

import re
from typing import Any

from folkhue.datasets.sources.rijksmuseum import PALETTE
from museum_servers.base import Answer, MuseumServer, Work
from museum_servers.smk import hex_of

KEY = "k3y"
WINDOW, MAX_PER_PAGE = 10_000, 100
PICTURE = re.compile(r"/lh3/w(\d+)=s(?:0|843)")


class RijksmuseumServer(MuseumServer):
    """The Rijksmuseum on a local port."""

    api, path, rows = "/api/en/", "collection", "artObjects"

    def answer(self, asked: dict[str, str]) -> Answer:
        if (key := asked.pop("key", "")) != KEY:
            return 401, {"error": f"Invalid key {key}"}
        page, number = int(asked.get("p", 0)), int(asked.get("ps", 10))
        if number > MAX_PER_PAGE or page * number > WINDOW:
            return 400, {"error": "p * ps cannot exceed 10,000"}
        color = asked.get("f.normalized32Colors.hex", "")
        with_picture = asked.get("imgonly") == "True"
        found = [
            work
            for work in self.works
            if color in colors_of(work) and (work.pictured or not with_picture)
        ]
        total = len(found) if self.faults.total is None else self.faults.total
        return 200, {
            "elapsedMilliseconds": 0,
            "count": total,
            "countFacets": {"hasimage": total, "ondisplay": 0},
            "artObjects": [self.entry(w) for w in found[page * number : (page + 1) * number]],
            "facets": [],
        }

    def entry(self, work: Work) -> dict[str, Any]:
        """Return a work as the API lists it."""
        name = f"RP-P-{work.number}"
        allowed = work.public and work.pictured
        image = {"guid": "5", "width": 2_500, "height": 2_000, "url": f"{self.address}/lh3/w"}
        return {
            "links": {
                "self": f"{self.url}collection/{name}",
                "web": f"https://www.rijksmuseum.nl/en/collection/{name}",
            },
            "id": f"en-{name}",
            "objectNumber": name,
            "title": work.title,
            "hasImage": work.pictured,
            "principalOrFirstMaker": work.artist,
            "longTitle": f"{work.title}, {work.artist}, 1650",
            "showImage": allowed,
            "permitDownload": allowed,
            "webImage": {**image, "url": f"{image['url']}{work.number}=s0"} if allowed else None,
            "productionPlaces": [],
        }

    def number_of(self, path: str) -> int | None:
        found = PICTURE.fullmatch(path)
        return int(found[1]) if found else None


def colors_of(work: Work) -> list[str]:
    """Return the nearest colors of the museum's palette, with the blanks that it writes."""
    nearest = [min(PALETTE, key=lambda color: distance(color, hsl)) for hsl in work.colors]
    return [nearest[0], *(f" {color}" for color in nearest[1:])]


def distance(color: str, hsl: tuple[int, int, int]) -> int:
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(hex_of(hsl)[1:]), strict=True)
    return sum((a - b) ** 2 for a, b in pairs)
