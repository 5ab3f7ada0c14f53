"""Kept photographs in shards: the same ones, whatever happened before."""

import json
import math
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flickr_server import FlickrServer, synthetic
from support.downloads import TERMS, downloaded, files_in, quick_client, state_in

from folkhue.datasets import packing
from folkhue.datasets.checks import Checks
from folkhue.datasets.photo_list import write_photo_list
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.datasets.state import DownloadState
from folkhue.images.tar_member import Member, read_bytes

Table = dict[str, PhotoRecord]
Records = list[PhotoRecord]


def packed(records: Records, folder: Path, shard_size: int, connections: int = 4) -> Table:
    """List, fetch and pack photographs; return the list by id."""
    checks, client = Checks(near_bits=4, near_shade=6), quick_client(max_connections=connections)
    return downloaded(records, folder, checks, client=client, shard_size=shard_size)


def contents(table: Table, folder: Path) -> dict[str, bytes]:
    """Read every photograph where its record says."""
    return {i: read_bytes(folder / record.path) for i, record in table.items() if record.path}


@pytest.fixture
def rows(tmp_path: Path, encode: Callable[..., bytes]) -> Records:
    """Eleven good photographs, a copy and a damaged one."""
    listed = []
    for n in range(13):
        pixels = np.random.default_rng(n % 12).integers(0, 256, (9, 8 + n % 12, 3), np.uint8)
        path = tmp_path / f"in/{n}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(encode(pixels) if n != 4 else b"")
        record = PhotoRecord(f"p/{n}", path=str(path), tags="red", title=f"№ {n}", labels=("red",))
        listed.append(record)
    return listed


@pytest.mark.parametrize("pack", [1, 3, 11, 500])
def test_a_shard_has_the_given_number_of_photographs_with_their_json(
    rows: Records, tmp_path: Path, pack: int
) -> None:
    (tmp_path / "single").mkdir()
    single, table = packed(rows, tmp_path / "single", 0), packed(rows, tmp_path, pack)
    kept = [i for i, record in table.items() if record.status is Status.OK]
    assert len(kept) == 11
    assert contents(table, tmp_path) == contents(single, tmp_path / "single")
    for identity, record in table.items():
        assert replace(record, path="") == replace(single[identity], path="")
    shards = sorted(files_in(tmp_path))
    assert len(shards) == math.ceil(11 / pack)
    said = []
    for number, name in enumerate(shards):
        assert name.startswith(f"{number:06}-")
        with tarfile.open(tmp_path / "photos" / name) as file:
            names = file.getnames()
            said += [json.load(file.extractfile(n)) for n in names[1::2]]  # type: ignore[arg-type]
            assert [n.removesuffix("png") + "json" for n in names[::2]] == names[1::2]
    assert [row["id"] for row in said] == kept
    assert said[0] == {"id": "p/0", "tags": "red", "title": "№ 0"}


def test_the_number_of_threads_changes_nothing(rows: Records, tmp_path: Path) -> None:
    shards = []
    for connections in (1, 16):
        folder = tmp_path / str(connections)
        folder.mkdir()
        packed(rows, folder, 3, connections)
        shards.append(files_in(folder))
    assert shards[0] == shards[1]


def test_a_second_run_writes_nothing(rows: Records, tmp_path: Path) -> None:
    first = packed(rows[:-1], tmp_path, 3)
    # The folder's time changes if a file is created or removed.
    paths = [tmp_path / "photos", *(tmp_path / "photos").iterdir()]
    times = [path.stat().st_mtime_ns for path in paths]
    assert packed(rows[:-1], tmp_path, 3) == first
    assert [path.stat().st_mtime_ns for path in paths] == times


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-5],
        lambda rows: rows[5:],
        lambda rows: [*rows[7:], *rows[:7]],
        lambda rows: [replace(row, title="other") for row in rows],
        lambda rows: [replace(row, tags="red;blue") for row in rows[::2]],
    ],
)
def test_a_changed_list_gives_the_result_of_a_fresh_start(
    rows: Records, tmp_path: Path, change: Callable[[Records], Records]
) -> None:
    """The shards do not depend on earlier lists."""
    (tmp_path / "fresh").mkdir()
    packed(rows, tmp_path, 3)
    assert packed(change(rows), tmp_path, 3) == packed(change(rows), tmp_path / "fresh", 3)
    assert files_in(tmp_path) == files_in(tmp_path / "fresh")


# From a server, which counts requests


@pytest.fixture
def server() -> Iterator[FlickrServer]:
    with FlickrServer(synthetic(10, TERMS.names)) as server:
        yield server


def of_server(server: FlickrServer) -> Records:
    return [
        PhotoRecord(p.id, url=f"{server.address}/65535/{p.id}_{p.secret}_o.jpg")
        for p in server.catalog.pictures
    ]


def test_changing_the_shard_size_fetches_nothing(server: FlickrServer, tmp_path: Path) -> None:
    rows = of_server(server)
    fresh = {}
    for pack in (0, 2, 4):
        (tmp_path / str(pack)).mkdir()
        fresh[pack] = packed(rows, tmp_path / str(pack), pack), files_in(tmp_path / str(pack))
    before = server.asked.copy()
    for pack in (0, 4, 2, 0, 2, 4, 0):
        assert (packed(rows, tmp_path / "2", pack), files_in(tmp_path / "2")) == fresh[pack]
    assert server.asked == before


@pytest.mark.parametrize(("whole", "again"), [(None, 4), (0, 4), (1, 3), (3, 1), (4, 0)])
def test_photographs_of_a_truncated_shard_are_fetched_again(
    server: FlickrServer, tmp_path: Path, whole: int | None, again: int
) -> None:
    """A shard of four photographs is missing, or truncated after some of them."""
    rows = of_server(server)
    table = packed(rows, tmp_path, 4)
    before, shards = server.asked.copy(), files_in(tmp_path)
    name = sorted(shards)[1]
    members = [Member.parse(row.path) for row in table.values() if name in row.path]
    ends = [0, *(member.offset + member.size for member in members if member)]
    path = tmp_path / "photos" / name
    path.unlink() if whole is None else path.write_bytes(shards[name][: ends[whole]])
    assert packed(rows, tmp_path, 4) == table
    assert files_in(tmp_path) == shards
    assert (server.asked - before).total() == again


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "step"), [(packing, "write_shard"), (DownloadState, "rename_files"), (Path, "unlink")]
)
@pytest.mark.parametrize("after", [False, True])
def test_stopped_at_any_step_it_gives_the_same_result(
    server: FlickrServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    step: str,
    after: bool,
) -> None:
    """Stop before or after each step of packing; all photographs are readable at that moment."""
    rows = of_server(server)
    (tmp_path / "fresh").mkdir()
    wanted = packed(rows, tmp_path / "fresh", 4), files_in(tmp_path / "fresh")
    packed(rows, tmp_path, 0)
    before = server.asked.copy()
    do, stops = getattr(owner, step), 0
    left = [0]

    def stopping(*arguments: object, **options: object) -> object:
        left[0] -= 1
        if left[0] < 0 and not after:
            raise KeyboardInterrupt
        answer = do(*arguments, **options)
        if left[0] < 0:
            raise KeyboardInterrupt
        return answer

    while True:
        left[0] = stops
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(owner, step, stopping)
            table = packed(rows, tmp_path, 4)
            break
        stops += 1
        with state_in(tmp_path) as state:
            kept = {e.record.id: e.file for e in state.kept()}
        assert len(kept) == 10
        for identity, file in kept.items():
            assert file
            content = server.catalog.by_id[identity].original()
            assert read_bytes(tmp_path / "photos" / file.name) == content
    assert stops >= 2
    assert (table, files_in(tmp_path)) == wanted
    assert server.asked == before


def test_the_list_of_packed_photographs_is_a_manifest(rows: Records, tmp_path: Path) -> None:
    table = packed(rows, tmp_path, 3)
    kept = [record for record in table.values() if record.path]
    write_photo_list(tmp_path / "photos.csv", kept)
    (tmp_path / "other").mkdir()
    again = packed(read_manifest(tmp_path / "photos.csv"), tmp_path / "other", 0)
    assert contents(again, tmp_path / "other") == contents(table, tmp_path)
    assert len(contents(table, tmp_path)) == 11
