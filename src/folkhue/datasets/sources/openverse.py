"""Openly licensed photographs, Flickr's among them, found by Openverse.

The API is described at https://api.openverse.org/v1/ . Without a key it returns pages of 20
and at most 240 photographs per search.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from folkhue._utils.progress import progress
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import (
    HttpClient,
    HttpResponse,
    PermanentError,
    RateLimiter,
    TransientError,
)
from folkhue.datasets.labels import labeled
from folkhue.datasets.licenses import License
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import DownloadError

API = "https://api.openverse.org/v1/"
PER_PAGE = 20
CAP = 240
CALLS_PER_HOUR = 1_200
"""Twenty a minute. More than 200 a day are refused, too."""

LICENSES = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm")

_MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Search:
    """What to search for.

    Attributes
    ----------
    photos : int
        Photographs to list for each spelling of each term, at most `CAP`.
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
    rate_limiter = RateLimiter(calls_per_hour, client.sleep)
    words = [word for term in terms for word in (term.name, *term.synonyms)]
    with progress("listed", len(words) * search.photos) as advance:
        for word in words:
            found = 0
            for page in range(1, CAP // PER_PAGE + 1):
                query = _query(search, word, page)
                answer = _answer(client, rate_limiter, url, query, terms, listing)
                found += answer["found"]
                advance(answer["found"])
                if found >= search.photos or page >= answer["pages"]:
                    break


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


def _answer(
    client: HttpClient,
    rate_limiter: RateLimiter,
    url: str,
    query: Mapping[str, str],
    terms: Vocabulary,
    listing: Listing,
) -> dict[str, int]:
    """List a page, unless that was done; return what it adds, and the number of pages."""
    question = json.dumps(query, sort_keys=True)
    answer = listing.answer(question)
    if answer is None:
        photos, pages = _ask(client, rate_limiter, url, query)
        records = [record for record in (labeled(p, terms) for p in photos) if record.labels]
        answer = {"pages": pages, "found": len(records)}
        listing.add(records, question, answer)
    return dict(answer)


def _ask(
    client: HttpClient, rate_limiter: RateLimiter, url: str, query: Mapping[str, str]
) -> tuple[list[PhotoRecord], int]:
    """Request a page of photographs; return them, and the number of pages."""

    def request() -> tuple[list[PhotoRecord], int]:
        rate_limiter.wait()
        return _read_page(client.get_once(url.rstrip("/") + "/images/", _MAX_BYTES, query))

    try:
        return client.retry(request)
    except TransientError as error:
        raise DownloadError(f"Openverse: {error}; run it again later, and it continues") from error
    except PermanentError as error:
        host = urlsplit(url).netloc
        raise DownloadError(
            f"Openverse ({host}) refuses the search: {error}; check download.openverse"
        ) from error


def _read_page(answer: HttpResponse) -> tuple[list[PhotoRecord], int]:
    try:
        page = json.loads(answer.content)
        photos = [_record(photo) for photo in page["results"] if not photo.get("mature")]
        return photos, int(page["page_count"])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise TransientError("its answer is not the expected JSON") from error


def _record(photo: Mapping[str, Any]) -> PhotoRecord:
    """Read a result. Tags with an accuracy come from a classifier, so they are left out."""
    version = str(photo.get("license_version") or "")
    license = License.from_url(
        f"{photo.get('license') or 'not stated'} {version}".strip(),
        str(photo.get("license_url") or ""),
    )
    tags = [
        str(tag["name"])
        for tag in photo.get("tags") or []
        if tag.get("name") and tag.get("accuracy") is None
    ]
    return PhotoRecord(
        id=f"openverse-{photo['id']}",
        url=str(photo.get("url") or ""),
        title=str(photo.get("title") or ""),
        tags=";".join(tag.replace(";", " ") for tag in tags),
        license=license.name,
        license_url=license.url,
        owner=str(photo.get("creator") or ""),
        owner_url=str(photo.get("creator_url") or ""),
        page=str(photo.get("foreign_landing_url") or ""),
        source=str(photo.get("source") or photo.get("provider") or "Openverse"),
    )
