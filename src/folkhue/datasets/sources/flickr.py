"""Photographs that people tagged on Flickr.

The arguments of a search are described at https://www.flickr.com/services/api/ .
"""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from folkhue._utils.progress import progress
from folkhue._utils.untrusted_json import Fields, read_each
from folkhue.color.vocabulary import ColorTerm, Vocabulary
from folkhue.datasets.labels import labeled
from folkhue.datasets.licenses import License, chosen
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.answers import in_turn
from folkhue.datasets.sources.flickr_client import Flickr
from folkhue.errors import ParamsError

CAP = 4_000
"""Results of one search, whatever its total; further pages repeat them."""
PER_PAGE = 500

PER_TURN = 100
"""Results of a page if the words of a term take turns."""

SIZES = ("t", "s", "n", "w", "m", "z", "c", "l", "h", "k", "o")
"""Suffixes of ``url_`` for sizes that show the whole image, the smallest first."""

SAFE = {"safe": 1, "moderate": 2, "restricted": 3}
CONTENT = {"photos": 0, "screenshots": 1, "other": 2, "virtual": 3}

_EXTRAS = ",".join(
    (
        *("description", "license", "date_upload", "date_taken", "owner_name", "tags", "media"),
        *(f"url_{size}" for size in SIZES),
    )
)
_LAST_SECOND = 253_402_300_799
"""Of the year 9999."""

_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Search:
    """What to search for.

    Attributes
    ----------
    photos : int
        Photographs to list for each term and field, if there are so many; its words share them.
    fields : sequence of str
        "tags", "text" (title, description or tags), or both.
    licenses : sequence of str
        Names, such as "CC BY" or "CC BY-SA 2.0"; if empty, photographs of any license and
        of none.
    safe_search : str
        Key of `SAFE`: the least safe photographs to include.
    content_types : sequence of str
        Keys of `CONTENT`.
    sort : str
        As in ``flickr.photos.search``.
    uploaded_from, uploaded_to : int
        Unix time.
    min_side : int
        Of each photograph the smallest size is taken whose shorter side has so many pixels.
    """

    photos: int
    fields: Sequence[str]
    licenses: Sequence[str]
    safe_search: str
    content_types: Sequence[str]
    sort: str
    uploaded_from: int
    uploaded_to: int
    min_side: int


def list_flickr(flickr: Flickr, search: Search, terms: Vocabulary, listing: Listing) -> None:
    """Add the photographs of every term to a listing; a stopped search continues.

    Raises
    ------
    ParamsError
        If a license is wanted that Flickr does not know.
    DownloadError
        If Flickr refuses the key, or does not answer.
    """
    offered = _licenses(flickr, listing)
    try:
        wanted = chosen(search.licenses, offered)
    except ValueError as error:
        raise ParamsError(f"download.flickr.licenses: {error}") from error
    listing.note_once("began", str(search.uploaded_to or int(time.time())))
    end = listing.number("began")
    searches = [(term, field) for term in terms for field in search.fields]
    with progress("listed", len(searches) * search.photos) as advance:
        for term, field in searches:
            pages = (
                _Results(flickr, search, term, query, wanted, offered, terms, listing).between(
                    search.uploaded_from, end, search.photos
                )
                for query in _queries(term, field)
            )
            for number in in_turn(pages, search.photos):
                advance(number)


def _licenses(flickr: Flickr, listing: Listing) -> dict[str, License]:
    answer = listing.answer("licenses", _as_licenses)
    if answer is None:
        answer = flickr.licenses()
        told = [[key, found.name, found.url, found.alias] for key, found in answer.items()]
        listing.add([], "licenses", told)
    return answer


def _as_licenses(answer: Any) -> dict[str, License]:
    return {str(key): License(*map(str, rest)) for key, *rest in answer}


def _queries(term: ColorTerm, field: str) -> list[dict[str, str]]:
    """Make the queries for a term, one for each word; Flickr's tags have no blanks."""
    if field == "tags":
        joined = dict.fromkeys("".join(word.split()) for word in term.words)
        return [{"tags": word, "tag_mode": "any"} for word in joined]
    return [{field: word} for word in term.words]


@dataclass(frozen=True)
class _Results:
    """The photographs that one query finds."""

    flickr: Flickr
    search: Search
    term: ColorTerm
    query: Mapping[str, str]
    licenses: Sequence[str]
    offered: Mapping[str, License]
    terms: Vocabulary
    listing: Listing

    @property
    def per_page(self) -> int:
        return PER_PAGE if len(self.term.words) == 1 else min(PER_PAGE, PER_TURN)

    def between(self, start: int, end: int, wanted: int) -> Iterator[int]:
        """List photographs uploaded from one second to another; yield their number, page by page.

        Where more are wanted than one search returns, the time span is halved, and each half
        contributes in proportion to its total.
        """
        if wanted > CAP and start < end and self._total(start, end) > CAP:
            middle = (start + end) // 2
            early, late = self._total(start, middle), self._total(middle + 1, end)
            share = round(wanted * late / (early + late)) if early + late else 0
            yield from self.between(middle + 1, end, share)
            yield from self.between(start, middle, wanted - share)
            return
        found = 0
        for page in range(1, CAP // self.per_page + 1):
            if found >= wanted:
                return
            answer = self._page(start, end, page)
            found += answer["new"]
            yield answer["new"]
            if page >= answer["pages"]:
                return

    def _total(self, start: int, end: int) -> int:
        arguments = self._arguments(start, end, per_page=1, page=1)
        question = json.dumps(arguments, sort_keys=True)
        answer = self.listing.answer(question, int)
        if answer is None:
            answer = self.flickr.count(**arguments)
            self.listing.add([], question, answer)
        return answer

    def _page(self, start: int, end: int, page: int) -> dict[str, int]:
        """List a page, unless that was done; return what it adds, and the number of pages."""
        arguments = self._arguments(start, end, per_page=self.per_page, page=page, extras=_EXTRAS)
        question = json.dumps(arguments, sort_keys=True)
        answer = self.listing.answer(question, _as_counts)
        if answer is None:
            results = self.flickr.search(**arguments)
            found, wrong = read_each(results.photos, self._record)
            records = [r for r in (labeled(r, self.terms) for r in found) if r.labels]
            ids = {record.id for record in records}
            new = len(ids) - self.listing.count_known(sorted(ids))
            answer = {"pages": results.pages, "new": new}
            self.listing.add(records, question, answer, wrong={self.term.name: wrong})
        return answer

    def _record(self, photo: Fields) -> PhotoRecord:
        return _record(photo, self.offered, self.search.min_side)

    def _arguments(self, start: int, end: int, **more: Any) -> dict[str, Any]:
        return {
            **self.query,
            "min_upload_date": start,
            "max_upload_date": end,
            **({"license": ",".join(self.licenses)} if self.licenses else {}),
            "safe_search": SAFE[self.search.safe_search],
            "content_types": ",".join(str(CONTENT[name]) for name in self.search.content_types),
            "media": "photos",
            "sort": self.search.sort,
            **more,
        }


def _as_counts(answer: Any) -> dict[str, int]:
    return {name: int(answer[name]) for name in ("pages", "new")}


def _record(photo: Fields, offered: Mapping[str, License], min_side: int) -> PhotoRecord:
    """Read a result."""
    license = offered.get(photo.text("license"), License("not stated"))
    identity, owner = photo.text("id"), photo.text("owner")
    return PhotoRecord(
        id=f"flickr-{identity}",
        url=_smallest(photo, min_side),
        title=photo.text("title", ""),
        description=_without_markup(photo.fields("description", {}).text("_content", "")),
        tags=";".join(photo.text("tags", "").split()),
        license=license.name,
        license_url=license.url,
        owner=photo.text("ownername", "") or owner,
        owner_url=f"https://www.flickr.com/people/{owner}/",
        page=f"https://www.flickr.com/photos/{owner}/{identity}/",
        source="Flickr",
        taken=photo.text("datetaken", ""),
        uploaded=_date(photo.integer("dateupload", 0)),
    )


def _smallest(photo: Fields, min_side: int) -> str:
    """Return the address of the smallest size that is large enough, or of the largest."""
    sizes = sorted(filter(None, (_size(photo, suffix) for suffix in SIZES)))
    large = [url for side, url in sizes if side >= min_side]
    return large[0] if large else sizes[-1][1] if sizes else ""


def _size(photo: Fields, suffix: str) -> tuple[int, str] | None:
    """Return the shorter side and the address of a size, if both are known."""
    url = photo.text(f"url_{suffix}", "")
    side = min(photo.integer(f"width_{suffix}", 0), photo.integer(f"height_{suffix}", 0))
    return (side, url) if url and side > 0 else None


def _without_markup(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub(" ", text)).split())


def _date(seconds: int) -> str:
    """Return the day of a Unix time, in UTC; none for 0, or a time that no date can have."""
    if not 0 < seconds <= _LAST_SECOND:
        return ""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
