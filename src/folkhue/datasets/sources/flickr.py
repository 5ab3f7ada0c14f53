"""Photographs that people tagged on Flickr.

The calls and their arguments are described at https://www.flickr.com/services/api/ :
``flickr.photos.search`` and ``flickr.photos.licenses.getInfo``.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from flickrapi import FlickrAPI
from flickrapi.exceptions import FlickrError

from folkhue._utils.progress import progress
from folkhue.color.vocabulary import ColorTerm, Vocabulary
from folkhue.datasets.http import HttpClient, PermanentError, RateLimiter, TransientError
from folkhue.datasets.labels import labeled
from folkhue.datasets.licenses import License, chosen
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import DownloadError, ParamsError

API = "https://api.flickr.com/services/rest/"
CAP = 4_000
"""Results of one search, whatever its total; further pages repeat them."""
PER_PAGE = 500
CALLS_PER_HOUR = 3_600

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
_TRANSIENT_CODES = {0, 10, 105, 106, 201}
_BAD_SIGNATURE = 96
_BAD_KEY_CODES = {_BAD_SIGNATURE, 97, 98, 100}
_MARKUP = re.compile(r"<[^>]*>")

for _logger in ("flickrapi", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_logger).setLevel(logging.CRITICAL)  # their messages contain the key


@dataclass(frozen=True)
class Search:
    """What to search for.

    Attributes
    ----------
    photos : int
        Photographs to list for each term, if there are so many.
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


class Flickr:
    """A client of Flickr's API that keeps to its limit of calls.

    Parameters
    ----------
    key, secret : str
        From https://www.flickr.com/services/apps/create/.
    client : HttpClient
    url : str
        Address of the API.
    calls_per_hour : float

    Raises
    ------
    DownloadError
        If the key or the secret is empty.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        client: HttpClient,
        *,
        url: str = API,
        calls_per_hour: float = CALLS_PER_HOUR,
    ) -> None:
        _check_keys(FLICKR_API_KEY=key, FLICKR_API_SECRET=secret)
        self._api = FlickrAPI(key, secret, format="parsed-json", store_token=False, timeout=60.0)
        self._api.REST_URL = url
        session = client.session()
        session.hooks["response"].append(self._check_response)
        self._api.flickr_oauth.session = session
        self._secrets = (key, secret)
        self._client = client
        self._host = re.sub(r"^\w+://|/.*$", "", url)
        self._rate_limiter = RateLimiter(calls_per_hour, client.sleep)

    def licenses(self) -> dict[str, License]:
        """Get the licenses there are, by their numbers."""
        answer = self._call(self._api.photos.licenses.getInfo, ("licenses", "license"))
        return {
            str(item["id"]): License.from_url(item["name"], item.get("url") or "")
            for item in answer["license"]
        }

    def search(self, **arguments: Any) -> dict[str, Any]:
        """Get a page of photographs: ``page``, ``pages``, ``total``, ``photo``."""
        return self._call(self._api.photos.search, ("photos", "photo"), **arguments)

    def _call(
        self, method: Callable[..., Any], keys: tuple[str, str], **arguments: Any
    ) -> dict[str, Any]:
        """Call a method until it succeeds; `keys` must be in its answer, one in the other."""

        def call() -> dict[str, Any]:
            self._rate_limiter.wait()
            try:
                answer = method(**arguments)
                found = answer[keys[0]]
                found[keys[1]]
            except FlickrError as error:
                self._raise_for_code(error.code, str(error))
            except (ValueError, KeyError, TypeError) as error:
                raise TransientError("Flickr's answer is not the expected JSON") from error
            return dict(found)

        try:
            return self._client.retry(call)
        except PermanentError as error:
            raise DownloadError(f"Flickr ({self._host}) cannot be queried: {error}") from error
        except TransientError as error:
            raise DownloadError(
                f"Flickr does not answer ({error}); run it again later, and it continues"
            ) from error

    def _check_response(self, response: Any, **_: Any) -> None:
        """Raise transient errors apart from a refused key, before flickrapi merges the two."""
        if response.status_code >= 400:
            text = response.text  # reading it frees the connection
            if response.status_code == 401 or "oauth_problem" in text:
                self._raise_for_code(100, text)

    def _raise_for_code(self, code: int | None, text: str) -> NoReturn:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        if code in _TRANSIENT_CODES or code is None:
            raise TransientError(text)
        if code in _BAD_KEY_CODES:
            what = "secret" if code == _BAD_SIGNATURE or "signature" in text else "key"
            raise DownloadError(
                f"Flickr refuses the {what}: check FLICKR_API_KEY and FLICKR_API_SECRET in the "
                "environment or in .env against https://www.flickr.com/services/apps/"
            )
        raise DownloadError(f"Flickr refuses the search: {text}")


def _check_keys(**keys: str) -> None:
    missing = [name for name, value in keys.items() if not value]
    if missing:
        raise DownloadError(
            f"Flickr needs a key: {' and '.join(missing)} {'are' if missing[1:] else 'is'} not "
            "set. Request one at https://www.flickr.com/services/apps/create/ and write "
            "FLICKR_API_KEY=… and FLICKR_API_SECRET=… into a file named .env, which git ignores; "
            "or set download.source to openverse, which needs none"
        )


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
    end = int(listing.note_once("began", str(search.uploaded_to or int(time.time()))))
    queries = [query for term in terms for query in _queries(term, search.fields)]
    with progress("listed", len(queries) * search.photos) as advance:
        for query in queries:
            results = _Results(flickr, search, query, wanted, offered, terms, listing)
            for number in results.between(search.uploaded_from, end, search.photos):
                advance(number)


def _licenses(flickr: Flickr, listing: Listing) -> dict[str, License]:
    answer = listing.answer("licenses")
    if answer is None:
        answer = [[k, v.name, v.url, v.alias] for k, v in flickr.licenses().items()]
        listing.add([], "licenses", answer)
    return {key: License(*rest) for key, *rest in answer}


def _queries(term: ColorTerm, fields: Sequence[str]) -> Iterator[dict[str, str]]:
    """Make the queries for a term; Flickr's tags have no blanks."""
    words = [term.name, *term.synonyms]
    for field in fields:
        if field == "tags":
            yield {"tags": ",".join(word.replace(" ", "") for word in words), "tag_mode": "any"}
        else:
            yield from ({field: word} for word in words)


@dataclass(frozen=True)
class _Results:
    """The photographs that one query finds."""

    flickr: Flickr
    search: Search
    query: Mapping[str, str]
    licenses: Sequence[str]
    offered: Mapping[str, License]
    terms: Vocabulary
    listing: Listing

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
        for page in range(1, CAP // PER_PAGE + 1):
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
        answer = self.listing.answer(question)
        if answer is None:
            answer = int(self.flickr.search(**arguments)["total"])
            self.listing.add([], question, answer)
        return int(answer)

    def _page(self, start: int, end: int, page: int) -> dict[str, int]:
        """List a page, unless that was done; return what it adds, and the number of pages."""
        arguments = self._arguments(start, end, per_page=PER_PAGE, page=page, extras=_EXTRAS)
        question = json.dumps(arguments, sort_keys=True)
        answer = self.listing.answer(question)
        if answer is None:
            found = self.flickr.search(**arguments)
            records = [
                _record(photo, self.offered, self.search.min_side) for photo in found["photo"]
            ]
            records = [r for r in (labeled(r, self.terms) for r in records) if r.labels]
            ids = {record.id for record in records}
            new = len(ids) - self.listing.count_known(sorted(ids))
            answer = {"pages": int(found["pages"]), "new": new}
            self.listing.add(records, question, answer)
        return dict(answer)

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


def _record(photo: Mapping[str, Any], offered: Mapping[str, License], min_side: int) -> PhotoRecord:
    """Read a result."""
    license = offered.get(str(photo["license"]), License("not stated"))
    identity, owner = str(photo["id"]), str(photo["owner"])
    return PhotoRecord(
        id=f"flickr-{identity}",
        url=_smallest(photo, min_side),
        title=str(photo.get("title") or ""),
        description=_without_markup((photo.get("description") or {}).get("_content") or ""),
        tags=";".join(str(photo.get("tags") or "").split()),
        license=license.name,
        license_url=license.url,
        owner=str(photo.get("ownername") or owner),
        owner_url=f"https://www.flickr.com/people/{owner}/",
        page=f"https://www.flickr.com/photos/{owner}/{identity}/",
        source="Flickr",
        taken=str(photo.get("datetaken") or ""),
        uploaded=_date(photo.get("dateupload")),
    )


def _smallest(photo: Mapping[str, Any], min_side: int) -> str:
    """Return the address of the smallest size that is large enough, or of the largest."""
    sizes = sorted(
        (min(int(photo[f"width_{size}"]), int(photo[f"height_{size}"])), photo[f"url_{size}"])
        for size in SIZES
        if photo.get(f"url_{size}") and photo.get(f"width_{size}") and photo.get(f"height_{size}")
    )
    large = [url for side, url in sizes if side >= min_side]
    return str(large[0] if large else sizes[-1][1] if sizes else "")


def _without_markup(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub(" ", text)).split())


def _date(seconds: Any) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat() if seconds else ""
