"""Kept photographs in shards: the same ones, whatever happened on the way."""

import csv
import io
import json
import math
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from flickr_server import FlickrServer, synthetic

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets import packing
from folkhue.datasets.fetch import Checks, fetch
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.sources import Manifest
from folkhue.datasets.state import KEPT, DownloadState
from folkhue.images.tar_member import Member, read_bytes

Rows = list[dict[str, str]]
TERMS = Vocabulary.of("basic8")


def brought(rows: Rows, folder: Path, pack: int, connections: int = 4) -> dict[str, dict[str, str]]:
    """List, fetch and pack; give the list that is written, by id."""
    with DownloadState(folder / "download.sqlite") as state:
        if state.begin(repr(rows), again=any(row.get("path") for row in rows)):
            state.add(rows)
            state.end()
        web = HttpClient(
            HttpLimits(allow_http=True, allow_private_addresses=True, max_connections=connections)
        )
        checks = Checks(near_bits=4, near_shade=6)
        fetch(state, folder / "photos", web, checks, TERMS.names, pack=pack)
        file = io.StringIO()
        state.write(file, "photos", done=True)
    return {row["id"]: row for row in csv.DictReader(io.StringIO(file.getvalue()))}


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "photos").iterdir()}


def contents(table: dict[str, dict[str, str]], folder: Path) -> dict[str, bytes]:
    """Read every photograph where its row says."""
    return {i: read_bytes(folder / row["path"]) for i, row in table.items() if row["path"]}


@pytest.fixture
def rows(tmp_path: Path, encode: Callable[..., bytes]) -> Rows:
    """Eleven photographs and two that are left out: a copy and a damaged one."""
    listed = []
    for n in range(13):
        pixels = np.random.default_rng(n % 12).integers(0, 256, (9, 8 + n % 12, 3), np.uint8)
        path = tmp_path / f"in/{n}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(encode(pixels) if n != 4 else b"")
        listed.append({"id": f"p/{n}", "path": str(path), "tags": "red", "title": f"№ {n}"})
    return listed


@pytest.mark.parametrize("pack", [1, 3, 11, 500])
def test_a_shard_holds_so_many_photographs_and_what_is_said_of_them(
    rows: Rows, tmp_path: Path, pack: int
) -> None:
    (tmp_path / "single").mkdir()
    single, table = brought(rows, tmp_path / "single", 0), brought(rows, tmp_path, pack)
    assert sum(row["status"] == KEPT for row in table.values()) == 11
    assert contents(table, tmp_path) == contents(single, tmp_path / "single")
    for identity, row in table.items():
        assert {**row, "path": ""} == {**single[identity], "path": ""}
    shards = sorted(found(tmp_path))
    assert len(shards) == math.ceil(11 / pack)
    said = []
    for number, name in enumerate(shards):
        assert name.startswith(f"{number:06}-")
        with tarfile.open(tmp_path / "photos" / name) as file:
            names = file.getnames()
            said += [json.load(file.extractfile(n)) for n in names[1::2]]  # type: ignore[arg-type]
            assert [n.removesuffix("png") + "json" for n in names[::2]] == names[1::2]
    kept = [i for i, row in table.items() if row["status"] == KEPT]
    assert [row["id"] for row in said] == kept
    assert said[0] == {"id": "p/0", "tags": "red", "title": "№ 0"}


def test_the_number_of_threads_changes_nothing(rows: Rows, tmp_path: Path) -> None:
    shards = []
    for connections in (1, 16):
        folder = tmp_path / str(connections)
        folder.mkdir()
        brought(rows, folder, 3, connections)
        shards.append(found(folder))
    assert shards[0] == shards[1]


def test_a_second_run_writes_nothing(rows: Rows, tmp_path: Path) -> None:
    first = brought(rows[:-1], tmp_path, 3)
    # The folder's time tells of files that came and went.
    paths = [tmp_path / "photos", *(tmp_path / "photos").iterdir()]
    times = [path.stat().st_mtime_ns for path in paths]
    assert brought(rows[:-1], tmp_path, 3) == first
    assert [path.stat().st_mtime_ns for path in paths] == times


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-5],
        lambda rows: rows[5:],
        lambda rows: [*rows[7:], *rows[:7]],
        lambda rows: [{**row, "title": "other"} for row in rows],
        lambda rows: [{**row, "tags": "red;blue"} for row in rows[::2]],
    ],
)
def test_another_list_gives_what_a_new_start_would(
    rows: Rows, tmp_path: Path, change: Callable[[Rows], Rows]
) -> None:
    """Photographs that are no longer wanted leave no trace in the shards."""
    (tmp_path / "fresh").mkdir()
    brought(rows, tmp_path, 3)
    assert brought(change(rows), tmp_path, 3) == brought(change(rows), tmp_path / "fresh", 3)
    assert found(tmp_path) == found(tmp_path / "fresh")


# From a server, which counts how often it is asked


@pytest.fixture
def server() -> Iterator[FlickrServer]:
    with FlickrServer(synthetic(10, TERMS.names)) as server:
        yield server


def of_server(server: FlickrServer) -> Rows:
    return [
        {"id": p.id, "url": f"{server.address}/65535/{p.id}_{p.secret}_o.jpg"}
        for p in server.catalog.pictures
    ]


def test_packing_otherwise_brings_nothing_again(server: FlickrServer, tmp_path: Path) -> None:
    rows = of_server(server)
    fresh = {}
    for pack in (0, 2, 4):
        (tmp_path / str(pack)).mkdir()
        fresh[pack] = brought(rows, tmp_path / str(pack), pack), found(tmp_path / str(pack))
    before = server.asked.copy()
    for pack in (0, 4, 2, 0, 2, 4, 0):
        assert (brought(rows, tmp_path / "2", pack), found(tmp_path / "2")) == fresh[pack]
    assert server.asked == before


@pytest.mark.parametrize(("whole", "again"), [(None, 4), (0, 4), (1, 3), (3, 1), (4, 0)])
def test_what_is_cut_off_is_brought_again(
    server: FlickrServer, tmp_path: Path, whole: int | None, again: int
) -> None:
    """A shard of four is gone, or cut off behind so many photographs."""
    rows = of_server(server)
    table = brought(rows, tmp_path, 4)
    before, shards = server.asked.copy(), found(tmp_path)
    name = sorted(shards)[1]
    members = [Member.parse(row["path"]) for row in table.values() if name in row["path"]]
    ends = [0, *(member.offset + member.size for member in members if member)]
    path = tmp_path / "photos" / name
    path.unlink() if whole is None else path.write_bytes(shards[name][: ends[whole]])
    assert brought(rows, tmp_path, 4) == table
    assert found(tmp_path) == shards
    assert (server.asked - before).total() == again


@pytest.mark.parametrize(
    ("owner", "step"), [(packing, "write_shard"), (DownloadState, "record"), (Path, "unlink")]
)
@pytest.mark.parametrize("after", [False, True])
def test_stopped_at_any_step_it_ends_the_same(
    server: FlickrServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    step: str,
    after: bool,
) -> None:
    """Before or after each step of packing; every photograph can be read at that moment."""
    rows = of_server(server)
    (tmp_path / "fresh").mkdir()
    wanted = brought(rows, tmp_path / "fresh", 4), found(tmp_path / "fresh")
    brought(rows, tmp_path, 0)
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
            table = brought(rows, tmp_path, 4)
            break
        stops += 1
        with DownloadState(tmp_path / "download.sqlite") as state:
            for row in state.kept():
                content = server.catalog.by_id[row["id"]].original()
                assert read_bytes(tmp_path / "photos" / row["file"]) == content
    assert stops >= 2
    assert (table, found(tmp_path)) == wanted
    assert server.asked == before


def test_a_list_of_packed_photographs_is_a_manifest(rows: Rows, tmp_path: Path) -> None:
    table = brought(rows, tmp_path, 3)
    with (tmp_path / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "path"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row for row in table.values() if row["path"])
    (tmp_path / "other").mkdir()
    again = brought(list(Manifest(tmp_path / "photos.csv")), tmp_path / "other", 0)
    assert contents(again, tmp_path / "other") == contents(table, tmp_path)
