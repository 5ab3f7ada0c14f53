"""Downloading the photographs of a source, for the stage `download` of each pipeline.

Whatever stops a run, its photographs are kept, and the next run continues.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from dotenv import dotenv_values

from folkhue._utils.atomic import atomic_write, explain_disk
from folkhue._utils.text import percent
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.attribution import markdown
from folkhue.datasets.checks import Checks
from folkhue.datasets.coverage import Coverage
from folkhue.datasets.fetch import fetch
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.labels import labeled
from folkhue.datasets.listing import Listing
from folkhue.datasets.photo_list import kept_photos, write_photo_list
from folkhue.datasets.record import Status
from folkhue.datasets.sources.folder import read_folder
from folkhue.datasets.sources.manifest import Manifest, PhotoSource
from folkhue.datasets.sources.museums import MAX_WORKS
from folkhue.datasets.sources.shards import Shards
from folkhue.datasets.state import DownloadState
from folkhue.errors import DownloadError, ManifestError
from stages.common import CommonParams, Fetching, Museum, Searched
from stages.stage import SAMPLER, stage_name

DETAILS_SHOWN = 3
"""Details of a status that the summary shows, the most frequent ones."""

FEW = 25
"""Photographs of a name, below which its borders are hardly more than guesses."""

COLORS_TOLD = 8
"""Colors with too few photographs that the error tells of."""

WITHOUT_DETAILS = {
    *(Status.OK, Status.PENDING, Status.TOO_SMALL, Status.SAME_FILE, Status.NEAR_DUPLICATE)
}
"""Statuses whose details differ from photograph to photograph."""


@dataclass(frozen=True)
class Places:
    """Where a download keeps what it fetched.

    Attributes
    ----------
    folder : path
    """

    folder: Path

    @property
    def photos(self) -> Path:
        """The folder of photographs."""
        return self.folder / "photos"

    @property
    def list(self) -> Path:
        """The list of photographs, with what became of each."""
        return self.folder / "photos.csv"

    @property
    def attribution(self) -> Path:
        """The credits."""
        return self.folder / "ATTRIBUTION.md"

    @property
    def state(self) -> Path:
        """The database that lets a stopped run continue."""
        return self.folder / "download.sqlite"


class Sources(Protocol):
    """Where a pipeline's photographs can come from."""

    def photos(self, client: HttpClient) -> PhotoSource:
        """Find the list of a source that needs no search; its photographs may be on the web."""

    def search(self, client: HttpClient, listing: Listing) -> None:
        """Add to a listing what the service of a source finds."""

    def forget(self) -> None:
        """Remove what is of no use once the photographs are stored."""


def download(
    params: CommonParams,
    sources: Sources,
    places: Places,
    tell: Callable[[Path], None] = lambda _: None,
) -> None:
    """List, fetch, write the lists, and print what was left out.

    Parameters
    ----------
    params : CommonParams
    sources : Sources
    places : Places
    tell : callable, optional
        Called with the path of the list once that is complete, to tell more about it.
    """
    options, settings = arguments(), params.download
    client = HttpClient(http_limits(settings))
    with explain_disk(places.folder), DownloadState(places.state) as state:
        list_photos(params, sources, client, state.listing, again=options.relist)
        if not places.list.exists():
            write_lists(state, places, done=False)
        if options.retry_failed or state.listing.noted("too few"):
            retry_failed(state)
        target, terms = settings.searched.photos if settings.searched else None, params.terms.names
        fetch(state, places.photos, client, checks(settings), terms, target, settings.pack)
        write_lists(state, places, done=True)
        sources.forget()
        found = coverages(state, params)
        print_summary(state, params, found)
        tell(places.list)
        check_enough(state, params, places, found)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Download the photographs of the source.")
    parser.add_argument(
        "--retry-failed",
        action="store_true",
        help="fetch photographs again that failed for a reason that may have passed, such as a "
        "server that did not answer",
    )
    parser.add_argument(
        "--relist",
        action="store_true",
        help="search the service again; photographs that were fetched stay",
    )
    return parser.parse_args()


def list_photos(
    params: CommonParams, sources: Sources, client: HttpClient, listing: Listing, *, again: bool
) -> None:
    """List the photographs of the source; a search that was done is not repeated."""
    searched = params.download.searched
    photos = None if searched else sources.photos(client)
    number = number_to_list(searched) if searched else 0
    source = identity_of(params)
    if photos is not None:
        source["list"], on_disk = digest(photos)
        again |= on_disk  # files may have changed, though the list has not
    if not listing.begin(json.dumps(source), number=number, again=again):
        return
    if photos is not None:
        terms = params.terms
        listing.add((labeled(r, terms) for r in photos), on_duplicate=photos.on_duplicate)
    else:
        sources.search(client, listing)
    listing.end(number)
    if isinstance(photos, Shards) and photos.ignored:
        print(f"{photos.ignored} photographs have an id that an earlier one has; they are ignored")


def retry_failed(state: DownloadState) -> None:
    """Have photographs fetched again that failed for a reason that may have passed."""
    state.listing.note("too few", "")
    if number := state.retry_failed():
        print(f"{number} photographs that failed are tried again")


def identity_of(params: CommonParams) -> dict[str, Any]:
    """Collect what decides which photographs are listed, apart from their number."""
    settings = params.download
    terms = [[term.name, *term.synonyms] for term in params.terms]
    source: dict[str, Any] = {"source": settings.source, "terms": terms}
    if settings.searched:
        source["options"] = settings.searched.model_dump(
            mode="json", exclude={"photos", "over_fetch", "calls_per_hour", "connections"}
        )
        source["min_side"] = settings.min_side if settings.source == "flickr" else 0
    return source


def number_to_list(searched: Searched) -> int:
    """Compute how many photographs of each term are to be listed."""
    number = math.ceil(searched.photos * searched.over_fetch)
    return min(number, MAX_WORKS) if isinstance(searched, Museum) else number


def listed_photos(settings: Fetching, terms: Vocabulary) -> PhotoSource:
    """Read the list of a source that both pipelines have."""
    if settings.source == "folder":
        return read_folder(settings.folder.path, terms)
    return Manifest(SAMPLER if settings.source == "sampler" else settings.manifest.path)


def digest(photos: PhotoSource) -> tuple[str, bool]:
    """Compute a fingerprint of a list, and whether any of its files is on disk."""
    if isinstance(photos, Shards):
        return "", True
    found, on_disk = hashlib.sha256(), False
    for record in photos:
        found.update(repr(record).encode())
        on_disk |= bool(record.path)
    return found.hexdigest(), on_disk


def http_limits(settings: Fetching) -> HttpLimits:
    """Make the limits of requests that params.yaml states, for a museum also its own."""
    options = settings.web
    limits = HttpLimits(
        allow_http=options.http,
        allow_private_addresses=options.private_addresses,
        max_connections=options.connections,
        max_tries=options.tries,
        timeout=options.timeout,
        max_offline_seconds=3600 * options.max_offline_hours,
        backoff=options.first_wait,
    )
    museum = settings.searched
    if not isinstance(museum, Museum):
        return limits
    connections = min(limits.max_connections, museum.connections)
    return replace(limits, max_connections=connections, per_hour=museum.calls_per_hour)


def keys_of_services() -> dict[str, str]:
    """Read the variables of the environment, and of the file .env those that it lacks.

    Raises
    ------
    DownloadError
        If the file is damaged.
    """
    try:
        found = {**dotenv_values(".env"), **os.environ}
    except UnicodeDecodeError as error:
        raise DownloadError(f".env: not UTF-8 ({error})") from error
    return {name: value or "" for name, value in found.items()}


def checks(settings: Fetching) -> Checks:
    """Make the checks of photographs that params.yaml states."""
    options = settings.checks
    return Checks(
        min_side=settings.min_side,
        max_bytes=int(options.max_megabytes * 1e6),
        max_pixels=int(options.max_megapixels * 1e6),
        min_color=options.min_color,
        near_bits=options.near_bits,
        near_shade=options.near_shade,
    )


def write_lists(state: DownloadState, places: Places, *, done: bool) -> None:
    """Write photos.csv, and the credits of the photographs that were kept."""
    write_photo_list(places.list, state.records(places.photos.name, done=done))
    write_lines(places.attribution, markdown(kept_photos(places.list)))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines of text."""
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def print_summary(state: DownloadState, params: CommonParams, found: Sequence[Coverage]) -> None:
    """Print how many photographs there are, what was left out and why, and what is missing."""
    counts = state.counts()
    kept = counts.pop(Status.OK, 0)
    print(f"{kept} photographs, {sum(counts.values())} left out")
    for status, number in counts.items():
        print(f"  {number:5}  {reason(state, status)}")
    for line in wrong_results(state, params):
        print(line)
    if Status.FAILED in counts:
        print(f"To fetch those again that failed: scripts/stage {stage_name()} --retry-failed")
    for line in shortages(found, params):
        print(line)
    if few := [each for each in found if each.name in params.terms.names and each.kept < FEW]:
        numbers = ", ".join(f"{each.name} {each.kept}" for each in few)
        print(f"fewer than {FEW} photographs, which are few to learn a name from: {numbers}")


def reason(state: DownloadState, status: Status) -> str:
    """Describe a status by its name and its most frequent details."""
    if status in WITHOUT_DETAILS:
        return Status.NOT_NEEDED if status is Status.PENDING else status
    details = state.details(status, DETAILS_SHOWN + 1)
    shown = [f"{detail} ({number})" for detail, number in details.items()]
    if len(shown) > DETAILS_SHOWN:
        shown[-1] = "…"
    return ": ".join(filter(None, [status, ", ".join(shown)]))


def wrong_results(state: DownloadState, params: CommonParams) -> Iterator[str]:
    """Tell how many results of a search were left out as they lack what is required, and why."""
    found = sum(state.listing.wrong_results().values(), Counter[str]())
    if found:
        reasons = [f"{why} ({number})" for why, number in found.most_common(DETAILS_SHOWN)]
        more = ", …" if len(found) > DETAILS_SHOWN else ""
        yield (
            f"{found.total()} results of {params.download.source} were not of the kind expected: "
            f"{', '.join(reasons)}{more}"
        )


def coverages(state: DownloadState, params: CommonParams) -> list[Coverage]:
    """Compute for each color, and for a list also for all, how many photographs are there."""
    searched = params.download.searched
    counts, wrong = state.counts_by_term(), state.listing.wrong_results()
    target = searched.photos if searched else None
    found = [
        Coverage.of(term, counts.get(term, {}), wrong.get(term, Counter()).total(), target)
        for term in params.terms.names
    ]
    return found if searched else [Coverage.of("all", state.counts()), *found]


def shortages(found: Sequence[Coverage], params: CommonParams) -> Iterator[str]:
    """Describe which colors have fewer photographs than wanted, why, and what to do."""
    settings = params.download
    for coverage in found:
        if settings.searched and coverage.kept < settings.searched.photos:
            enough = coverage.listed >= number_to_list(settings.searched)
            over_fetch = f"raise download.{settings.source}.over_fetch"
            advice = over_fetch if enough else f"{settings.source} has no more"
            yield f"{coverage}; {advice}"
        elif coverage.is_short(settings.min_fetched):
            yield str(coverage)


def check_enough(
    state: DownloadState, params: CommonParams, places: Places, found: Sequence[Coverage]
) -> None:
    """Check that enough of the photographs that were wanted are there.

    Raises
    ------
    ManifestError
        If no photograph was kept.
    DownloadError
        If of a color, or of all, less than download.min_fetched is there.
    """
    settings, counts = params.download, state.counts()
    short = [each for each in found if each.is_short(settings.min_fetched)]
    kept = counts.get(Status.OK, 0)
    if short or not kept:
        state.listing.note("too few", "yes")
    if not kept:
        raise ManifestError(
            f"none of the {sum(counts.values())} photographs of download.source: "
            f"{settings.source} could be used"
        )
    if short:
        again = ", and the next run tries again what failed"
        raise DownloadError(
            f"too few photographs: {listed(short)}; download.min_fetched in params.yaml asks for "
            f"{percent(settings.min_fetched)} of those wanted. What was fetched is kept"
            f"{again if Status.FAILED in counts else ''}; if these are enough, lower "
            f"download.min_fetched. {places.list} gives the reason for each"
        )


def listed(short: Sequence[Coverage]) -> str:
    """List the first colors with too few photographs."""
    return "; ".join([*map(str, short[:COLORS_TOLD]), *("…" for _ in short[COLORS_TOLD:][:1])])
