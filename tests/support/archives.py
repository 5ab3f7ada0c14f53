"""Archives made by hand: good, hostile and damaged."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import warnings
import zipfile
from collections.abc import Callable

import pytest

Accept = Callable[..., dict[str, bytes]]
Refuse = Callable[..., None]

NOISE = random.Random(3).randbytes(3000)
GOOD = ("red/good.jpg", NOISE)
PACK: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": lambda data: gzip.compress(data, 1),
    "tar.bz2": bz2.compress,
    "tar.xz": lambda data: lzma.compress(data, preset=0),
}
BOTH = pytest.mark.parametrize("kind", ["zip", "tar"])
EVERY = pytest.mark.parametrize("kind", ["zip", *PACK])


def member(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, **more: object) -> bytes:
    """Make a member of a tar file: header and data, which may contradict each other."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data)
    for key, value in more.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


def tar_of(*members: bytes) -> bytes:
    return b"".join(members) + bytes(1024)


def zip_of(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 8) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a duplicated name
        for entry, data in entries:
            file.writestr(entry, data, method)
    return buffer.getvalue()


def archive_of(kind: str, *entries: tuple[str, bytes]) -> bytes:
    if kind == "zip":
        return zip_of(*entries)
    return PACK[kind](tar_of(*(member(*entry) for entry in entries)))
