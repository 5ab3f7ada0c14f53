"""How kept photographs lie in their folder: each as a file, or many in a shard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue.datasets.sources.manifest import COLUMNS
from folkhue.datasets.state import DownloadState
from folkhue.errors import DownloadError
from folkhue.images.tar_member import Member, name_of, offsets, read_bytes, size_of, write_shard

_AT_ONCE = 500


def lay_out(state: DownloadState, folder: Path, pack: int) -> None:
    """Lay kept photographs out as wanted; the state tells where each is.

    A shard is named after its number and what is in it, so that it is never changed: one
    that holds other photographs has another name. First a shard is written, then the state
    says so, and only then the files are removed that were packed into it. So nothing is lost
    by a kill, and the same photographs in the same order give the same shards. Shards that are
    no longer needed stay; nothing refers to them.

    Parameters
    ----------
    state : DownloadState
    folder : path
    pack : int
        Photographs in a shard; with 0 each is a file of its own.

    Raises
    ------
    DownloadError
        If a photograph was changed by others meanwhile.
    OSError
        If the disk is full, or a photograph gone.
    """
    if not pack and not state.any_packed():
        return
    with progress("packing" if pack else "unpacking", state.kept_number()) as advance:
        for number, rows in enumerate(_batches(state, pack or _AT_ONCE)):
            if pack:
                _pack(state, folder, number, [_Item.of(row) for row in rows])
            else:
                _unpack(state, folder, rows)
            advance(len(rows))


def _batches(state: DownloadState, size: int) -> Iterator[list[dict[str, Any]]]:
    place = 0
    while rows := state.kept_after(place, size):
        place = rows[-1]["place"]
        yield rows


@dataclass(frozen=True)
class _Item:
    """A photograph that goes into a shard, and what is said of it there."""

    id: str
    file: str
    size: int
    sha256: str
    said: bytes

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> _Item:
        known = {name: row[name] for name in COLUMNS if row[name] and name != "path"}
        said = json.dumps(known, ensure_ascii=False, indent=0).encode() + b"\n"
        return cls(row["id"], row["file"], row["size"], row["sha256"], said)

    @property
    def name(self) -> str:
        return name_of(self.file)

    @property
    def names(self) -> tuple[str, str]:
        return self.name, f"{self.name.partition('.')[0]}.json"


def _pack(state: DownloadState, folder: Path, number: int, items: Sequence[_Item]) -> None:
    *starts, total = offsets(size for i in items for size in (i.size, len(i.said)))
    path = folder / f"{number:06}-{_digest(items)}.tar"
    places = [
        str(Member(path.name, item.name, start, item.size))
        for item, start in zip(items, starts[::2], strict=True)
    ]
    if not _has_size(path, total):
        names = [name for item in items for name in item.names]
        write_shard(path, names, _contents(items, folder))
    moved = [(i, place) for i, place in zip(items, places, strict=True) if i.file != place]
    state.record({"id": item.id, "file": place} for item, place in moved)
    for item, _ in moved:
        (folder / item.name).unlink(missing_ok=True)


def _digest(items: Sequence[_Item]) -> str:
    digest = hashlib.sha256()
    for item in items:
        said = hashlib.sha256(item.said).hexdigest()
        digest.update(f"{item.name} {item.sha256} {said}\n".encode())
    return digest.hexdigest()[:10]


def _contents(items: Sequence[_Item], folder: Path) -> Iterator[bytes]:
    for item in items:
        content = read_bytes(folder / item.file)
        if len(content) != item.size:
            raise DownloadError(
                f"{folder / item.file}: expected {item.size} bytes, found {len(content)}: "
                "something else changed it; run it again, and it is brought anew"
            )
        yield content
        yield item.said


def _unpack(state: DownloadState, folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    packed = [row for row in rows if Member.parse(row["file"])]
    for row in packed:
        path = folder / name_of(row["file"])
        if not _has_size(path, row["size"]):
            with atomic_write(path) as temporary:
                temporary.write_bytes(read_bytes(folder / row["file"]))
    state.record({"id": row["id"], "file": name_of(row["file"])} for row in packed)


def _has_size(path: Path, size: int) -> bool:
    with suppress(OSError):
        return size_of(path) == size
    return False
