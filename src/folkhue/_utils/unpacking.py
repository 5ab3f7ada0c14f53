"""Compressed contents from strangers, unpacked up to a limit.

Some kilobytes can unpack to gigabytes. Everything here decompresses piece by piece and stops at a
limit on the unpacked bytes, so that it takes no more memory than the limit and what it returns.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable
from itertools import pairwise
from typing import Any, BinaryIO

_CHUNK = 1 << 16
_LZMA_MEMORY = 1 << 27  # xz -9 takes 65 MB
_LOCAL_HEADER = 30  # bytes of the smallest
_CONTENTS_ENTRY = 320  # bytes for an entry of the table of contents; most take 100

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, RuntimeError, OverflowError, LookupError, MemoryError),
)


class UnpackingError(ValueError):
    """Compressed contents are damaged, suspicious, or compressed in an unknown way."""


class UnpackingLimitError(UnpackingError):
    """Contents unpack to more than is allowed."""


class _GzipDecompressor:
    """gzip with the interface of `bz2.BZ2Decompressor`."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._is_full = False  # then zlib may hold more, though it has consumed all input

    def decompress(self, data: bytes, max_length: int) -> bytes:
        chunk = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self._is_full = len(chunk) == max_length
        return chunk

    @property
    def needs_input(self) -> bool:
        return not self._is_full and not self._stream.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


_DECOMPRESSORS: dict[str, Callable[[], Any]] = {
    "gzip": _GzipDecompressor,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _LZMA_MEMORY),
}

_MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}


def method_of(start: bytes) -> str | None:
    """Return how a file is compressed by its first six bytes: "gzip", "bz2", "xz" or not."""
    return next((method for magic, method in _MAGIC.items() if start.startswith(magic)), None)


class UnpackedStream(io.RawIOBase):
    """The unpacked contents of a compressed file, which end with an error at a limit.

    Parameters
    ----------
    packed : binary file
        It is not closed. A file of several compressed parts is unpacked to all of them.
    method : str
        "gzip", "bz2" or "xz".
    limit : int
        Maximum number of unpacked bytes.

    Notes
    -----
    Reading raises an `UnpackingLimitError` at the limit, and an `UnpackingError` where the
    contents are damaged or end too early.
    """

    def __init__(self, packed: BinaryIO, method: str, limit: int) -> None:
        self._packed, self._limit, self._left = packed, limit, limit
        self._new = _DECOMPRESSORS[method]
        self._decompressor = self._new()

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read at most so many bytes; all that are left without a number."""
        if size < 0:
            return self.readall()
        if size == 0:
            return b""
        try:
            chunk = self._next(size)
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            raise UnpackingError(f"damaged ({error})") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise UnpackingLimitError(f"unpacks to more than {self._limit:,} bytes")
        return chunk

    def readall(self) -> bytes:
        """Read all that is left."""
        return _joined(iter(lambda: self.read(_CHUNK), b""))

    def _next(self, size: int) -> bytes:
        """Decompress until there is something, or the end."""
        chunk = b""
        while not chunk:
            data = b""
            if self._decompressor.eof:
                if not (data := self._next_part()):
                    break
                self._decompressor = self._new()
            elif self._decompressor.needs_input and not (data := self._packed.read(_CHUNK)):
                raise EOFError("it ends too early")
            chunk = self._decompressor.decompress(data, min(size, self._left + 1))
        return chunk

    def _next_part(self) -> bytes:
        """Return what follows the end of a part, without zeros, which pad some files."""
        data = self._decompressor.unused_data or self._packed.read(_CHUNK)
        while data and not data.strip(b"\0"):
            data = self._packed.read(_CHUNK)
        return data.lstrip(b"\0")


def unpack(contents: bytes, method: str, limit: int) -> bytes:
    r"""Unpack compressed contents.

    Parameters
    ----------
    contents : bytes
    method : str
        See `UnpackedStream`.
    limit : int
        Maximum number of unpacked bytes.

    Raises
    ------
    UnpackingLimitError
        If they unpack to more.
    UnpackingError
        If they are damaged.

    Examples
    --------
    >>> unpack(bz2.compress(bytes(3)), "bz2", 3)
    b'\x00\x00\x00'
    """
    return UnpackedStream(io.BytesIO(contents), method, limit).readall()


def read_zip(
    contents: bytes, limit: int, wanted: Collection[str] | None = None, max_members: int = 1000
) -> dict[str, bytes]:
    """Read members of a zip archive.

    Parameters
    ----------
    contents : bytes
        Of the archive.
    limit : int
        Maximum number of unpacked bytes, of all members that are read.
    wanted : collection of str, optional
        Names of the members to read, of which some may be missing; absent, all of them.
    max_members : int
        An archive with more, wanted or not, is refused.

    Returns
    -------
    dict of str to bytes
        Name → contents, in the order of the archive.

    Raises
    ------
    UnpackingLimitError
        If there are more bytes or members.
    UnpackingError
        If it is no zip archive or a damaged one, or a wanted member is there twice, overlaps
        another, is encrypted, or neither stored nor deflated.
    """
    try:
        with open_zip(io.BytesIO(contents), max_members) as archive:
            members = [each for each in archive.infolist() if _is_wanted(each, wanted)]
            check_zip_members(members)
            if sum(member.file_size for member in members) > limit:
                raise UnpackingLimitError(f"unpacks to more than {limit:,} bytes")
            return {member.filename: _member(archive, member) for member in members}
    except UnpackingError:
        raise
    except _DAMAGE as error:
        raise UnpackingError(f"a damaged zip archive, or none ({error})") from error


def open_zip(file: BinaryIO, max_members: int) -> zipfile.ZipFile:
    """Open a zip archive whose table of contents is of a sane size.

    Parameters
    ----------
    file : binary file
    max_members : int

    Raises
    ------
    UnpackingLimitError
        If the archive has more members.
    Exception
        Of many kinds, if it is damaged, as `zipfile` raises them.
    """
    # zipfile reads the table of contents, and makes an object of each entry, before anyone
    # can count them.
    bounded = _BoundedReads(file, max(_CHUNK, _CONTENTS_ENTRY * max_members))
    archive = zipfile.ZipFile(bounded)
    if len(archive.infolist()) > max_members:
        archive.close()
        raise UnpackingLimitError(f"has more than {max_members:,} entries")
    return archive


def check_zip_members(members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse members that cannot be unpacked within bounds, or hide others.

    Raises
    ------
    UnpackingError
        If one is there twice, overlaps another, is encrypted, or is neither stored nor deflated:
        `zipfile` unpacks what other methods compressed at once, however much that is.
    """
    ordered = sorted(members, key=lambda member: member.header_offset)
    seen: set[str] = set()
    for member in ordered:
        if member.filename in seen:
            raise UnpackingError(f"{member.filename!r} is in it twice")
        seen.add(member.filename)
        if member.flag_bits & 1:
            raise UnpackingError(f"{member.filename!r} is encrypted; unpack it first")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnpackingError(f"{member.filename!r} is not stored or deflated")
    for member, later in pairwise(ordered):
        if member.header_offset + _LOCAL_HEADER + member.compress_size > later.header_offset:
            raise UnpackingError(f"{later.filename!r} overlaps {member.filename!r}")


def _is_wanted(member: zipfile.ZipInfo, wanted: Collection[str] | None) -> bool:
    return not member.is_dir() if wanted is None else member.filename in wanted


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member, never more than its size in the table of contents."""
    with archive.open(member) as file:
        contents = _joined(iter(lambda: file.read(_CHUNK), b""))
    if len(contents) != member.file_size:
        raise UnpackingError(f"{member.filename!r} is not of the size that the archive says")
    return contents


def _joined(chunks: Iterable[bytes]) -> bytes:
    """Join pieces without holding them and the whole at the same time."""
    joined = io.BytesIO()
    for chunk in chunks:
        joined.write(chunk)
    return joined.getvalue()


class _BoundedReads:
    """A seekable file that refuses to read much at a time."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise UnpackingLimitError(f"its table of contents takes {size:,} bytes")
        return self._file.read(size)
