"""Downloads into a folder, from local servers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.checks import Checks
from folkhue.datasets.fetch import fetch
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.state import DownloadState

TERMS = Vocabulary.of("basic8")


def quick_client(**limits: object) -> HttpClient:
    """Return a client with short waits that may connect to this machine."""
    options = {"allow_http": True, "allow_private_addresses": True, "backoff": 0.01, "timeout": 5.0}
    return HttpClient(HttpLimits(**{**options, **limits}))  # type: ignore[arg-type]


def state_in(folder: Path) -> DownloadState:
    return DownloadState(folder / "download.sqlite")


def records_in(folder: Path) -> list[PhotoRecord]:
    """Return the records of a download in the order of listing."""
    with state_in(folder) as state:
        return list(state.records("photos", done=True))


def downloaded(
    records: Iterable[PhotoRecord],
    folder: Path,
    checks: Checks | None = None,
    target: int | None = None,
    client: HttpClient | None = None,
    *,
    retry: bool = False,
    shard_size: int = 0,
) -> dict[str, PhotoRecord]:
    """List and fetch photographs as the stage does; return the list by id."""
    records = list(records)
    with state_in(folder) as state:
        if state.listing.begin(repr(records), again=any(record.path for record in records)):
            state.listing.add(records)
            state.listing.end()
        if retry:
            state.retry_failed()
        fetch(
            state,
            folder / "photos",
            client or quick_client(),
            checks or Checks(),
            TERMS.names,
            target,
            shard_size,
        )
        return {record.id: record for record in state.records("photos", done=True)}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return names and contents of the stored photographs or shards."""
    return {path.name: path.read_bytes() for path in (folder / "photos").iterdir()}
