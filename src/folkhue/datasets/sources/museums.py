"""Museums that offer their works by color: what their searches have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from folkhue._utils.progress import progress
from folkhue._utils.untrusted_json import Fields, read_each
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import HttpClient, RateLimiter
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.answers import Service

Result = TypeVar("Result")

CC0 = "CC0 1.0"

MAX_WORKS = 10_000
"""Works of a color: museums ask everybody who wants more to take their data sets instead."""

# Makes the arguments of a request for a page; the first one is 0.
Query = Callable[[int], Mapping[str, str]]

# Makes a record of a result, or None of one that the search did not mean.
Read = Callable[[Fields], PhotoRecord | None]


def list_each(terms: Vocabulary, photos: int, works: Callable[[str], Iterable[int]]) -> None:
    """List the works of every term, and tell how far that is.

    Parameters
    ----------
    terms : Vocabulary
    photos : int
        Works wanted of each.
    works : callable
        Given a term, lists its works, and yields their numbers.
    """
    with progress("listed", len(terms) * photos) as advance:
        for term in terms.names:
            for number in works(term):
                advance(number)


@dataclass(frozen=True)
class Access:
    """How a museum is asked.

    Attributes
    ----------
    client : HttpClient
    url : str
        Address of its API.
    calls_per_hour : float
    key : str
        Empty for museums that need none.
    """

    client: HttpClient
    url: str
    calls_per_hour: float
    key: str = ""

    def service(self, name: str, section: str, **options: Any) -> Service:
        """Make the service; see `Service` for its options."""
        limiter = RateLimiter(self.calls_per_hour, self.client.sleep)
        return Service(name, self.client, limiter, self.url, f"download.{section}", **options)


@dataclass(frozen=True)
class Results:
    """A page of results.

    Attributes
    ----------
    total : int
        How many results the search is said to have.
    items : list
        JSON of any kind.
    """

    total: int
    items: Sequence[object]


@dataclass(frozen=True)
class Search:
    """The searches of a museum.

    Attributes
    ----------
    service : Service
    path : str
        Where it is searched.
    read_page : callable
        Given the `Fields` of an answer; returns its `Results`.
    per_page : int
        Results of a page.
    window : int
        Results of a search, whatever its total, that the museum gives.
    listing : Listing
        Where the works are added, and what was asked before is not asked again.
    """

    service: Service
    path: str
    read_page: Callable[[Fields], Results]
    per_page: int
    window: int
    listing: Listing

    def works(self, term: str, queries: Iterable[Query], read: Read, wanted: int) -> Iterator[int]:
        """List what queries find, page by page, until there are enough; yield their numbers."""
        for query in queries:
            for number in self._found(term, query, read, wanted):
                wanted -= number
                yield number
            if wanted <= 0:
                return

    def ask_once(
        self,
        query: Mapping[str, str],
        read: Callable[[Fields], Result],
        again: Callable[[Any], Result],
    ) -> Result:
        """Ask for something else than works.

        Parameters
        ----------
        query : mapping
        read : callable
            Given the `Fields` of the answer; its result, which fits into JSON, is returned.
        again : callable
            Given what `read` returned to an earlier run; its result is returned.
        """
        question = json.dumps(query, sort_keys=True)
        answer = self.listing.answer(question, again)
        if answer is None:
            answer = self.service.ask(self.path, query, read)
            self.listing.add([], question, answer)
        return answer

    def _found(self, term: str, query: Query, read: Read, wanted: int) -> Iterator[int]:
        """List what a query finds.

        Totals are not always right: after a full page comes another, whatever the total, and
        after an empty one none.
        """
        for page in range(self.window // self.per_page):
            if wanted <= 0:
                return
            answer = self._page(term, query(page), read)
            wanted -= answer["new"]
            yield answer["new"]
            there = answer["total"] > (page + 1) * self.per_page
            if not answer["results"] or (answer["results"] < self.per_page and not there):
                return

    def _page(self, term: str, query: Mapping[str, str], read: Read) -> dict[str, int]:
        """List a page, unless that was done; return what it has, and what it adds."""
        question = json.dumps(query, sort_keys=True)
        answer = self.listing.answer(question, _as_counts)
        if answer is None:
            page = self.service.ask(self.path, query, self.read_page)
            found, wrong = read_each(page.items, read)
            records = [record for record in found if record]
            ids = {record.id for record in records}
            new = len(ids) - self.listing.count_known(sorted(ids))
            answer = {"total": page.total, "results": len(page.items), "new": new}
            self.listing.add(records, question, answer, wrong={term: wrong})
        return answer


def _as_counts(answer: Any) -> dict[str, int]:
    return {name: int(answer[name]) for name in ("total", "results", "new")}
