"""Openly licensed photographs, Flickr's among them, found by Openverse.

The API is described at https://api.openverse.org/v1/ ; without a key it gives pages of 20
and no more than 240 photographs of a search.
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
from folkhue.datasets.state import DownloadState
from folkhue.errors import DownloadError

API = "https://api.openverse.org/v1/"
PER_PAGE = 20
CAP = 240
CALLS_PER_HOUR = 1_200
"""Twenty a minute; more than 200 a day are refused as well."""

LICENSES = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm")

_MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class Search:
    """What to look for.

    Attributes
    ----------
    photos : int
        Photographs to list for each spelling of each term, `CAP` at most.
    licenses : sequence of str
        Of `LICENSES`; none means any of them.
    sources : sequence of str
        Such as "flickr" or "wikimedia"; none means all.
    category : str
        "photograph", "illustration", "digitized_artwork", or empty for all.
    """

    photos: int
    licenses: Sequence[str]
    sources: Sequence[str]
    category: str


def list_openverse(
    web: HttpClient,
    search: Search,
    terms: Vocabulary,
    state: DownloadState,
    *,
    url: str = API,
    calls_per_hour: float = CALLS_PER_HOUR,
) -> None:
    """List photographs of every term in a state; goes on where it was stopped.

    Raises
    ------
    DownloadError
        If Openverse refuses the search, or asks to wait until tomorrow.
    """
    bucket = RateLimiter(calls_per_hour, web.sleep)
    words = [word for term in terms for word in (term.name, *term.synonyms)]
    with progress("listed", len(words) * search.photos) as advance:
        for word in words:
            found = 0
            for page in range(1, CAP // PER_PAGE + 1):
                if found >= search.photos:
                    break
                query = _query(search, word, page)
                question = json.dumps(query, sort_keys=True)
                noted = state.answer(question)
                if noted is None:
                    photos, pages = _ask(web, bucket, url, query)
                    rows = [row for row in (labeled(p, terms) for p in photos) if row["labels"]]
                    noted = {"pages": pages, "found": len(rows)}
                    state.add(rows, question, noted)
                found += noted["found"]
                advance(noted["found"])
                if page >= noted["pages"]:
                    break


def _query(search: Search, word: str, page: int) -> dict[str, str]:
    """Word a search. Of ``mature`` any value, even "false", would let sensitive pictures in."""
    query = {
        "q": f'"{word}"' if " " in word else word,
        "page": str(page),
        "page_size": str(PER_PAGE),
        "license": ",".join(search.licenses),
        "source": ",".join(search.sources),
        "category": search.category,
    }
    return {key: value for key, value in query.items() if value}


def _ask(
    web: HttpClient, bucket: RateLimiter, url: str, query: Mapping[str, str]
) -> tuple[list[dict[str, str]], int]:
    """Ask for a page of photographs, and how many pages there are."""

    def read(answer: HttpResponse) -> tuple[list[dict[str, str]], int]:
        try:
            found = json.loads(answer.content)
            photos = [_row(photo) for photo in found["results"] if not photo.get("mature")]
            return photos, int(found["page_count"])
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise TransientError("its answer is no JSON of the kind expected") from error

    def ask() -> tuple[list[dict[str, str]], int]:
        bucket.wait()
        return read(web.get_once(url.rstrip("/") + "/images/", _MAX_BYTES, query))

    try:
        return web.retry(ask)
    except TransientError as error:
        raise DownloadError(f"Openverse: {error}; run it again later, and it goes on") from error
    except PermanentError as error:
        host = urlsplit(url).netloc
        raise DownloadError(
            f"Openverse ({host}) refuses the search: {error}; check download.openverse"
        ) from error


def _row(photo: Mapping[str, Any]) -> dict[str, str]:
    """Lay out a result. Tags with an accuracy were guessed by a machine: they are left out."""
    version = str(photo.get("license_version") or "")
    license = License.of(
        f"{photo.get('license') or 'not stated'} {version}".strip(),
        str(photo.get("license_url") or ""),
    )
    tags = [
        str(tag["name"])
        for tag in photo.get("tags") or []
        if tag.get("name") and tag.get("accuracy") is None
    ]
    return {
        "id": f"openverse-{photo['id']}",
        "url": str(photo.get("url") or ""),
        "title": str(photo.get("title") or ""),
        "tags": ";".join(tag.replace(";", " ") for tag in tags),
        "license": license.name,
        "license_url": license.url,
        "owner": str(photo.get("creator") or ""),
        "owner_url": str(photo.get("creator_url") or ""),
        "page": str(photo.get("foreign_landing_url") or ""),
        "source": str(photo.get("source") or photo.get("provider") or "Openverse"),
    }
