"""Photographs in tar files (shards), each read on its own without unpacking the others.

The path of a photograph in a shard is that of a file in a folder, followed by its position:
``photos/000012-5c0a91be77.tar/0a1b2c.jpg?offset=1536&size=81234``. `read_bytes` reads such a
path, and so does `folkhue.read_photo`. Shards are plain tar files in the layout of WebDataset:
``KEY.jpg`` is followed by ``KEY.json``.

References
----------
WebDataset, *The WebDataset format*, https://github.com/webdataset/webdataset
"""

from __future__ import annotations

import errno
import re
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from folkhue._utils.atomic import atomic_write
from folkhue._utils.regular_file import MAX_BYTES, check_file, open_file, read_file

_PLACE = re.compile(r"(.+\.tar)/([^/]+)\?offset=(\d{1,15})&size=(\d{1,15})", re.DOTALL)


@dataclass(frozen=True)
class Member:
    """A file in a tar file.

    Attributes
    ----------
    shard : str
        Path of the tar file.
    name : str
        Its name there, without folders.
    offset, size : int
        Position and length of its contents, in bytes.
    """

    shard: str
    name: str
    offset: int
    size: int

    @classmethod
    def parse(cls, path: str | Path) -> Member | None:
        """Parse a path; None if it is that of an ordinary file.

        Examples
        --------
        >>> Member.parse("photos/7.tar/a.jpg?offset=512&size=99")
        Member(shard='photos/7.tar', name='a.jpg', offset=512, size=99)
        >>> Member.parse("photos/a.jpg")
        """
        found = _PLACE.fullmatch(path.as_posix() if isinstance(path, Path) else path)
        return cls(found[1], found[2], int(found[3]), int(found[4])) if found else None

    def __str__(self) -> str:
        return f"{self.shard}/{self.name}?offset={self.offset}&size={self.size}"


def name_of(path: str) -> str:
    """Return the file name of a photograph, in a folder or a shard.

    Examples
    --------
    >>> name_of("7.tar/a.jpg?offset=512&size=99"), name_of("a.jpg")
    ('a.jpg', 'a.jpg')
    """
    member = Member.parse(path)
    return member.name if member else path.rpartition("/")[2]


def size_of(path: str | Path) -> int:
    """Return the size in bytes of a file, or of one in a shard.

    Raises
    ------
    OSError
        If the path leads to no regular file (see ``folkhue._utils.regular_file``), or the shard is
        truncated before the end of the photograph.
    """
    member = Member.parse(path)
    if not member:
        return check_file(path).st_size
    if check_file(member.shard).st_size < member.offset + member.size:
        raise OSError(errno.EIO, "its shard is cut off", str(path))
    return member.size


def read_bytes(path: str | Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file, or one in a shard.

    Raises
    ------
    OSError
        As `size_of` does; or if it is larger than `max_bytes`.
    """
    member = Member.parse(path)
    if not member:
        return read_file(path, max_bytes=max_bytes)
    if (size := size_of(path)) > max_bytes:
        raise OSError(errno.EFBIG, f"{size:,} bytes, more than are read", str(path))
    with open_file(member.shard) as file:
        file.seek(member.offset)
        return file.read(size)


def offsets(sizes: Iterable[int]) -> list[int]:
    """Return the offsets of files of these sizes in a shard and, last, the size of the shard."""
    found, end = [], 0
    for size in sizes:
        found.append(end + tarfile.BLOCKSIZE)
        end = found[-1] + _padded(size, tarfile.BLOCKSIZE)
    return [*found, _padded(end + 2 * tarfile.BLOCKSIZE, tarfile.RECORDSIZE)]


def write_shard(path: Path, names: Sequence[str], contents: Iterator[bytes]) -> None:
    """Write files into a tar file, reproducibly: without times and owners.

    Parameters
    ----------
    path : path
        Written atomically.
    names : sequence of str
        Of at most 100 ASCII characters.
    contents : iterator of bytes
        In the same order; consumed one by one.
    """
    with atomic_write(path) as temporary, temporary.open("wb") as file:
        for name, content in zip(names, contents, strict=True):
            header = tarfile.TarInfo(name)
            header.size = len(content)
            file.write(header.tobuf(tarfile.USTAR_FORMAT))
            file.write(content)
            file.write(bytes(-len(content) % tarfile.BLOCKSIZE))
        end = file.tell()
        file.write(bytes(_padded(end + 2 * tarfile.BLOCKSIZE, tarfile.RECORDSIZE) - end))


def _padded(size: int, block: int) -> int:
    return -(-size // block) * block
