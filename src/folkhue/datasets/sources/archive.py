"""A zip or tar archive of photographs, unpacked with suspicion."""

from __future__ import annotations

import errno
import io
import re
import shutil
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from folkhue._utils.regular_file import open_file, real_path
from folkhue._utils.unpacking import (
    UnpackedStream,
    UnpackingError,
    check_zip_members,
    method_of,
    open_zip,
)
from folkhue.datasets.sources.folder import LISTS
from folkhue.datasets.sources.tar_headers import TarHeader, members
from folkhue.errors import ArchiveError
from folkhue.images.files import is_hidden, is_web_page
from folkhue.images.formats import SUFFIXES

_ALWAYS_ALLOWED = 10_000_000
"""Bytes that may be unpacked however small the archive is."""

_CHUNK = 1 << 20

_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error),
    *(EOFError, struct.error, ValueError),
)


@dataclass(frozen=True)
class Limits:
    """What an archive may contain.

    Attributes
    ----------
    files : int
        Entries of any kind.
    total_bytes : int
        Size of all of them, unpacked.
    ratio : float
        Unpacked over packed size, once more than 10 MB are unpacked.
    """

    files: int = 50_000
    total_bytes: int = 20_000_000_000
    ratio: float = 200.0


def unpack(archive: str | Path, folder: Path, limits: Limits | None = None) -> None:
    """Unpack the photographs and lists of an archive into a folder of its own.

    Other files are skipped. An archive is refused, and nothing of it is left, if it is
    damaged, or contains more or larger files than allowed, a link, a device, or a path that
    leads out of the folder.

    Parameters
    ----------
    archive : path
        A zip file or a tar file, which may be compressed (gz, bz2, xz).
    folder : path
        It is emptied first.
    limits : Limits, optional

    Raises
    ------
    ArchiveError
        If the archive is refused; the message names the entry and what is wrong with it.
    """
    archive, limits = Path(archive), limits or Limits()
    if real_path(archive).is_relative_to(real_path(folder)):
        raise ArchiveError(f"{archive}: lies in {folder}, which is emptied; move it elsewhere")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with closing(_entries(archive, limits)) as entries:
            _write_or_refuse(entries, archive, folder, limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True)
class _Entry:
    """A file in an archive."""

    name: str
    contents: IO[bytes]


def _write_or_refuse(
    entries: Iterator[_Entry], archive: Path, folder: Path, limits: Limits
) -> None:
    try:
        _write(entries, _Checks(archive, limits), folder)
    except UnpackingError as error:
        raise ArchiveError(f"{archive}: {error}") from error
    except _DAMAGE as error:
        raise ArchiveError(f"{archive}: damaged, or no zip or tar archive ({error})") from error
    except (RuntimeError, OverflowError) as error:
        raise ArchiveError(f"{archive}: cannot be unpacked ({error})") from error
    except OSError as error:
        # Decompressors give no error number; a wrong offset in a file is an invalid argument.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise ArchiveError(f"{archive}: damaged ({error})") from error


def _write(entries: Iterator[_Entry], checks: _Checks, folder: Path) -> None:
    for entry in entries:
        path = _path_inside(entry.name, checks.archive)
        checks.check_path(path, entry.name)
        wanted = path.suffix.lower() in SUFFIXES | LISTS
        wanted &= not any(is_hidden(part) for part in path.parts)
        target = folder / path
        if wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") if wanted else io.BytesIO() as file:
            while chunk := entry.contents.read(_CHUNK):
                checks.check_size(len(chunk))
                if wanted:
                    file.write(chunk)


class _Checks:
    """What is known of an archive so far, against its limits."""

    def __init__(self, archive: Path, limits: Limits) -> None:
        self.archive, self._limits = archive, limits
        self._packed, self._total = archive.stat().st_size, 0
        self._files: set[PurePosixPath] = set()
        self._folders: set[PurePosixPath] = set()

    def check_path(self, path: PurePosixPath, name: str) -> None:
        """Refuse a path that is in the archive already, as file systems see it.

        Some of them do not distinguish upper and lower case.
        """
        same = PurePosixPath(unicodedata.normalize("NFC", str(path)).casefold())
        if same in self._files:
            raise ArchiveError(f"{self.archive}: {name!r} is in it twice")
        self._files.add(same)
        self._folders.update(same.parents)
        if same in self._folders or not self._files.isdisjoint(same.parents):
            raise ArchiveError(f"{self.archive}: {name!r} is both a file and a folder")

    def check_size(self, size: int) -> None:
        """Refuse an archive that unpacks to more bytes than allowed."""
        self._total += size
        limits = self._limits
        if self._total > limits.total_bytes:
            raise ArchiveError(f"{self.archive}: holds more than {limits.total_bytes / 1e9:g} GB")
        if self._total > _ALWAYS_ALLOWED and self._total > limits.ratio * self._packed:
            raise ArchiveError(
                f"{self.archive}: unpacks to more than {limits.ratio:g} times its size; "
                "photographs hardly shrink, so this is not an archive of photographs"
            )


def _path_inside(name: str, archive: Path) -> PurePosixPath:
    """Return the path of an entry if it stays in the folder into which it is unpacked."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", str(path)):
        raise ArchiveError(f"{archive}: {name!r} would be written outside the folder")
    if not name or "\0" in name:
        raise ArchiveError(f"{archive}: {name!r} is not a valid name")
    sizes = [len(part.encode("utf-8", "replace")) for part in path.parts]
    if len(sizes) > 50 or sum(sizes) > 1000 or any(size > 255 for size in sizes):
        raise ArchiveError(f"{archive}: {name[:60]!r}… is too long a name")
    return path


def _entries(archive: Path, limits: Limits) -> Generator[_Entry]:
    with open_file(archive) as file:
        start = file.read(512)
    if is_web_page(start):
        raise ArchiveError(
            f"{archive}: a web page, not an archive; a shared drive has another link for the file "
            "itself, which its download button leads to"
        )
    # A zip file may begin with anything, so a tar file with a zip file in it looks like one.
    tar = method_of(start) is not None or start[257:262] == b"ustar"
    yield from (_of_tar if tar or not zipfile.is_zipfile(archive) else _of_zip)(archive, limits)


def _of_zip(archive: Path, limits: Limits) -> Generator[_Entry]:
    with open_file(archive) as packed, open_zip(packed, limits.files) as file:
        for member in file.infolist():  # all, before the first is unpacked
            _check_zip_member(member, archive)
        check_zip_members(file.infolist())
        for member in file.infolist():
            if not member.is_dir():
                with file.open(member) as contents:
                    yield _Entry(member.filename, contents)


def _check_zip_member(member: zipfile.ZipInfo, archive: Path) -> None:
    name = member.filename
    _path_inside(member.orig_filename, archive)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        kinds = {stat.S_IFLNK: "a link", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
        found = kinds.get(kind, "no file")
        raise ArchiveError(f"{archive}: {name!r} is {found}, not a photograph")


def _of_tar(archive: Path, limits: Limits) -> Generator[_Entry]:
    with open_file(archive) as packed:
        method = method_of(packed.read(6))
        packed.seek(0)
        most = _most_bytes(archive, limits)
        stream = UnpackedStream(packed, method, most) if method else packed
        # As a stream: a tar file has no table of contents, and this one may never end.
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=TarHeader) as file:
            for number, member in enumerate(members(file), start=1):
                _check_number(number, archive, limits)
                _check_tar_member(member, archive)
                contents = file.extractfile(member) if member.isfile() else None
                if contents is not None:
                    yield _Entry(member.name, contents)
        while stream.read(_CHUNK):  # the checksum comes last
            pass


def _check_tar_member(member: tarfile.TarInfo, archive: Path) -> None:
    _path_inside(member.name, archive)
    if member.issym() or member.islnk():
        raise ArchiveError(f"{archive}: {member.name!r} is a link, not a photograph")
    if not (member.isfile() or member.isdir()):
        raise ArchiveError(f"{archive}: {member.name!r} is a device or no file")


def _most_bytes(archive: Path, limits: Limits) -> int:
    """Return how long a tar file may be, unpacked."""
    packed = archive.stat().st_size
    contents = min(limits.total_bytes, max(_ALWAYS_ALLOWED, int(limits.ratio * packed)))
    return contents + 2048 * limits.files  # headers and padding are not part of the contents


def _check_number(number: int, archive: Path, limits: Limits) -> None:
    if number > limits.files:
        raise ArchiveError(f"{archive}: has more than {limits.files:,} entries")
