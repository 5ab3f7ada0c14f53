"""Fetching listed photographs: from files, and from a server with faults."""

import hashlib
import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flickr_server import Faults, FlickrServer, Picture, synthetic
from flickr_server.server import placeholder
from PIL import Image
from support.downloads import TERMS, downloaded, files_in, quick_client

from folkhue.datasets.checks import Checks
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.datasets.state import DownloadState
from folkhue.errors import DownloadError

Encode = Callable[..., bytes]


def statuses(table: dict[str, PhotoRecord]) -> set[tuple[Status, str]]:
    return {(record.status, record.detail) for record in table.values()}


ALL_OK = {(Status.OK, "")}


# From files


@pytest.fixture
def gallery(tmp_path: Path, encode: Encode) -> Path:
    """Two good photographs, a copy of the first, and one for each reason to reject it."""
    pixels = np.full((6, 8, 3), (200, 30, 40), np.uint8)
    contents = {
        "good.png": encode(pixels),
        "other.png": encode(255 - pixels),
        "copy.png": encode(pixels),
        "cut.png": encode(pixels)[:50],
        "zero.jpg": b"",
        "page.jpg": b"<html>",
        "glass.png": encode(np.zeros((3, 3, 4), np.uint8)),
        "small.png": encode(pixels[:2]),
        "huge.png": encode(np.zeros((60, 60, 3), np.uint8)),
        "long.bmp": encode(np.zeros((40, 40, 3), np.uint8), "BMP"),
    }
    (tmp_path / "in").mkdir()
    for name, content in contents.items():
        (tmp_path / "in" / name).write_bytes(content)
    rows = [f"{name.partition('.')[0]},{name},\n" for name in [*contents, "gone.jpg"]]
    rows.append("none,,\nfile,,file:///etc/passwd\nplain,,http://example.org/1.jpg\n")
    (tmp_path / "in/photos.csv").write_text("id,path,url\n" + "".join(rows))
    return tmp_path


REASONS = {
    "good": (Status.OK, ""),
    "other": (Status.OK, ""),
    "copy": (Status.SAME_FILE, "good"),
    "cut": (Status.UNREADABLE, "damaged image"),
    "zero": (Status.UNREADABLE, "the file is empty"),
    "page": (Status.UNREADABLE, "a web page, not an image"),
    "glass": (Status.TRANSPARENT, ""),
    "small": (Status.TOO_SMALL, "8 × 2"),
    "huge": (Status.TOO_LARGE, "60 × 60 is too many pixels"),
    "long": (Status.TOO_LARGE, "larger than 0.004 MB"),
    "gone": (Status.UNAVAILABLE, "no such file"),
    "none": (Status.UNAVAILABLE, "has no path and no url"),
    "file": (Status.UNAVAILABLE, "not a web address: 'file:///etc/passwd'"),
    "plain": (
        Status.UNAVAILABLE,
        "http:// is not encrypted; download.web.http: true allows it",
    ),
}
STRICT = Checks(min_side=3, max_pixels=2_000, max_bytes=4_000)


def listed_in(folder: Path) -> list[PhotoRecord]:
    return read_manifest(folder / "in/photos.csv")


def test_a_bad_photograph_is_recorded_with_its_reason(gallery: Path) -> None:
    table = downloaded(listed_in(gallery), gallery, STRICT, client=HttpClient(HttpLimits()))
    assert table.keys() == REASONS.keys()
    for identity, (status, detail) in REASONS.items():
        record = table[identity]
        assert record.status is status
        assert record.detail.startswith(detail)
        assert bool(record.path) == bool(record.sha256) == (status is Status.OK)
    kept = [record for record in table.values() if record.status is Status.OK]
    assert [(record.width, record.height) for record in kept] == [(8, 6)] * 2
    assert {record.path for record in kept} == {f"photos/{name}" for name in files_in(gallery)}
    for record in kept:
        digest = hashlib.sha256((gallery / record.path).read_bytes()).hexdigest()
        assert (record.sha256, record.path) == (digest, f"photos/{digest[:20]}.png")


def test_a_second_run_writes_nothing_and_removes_stray_files(gallery: Path) -> None:
    first = downloaded(listed_in(gallery), gallery, STRICT)
    photos = gallery / "photos"
    times = {path: path.stat().st_mtime_ns for path in photos.iterdir()}
    (photos / f"{'0a' * 10}.jpg").write_bytes(b"of another source")
    (photos / f".{'0a' * 10}-1234abcd.png").write_bytes(b"left by a kill")
    (photos / "mine.txt").write_text("not ours")
    assert downloaded(listed_in(gallery), gallery, STRICT) == first
    (photos / "mine.txt").unlink()
    assert {path: path.stat().st_mtime_ns for path in photos.iterdir()} == times


def test_a_fixed_file_is_checked_again(gallery: Path, encode: Encode) -> None:
    downloaded(listed_in(gallery), gallery, STRICT)
    (gallery / "in/cut.png").write_bytes(encode(np.zeros((9, 9, 3), np.uint8)))
    assert downloaded(listed_in(gallery), gallery, STRICT)["cut"].status is Status.OK


def test_the_number_of_threads_changes_nothing(gallery: Path) -> None:
    one = downloaded(listed_in(gallery), gallery, STRICT, client=quick_client(max_connections=1))
    (gallery / "download.sqlite").unlink()
    assert (
        downloaded(listed_in(gallery), gallery, STRICT, client=quick_client(max_connections=16))
        == one
    )


# Near duplicates and colors


def photo(seed: int, side: int = 96) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(blocks).resize((side, side), Image.Resampling.BICUBIC)


def test_copies_in_another_size_or_quality_are_found_within_a_class(
    tmp_path: Path, encode: Encode
) -> None:
    gray = photo(3).convert("L").convert("RGB")
    contents = {
        "a": (encode(photo(1), "JPEG", quality=95), ("red",)),
        "b": (encode(photo(1, 64), "JPEG", quality=60), ("red", "blue")),
        "c": (encode(photo(1, 80), "JPEG", quality=60), ("green",)),
        "d": (encode(photo(2), "JPEG"), ("red",)),
        "e": (encode(gray, "JPEG"), ("red",)),
        "f": (encode(gray.rotate(90), "JPEG"), ("white", "red")),
        "g": (encode(gray.rotate(180), "JPEG"), ()),
    }
    for name, (content, _) in contents.items():
        (tmp_path / f"{name}.jpg").write_bytes(content)
    records = [
        PhotoRecord(name, path=str(tmp_path / f"{name}.jpg"), labels=labels)
        for name, (_, labels) in contents.items()
    ]
    table = downloaded(records, tmp_path, Checks(min_color=0.005, near_bits=4, near_shade=6))
    left_out = {name: r for name, r in table.items() if r.status is not Status.OK}
    assert {name: (r.status, r.detail) for name, r in left_out.items()} == {
        "b": (Status.NEAR_DUPLICATE, "a"),
        "e": (Status.NOT_COLORED, ""),
    }
    assert statuses(downloaded(records, tmp_path, Checks())) == ALL_OK


def test_plain_walls_of_similar_colors_are_no_copies(tmp_path: Path, encode: Encode) -> None:
    rows = []
    for shade in (200, 203, 206):
        path = tmp_path / f"{shade}.png"
        path.write_bytes(encode(np.full((40, 60, 3), (shade, 40, 30), np.uint8)))
        rows.append(PhotoRecord(str(shade), path=str(path), labels=("red",)))
    assert statuses(downloaded(rows, tmp_path, Checks(near_bits=4, near_shade=6))) == ALL_OK


# From a server


@pytest.fixture
def pictures() -> list[Picture]:
    return synthetic(24, TERMS.names)


Serve = Callable[..., FlickrServer]


@pytest.fixture
def serve(pictures: list[Picture]) -> Iterator[Serve]:
    running: list[FlickrServer] = []

    def start(**faults: object) -> FlickrServer:
        server = FlickrServer(pictures, Faults(**faults))  # type: ignore[arg-type]
        running.append(server.__enter__())
        return server

    yield start
    for server in running:
        server.__exit__()


def listed(server: FlickrServer) -> list[PhotoRecord]:
    """Return records of the server's photographs; their first tag is a color term."""
    return [
        PhotoRecord(p.id, url=f"{server.address}/65535/{p.id}_{p.secret}_o.jpg", labels=p.tags[:1])
        for p in server.catalog.pictures
    ]


@pytest.mark.parametrize(
    "faults",
    [
        ("429",),
        ("503", "503", "503"),
        ("html", "short"),
        ("truncated", "reset", "429", "503"),
        ("slow",),
    ],
)
def test_transient_errors_are_retried(
    serve: Serve, tmp_path: Path, faults: tuple[str, ...]
) -> None:
    server = serve(photos={"*": faults})
    table = downloaded(listed(server), tmp_path)
    assert statuses(table) == ALL_OK
    for record in table.values():
        contents = server.catalog.by_id[record.id].original()
        assert (tmp_path / record.path).read_bytes() == contents
        # A slow response is no error.
        assert server.asked[record.id] == 1 + len(set(faults) - {"slow"} and faults)


@pytest.mark.parametrize(
    ("what", "status", "detail"),
    [
        ("placeholder", Status.UNAVAILABLE, "removed by its owner or by the site"),
        ("404", Status.UNAVAILABLE, "the server answered 404 Not Found"),
        ("410", Status.UNAVAILABLE, "the server answered 410 Gone"),
        ("html", Status.FAILED, "a web page, not an image; the server answered with HTML"),
        ("text", Status.FAILED, "not an image that folkhue reads"),
        ("type", Status.OK, ""),
    ],
)
def test_permanent_errors_are_recorded_with_their_reason(
    serve: Serve,
    tmp_path: Path,
    pictures: list[Picture],
    what: str,
    status: Status,
    detail: str,
) -> None:
    bad = pictures[3].id
    server = serve(forever={bad: what})
    table = downloaded(listed(server)[:6], tmp_path)
    assert table[bad].status is status
    assert table[bad].detail.startswith(detail)
    assert server.asked[bad] == (status is Status.OK)
    assert statuses({i: record for i, record in table.items() if i != bad}) == ALL_OK


def test_a_file_that_is_too_large_is_not_downloaded(serve: Serve, tmp_path: Path) -> None:
    table = downloaded(listed(serve())[:3], tmp_path, Checks(max_bytes=500))
    assert statuses(table) == {(Status.TOO_LARGE, "larger than 0.0005 MB")}


def test_a_placeholder_is_recognized_by_size_and_hash(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    gone = placeholder()
    picture = Picture("9", "", ("red",), 500, 374, lambda: gone)
    server.catalog.pictures.append(picture)
    server.catalog.by_id["9"] = picture
    records = listed(server)[-1:]
    assert statuses(downloaded(records, tmp_path)) == ALL_OK
    known = Checks(placeholders=((len(gone), hashlib.md5(gone).hexdigest()),), min_side=2)
    (tmp_path / "download.sqlite").unlink()
    assert statuses(downloaded(records, tmp_path, known)) == {
        (Status.UNAVAILABLE, "removed by its owner or by the site")
    }


def test_failures_are_recorded_and_retried_on_request(
    serve: Serve, tmp_path: Path, pictures: list[Picture]
) -> None:
    bad = pictures[2].id
    server = serve(photos={bad: ("503",) * 6}, forever={pictures[4].id: "404"})
    failed = downloaded(listed(server), tmp_path)[bad]
    assert failed.status is Status.FAILED
    assert failed.detail == "the server answered 503 Service Unavailable"
    before = server.asked.copy()
    assert downloaded(listed(server), tmp_path)[bad] == failed
    assert server.asked == before
    table = downloaded(listed(server), tmp_path, retry=True)
    assert (table[bad].status, table[bad].detail) == (Status.OK, "")
    assert table[pictures[4].id].detail == "the server answered 404 Not Found"
    assert server.asked - before == {bad: 1}


def test_as_many_of_each_term_as_wanted_are_fetched_in_order(
    serve: Serve, tmp_path: Path, pictures: list[Picture]
) -> None:
    """Of 24 photographs, three of each of eight terms, the first red one does not exist."""
    server = serve(forever={pictures[0].id: "404"})
    table = downloaded(listed(server), tmp_path, target=2)
    reds = [table[pictures[n].id].status for n in (0, 8, 16)]
    blues = [table[pictures[n].id].status for n in (4, 12, 20)]
    assert reds == [Status.UNAVAILABLE, Status.OK, Status.OK]
    assert blues == [Status.OK, Status.OK, Status.NOT_NEEDED]
    assert not server.asked[pictures[20].id]


def test_changed_checks_are_applied_to_stored_files_without_requests(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    downloaded(listed(server), tmp_path)
    before = server.asked.copy()
    table = downloaded(listed(server), tmp_path, Checks(min_side=65))
    assert statuses(table) == {(Status.TOO_SMALL, "64 × 64")}
    assert server.asked == before
    assert not files_in(tmp_path)
    assert statuses(downloaded(listed(server), tmp_path, Checks(min_side=64))) == ALL_OK


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_lost_files_are_fetched_again(
    harm: Callable[[Path], object], serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    rows = listed(server)
    before = downloaded(rows, tmp_path)
    harm(tmp_path / before[rows[0].id].path)
    assert downloaded(rows, tmp_path) == before
    assert server.asked[rows[0].id] == 2
    assert server.asked[rows[1].id] == 1


def test_a_changed_target_gives_the_result_of_a_fresh_start(serve: Serve, tmp_path: Path) -> None:
    server = serve(forever={"60000000001": "404"})
    for target in (3, 1, 2):
        (tmp_path / str(target)).mkdir()
        fresh = downloaded(listed(server), tmp_path / str(target), target=target)
        assert downloaded(listed(server), tmp_path, target=target) == fresh
        assert files_in(tmp_path) == files_in(tmp_path / str(target))


def test_changed_labels_are_checked_again(serve: Serve, tmp_path: Path) -> None:
    """A gray photograph is kept as long as it is tagged with an achromatic term, too."""
    server = serve()
    gray = io.BytesIO()
    photo(3).convert("L").convert("RGB").save(gray, "JPEG")
    server.catalog.by_id["9"] = Picture("9", "", ("red",), 96, 96, gray.getvalue)
    url = f"{server.address}/65535/9_{server.catalog.by_id['9'].secret}_o.jpg"
    checks = Checks(min_color=0.005)
    gray_as_well = PhotoRecord("9", url=url, labels=("red", "white"))
    assert statuses(downloaded([gray_as_well], tmp_path, checks)) == ALL_OK
    red = replace(gray_as_well, labels=("red",))
    assert statuses(downloaded([red], tmp_path, checks)) == {(Status.NOT_COLORED, "")}
    assert server.asked["9"] == 1


def test_copies_are_found_after_a_stop_before_the_search_for_them(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    same = server.catalog.pictures[0]
    for number in range(1, 4):
        copy = Picture(str(number), "", ("red",), 64, 64, same.original)
        server.catalog.pictures.insert(0, copy)
        server.catalog.by_id[copy.id] = copy
    rows = [record for record in listed(server) if "red" in record.labels]

    def stopped(state: DownloadState, _: Checks) -> None:
        if state.count_kept():
            raise KeyboardInterrupt

    monkeypatch.setattr("folkhue.datasets.fetch._mark_copies", stopped)
    with pytest.raises(KeyboardInterrupt):
        downloaded(rows, tmp_path, target=3)
    monkeypatch.undo()
    (tmp_path / "fresh").mkdir()
    assert downloaded(rows, tmp_path, target=3) == downloaded(rows, tmp_path / "fresh", target=3)


@pytest.mark.parametrize(
    "url",
    ["https://[oops/x.jpg", "https://exa\u2100mple.com/x.jpg", "https://x:99999/", "http://", "x"],
)
def test_an_invalid_address_fails_for_one_photograph_only(
    url: str, serve: Serve, tmp_path: Path
) -> None:
    odd, *others = downloaded(
        [PhotoRecord("odd", url=url), *listed(serve())[:2]], tmp_path
    ).values()
    assert odd.status in (Status.UNAVAILABLE, Status.FAILED)
    assert odd.detail.startswith(("not a web address", "no address is known"))
    assert [record.status for record in others] == [Status.OK, Status.OK]


def test_a_full_disk_loses_nothing(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after ten photographs; the next run fetches the others."""
    server = serve()
    rows = listed(server)
    room = [10]
    write = Path.write_bytes

    def write_if_room(self: Path, content: bytes) -> int:
        room[0] -= 1
        if room[0] < 0:
            write(self, content[:100])
            raise OSError(28, "No space left on device", str(self))
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", write_if_room)
    with pytest.raises(DownloadError, match="photos is full; make room and run it again"):
        downloaded(rows, tmp_path)
    monkeypatch.undo()
    assert len(files_in(tmp_path)) == 10
    before = server.asked.total()
    table = downloaded(rows, tmp_path)
    assert server.asked.total() - before == len(rows) - 10
    assert statuses(table) == ALL_OK
    assert {f"photos/{name}" for name in files_in(tmp_path)} == {r.path for r in table.values()}


def test_nothing_is_left_running_after_a_stop(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the run at once, though the server asked to wait for ten minutes."""
    server = serve(photos={"*": ("429",) * 9}, retry_after="600")
    # Processes that a shell starts in the background ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        downloaded(listed(server), tmp_path)
    signal.signal(signal.SIGINT, before)
    timer.join()
    server.faults = Faults()
    assert not [t for t in threading.enumerate() if "ThreadPoolExecutor" in t.name]
    assert statuses(downloaded(listed(server), tmp_path)) == ALL_OK
