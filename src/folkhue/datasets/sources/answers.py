"""Services that are searched, and their answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from folkhue._utils.text import printable
from folkhue._utils.untrusted_json import Fields, JsonError, parse_json
from folkhue.datasets.http import HttpClient, PermanentError, RateLimiter, TransientError
from folkhue.errors import DownloadError

Result = TypeVar("Result")

_MAX_BYTES = 5_000_000
"""Of an answer."""

_QUOTED = 300
"""Characters of what a service says that errors quote."""


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


def in_turn(searches: Iterable[Iterator[int]], wanted: int) -> Iterator[int]:
    """Take a page of each search in turn, until there are enough; yield the numbers found.

    So each word of a color brings as much as the others, or all that it has.

    Parameters
    ----------
    searches : iterable of iterator of int
        Each lists a page when it yields how many photographs that one adds.
    wanted : int

    Examples
    --------
    >>> list(in_turn([iter([4, 4, 4]), iter([1])], 8))
    [4, 1, 4]
    """
    ahead = deque(searches)
    while ahead and wanted > 0:
        search = ahead.popleft()
        if (number := next(search, None)) is not None:
            ahead.append(search)
            wanted -= number
            yield number


def read_answer(contents: bytes, read: Callable[[Fields], Result]) -> Result:
    """Read an answer in JSON.

    Parameters
    ----------
    contents : bytes
    read : callable
        Given the `Fields` of the answer; its result is returned.

    Raises
    ------
    TransientError
        If the answer is not of the kind expected: the next may be. Its cause is the `JsonError`.
    """
    try:
        return read(Fields(parse_json(contents, lenient=True), "the answer"))
    except JsonError as error:
        raise TransientError(f"no JSON of the kind expected: {error}") from error


@dataclass(frozen=True)
class Service:
    """An API that answers GET requests in JSON.

    Parameters
    ----------
    name : str
        What errors call it.
    client : HttpClient
    rate_limiter : RateLimiter
    url : str
        The address to which the path of a request is added.
    section : str
        Where its options are in params.yaml.
    headers : mapping, optional
        Sent with each request.
    secret : mapping, optional
        Arguments that each request has, and that no message shows.
    advice : mapping of int to str, optional
        HTTP status of a refusal → what to do about it.
    """

    name: str
    client: HttpClient
    rate_limiter: RateLimiter
    url: str
    section: str
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[int, str] = field(default_factory=dict)

    def ask(self, path: str, query: Mapping[str, str], read: Callable[[Fields], Result]) -> Result:
        """Send a request until an answer comes, and read it.

        Raises
        ------
        DownloadError
            If the service refuses the request, or does not answer it.
        """
        try:
            return self.client.retry(lambda: self._request(path, query, read))
        except TransientError as error:
            raise DownloadError(
                f"{self.name}: {error}; run it again later, and it continues"
            ) from error
        except PermanentError as error:
            raise DownloadError(
                f"{self.name} ({urlsplit(self.url).netloc}) refuses the search: {error}; "
                f"{self._advice(error)}{self._quoted(error.said)}"
            ) from error

    def _request(
        self, path: str, query: Mapping[str, str], read: Callable[[Fields], Result]
    ) -> Result:
        self.rate_limiter.wait()
        url = self.url.rstrip("/") + path
        arguments = {**query, **self.secret}
        answer = self.client.ask(url, _MAX_BYTES, query=arguments, headers=self.headers)
        return read_answer(answer, read)

    def _advice(self, error: PermanentError) -> str:
        fitting = (text for status, text in self.advice.items() if f" {status} " in f"{error} ")
        return next(fitting, f"check {self.section}")

    def _quoted(self, said: str) -> str:
        """Return what a service says, unless it is a web page."""
        for text in self.secret.values():
            said = said.replace(text, "…")
        line = printable(" ".join(said.split()))[:_QUOTED]
        return "" if not line or line.startswith("<") else f"; it says {line}"
