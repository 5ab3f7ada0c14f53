"""A local stand-in for the API of SMK, the National Gallery of Denmark, and its IIIF server.

It answers as https://api.smk.dk/api/v1/docs/ says: filters are "[field:value],[field:value]", a
facet is a list in which the number of works follows each value, and a page has at most 2,000 rows.
"""

from __future__ import annotations

import colorsys
import re
from collections import Counter
from typing import Any

from museum_servers.base import Answer, MuseumServer, Work

MAX_ROWS = 2_000
PICTURE = re.compile(r"/iiif/jp2/kks(\d+)\.tif\.jp2/full/!843,843/0/default\.jpg")


class SmkServer(MuseumServer):
    """SMK on a local port."""

    api, path, rows = "/api/v1/", "art/search/", "items"

    def answer(self, asked: dict[str, str]) -> Answer:
        filters = dict(re.findall(r"\[(\w+):([^\]]*)\]", asked.get("filters", "")))
        start, number = int(asked.get("offset", 0)), int(asked.get("rows", 10))
        if "keys" not in asked or number > MAX_ROWS:
            return 400, {"message": "keys is required, and rows cannot exceed 2000"}
        items = [self.item(work) for work in self.works]
        found = [each for each in items if all(has(each, *pair) for pair in filters.items())]
        names = asked.get("fields", "").split(",")
        total = len(found) if self.faults.total is None else self.faults.total
        return 200, {
            "offset": start,
            "rows": number,
            "found": total,
            "items": [
                {name: value for name, value in each.items() if name in names or names == [""]}
                for each in found[start : start + number]
            ],
            "facets": {name: facet(found, name) for name in asked.get("facets", "").split(",")},
            "facets_ranges": {},
            "corrections": [],
        }

    def item(self, work: Work) -> dict[str, Any]:
        """Return a work as the API has it: what is unknown is not there."""
        image = f"{self.address}/iiif/jp2/kks{work.number}.tif.jp2"
        found = {
            "id": f"{1_170_000_000 + work.number}_object",
            "object_number": f"KKS{work.number}",
            "titles": work.title and [{"title": work.title, "language": "english"}],
            "artist": work.artist and [work.artist],
            "production": work.artist and [{"creator": work.artist}],
            "production_date": [{"start": "1888-01-01T00:00:00Z", "period": "1888"}],
            "colors": [hex_of(color) for color in work.colors],
            "suggested_bg_color": [hex_of(work.colors[-1])],
            "public_domain": work.public,
            "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
            "has_image": work.pictured,
            "image_iiif_id": image if work.pictured else None,
            "image_thumbnail": f"{image}/full/!1024,/0/default.jpg" if work.pictured else None,
            "frontend_url": f"https://open.smk.dk/artwork/image/KKS{work.number}",
        }
        return {name: value for name, value in found.items() if value is not None}

    def number_of(self, path: str) -> int | None:
        found = PICTURE.fullmatch(path)
        return int(found[1]) if found else None


def has(item: dict[str, Any], name: str, value: str) -> bool:
    """Return whether a work passes a filter."""
    found = item.get(name)
    return value in found if isinstance(found, list) else str(found).lower() == value


def facet(items: list[dict[str, Any]], name: str) -> list[str | int]:
    """Count the values of a field, the most frequent one first."""
    counts = Counter(value for item in items for value in item.get(name, []))
    return [part for pair in counts.most_common() for part in pair]


def hex_of(hsl: tuple[int, int, int]) -> str:
    hue, saturation, lightness = hsl
    channels = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    return "#" + "".join(f"{round(255 * channel):02X}" for channel in channels)
