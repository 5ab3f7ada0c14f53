"""Fetch one photograph, check it, and store it as a file named after its contents."""

from __future__ import annotations

import hashlib
import re
import threading
from pathlib import Path
from urllib.parse import urlsplit

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.checks import Checks, RejectedError
from folkhue.datasets.http import (
    HttpClient,
    HttpResponse,
    PermanentError,
    TooLargeError,
    TransientError,
)
from folkhue.datasets.near_duplicates import Fingerprint
from folkhue.datasets.record import Status
from folkhue.datasets.state import Entry, Outcome, StoredFile
from folkhue.images.photo import Photo
from folkhue.images.tar_member import read_bytes, size_of

_PLACEHOLDER_NAME = re.compile(r"photo_unavailable\w*\.(png|jpg|gif)")
_SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif"}

_SMALL = 200_000
"""Bytes of a photograph that is decoded in a few milliseconds."""

_TRIES_TO_DECODE = 3
"""Tries to get an image from a server that sends something else."""


class Fetcher:
    """Fetches one photograph at a time, from several threads.

    Parameters
    ----------
    folder : path
        Where photographs are stored.
    client : HttpClient
    checks : Checks
    """

    def __init__(self, folder: Path, client: HttpClient, checks: Checks) -> None:
        self._folder, self._client, self._checks = folder, client, checks
        # Large photographs are decoded outside Python's lock, but need memory. Threads that
        # decode small ones at the same time would only compete for that lock.
        self._large, self._small = threading.BoundedSemaphore(2), threading.Lock()

    def __call__(self, entry: Entry) -> Outcome:
        """Fetch a photograph; what is wrong with it becomes its status.

        Raises
        ------
        OSError
            If the photograph cannot be written.
        DownloadError, DownloadStoppedError
            If the network does not come back, or the run is ending.
        """
        try:
            return Outcome(entry.record.id, Status.OK, file=self._fetch(entry))
        except RejectedError as error:
            status, detail = error.status, error.detail
        except TooLargeError as error:
            status, detail = Status.TOO_LARGE, str(error)
        except PermanentError as error:
            status, detail = Status.UNAVAILABLE, str(error)
        except TransientError as error:
            status, detail = Status.FAILED, str(error)
        return Outcome(entry.record.id, status, detail)

    def _fetch(self, entry: Entry) -> StoredFile:
        if entry.record.path:
            return self._keep(self._read(entry.record.path), entry)
        if entry.file and is_stored(self._folder, entry.file):
            return self._keep(read_bytes(self._folder / entry.file.name), entry)
        if not entry.record.url:
            raise RejectedError(Status.UNAVAILABLE, "has no path and no url")
        return self._client.get(
            entry.record.url,
            self._checks.max_bytes,
            lambda answer: self._keep_answer(answer, entry),
        )

    def _read(self, path: str) -> bytes:
        try:
            self._checks.check_size(size_of(path))
            return read_bytes(path, max_bytes=self._checks.max_bytes)
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            raise RejectedError(Status.UNAVAILABLE, reason) from error

    def _keep_answer(self, answer: HttpResponse, entry: Entry) -> StoredFile:
        """Keep what a server sent; half an image or a web page may be a transient error."""
        name = urlsplit(answer.url).path.rpartition("/")[2]
        if _PLACEHOLDER_NAME.fullmatch(name) or self._checks.is_placeholder(answer.content):
            raise RejectedError(Status.UNAVAILABLE, "removed by its owner or by the site")
        try:
            return self._keep(answer.content, entry)
        except RejectedError as error:
            if error.status is Status.UNREADABLE:
                raise TransientError(error.detail, max_tries=_TRIES_TO_DECODE) from error
            raise

    def _keep(self, contents: bytes, entry: Entry) -> StoredFile:
        with self._small if len(contents) < _SMALL else self._large:
            photo = self._checks.check_photo(contents, entry.record.labels)
            fingerprint = Fingerprint.from_photo(photo).packed()
        height, width = photo.opaque.shape
        digest = hashlib.sha256(contents).hexdigest()
        name = self._name(photo, digest, entry)
        file = StoredFile(name, len(contents), digest, width, height, fingerprint)
        if not is_stored(self._folder, file):
            with atomic_write(self._folder / name) as temporary:
                temporary.write_bytes(contents)
        return file

    def _name(self, photo: Photo, digest: str, entry: Entry) -> str:
        """Return a photograph's file name: the existing one if it is stored, else a new one."""
        if entry.file and entry.file.sha256 == digest and is_stored(self._folder, entry.file):
            return entry.file.name
        return digest[:20] + _SUFFIXES.get(photo.format, f".{photo.format.lower()}")


def is_stored(folder: Path, file: StoredFile | None) -> bool:
    """Return whether a file is in a folder, or in a shard of it, and has the right size."""
    try:
        return file is not None and size_of(folder / file.name) == file.size
    except OSError:
        return False
