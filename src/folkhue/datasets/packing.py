"""How kept photographs are stored in their folder: each as a file, or many in a shard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from folkhue._utils.atomic import atomic_write
from folkhue._utils.progress import progress
from folkhue.datasets.record import MANIFEST_COLUMNS
from folkhue.datasets.state import DownloadState, Entry, StoredFile
from folkhue.errors import DownloadError
from folkhue.images.tar_member import Member, name_of, offsets, read_bytes, size_of, write_shard

_BATCH = 500


def pack_photos(state: DownloadState, folder: Path, shard_size: int) -> None:
    """Store kept photographs as files or in shards; the state records where each is.

    A shard is named after its number and its contents, so that it never changes: a shard
    with other photographs has another name. First a shard is written, then the state is
    updated, and only then the files are removed that were packed into it. So a kill loses
    nothing, and the same photographs in the same order give the same shards. Shards that are
    no longer needed stay; nothing refers to them.

    Parameters
    ----------
    state : DownloadState
    folder : path
    shard_size : int
        Photographs in a shard; with 0 each is a file of its own.

    Raises
    ------
    DownloadError
        If another program has changed a photograph.
    OSError
        If the disk is full, or a photograph is missing.
    """
    if not shard_size and not state.any_in_shard():
        return
    kept = state.kept()
    with progress("packing" if shard_size else "unpacking", state.count_kept()) as advance:
        for number, entries in enumerate(_batches(kept, shard_size or _BATCH)):
            if shard_size:
                _pack(state, folder, number, [_Item.from_entry(entry) for entry in entries])
            else:
                _unpack(state, folder, entries)
            advance(len(entries))


def _batches(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, size)):
        yield batch


@dataclass(frozen=True)
class _Item:
    """A photograph that goes into a shard, and the JSON that goes with it."""

    id: str
    file: StoredFile
    json: bytes

    @classmethod
    def from_entry(cls, entry: Entry) -> _Item:
        texts = {name: getattr(entry.record, name) for name in MANIFEST_COLUMNS if name != "path"}
        known = {name: text for name, text in texts.items() if text}
        content = json.dumps(known, ensure_ascii=False, indent=0).encode() + b"\n"
        assert entry.file  # it is kept
        return cls(entry.record.id, entry.file, content)

    @property
    def name(self) -> str:
        return name_of(self.file.name)

    @property
    def names(self) -> tuple[str, str]:
        return self.name, f"{self.name.partition('.')[0]}.json"


def _pack(state: DownloadState, folder: Path, number: int, items: Sequence[_Item]) -> None:
    *starts, total = offsets(size for i in items for size in (i.file.size, len(i.json)))
    path = folder / f"{number:06}-{_digest(items)}.tar"
    places = [
        str(Member(path.name, item.name, start, item.file.size))
        for item, start in zip(items, starts[::2], strict=True)
    ]
    if not _has_size(path, total):
        names = [name for item in items for name in item.names]
        write_shard(path, names, _contents(items, folder))
    moved = [(i, place) for i, place in zip(items, places, strict=True) if i.file.name != place]
    state.rename_files((item.id, place) for item, place in moved)
    for item, _ in moved:
        (folder / item.name).unlink(missing_ok=True)


def _digest(items: Iterable[_Item]) -> str:
    digest = hashlib.sha256()
    for item in items:
        of_json = hashlib.sha256(item.json).hexdigest()
        digest.update(f"{item.name} {item.file.sha256} {of_json}\n".encode())
    return digest.hexdigest()[:10]


def _contents(items: Iterable[_Item], folder: Path) -> Iterator[bytes]:
    for item in items:
        path = folder / item.file.name
        content = read_bytes(path)
        if len(content) != item.file.size:
            raise DownloadError(
                f"{path}: expected {item.file.size} bytes, found {len(content)}: another program "
                "changed it; run it again, and it is fetched again"
            )
        yield content
        yield item.json


def _unpack(state: DownloadState, folder: Path, entries: Iterable[Entry]) -> None:
    packed = [(e.record.id, e.file) for e in entries if e.file and Member.parse(e.file.name)]
    for _, file in packed:
        path = folder / name_of(file.name)
        if not _has_size(path, file.size):
            with atomic_write(path) as temporary:
                temporary.write_bytes(read_bytes(folder / file.name))
    state.rename_files((identity, name_of(file.name)) for identity, file in packed)


def _has_size(path: Path, size: int) -> bool:
    with suppress(OSError):
        return size_of(path) == size
    return False
