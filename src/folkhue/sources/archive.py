"""A zip or tar archive of photographs, unpacked with suspicion."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from folkhue.errors import ArchiveError
from folkhue.sources.folder import LISTS, PICTURES, is_hidden

_READERS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


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
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _write(_entries(archive, limits), archive, folder, limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True)
class _Entry:
    """A member of an archive that has contents."""

    name: str
    contents: IO[bytes]


def _write(entries: Iterator[_Entry], archive: Path, folder: Path, limits: Limits) -> None:
    packed, total, seen = archive.stat().st_size, 0, set()
    for entry in entries:
        path = _inside(entry.name, archive)
        if str(path).casefold() in seen:
            raise ArchiveError(f"{archive}: {entry.name!r} is in it twice")
        seen.add(str(path).casefold())
        hidden = any(is_hidden(part) for part in path.parts)
        wanted = path.suffix.lower() in PICTURES | LISTS and not hidden
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
                if total > 10_000_000 and total > limits.ratio * packed:
                    raise ArchiveError(
                        f"{archive}: unpacks to more than {limits.ratio:g} times its size; "
                        "photographs hardly shrink, so this is no archive of photographs"
                    )
                if wanted:
                    file.write(chunk)


def _inside(name: str, archive: Path) -> PurePosixPath:
    """Give the path of an entry if it stays in the folder it is unpacked into."""
    path = PurePosixPath(name.replace("\\", "/"))
    outside = path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", name)
    if outside or "\0" in name:
        raise ArchiveError(f"{archive}: {name!r} would be written outside the folder")
    if any(len(part.encode("utf-8", "replace")) > 255 for part in path.parts):
        raise ArchiveError(f"{archive}: {name[:60]!r}… is too long a name")
    return path


def _entries(archive: Path, limits: Limits) -> Iterator[_Entry]:
    try:
        if zipfile.is_zipfile(archive):
            yield from _of_zip(archive, limits)
        else:
            yield from _of_tar(archive, limits)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise ArchiveError(f"{archive}: damaged, or no zip or tar archive ({error})") from error
    except (NotImplementedError, RuntimeError, UnicodeError, OverflowError) as error:
        raise ArchiveError(f"{archive}: cannot be unpacked ({error})") from error
    except gzip.BadGzipFile as error:
        raise ArchiveError(f"{archive}: damaged ({error})") from error


def _of_zip(archive: Path, limits: Limits) -> Iterator[_Entry]:
    with zipfile.ZipFile(archive) as file:
        _count(len(file.infolist()), archive, limits)
        # All are looked at before the first is unpacked.
        for member in file.infolist():
            _inside(member.filename, archive)
            _plain(stat.S_IFMT(member.external_attr >> 16), member.filename, archive)
            if member.flag_bits & 1:
                raise ArchiveError(f"{archive}: {member.filename!r} is encrypted; unpack it first")
        for member in file.infolist():
            if not member.is_dir():
                with file.open(member) as contents:
                    yield _Entry(member.filename, contents)


def _plain(kind: int, name: str, archive: Path) -> None:
    kinds = {stat.S_IFLNK: "a link", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(f"{archive}: {name!r} is {kinds.get(kind, 'no file')}, not a photograph")


def _of_tar(archive: Path, limits: Limits) -> Iterator[_Entry]:
    with archive.open("rb") as packed:
        magic = packed.read(6)
        packed.seek(0)
        opener = next((o for start, o in _READERS.items() if magic.startswith(start)), None)
        stream = opener(packed, "rb") if opener else packed
        counted = _Counted(stream, archive, limits)
        # As a stream: a tar file has no table of contents, and this one may never end.
        with tarfile.open(fileobj=counted, mode="r|", tarinfo=_TarInfo) as file:
            for number, member in enumerate(file, start=1):
                _count(number, archive, limits)
                _inside(member.name, archive)
                if member.issym() or member.islnk():
                    raise ArchiveError(f"{archive}: {member.name!r} is a link, not a photograph")
                if not (member.isfile() or member.isdir()):
                    raise ArchiveError(f"{archive}: {member.name!r} is a device or no file")
                contents = file.extractfile(member) if member.isfile() else None
                if contents is not None:
                    yield _Entry(member.name, contents)


class _TarInfo(tarfile.TarInfo):
    """A header, refused if it is an extension too long to be read into memory."""

    _LONGEST = 1 << 20
    _EXTENSIONS = (
        *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
        *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    )

    def _proc_member(self, file: tarfile.TarFile) -> Any:
        if self.type in self._EXTENSIONS and self.size > self._LONGEST:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(file)  # type: ignore[misc]


class _Counted(io.RawIOBase):
    """A stream that ends with an error when more comes out than an archive may hold."""

    def __init__(self, stream: IO[bytes] | BinaryIO, archive: Path, limits: Limits) -> None:
        self._stream, self._archive = stream, archive
        # Headers and padding come on top of the contents.
        self._left = limits.total_bytes + 2048 * limits.files

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
