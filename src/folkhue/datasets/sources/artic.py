"""Works of the Art Institute of Chicago, by the dominant color of their pictures.

The API is described at https://api.artic.edu/docs/ . It needs no key. The color of a work is a
hue, a saturation and a lightness that the museum computed; `folkhue.datasets.sources.facets`
turns it into the label. Only works in the public domain are listed, whose pictures are CC0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from folkhue._utils.untrusted_json import Fields, JsonError
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import USER_AGENT
from folkhue.datasets.licenses import license_url
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.facets import HslRange, Rules
from folkhue.datasets.sources.museums import CC0, Access, Results, Search, list_each

API = "https://api.artic.edu/api/v1/"
PATH = "/artworks/search"
IIIF = "https://www.artic.edu/iiif/2"
CALLS_PER_HOUR = 3_600
"""Sixty a minute; more are refused."""

PER_PAGE = 100
WINDOW = 1_000
"""Results of one search: the documentation allows 10,000, the museum's published code 1,000."""

SIZE = "full/843,/0/default.jpg"
"""The size of pictures that the museum asks everybody to take."""

_FIELDS = (
    *("id", "title", "artist_title", "artist_display", "date_display"),
    *("image_id", "is_public_domain", "color"),
)


def list_artic(access: Access, photos: int, terms: Vocabulary, listing: Listing) -> None:
    """Add the works of every term to a listing; a stopped search continues.

    Parameters
    ----------
    access : Access
    photos : int
        Works to list for each term, if there are so many.
    terms : Vocabulary
    listing : Listing

    Raises
    ------
    ParamsError
        If no rule makes a label of one of the terms.
    DownloadError
        If the museum refuses the search, or does not answer.
    """
    rules = Rules(terms)
    service = access.service(
        "The Art Institute of Chicago", "artic", headers={"AIC-User-Agent": USER_AGENT}
    )
    search = Search(service, PATH, _read_page, PER_PAGE, WINDOW, listing)
    list_each(terms, photos, lambda term: _Works(search, rules, term).wanted(photos))


@dataclass(frozen=True)
class _Works:
    """The works of one term."""

    search: Search
    rules: Rules
    term: str

    def wanted(self, number: int) -> Iterator[int]:
        """List so many; yield their number, page by page."""
        ends = [range_.lightness for range_ in self.rules.ranges[self.term]]
        return self._between(min(low for low, _ in ends), max(high for _, high in ends), number)

    def _between(self, low: int, high: int, wanted: int) -> Iterator[int]:
        """List works from one lightness to another.

        Where more are wanted than one search returns, the range is halved, and each half
        contributes in proportion to its total.
        """
        if wanted > WINDOW and low < high and self._total(low, high) > WINDOW:
            middle = (low + high) // 2
            dark, light = self._total(low, middle), self._total(middle + 1, high)
            share = round(wanted * light / (dark + light)) if dark + light else 0
            yield from self._between(middle + 1, high, share)
            yield from self._between(low, middle, wanted - share)
            return

        def pages(page: int) -> dict[str, str]:
            return self._arguments(low, high, page=page + 1, limit=PER_PAGE)

        yield from self.search.works(self.term, [pages], self._read, wanted)

    def _total(self, low: int, high: int) -> int:
        query = self._arguments(low, high, limit=0)
        return self.search.ask_once(query, lambda answer: _read_page(answer).total, int)

    def _arguments(self, low: int, high: int, **paging: int) -> dict[str, str]:
        boxes = [_all(**_box(range_)) for range_ in self.rules.ranges[self.term]]
        query = _all(
            {"term": {"is_public_domain": True}},
            {"exists": {"field": "image_id"}},
            {"bool": {"should": boxes}},
            l=(low, high),
        )
        asked = {"query": query, "fields": _FIELDS, "sort": {"color.percentage": "desc"}, **paging}
        return {"params": json.dumps(asked, separators=(",", ":"))}

    def _read(self, work: Fields) -> PhotoRecord:
        """Read a result."""
        color = work.fields("color")
        if self.rules.term_of((color.integer("h"), color.integer("s"), color.integer("l"))) != (
            self.term
        ):
            raise JsonError("color: expected a color that was searched for, got another")
        if not work.is_true("is_public_domain"):
            raise JsonError("is_public_domain: expected true, got something else")
        identity, image = work.text("id"), quote(work.text("image_id"), safe="")
        return PhotoRecord(
            id=f"artic-{identity}",
            url=f"{work.text('iiif_url').rstrip('/')}/{image}/{SIZE}",
            title=work.text("title", ""),
            tags=self.term,
            owner=work.text("artist_title", "") or work.text("artist_display", ""),
            page=f"https://www.artic.edu/artworks/{identity}",
            source="Art Institute of Chicago",
            taken=work.text("date_display", ""),
            labels=(self.term,),
            license=CC0,
            license_url=license_url(CC0),
        )


def _box(range_: HslRange) -> dict[str, tuple[int, int]]:
    return {"h": range_.hue, "s": range_.saturation, "l": range_.lightness}


def _all(*conditions: object, **channels: tuple[int, int]) -> dict[str, Any]:
    """Make a query that meets all conditions, with channels of the color within ranges."""
    ranges = [
        {"range": {f"color.{channel}": {"gte": low, "lte": high}}}
        for channel, (low, high) in channels.items()
    ]
    return {"bool": {"must": [*conditions, *ranges]}}


def _read_page(answer: Fields) -> Results:
    """Read a page; it names the server of the pictures."""
    server = {"iiif_url": answer.fields("config", {}).text("iiif_url", IIIF)}
    items = [{**i, **server} if isinstance(i, dict) else i for i in answer.items("data")]
    return Results(answer.fields("pagination").integer("total"), items)
