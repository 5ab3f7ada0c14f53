"""A client of Flickr's API.

The calls are described at https://www.flickr.com/services/api/ : ``flickr.photos.search`` and
``flickr.photos.licenses.getInfo``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flickrapi import FlickrAPI

from folkhue._utils.text import printable
from folkhue._utils.untrusted_json import Fields, JsonError, read_each
from folkhue.datasets.http import (
    Auth,
    HttpClient,
    PermanentError,
    RateLimiter,
    TransientError,
)
from folkhue.datasets.licenses import License
from folkhue.datasets.sources.answers import Page, read_answer
from folkhue.errors import DownloadError

Result = TypeVar("Result")

API = "https://api.flickr.com/services/rest/"
NEW_KEY = "https://www.flickr.com/services/apps/create/"
CALLS_PER_HOUR = 3_600

_MAX_BYTES = 16_000_000
"""Of an answer, which is ten times as much as 500 photographs usually need."""

_QUOTED = 300
"""Characters of a message of Flickr's that errors quote."""

_NO_CODE = -1
_TRANSIENT_CODES = {_NO_CODE, 0, 10, 105, 106, 201}
_BAD_SIGNATURE = 96
_KEY_CODES = {_BAD_SIGNATURE, 97, 98, 99, 100}

for _logger in ("flickrapi", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_logger).setLevel(logging.CRITICAL)  # their messages contain the key


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
            return read_answer(method(**arguments), check_and_read)

        def check_and_read(answer: Fields) -> Result:
            self._check(answer)
            return read(answer)

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
