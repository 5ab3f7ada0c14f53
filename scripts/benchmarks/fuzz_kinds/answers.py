"""Answers of Flickr and Openverse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.fuzz_kinds.base import TERMS


def make_answers(photo: dict[str, Any], wrap: Callable[[list[Any]], Any]) -> list[bytes]:
    """Return answers of a service with no, one and three photographs."""
    several = [{**photo, "id": f"{photo['id']}{number}"} for number in range(3)]
    return [json.dumps(wrap(several[:number])).encode() for number in (0, 1, 3)]


FLICKR_PHOTO = {
    "id": "53000000001",
    "owner": "12345678@N00",
    "secret": "abcdef",
    "title": "A red door",
    "description": {"_content": "Seen <b>there</b>"},
    "tags": "red door",
    "license": "4",
    "ownername": "Somebody",
    "dateupload": "1577836800",
    "datetaken": "2020-01-01 00:00:00",
    "url_n": "https://live.staticflickr.com/1/5_n.jpg",
    "width_n": 320,
    "height_n": "240",
}


FLICKR_LICENSES = {
    "licenses": {"license": [{"id": "4", "name": "Attribution License", "url": "https://x.org"}]},
    "stat": "ok",
}


OPENVERSE_PHOTO = {
    "id": "0a1b",
    "title": "A red door",
    "creator": "Somebody",
    "creator_url": "https://x.org/somebody",
    "url": "https://x.org/a.jpg",
    "foreign_landing_url": "https://x.org/a",
    "license": "by",
    "license_version": "2.0",
    "license_url": "https://creativecommons.org/licenses/by/2.0/",
    "source": "flickr",
    "provider": "flickr",
    "tags": [{"name": "red", "accuracy": None}, {"name": "door", "accuracy": 0.9}],
    "mature": False,
}


def flickr_page(found: list[Any]) -> dict[str, Any]:
    """Wrap photographs as Flickr does."""
    photos = {"page": 1, "pages": 1, "perpage": 250, "total": len(found), "photo": found}
    return {"photos": photos, "stat": "ok"}


def openverse_page(found: list[Any]) -> dict[str, Any]:
    """Wrap photographs as Openverse does."""
    return {"result_count": len(found), "page_count": 1, "page": 1, "results": found}


class Answering:
    """A client that answers with given contents, and tries once."""

    def __init__(self, contents: bytes, licenses: bytes = b"") -> None:
        self._contents, self._licenses = contents, licenses

    def ask(self, url: str, max_bytes: int, **options: Any) -> bytes:
        """Answer."""
        asked_for_licenses = b"getInfo" in json.dumps(str(options)).encode()
        return self._licenses if asked_for_licenses and self._licenses else self._contents

    def sleep(self, seconds: float) -> None:
        """Do not wait."""

    def retry(self, request: Callable[[], Any]) -> Any:
        """Try once."""
        return request()


def _listed(folder: Path, list_them: Callable[[Any], None]) -> None:
    """Let a service list photographs into a new state of a download, and read them again."""
    from folkhue.datasets.database import Database
    from folkhue.datasets.listing import Listing

    for old in folder.glob("state.sqlite*"):
        old.unlink()
    database = Database(folder / "state.sqlite")
    try:
        listing = Listing(database)
        listing.begin("fuzz")
        list_them(listing)
    finally:
        database.close()


def read_flickr(contents: bytes, folder: Path) -> None:
    """List photographs from an answer of Flickr."""
    from folkhue.datasets.sources.flickr import Search, list_flickr
    from folkhue.datasets.sources.flickr_client import Flickr

    client: Any = Answering(contents, json.dumps(FLICKR_LICENSES).encode())
    flickr = Flickr("key", "secret", client, calls_per_hour=1e12)
    search = Search(3, ("tags",), (), "safe", ("photos",), "relevance", 0, 10**9, 200)
    _listed(folder, lambda listing: list_flickr(flickr, search, TERMS, listing))


def read_openverse(contents: bytes, folder: Path) -> None:
    """List photographs from an answer of Openverse."""
    from folkhue.datasets.sources.openverse import Search, list_openverse

    client: Any = Answering(contents)
    search = Search(3, (), (), "photograph")
    _listed(
        folder, lambda listing: list_openverse(client, search, TERMS, listing, calls_per_hour=1e12)
    )
