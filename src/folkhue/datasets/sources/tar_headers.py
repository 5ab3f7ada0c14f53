"""Headers of tar files from strangers, read in bounded time and memory.

`tarfile` treats a damaged header as the end of the file, and takes hours for some valid ones.
The standard library offers no hook against either, so `TarHeader` overrides the methods of
`tarfile.TarInfo` that read headers, some of which are private; tests/datasets/test_archive.py
fails if a version of Python changes them.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from typing import Any


def members(file: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Return the members of a tar file, of which only the last stays in memory.

    Names that are not in UTF-8 are read as Latin-1, which old tar files use.

    Raises
    ------
    tarfile.TarError, EOFError, ValueError, OverflowError
        If a header is damaged.
    """
    for member in iter(file.next, None):
        file.members.clear()  # type: ignore[attr-defined]
        member.name = _decoded(member.name)
        yield member


def _decoded(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape").decode("latin-1")
    return name


class TarHeader(tarfile.TarInfo):
    """A header that is refused if it is damaged or costs much time or memory to read."""

    _MAX_EXTENSION = 1 << 18
    _PAX = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
    _EXTENSIONS = (*_PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
    _RECORD = re.compile(rb"(\d{1,7}) ([^=\n]{1,1000})=")

    @classmethod
    def fromtarfile(cls, file: tarfile.TarFile) -> Any:
        """Read the next header; `tarfile` would take a bad one for the end of the file."""
        try:
            return super().fromtarfile(file)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"no file where one should begin: {error}") from None

    def _proc_member(self, file: tarfile.TarFile) -> Any:
        if self.type in self._EXTENSIONS and self.size > self._MAX_EXTENSION:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        _check_size(self.size)
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError(f"{self.name!r} is a sparse file")
        return super()._proc_member(file)  # type: ignore[misc]

    def _proc_pax(self, file: Any) -> Any:
        """Apply the path and the size of an extended header to the next member."""
        block = file.fileobj.read(self._block(self.size))  # type: ignore[attr-defined]
        values = self._parse_pax(block[: self.size].rstrip(b"\0"))
        del block
        member = self.fromtarfile(file)
        if self.type == tarfile.XGLTYPE:
            return member
        if b"path" in values:
            member.name = values[b"path"].decode("utf-8", "surrogateescape").rstrip("/")
        if b"size" in values and member.isreg():
            member.size = int(values[b"size"])
            _check_size(member.size)
            file.offset = member.offset_data + member._block(member.size)
        return member

    @classmethod
    def _parse_pax(cls, records: bytes) -> dict[bytes, bytes]:
        """Find the path and the size; each record is "LENGTH NAME=VALUE" and a line feed."""
        values, start = {}, 0
        while start < len(records):
            record = cls._RECORD.match(records, start)
            end = start + int(record[1]) if record else 0
            if not record or end <= record.end():
                raise tarfile.ReadError("a damaged header")
            if record[2].startswith(b"GNU.sparse"):
                raise tarfile.ReadError("a sparse file")
            if record[2] in (b"path", b"size"):
                values[record[2]] = records[record.end() : end - 1]
            start = end
        return values


def _check_size(size: int) -> None:
    if size < 0:
        raise tarfile.ReadError(f"a size of {size:,} bytes")
