"""Download the photographs of the source into data/photos.

Whatever stops a run, its photographs are kept, and the next run continues. The state is in
data/download.sqlite, the result in data/photos, data/photos.csv and data/ATTRIBUTION.md.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from folkhue.datasets.http import HttpClient, PermanentError, TransientError, remove_download
from folkhue.datasets.listing import Listing
from folkhue.datasets.sources import archive, flickr, flickr_client, openverse
from folkhue.datasets.sources.folder import read_unpacked
from folkhue.datasets.sources.manifest import PhotoSource
from folkhue.datasets.sources.shards import Shards
from folkhue.errors import ArchiveError, DownloadError, ManifestError
from stages.common import Museum
from stages.downloading import Places, download, keys_of_services, listed_photos, number_to_list
from stages.experiments import why_missing
from stages.museums import list_museum
from stages.params import Download, Params
from stages.readiness import tell_readiness
from stages.stage import DATA, UNPACKED, run

ARCHIVE = UNPACKED.with_suffix(".part")
"""An archive from a link; it stays until its photographs are stored."""


@dataclass(frozen=True)
class Sources:
    """What ``download.source`` can name.

    Attributes
    ----------
    params : Params
    """

    params: Params

    def photos(self, client: HttpClient) -> PhotoSource:
        """Find the list of a source that needs no search; its photographs may be on the web."""
        settings, terms = self.params.download, self.params.terms
        if settings.source == "archive":
            return read_unpacked(unpack(settings, client), terms)
        if settings.source == "shards":
            return Shards(settings.shards.path)
        return listed_photos(settings, terms)

    def search(self, client: HttpClient, listing: Listing) -> None:
        """Search the service of the source."""
        settings = self.params.download
        if settings.source == "flickr":
            list_flickr(self.params, client, listing)
        elif isinstance(settings.searched, Museum):
            list_museum(settings.source, settings.searched, self.params.terms, client, listing)
        else:
            list_openverse(self.params, client, listing)

    def forget(self) -> None:
        """Remove the archive and what was in it."""
        shutil.rmtree(UNPACKED, ignore_errors=True)
        remove_download(ARCHIVE)


def main(params: Params) -> None:
    """Download what the parameters say."""
    download(params, Sources(params), Places(DATA), partial(tell_readiness, params))


def unpack(settings: Download, client: HttpClient) -> Path:
    """Unpack the archive, which may be behind a link; return the folder."""
    options = settings.archive
    limit = int(options.max_gigabytes * 1e9)
    link = urlsplit(options.path).scheme in ("http", "https")
    path = fetch_archive(options.path, client, limit) if link else Path(options.path)
    if not path.is_file():
        raise ManifestError(
            f"{path}: no such archive; set download.archive.path to yours{why_missing(str(path))}"
        )
    try:
        archive.unpack(path, UNPACKED, archive.Limits(options.max_files, limit, options.max_ratio))
    except ArchiveError as error:
        if not link:
            raise
        remove_download(path)
        raise ArchiveError(str(error).replace(str(path), options.path)) from error
    return UNPACKED


def fetch_archive(url: str, client: HttpClient, limit: int) -> Path:
    """Fetch an archive; return its path."""
    print(f"fetching {url}")
    try:
        client.download(url, ARCHIVE, limit)
    except (PermanentError, TransientError) as error:
        raise DownloadError(
            f"download.archive.path: {url}: {error}; the part that was fetched is kept, and the "
            "next run continues with it"
        ) from error
    return ARCHIVE


def list_flickr(params: Params, client: HttpClient, listing: Listing) -> None:
    """Search Flickr."""
    options = params.download.flickr
    search = flickr.Search(
        photos=number_to_list(options),
        fields=options.fields,
        licenses=options.licenses,
        safe_search=options.safe_search,
        content_types=options.content_types,
        sort=options.sort,
        uploaded_from=seconds(options.uploaded_from),
        uploaded_to=seconds(options.uploaded_to) + 86_399 if options.uploaded_to else 0,
        min_side=params.download.min_side,
    )
    keys = keys_of_services()
    api = flickr_client.Flickr(
        keys.get("FLICKR_API_KEY", ""),
        keys.get("FLICKR_API_SECRET", ""),
        client,
        url=options.url,
        calls_per_hour=options.calls_per_hour,
    )
    flickr.list_flickr(api, search, params.terms, listing)


def seconds(day: date) -> int:
    """Compute the Unix time at which a day begins, in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def list_openverse(params: Params, client: HttpClient, listing: Listing) -> None:
    """Search Openverse."""
    options = params.download.openverse
    search = openverse.Search(
        min(openverse.CAP, number_to_list(options)),
        options.licenses,
        options.sources,
        options.category,
    )
    openverse.list_openverse(
        client,
        search,
        params.terms,
        listing,
        url=options.url,
        calls_per_hour=options.calls_per_hour,
    )


if __name__ == "__main__":
    run(main)
