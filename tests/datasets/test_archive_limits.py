"""Archive bombs, and limits of size and number."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest
from support.archives import EVERY, NOISE, Accept, Refuse, archive_of, member, tar_of, zip_of

from folkhue.datasets.sources.archive import Limits


def overlapping(size: int, files: int) -> bytes:
    """Make a zip bomb in which each file contains the headers of the next ones (David Fifield)."""
    contents, infos = bytes(size), []
    whole = packed = zlib.compress(contents, 9, wbits=-15)
    for number in range(files):
        infos.append(info := zipfile.ZipInfo(f"{number}.jpg"))
        info.compress_type, info.CRC = zipfile.ZIP_DEFLATED, zlib.crc32(contents)
        info.compress_size, info.file_size = len(packed), len(contents)
        head = info.FileHeader()
        whole, contents = head + packed, head + contents
        info.header_offset = -len(whole)
        packed = b"\0" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF) + whole
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as file:
        buffer.write(whole)
        file.start_dir, file._didModify = len(whole), True  # type: ignore[attr-defined]
        for info in infos:
            info.header_offset += len(whole)
            file.filelist.append(info)
    return buffer.getvalue()


def folders_in_zip(number: int) -> bytes:
    one = zip_of(("d/", b""))
    start, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    counts = struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, (end - start) * number, start, 0)
    return one[:start] + one[start:end] * number + b"PK\5\6" + counts


def folders_in_tar(number: int) -> bytes:
    return gzip.compress(tar_of(member("d/", b"", tarfile.DIRTYPE) * number), 1)


def zeros(kind: str, name: str = "a.jpg") -> bytes:
    return archive_of(kind, (name, bytes(11_000_000)))


TIMES = "unpacks to more than 200 times its size; photographs hardly shrink"
BOMBS: dict[str, tuple[Callable[[], bytes], str, Limits]] = {
    "zip": (lambda: zeros("zip"), "more than 99 times its size", Limits(ratio=99)),
    "zip of text": (lambda: zeros("zip", "a.txt"), TIMES, Limits()),
    "tar.gz": (lambda: zeros("tar.gz"), "more than 99 times its size", Limits(ratio=99)),
    "tar.bz2": (lambda: zeros("tar.bz2"), TIMES, Limits()),
    "tar.xz": (lambda: zeros("tar.xz"), TIMES, Limits()),
    "after the end": (
        lambda: gzip.compress(bytes(11_000_000)),
        "unpacks to more than 10,018,432 bytes",
        Limits(9),
    ),
    "headers": (lambda: folders_in_tar(3_000), "more than 2,999 entries", Limits(2_999)),
    "overlapping": (lambda: overlapping(300_000, 100), "overlap", Limits()),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_before_it_fills_the_memory(what: str, refuse: Refuse) -> None:
    make, words, limits = BOMBS[what]
    refuse(make(), words, limits)


@pytest.mark.parametrize("make", [folders_in_zip, folders_in_tar])
def test_reading_stops_at_too_many_entries(make: Callable[[int], bytes], refuse: Refuse) -> None:
    refuse(make(30_000), "has more than 6,000 entries", Limits(6_000), measured=False)


@EVERY
def test_limits_are_exact(kind: str, accept: Accept, refuse: Refuse) -> None:
    packed = archive_of(kind, ("a.jpg", NOISE), ("b.jpg", NOISE), ("c.txt", NOISE))
    assert len(accept(packed, Limits(files=3, total_bytes=9000))) == 2
    refuse(packed, "holds more than 8.999e-06 GB", Limits(total_bytes=8999))
    refuse(packed, "has more than 2 entries", Limits(files=2))
