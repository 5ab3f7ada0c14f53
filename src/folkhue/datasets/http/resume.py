"""A large file that is downloaded in parts, and continued where it broke off."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import requests


@dataclass(frozen=True)
class PartialFile:
    """The beginning of a file, and a note of its URL and ETag in a second file.

    Attributes
    ----------
    path : path
    url : str
    """

    path: Path
    url: str

    @property
    def size(self) -> int:
        """Number of bytes downloaded so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def range_headers(self) -> dict[str, str]:
        """Headers that request the missing rest, if the file on the server is still the same."""
        etag = self._etag()
        if not etag or not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": etag}

    def open_for(self, response: requests.Response) -> BinaryIO:
        """Open the file for what a response holds: the rest, or all of it."""
        is_rest = response.status_code == HTTPStatus.PARTIAL_CONTENT
        file = self.path.open("ab" if is_rest else "wb")
        # Not earlier: the note must never belong to the beginning of another file.
        _note(self.path).unlink(missing_ok=True)
        if etag := response.headers.get("ETag"):
            _note(self.path).write_text(f"{self.url}\n{etag}", "utf-8")
        return file

    def _etag(self) -> str:
        note = _note(self.path)
        url, _, etag = (note.read_text("utf-8") if note.exists() else "").partition("\n")
        return etag if url == self.url else ""


def remove_download(path: Path) -> None:
    """Remove a downloaded file and the note by which its download would be continued."""
    path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".etag")
