"""Bring listed photographs into one folder, each checked."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from threadpoolctl import threadpool_limits

from folkhue._utils.atomic import atomic_write, explain_full_disk
from folkhue._utils.progress import progress
from folkhue.datasets.http import (
    DownloadStoppedError,
    HttpClient,
    HttpResponse,
    PermanentError,
    TransientError,
)
from folkhue.datasets.near_duplicates import Look, color_share, copies
from folkhue.datasets.packing import lay_out
from folkhue.datasets.state import FAILED, KEPT, DownloadState
from folkhue.errors import ImageError, PixelsError
from folkhue.images.photo import Photo, read_photo
from folkhue.images.tar_member import read_bytes, size_of

PLACEHOLDERS = ((2051, "880a7a58e05d3e83797f27573bb6d35c"),)
"""Size in bytes and MD5 of pictures that say that a photograph is gone; this one is Flickr's."""

_PLACEHOLDER_NAME = re.compile(r"photo_unavailable\w*\.(png|jpg|gif)")

_OUR_NAME = re.compile(r"\.?([0-9a-f]{20}|\d{6,}-[0-9a-f]{10})")
_SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif"}
_GRAY_TERMS = {"black", "white", "gray", "grey"}


@dataclass(frozen=True)
class Checks:
    """What makes a photograph unusable.

    Attributes
    ----------
    min_side : int
        Pixels that the shorter side must have.
    max_bytes, max_pixels : int
        Larger files and pictures are left out before they fill the memory.
    min_color : float
        Share of pixels that must not be gray, from 0 to 1, in a photograph whose tags
        name chromatic colors only.
    near_bits, near_shade : int, float
        How alike photographs of a class must be for the later to count as a copy: bits of
        64 in which fingerprints may differ, and steps of 255 in which colors may, on
        average. Negative bits let all but identical files pass.
    placeholders : tuple of (int, str)
        Size and MD5 of pictures that stand for photographs that are gone.
    """

    min_side: int = 1
    max_bytes: int = 30_000_000
    max_pixels: int = 150_000_000
    min_color: float = 0.0
    near_bits: int = -1
    near_shade: float = 0.0
    placeholders: tuple[tuple[int, str], ...] = PLACEHOLDERS


def fetch(
    state: DownloadState,
    folder: Path,
    web: HttpClient,
    checks: Checks,
    terms: Sequence[str],
    target: int | None = None,
    pack: int = 0,
) -> None:
    """Bring every photograph that is wanted into a folder, or note why not.

    A file is named by its contents, written aside and then renamed, so that none is ever
    half there and a second call brings nothing again. Whatever else of ours lies in the
    folder is removed in the end.

    Shards are made in the end, of files: which photographs are copies is known only then.

    Parameters
    ----------
    state : DownloadState
        What is listed.
    folder : path
        Where the photographs go.
    web : HttpClient
        For photographs with a web address.
    checks : Checks
    terms : sequence of str
        Names of the color terms.
    target : int, optional
        Photographs wanted of each term. They are fetched in the order of listing until
        there are enough; those rejected are made up for by the next. Without it, all are.
    pack : int
        Photographs in a shard, as of `folkhue.datasets.packing.lay_out`.

    Raises
    ------
    DownloadError
        If the disk is full or the network gone for good. What was brought is kept.
    """
    # Looking at a photograph is too little work to be shared out by NumPy's own threads.
    with explain_full_disk(folder), threadpool_limits(1):
        folder.mkdir(parents=True, exist_ok=True)
        state.check_with(repr((checks, target)))
        state.forget(row["id"] for row in state.kept() if not _is_whole(folder, row))
        bring = _Bring(folder, web, checks)
        while number := _next(state, checks, terms, target):
            with progress("photographs", number) as advance:
                _bring_all(bring, state, web, advance)
        lay_out(state, folder, pack)
        _tidy(state, folder)


def _is_whole(folder: Path, row: Mapping[str, Any]) -> bool:
    try:
        return bool(row["file"]) and size_of(folder / row["file"]) == row["size"]
    except OSError:
        return False


def _next(state: DownloadState, checks: Checks, terms: Sequence[str], target: int | None) -> int:
    """Choose what to fetch next, and tell how many photographs that is.

    What was chosen and is not done yet comes first, and copies are looked for only when all
    that was chosen is done: nothing depends on where the run before was stopped.
    """
    if not state.waiting():
        _leave_out_copies(state, checks)
        state.choose(terms, target)
    return state.waiting()


_AHEAD, _PAUSE = 500, 0.05
"""Photographs handed out before results are waited for, and seconds between two looks at them."""

_READERS = 2
"""Threads if all photographs are at hand: each keeps megabytes, and more would not be faster."""

_SMALL = 200_000
"""Bytes of a photograph that is decoded in a few milliseconds."""


def _bring_all(
    bring: _Bring, state: DownloadState, web: HttpClient, advance: Callable[[int], None]
) -> None:
    """Bring what is chosen on several threads, and record it several times a second.

    If anything but a photograph goes wrong, no more is begun; what is done is recorded.
    """
    rows: SimpleQueue[Mapping[str, Any] | None] = SimpleQueue()
    done: SimpleQueue[dict[str, Any] | BaseException] = SimpleQueue()

    def work() -> None:
        while (row := rows.get()) is not None:
            try:
                done.put(bring(row))
            except BaseException as error:  # the main thread raises it
                done.put(error)

    def record(wait: float) -> int:
        time.sleep(wait)
        results = [done.get() for _ in range(done.qsize())]
        brought = [result for result in results if isinstance(result, dict)]
        state.record(brought)
        advance(len(brought))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(results)

    number = web.limits.max_connections if state.waits_for_web() else _READERS
    threads = [threading.Thread(target=work) for _ in range(number)]
    waiting = 0
    try:
        for thread in threads:
            thread.start()
        for row in state.chosen():
            rows.put(row)
            waiting += 1
            while waiting >= _AHEAD:
                waiting -= record(_PAUSE)
        while waiting:
            waiting -= record(_PAUSE)
    except BaseException:
        web.stop()
        with suppress(Empty):
            while True:
                rows.get_nowait()
        raise
    finally:
        for _ in threads:
            rows.put(None)
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        with suppress(DownloadStoppedError):
            record(0.0)


class _Bring:
    """Brings one photograph."""

    def __init__(self, folder: Path, web: HttpClient, checks: Checks) -> None:
        self.folder, self.web, self.checks = folder, web, checks
        # Large ones decode outside Python's lock, but take memory. Threads that handle small
        # ones at the same time would only fight for that lock.
        self._large, self._small = threading.BoundedSemaphore(2), threading.Lock()

    def __call__(self, row: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {"id": row["id"], "status": KEPT, **self._of(row)}
        except PermanentError as error:
            reason = str(error)
        except TransientError as error:
            reason = FAILED + str(error)
        return {"id": row["id"], "status": reason}

    def _of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        if row["path"]:
            return self._kept(self._read(row["path"]), row)
        if _is_whole(self.folder, row):
            return self._kept(read_bytes(self.folder / row["file"]), row)
        if not row["url"]:
            raise PermanentError("has no path and no url")
        return self.web.get(
            row["url"], self.checks.max_bytes, lambda answer: self._arrived(answer, row)
        )

    def _read(self, path: str) -> bytes:
        try:
            if size_of(path) > self.checks.max_bytes:
                raise PermanentError(f"larger than {self.checks.max_bytes / 1e6:g} MB")
            return read_bytes(path)
        except OSError as error:
            raise PermanentError((error.strerror or "cannot be read").lower()) from error

    def _arrived(self, answer: HttpResponse, row: Mapping[str, Any]) -> dict[str, Any]:
        """Keep what a server sent. Half a picture or a web page may be a passing fault."""
        name = urlsplit(answer.url).path.rpartition("/")[2]
        if _PLACEHOLDER_NAME.fullmatch(name) or self._stands_for_gone(answer.content):
            raise PermanentError("photo unavailable: its owner or the site took it away")
        try:
            return self._kept(answer.content, row)
        except _UnreadableError as error:
            raise TransientError(str(error), max_tries=3) from error

    def _stands_for_gone(self, content: bytes) -> bool:
        return any(
            len(content) == size and _md5(content) == md5 for size, md5 in self.checks.placeholders
        )

    def _kept(self, contents: bytes, row: Mapping[str, Any]) -> dict[str, Any]:
        """Check a photograph and keep it."""
        with self._small if len(contents) < _SMALL else self._large:
            seen = self._checked(contents, _split(row["labels"]))
        digest = hashlib.sha256(contents).hexdigest()
        return {
            "file": self._filed(contents, digest, seen.pop("format"), row),
            "size": len(contents),
            "sha256": digest,
            **seen,
        }

    def _checked(self, contents: bytes, labels: Sequence[str]) -> dict[str, Any]:
        """Check a photograph; give its format, size in pixels and look."""
        try:
            photo = read_photo(contents, max_pixels=self.checks.max_pixels)
        except ImageError as error:
            reason = str(error).removeprefix("the given bytes: ")
            kind = PermanentError if isinstance(error, PixelsError) else _UnreadableError
            raise kind(reason) from error
        self._check(photo, labels)
        height, width = photo.opaque.shape
        look = Look.of(photo).packed()
        return {"format": photo.format, "width": width, "height": height, "look": look}

    def _filed(self, contents: bytes, digest: str, kind: str, row: Mapping[str, Any]) -> str:
        """Write a photograph, unless it is there; give its name."""
        if row["sha256"] == digest and _is_whole(self.folder, row):
            return str(row["file"])
        name = digest[:20] + _SUFFIXES.get(kind, f".{kind.lower()}")
        if not _is_whole(self.folder, {"file": name, "size": len(contents)}):
            with atomic_write(self.folder / name) as temporary:
                temporary.write_bytes(contents)
        return name

    def _check(self, photo: Photo, labels: Sequence[str]) -> None:
        height, width = photo.opaque.shape
        if min(height, width) < self.checks.min_side:
            raise PermanentError(f"too small: {width} × {height}")
        if not photo.opaque.any():
            raise PermanentError("every pixel is transparent")
        chromatic = labels and not _GRAY_TERMS & set(labels)
        if chromatic and self.checks.min_color and color_share(photo) < self.checks.min_color:
            raise PermanentError("black and white, though its tags name a color")


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class _UnreadableError(PermanentError):
    """The contents are no photograph that can be decoded."""


def _leave_out_copies(state: DownloadState, checks: Checks) -> None:
    """Leave out kept photographs that an earlier one makes needless, and say which."""
    state.leave_out_same_files()
    if checks.near_bits >= 0:
        with progress("looking for copies", state.kept_number()) as advance:
            near = copies(_looks(state, advance), bits=checks.near_bits, shade=checks.near_shade)
            state.record({"id": copy, "status": f"looks like {other}"} for copy, other in near)


def _looks(
    state: DownloadState, advance: Callable[[int], None]
) -> Iterator[tuple[str, bytes, list[str]]]:
    for row in state.kept():
        yield row["id"], row["look"], _split(row["labels"])
        advance(1)


def _split(labels: str) -> list[str]:
    return [name for name in labels.split(";") if name]


def _tidy(state: DownloadState, folder: Path) -> None:
    """Remove what lies in the folder and is of no listed photograph."""
    with os.scandir(folder) as entries:
        ours = (entry.name for entry in entries if _OUR_NAME.match(entry.name))
        for name in state.strays(ours):
            (folder / name).unlink()
