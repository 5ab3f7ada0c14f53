"""Openly licensed photographs, Flickr's among them, found by Openverse.

The API is described at https://api.openverse.org/v1/ . Without a key it returns pages of 20
and at most 240 photographs per search.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkhue._utils.progress import progress
from folkhue._utils.untrusted_json import Fields, read_each
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import HttpClient, RateLimiter
from folkhue.datasets.labels import labeled
from folkhue.datasets.licenses import License
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.answers import Page, Service, in_turn

API = "https://api.openverse.org/v1/"
PER_PAGE = 20
CAP = 240
CALLS_PER_HOUR = 1_200
"""Twenty a minute. More than 200 a day are refused, too."""

LICENSES = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm")


@dataclass(frozen=True)
class Search:
    """What to search for.

    Attributes
    ----------
    photos : int
        Photographs to list for each term, at most `CAP`; its words share them.
    licenses : sequence of str
        From `LICENSES`; if empty, all.
    sources : sequence of str
        Such as "flickr" or "wikimedia"; if empty, all.
    category : str
        "photograph", "illustration", "digitized_artwork", or empty for all.
    """

    photos: int
    licenses: Sequence[str]
    sources: Sequence[str]
    category: str


def list_openverse(
    client: HttpClient,
    search: Search,
    terms: Vocabulary,
    listing: Listing,
    *,
    url: str = API,
    calls_per_hour: float = CALLS_PER_HOUR,
) -> None:
    """Add the photographs of every term to a listing; a stopped search continues.

    Raises
    ------
    DownloadError
        If Openverse refuses the search, or its daily limit is reached.
    """
    limiter = RateLimiter(calls_per_hour, client.sleep)
    openverse = Service("Openverse", client, limiter, url, "download.openverse")
    results = _Results(openverse, search, terms, listing)
    with progress("listed", len(terms) * search.photos) as advance:
        for term in terms:
            pages = (results.of(term.name, word) for word in term.words)
            for number in in_turn(pages, search.photos):
                advance(number)


@dataclass(frozen=True)
class _Results:
    """The photographs that searches find."""

    openverse: Service
    search: Search
    terms: Vocabulary
    listing: Listing

    def of(self, term: str, word: str) -> Iterator[int]:
        """List what a word of a term finds, page by page; yield the numbers of photographs."""
        for number in range(1, CAP // PER_PAGE + 1):
            answer = self._page(_query(self.search, word, number), term)
            yield answer["found"]
            if number >= answer["pages"]:
                return

    def _page(self, query: Mapping[str, str], term: str) -> dict[str, int]:
        """List a page, unless that was done; return what it has, and the number of pages."""
        question = json.dumps(query, sort_keys=True)
        answer = self.listing.answer(question, _as_counts)
        if answer is None:
            page = self.openverse.ask("/images/", query, _read_page)
            found, wrong = read_each(page.photos, _record)
            photos = (labeled(photo, self.terms) for photo in found if photo)
            records = [photo for photo in photos if photo.labels]
            answer = {"pages": page.pages, "found": len(records)}
            self.listing.add(records, question, answer, wrong={term: wrong})
        return answer


def _query(search: Search, word: str, page: int) -> dict[str, str]:
    """Make the arguments of a search. Any ``mature``, even "false", admits sensitive images."""
    query = {
        "q": f'"{word}"' if " " in word else word,
        "page": str(page),
        "page_size": str(PER_PAGE),
        "license": ",".join(search.licenses),
        "source": ",".join(search.sources),
        "category": search.category,
    }
    return {key: value for key, value in query.items() if value}


def _as_counts(answer: Any) -> dict[str, int]:
    return {name: int(answer[name]) for name in ("pages", "found")}


def _read_page(answer: Fields) -> Page:
    photos = answer.items("results")
    return Page(answer.integer("page_count"), photos)


def _record(photo: Fields) -> PhotoRecord | None:
    """Read a result, or None if it is marked as mature."""
    if photo.is_set("mature"):
        return None
    name = f"{photo.text('license')} {photo.text('license_version', '')}".strip()
    license = License.from_url(name, photo.text("license_url", ""))
    tags, _ = read_each(photo.items("tags", []), _tag)
    return PhotoRecord(
        id=f"openverse-{photo.text('id')}",
        url=photo.text("url"),
        title=photo.text("title", ""),
        tags=";".join(tag.replace(";", " ") for tag in tags if tag),
        license=license.name,
        license_url=license.url,
        owner=photo.text("creator", ""),
        owner_url=photo.text("creator_url", ""),
        page=photo.text("foreign_landing_url", ""),
        source=photo.text("source", "") or photo.text("provider", "") or "Openverse",
    )


def _tag(tag: Fields) -> str:
    """Read a tag, but not one with an accuracy: it comes from a classifier."""
    return tag.text("name", "") if tag.is_null("accuracy") else ""
