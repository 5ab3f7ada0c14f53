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
from typing import Any, TypeVar

from flickrapi import FlickrAPI

from folkhue._utils.progress import progress
from folkhue._utils.text import printable
from folkhue._utils.untrusted_json import Fields, JsonError, parse_json, read_each
from folkhue.color.vocabulary import ColorTerm, Vocabulary
from folkhue.datasets.http import (
    Auth,
    HttpClient,
    PermanentError,
    RateLimiter,
    TransientError,
)
from folkhue.datasets.labels import labeled
from folkhue.datasets.licenses import License, chosen
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import DownloadError, ParamsError

Result = TypeVar("Result")

API = "https://api.flickr.com/services/rest/"
NEW_KEY = "https://www.flickr.com/services/apps/create/"
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
_MAX_BYTES = 16_000_000
"""Of an answer, which is ten times as much as 500 photographs usually need."""

_QUOTED = 300
"""Characters of a message of Flickr's that errors quote."""

_NO_CODE = -1
_TRANSIENT_CODES = {_NO_CODE, 0, 10, 105, 106, 201}
_BAD_SIGNATURE = 96
_KEY_CODES = {_BAD_SIGNATURE, 97, 98, 99, 100}
_LAST_SECOND = 253_402_300_799
"""Of the year 9999."""

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
        self._api = FlickrAPI(key, secret, format="json", store_token=False)
        self._api.REST_URL = url
        self._api.flickr_oauth.session = _Session(client)
        self._secrets = (key, secret)
        self._client = client
        self._host = re.sub(r"^\w+://|/.*$", "", url)
        self._rate_limiter = RateLimiter(calls_per_hour, client.sleep)

    def licenses(self) -> dict[str, License]:
        """Get the licenses there are, by their numbers."""
        return self._call(_read_licenses, self._api.photos.licenses.getInfo)

    def count(self, **arguments: Any) -> int:
        """Count the photographs that a search finds."""
        return self._call(_read_total, self._api.photos.search, **arguments)

    def search(self, **arguments: Any) -> Page:
        """Get a page of the photographs that a search finds."""
        return self._call(_read_page, self._api.photos.search, **arguments)

    def _call(
        self, read: Callable[[Fields], Result], method: Callable[..., bytes], **arguments: Any
    ) -> Result:
        """Call a method, and read its answer, until that succeeds."""

        def call() -> Result:
            self._rate_limiter.wait()
            try:
                answer = Fields(parse_json(method(**arguments), lenient=True), "the answer")
                self._check(answer)
                return read(answer)
            except JsonError as error:
                raise TransientError(f"no JSON of the kind expected: {error}") from error

        try:
            return self._client.retry(call)
        except PermanentError as error:
            self._check_refusal(error.said)
            raise DownloadError(f"Flickr ({self._host}) cannot be queried: {error}") from error
        except TransientError as error:
            how = " as expected" if isinstance(error.__cause__, JsonError) else ""
            raise DownloadError(
                f"Flickr does not answer{how} ({self._without_secrets(str(error))}); run it again "
                "later, and it continues"
            ) from error

    def _check(self, answer: Fields) -> None:
        """Raise an error if an answer tells of one."""
        if answer.text("stat", "") != "fail":
            return
        code = answer.integer("code", _NO_CODE)
        said = answer.text("message", "no reason given")[:_QUOTED]
        words = printable(self._without_secrets(f"{code}: {said}"))
        if code in _TRANSIENT_CODES:
            raise TransientError(words)
        if code in _KEY_CODES:
            raise _refused("secret" if code == _BAD_SIGNATURE else "key", words)
        raise DownloadError(
            f'Flickr refuses the search, and says "{words}"; check download.flickr in params.yaml'
        )

    def _check_refusal(self, said: str) -> None:
        """Raise an error if a status other than 200 was due to the key or the secret."""
        if found := re.search(r"oauth_problem=(\w+)", said):
            raise _refused("secret" if "signature" in found[1] else "key", found[1])

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


class _Session:
    """What flickrapi needs of a session of requests, within the limits of a client."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def post(self, url: str, data: Mapping[str, Any], auth: Auth, timeout: object) -> _Response:
        """Send a signed call; the client has timeouts of its own."""
        return _Response(self._client.ask(url, _MAX_BYTES, form=data, auth=auth))


@dataclass(frozen=True)
class _Response:
    """A good answer; all others are errors."""

    content: bytes
    status_code: int = 200


def _check_keys(**keys: str) -> None:
    missing = [name for name, value in keys.items() if not value]
    if missing:
        raise DownloadError(
            f"Flickr needs a key: {' and '.join(missing)} {'are' if missing[1:] else 'is'} not "
            f"set. Request one at {NEW_KEY} and write "
            "FLICKR_API_KEY=… and FLICKR_API_SECRET=… into a file named .env, which git ignores; "
            "or set download.source to openverse, which needs none"
        )


def _refused(what: str, words: str) -> DownloadError:
    return DownloadError(
        f'Flickr refuses the {what}, and says "{words}": compare FLICKR_API_KEY and '
        "FLICKR_API_SECRET in the environment or in .env with those at "
        f"https://www.flickr.com/services/apps/, or make a key at {NEW_KEY}"
    )


@dataclass(frozen=True)
class Page:
    """A page of results.

    Attributes
    ----------
    pages : int
        Number of pages that there are.
    photos : list
        JSON of any kind.
    """

    pages: int
    photos: Sequence[object]


def _read_page(answer: Fields) -> Page:
    photos = answer.fields("photos")
    return Page(photos.integer("pages"), photos.items("photo"))


def _read_total(answer: Fields) -> int:
    return max(0, answer.fields("photos").integer("total"))


def _read_licenses(answer: Fields) -> dict[str, License]:
    found, _ = read_each(answer.fields("licenses").items("license"), _read_license)
    if not found:
        raise JsonError("licenses.license: expected licenses, got none")
    return dict(found)


def _read_license(item: Fields) -> tuple[str, License]:
    return item.text("id"), License.from_url(item.text("name"), item.text("url", ""))


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
    queries = [(term.name, query) for term in terms for query in _queries(term, search.fields)]
    with progress("listed", len(queries) * search.photos) as advance:
        for term, query in queries:
            results = _Results(flickr, search, term, query, wanted, offered, terms, listing)
            for number in results.between(search.uploaded_from, end, search.photos):
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
    term: str
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
        answer = self.listing.answer(question, int)
        if answer is None:
            answer = self.flickr.count(**arguments)
            self.listing.add([], question, answer)
        return answer

    def _page(self, start: int, end: int, page: int) -> dict[str, int]:
        """List a page, unless that was done; return what it adds, and the number of pages."""
        arguments = self._arguments(start, end, per_page=PER_PAGE, page=page, extras=_EXTRAS)
        question = json.dumps(arguments, sort_keys=True)
        answer = self.listing.answer(question, _as_counts)
        if answer is None:
            results = self.flickr.search(**arguments)
            found, wrong = read_each(results.photos, self._record)
            records = [r for r in (labeled(r, self.terms) for r in found) if r.labels]
            ids = {record.id for record in records}
            new = len(ids) - self.listing.count_known(sorted(ids))
            answer = {"pages": results.pages, "new": new}
            self.listing.add(records, question, answer, wrong={self.term: wrong})
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
