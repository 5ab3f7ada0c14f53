"""Archives and shards of photographs."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fuzz_kinds.base import written
from benchmarks.fuzz_kinds.images import make_images
from benchmarks.mutations import PACKERS


def tar_of(members: dict[str, bytes]) -> bytes:
    """Write a tar file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for name, contents in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(contents)
            file.addfile(info, io.BytesIO(contents))
    return buffer.getvalue()


def members() -> Iterator[dict[str, bytes]]:
    """Yield what archives and shards hold."""
    jpegs = make_images("JPEG")
    about = json.dumps({"id": "a", "tags": ["red", "blue"], "title": "é"}).encode()
    yield {"a/1.jpg": jpegs[0], "a/1.json": about, "a/1.txt": b"a red door", "a/1.cls": b"red"}
    yield {"1.jpg": jpegs[1], "2.jpg": jpegs[2], "2.json": b"{}", "x/" * 20 + "3.jpg": jpegs[0]}


def make_shards() -> list[bytes]:
    """Write tar files in the layout of WebDataset."""
    return [tar_of(each) for each in members()]


def read_shard(contents: bytes, folder: Path) -> None:
    """List the photographs of a shard, and read their bytes."""
    from folkhue.datasets.sources.shards import Shards
    from folkhue.images.tar_member import read_bytes

    for record in Shards(str(written(contents, folder, "a.tar"))):
        str(record).encode()
        if record.path and not record.detail:
            read_bytes(record.path)


def make_archives() -> list[bytes]:
    """Write archives of photographs, of every kind."""
    made = []
    for each in members():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for name, contents in each.items():
                file.writestr(name, contents)
        plain = tar_of(each)
        made += [buffer.getvalue(), plain, *(pack(plain) for _, pack in PACKERS.values())]
    return made


def read_archive(contents: bytes, folder: Path) -> None:
    """Unpack an archive."""
    from folkhue.datasets.sources.archive import unpack

    unpack(written(contents, folder, "a.zip"), folder / "unpacked")
    assert all(path.is_relative_to(folder) for path in (folder / "unpacked").rglob("*"))
