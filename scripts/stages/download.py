"""List the photographs of the source, bring them into data/photos, and tell what was left out.

What a run brought is kept whatever stops it; the next run goes on. The state is in
data/download.sqlite, the result in data/photos, data/photos.csv and data/ATTRIBUTION.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from folkhue._utils.atomic import atomic_write, explain_full_disk
from folkhue.datasets import http as web
from folkhue.datasets.attribution import markdown
from folkhue.datasets.fetch import Checks, fetch
from folkhue.datasets.labels import labeled
from folkhue.datasets.sources import archive, flickr, openverse
from folkhue.datasets.sources.folder import read_folder, read_unpacked
from folkhue.datasets.sources.manifest import Listed, Manifest
from folkhue.datasets.sources.shards import Shards
from folkhue.datasets.state import FAILED, KEPT, DownloadState
from folkhue.errors import ArchiveError, DownloadError, ManifestError
from stages.params import Download, Flickr, Openverse, Params
from stages.stage import ATTRIBUTION, PHOTO_LIST, PHOTOS, SAMPLER, STATE, UNPACKED, run

FETCHED = UNPACKED.with_suffix(".part")
"""An archive from a link; it stays until its photographs are brought."""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--retry-failed",
        action="store_true",
        help="try photographs again that failed for a reason that may have passed, such as a "
        "server that did not answer",
    )
    parser.add_argument(
        "--relist",
        action="store_true",
        help="search Flickr or Openverse anew; photographs found again are not fetched again",
    )
    return parser.parse_args()


def main(params: Params) -> None:
    """List, fetch, write the lists, and tell what was left out."""
    options, download = arguments(), params.download
    asking = web.HttpClient(limits(download))
    with explain_full_disk(STATE.parent), DownloadState(STATE) as state:
        list_photos(params, asking, state, again=options.relist)
        if not PHOTO_LIST.exists():
            write_list(state, done=False)
        if options.retry_failed:
            print(f"{state.retry_failed()} photographs that failed are tried again")
        target = download.searched.photos if download.searched else None
        names = params.terms.names
        fetch(state, PHOTOS, asking, checks(download), names, target, download.pack)
        write_list(state, done=True)
        shutil.rmtree(UNPACKED, ignore_errors=True)
        web.remove_download(FETCHED)
        tell(state, params)


def list_photos(
    params: Params, asking: web.HttpClient, state: DownloadState, *, again: bool
) -> None:
    """Fill the state from the source; what was listed before is not asked for again."""
    download, terms = params.download, params.terms
    name = download.source
    source: dict[str, Any] = {"source": name, "terms": [[t.name, *t.synonyms] for t in terms]}
    number = 0
    photos = None
    if download.searched:
        number = listed_of_each(download.searched)
        source["options"] = download.searched.model_dump(
            mode="json", exclude={"photos", "over_fetch", "calls_per_hour"}
        )
        source["min_side"] = download.min_side if name == "flickr" else 0
    else:
        photos = local_photos(params, asking)
        source["list"], at_hand = digest(photos)
        again |= at_hand  # files may have changed, though the list has not
    if not state.begin(json.dumps(source), number=number, again=again):
        return
    if name == "flickr":
        list_flickr(params, asking, state)
    elif name == "openverse":
        list_openverse(params, asking, state)
    elif photos is not None:
        state.add((labeled(row, terms) for row in photos), repeated=photos.repeated)
    state.end(number)
    if isinstance(photos, Shards) and photos.ignored:
        print(f"{photos.ignored} photographs have an id that was used before; the first counts")


def listed_of_each(searched: Flickr | Openverse) -> int:
    """Give how many photographs of each term are to be listed."""
    return math.ceil(searched.photos * searched.over_fetch)


def local_photos(params: Params, asking: web.HttpClient) -> Listed:
    """Find the list of a source that is at hand; photographs in it may still have to be fetched."""
    download = params.download
    if download.source == "folder":
        return read_folder(download.folder.path, params.terms)
    if download.source == "archive":
        return read_unpacked(unpacked(download, asking), params.terms)
    if download.source == "shards":
        return Shards(download.shards.path)
    return Manifest(SAMPLER if download.source == "sampler" else download.manifest.path)


def digest(photos: Listed) -> tuple[str, bool]:
    """Tell one list of photographs from another, and whether any of them is at hand."""
    if isinstance(photos, Shards):
        return "", True
    found, at_hand = hashlib.sha256(), False
    for row in photos:
        found.update(json.dumps(row).encode())
        at_hand |= bool(row["path"])
    return found.hexdigest(), at_hand


def unpacked(download: Download, asking: web.HttpClient) -> Path:
    """Unpack the archive, after it was fetched if it is a link; give the folder."""
    options, path = download.archive, Path(download.archive.path)
    limit = int(options.max_gigabytes * 1e9)
    link = urlsplit(options.path).scheme in ("http", "https")
    if link:
        path = FETCHED
        print(f"fetching {options.path}")
        try:
            asking.download(options.path, path, limit)
        except (web.PermanentError, web.TransientError) as error:
            raise DownloadError(
                f"download.archive.path: {options.path}: {error}; a part that came is kept, and "
                "the next run goes on with it"
            ) from error
    elif not path.is_file():
        raise ManifestError(f"{path}: no such archive; set download.archive.path to yours")
    try:
        archive.unpack(path, UNPACKED, archive.Limits(options.max_files, limit, options.max_ratio))
    except ArchiveError as error:
        if not link:
            raise
        web.remove_download(path)
        raise ArchiveError(str(error).replace(str(path), options.path)) from error
    return UNPACKED


def list_flickr(params: Params, asking: web.HttpClient, state: DownloadState) -> None:
    """Search Flickr."""
    options = params.download.flickr
    search = flickr.Search(
        photos=listed_of_each(options),
        fields=options.fields,
        licenses=options.licenses,
        safe_search=options.safe_search,
        content_types=options.content_types,
        sort=options.sort,
        uploaded_from=seconds(options.uploaded_from),
        uploaded_to=seconds(options.uploaded_to) + 86_399 if options.uploaded_to else 0,
        min_side=params.download.min_side,
    )
    try:
        keys = {**dotenv_values(".env"), **os.environ}
    except UnicodeDecodeError as error:
        raise DownloadError(f".env: not UTF-8 ({error})") from error
    client = flickr.Flickr(
        keys.get("FLICKR_API_KEY") or "",
        keys.get("FLICKR_API_SECRET") or "",
        asking,
        url=options.url,
        calls_per_hour=options.calls_per_hour,
    )
    flickr.list_flickr(client, search, params.terms, state)


def seconds(day: date) -> int:
    """Give the Unix time at which a day begins, in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def list_openverse(params: Params, asking: web.HttpClient, state: DownloadState) -> None:
    """Search Openverse."""
    options = params.download.openverse
    search = openverse.Search(
        min(openverse.CAP, listed_of_each(options)),
        options.licenses,
        options.sources,
        options.category,
    )
    openverse.list_openverse(
        asking,
        search,
        params.terms,
        state,
        url=options.url,
        calls_per_hour=options.calls_per_hour,
    )


def limits(download: Download) -> web.HttpLimits:
    """Take from params.yaml what may be asked for, and how patiently."""
    options = download.web
    return web.HttpLimits(
        allow_http=options.http,
        allow_private_addresses=options.private_addresses,
        max_connections=options.connections,
        max_tries=options.tries,
        timeout=options.timeout,
        max_offline_seconds=3600 * options.patience_hours,
        backoff=options.first_wait,
    )


def checks(download: Download) -> Checks:
    """Take from params.yaml what makes a photograph unusable."""
    options = download.checks
    return Checks(
        min_side=download.min_side,
        max_bytes=int(options.max_megabytes * 1e6),
        max_pixels=int(options.max_megapixels * 1e6),
        min_color=options.min_color,
        near_bits=options.near_bits,
        near_shade=options.near_shade,
    )


def write_list(state: DownloadState, *, done: bool) -> None:
    """Write photos.csv and the attribution of what was kept."""
    with (
        atomic_write(PHOTO_LIST) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        state.write(file, PHOTOS.name, done=done)
    write_lines(ATTRIBUTION, markdown(state.photos(KEPT)))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines of text."""
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def tell(state: DownloadState, params: Params) -> None:
    """Print how many photographs there are, what was left out and why, and what is missing."""
    counts = state.counts()
    kept = counts.pop(KEPT, 0)
    print(f"{kept} photographs, {sum(counts.values())} left out")
    for reason, number in counts.items():
        print(f"  {number:5}  {reason}")
    if any(reason.startswith(FAILED) for reason in counts):
        print(
            "To try those that failed again: "
            "scripts/python scripts/stages/download.py --retry-failed"
        )
    if searched := params.download.searched:
        for term, (listed, brought) in state.term_counts(params.terms.names).items():
            if brought < searched.photos:
                enough = listed >= listed_of_each(searched)
                advice = f"raise download.{params.download.source}.over_fetch"
                advice = advice if enough else f"{params.download.source} has no more"
                print(f"{term}: {brought} of {searched.photos} wanted, {listed} listed; {advice}")
    if not kept:
        raise ManifestError(
            f"none of the {sum(counts.values())} photographs of "
            f"download.source: {params.download.source} could be used"
        )


if __name__ == "__main__":
    run(main)
