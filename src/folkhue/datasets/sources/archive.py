"""A zip or tar archive of photographs, unpacked with suspicion."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import re
import shutil
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from folkhue.datasets.sources.folder import LISTS
from folkhue.errors import ArchiveError
from folkhue.images.photo import SUFFIXES, is_hidden, is_web_page

_LEAST = 10_000_000
"""Bytes that may be unpacked from however small an archive."""

_READERS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}

_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError),
    *(EOFError, struct.error, ValueError),
)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold.

    Attributes
    ----------
    files : int
        Entries, of whatever kind.
    total_bytes : int
        All of them, unpacked.
    ratio : float
        Unpacked over packed size, once more than 10 MB are unpacked.
    """

    files: int = 50_000
    total_bytes: int = 20_000_000_000
    ratio: float = 200.0


def unpack(archive: str | Path, folder: Path, limits: Limits | None = None) -> None:
    """Unpack the photographs and lists of an archive into a folder of its own.

    Nothing is left of an archive that is refused: one with a path that leads out of the
    folder, a link, a device, more or larger files than allowed, or that is damaged. Other
    files than photographs and lists are not unpacked.

    Parameters
    ----------
    archive : path
        A zip file or a tar file, also compressed (gz, bz2, xz).
    folder : path
        It is emptied first.
    limits : Limits, optional

    Raises
    ------
    ArchiveError
        Naming the entry and what is wrong with it.
    """
    archive, limits = Path(archive), limits or Limits()
    if archive.resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(f"{archive}: lies in {folder}, which is emptied; move it elsewhere")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with closing(_entries(archive, limits)) as entries:
            _write_or_complain(entries, archive, folder, limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True)
class _Entry:
    """A member of an archive that has contents."""

    name: str
    contents: IO[bytes]


def _write_or_complain(
    entries: Iterator[_Entry], archive: Path, folder: Path, limits: Limits
) -> None:
    try:
        _write(entries, archive, folder, limits)
    except _DAMAGE as error:
        raise ArchiveError(f"{archive}: damaged, or no zip or tar archive ({error})") from error
    except (RuntimeError, OverflowError) as error:
        raise ArchiveError(f"{archive}: cannot be unpacked ({error})") from error
    except OSError as error:
        # A decompressor gives no number, and a wrong place in a file is an invalid argument.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise ArchiveError(f"{archive}: damaged ({error})") from error


def _write(entries: Iterator[_Entry], archive: Path, folder: Path, limits: Limits) -> None:
    packed, total = archive.stat().st_size, 0
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for entry in entries:
        path = _inside(entry.name, archive)
        # As file systems see it that do not tell upper from lower case.
        same = PurePosixPath(unicodedata.normalize("NFC", str(path)).casefold())
        if same in files:
            raise ArchiveError(f"{archive}: {entry.name!r} is in it twice")
        files.add(same)
        folders.update(same.parents)
        if same in folders or not files.isdisjoint(same.parents):
            raise ArchiveError(f"{archive}: {entry.name!r} is both a file and a folder")
        hidden = any(is_hidden(part) for part in path.parts)
        wanted = path.suffix.lower() in SUFFIXES | LISTS and not hidden
        target = folder / path
        if wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") if wanted else io.BytesIO() as file:
            while chunk := entry.contents.read(1 << 20):
                total += len(chunk)
                if total > limits.total_bytes:
                    raise ArchiveError(
                        f"{archive}: holds more than {limits.total_bytes / 1e9:g} GB"
                    )
                if total > _LEAST and total > limits.ratio * packed:
                    raise ArchiveError(
                        f"{archive}: unpacks to more than {limits.ratio:g} times its size; "
                        "photographs hardly shrink, so this is no archive of photographs"
                    )
                if wanted:
                    file.write(chunk)


def _inside(name: str, archive: Path) -> PurePosixPath:
    """Give the path of an entry if it stays in the folder it is unpacked into."""
    path = PurePosixPath(name.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", str(path))
    if outside:
        raise ArchiveError(f"{archive}: {name!r} would be written outside the folder")
    if not name or "\0" in name:
        raise ArchiveError(f"{archive}: {name!r} is no name")
    sizes = [len(part.encode("utf-8", "replace")) for part in path.parts]
    if len(sizes) > 50 or sum(sizes) > 1000 or any(size > 255 for size in sizes):
        raise ArchiveError(f"{archive}: {name[:60]!r}… is too long a name")
    return path


def _entries(archive: Path, limits: Limits) -> Generator[_Entry]:
    with archive.open("rb") as file:
        start = file.read(512)
    if is_web_page(start):
        raise ArchiveError(
            f"{archive}: a web page, not an archive; a shared drive has another link for the file "
            "itself, which its download button leads to"
        )
    # A zip file may begin with anything, so a tar file with a zip file in it looks like one.
    tar = start.startswith(tuple(_READERS)) or start[257:262] == b"ustar"
    yield from (_of_tar if tar or not zipfile.is_zipfile(archive) else _of_zip)(archive, limits)


def _of_zip(archive: Path, limits: Limits) -> Generator[_Entry]:
    with zipfile.ZipFile(archive) as file:
        _count(len(file.infolist()), archive, limits)
        # All are looked at before the first is unpacked.
        for member in file.infolist():
            _inside(member.orig_filename, archive)
            _plain(stat.S_IFMT(member.external_attr >> 16), member.filename, archive)
            if member.flag_bits & 1:
                raise ArchiveError(f"{archive}: {member.filename!r} is encrypted; unpack it first")
            # Other decompressors give all they can at once, however much that is.
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ArchiveError(f"{archive}: {member.filename!r} is not stored or deflated")
        for member in file.infolist():
            if not member.is_dir():
                with file.open(member) as contents:
                    yield _Entry(member.filename, contents)


def _plain(kind: int, name: str, archive: Path) -> None:
    kinds = {stat.S_IFLNK: "a link", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(f"{archive}: {name!r} is {kinds.get(kind, 'no file')}, not a photograph")


def _of_tar(archive: Path, limits: Limits) -> Generator[_Entry]:
    with archive.open("rb") as packed:
        magic = packed.read(6)
        packed.seek(0)
        opener = next((o for start, o in _READERS.items() if magic.startswith(start)), None)
        stream = opener(packed, "rb") if opener else packed
        counted = _Counted(stream, archive, limits)
        # As a stream: a tar file has no table of contents, and this one may never end.
        with tarfile.open(fileobj=counted, mode="r|", tarinfo=TarHeader) as file:
            for number, member in enumerate(iter(file.next, None), start=1):
                file.members.clear()  # type: ignore[attr-defined]
                _count(number, archive, limits)
                member.name = readable(member.name)
                _inside(member.name, archive)
                if member.issym() or member.islnk():
                    raise ArchiveError(f"{archive}: {member.name!r} is a link, not a photograph")
                if not (member.isfile() or member.isdir()):
                    raise ArchiveError(f"{archive}: {member.name!r} is a device or no file")
                contents = file.extractfile(member) if member.isfile() else None
                if contents is not None:
                    yield _Entry(member.name, contents)
        # The checksum comes last.
        while counted.read(1 << 20):
            pass


def readable(name: str) -> str:
    """Read a name as Latin-1 that is not in UTF-8, as old tar files have them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape").decode("latin-1")
    return name


class TarHeader(tarfile.TarInfo):
    """A header, refused if it is damaged or costs too much time or memory to read."""

    _LONGEST = 1 << 18
    _PAX = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
    _EXTENSIONS = (*_PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
    _RECORD = re.compile(rb"(\d{1,7}) ([^=\n]{1,1000})=")

    @classmethod
    def fromtarfile(cls, file: tarfile.TarFile) -> Any:
        """Read the next header; after the first, a bad one would count as the end."""
        try:
            return super().fromtarfile(file)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"no file where one should begin: {error}") from None

    def _proc_member(self, file: tarfile.TarFile) -> Any:
        if self.type in self._EXTENSIONS and self.size > self._LONGEST:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        if self.size < 0:
            raise tarfile.ReadError(f"a size of {self.size:,} bytes")
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError(f"{self.name!r} is a sparse file")
        return super()._proc_member(file)  # type: ignore[misc]

    def _proc_pax(self, file: Any) -> Any:
        """Take the path and the size from an extension; `tarfile` may take hours for it."""
        block = file.fileobj.read(self._block(self.size))  # type: ignore[attr-defined]
        records, at, said = block[: self.size].rstrip(b"\0"), 0, {}
        while at < len(records):
            record = self._RECORD.match(records, at)
            if not record or at + int(record[1]) <= record.end():
                raise tarfile.ReadError("a damaged header")
            if record[2].startswith(b"GNU.sparse"):
                raise tarfile.ReadError("a sparse file")
            if record[2] in (b"path", b"size"):
                said[record[2]] = records[record.end() : at + int(record[1]) - 1]
            at += int(record[1])
        del block, records
        member = self.fromtarfile(file)
        if self.type != tarfile.XGLTYPE:
            if b"path" in said:
                member.name = said[b"path"].decode("utf-8", "surrogateescape").rstrip("/")
            if b"size" in said and member.isreg():
                member.size = int(said[b"size"])
                if member.size < 0:
                    raise tarfile.ReadError(f"a size of {member.size:,} bytes")
                file.offset = member.offset_data + member._block(member.size)
        return member


class _Counted(io.RawIOBase):
    """A stream that ends with an error when more comes out than an archive may hold."""

    def __init__(self, stream: IO[bytes] | BinaryIO, archive: Path, limits: Limits) -> None:
        self._stream, self._archive = stream, archive
        # Headers and padding come on top of the contents.
        packed = archive.stat().st_size
        self._left = min(limits.total_bytes, max(_LEAST, int(limits.ratio * packed)))
        self._left += 2048 * limits.files

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise ArchiveError(f"{self._archive}: unpacks to more than is allowed")
        return chunk


def _count(number: int, archive: Path, limits: Limits) -> None:
    if number > limits.files:
        raise ArchiveError(f"{archive}: has more than {limits.files:,} entries")
