"""Fetching what is listed: from files and from a server that misbehaves."""

import csv
import hashlib
import io
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from flickr_server import Faults, FlickrServer, Picture, synthetic
from flickr_server.server import placeholder
from PIL import Image

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.fetch import Checks, fetch
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.labels import labeled
from folkhue.datasets.sources import read_manifest
from folkhue.datasets.state import KEPT, NOT_NEEDED, DownloadState
from folkhue.errors import DownloadError

Encode = Callable[..., bytes]
TERMS = Vocabulary.of("basic8")


def quick_web(**limits: object) -> HttpClient:
    options = {"allow_http": True, "allow_private_addresses": True, "backoff": 0.01, "timeout": 5.0}
    return HttpClient(HttpLimits(**{**options, **limits}))  # type: ignore[arg-type]


def brought(
    rows: Sequence[dict[str, str]],
    folder: Path,
    checks: Checks | None = None,
    target: int | None = None,
    web: HttpClient | None = None,
    retry: bool = False,
) -> dict[str, dict[str, str]]:
    """List and fetch rows; give the list that is written, by id."""
    with DownloadState(folder / "download.sqlite") as state:
        if state.begin(repr(rows), again=any(row.get("path") for row in rows)):
            state.add(labeled(row, TERMS) for row in rows)
            state.end()
        if retry:
            state.retry_failed()
        try:
            fetch(
                state,
                folder / "photos",
                web or quick_web(),
                checks or Checks(),
                TERMS.names,
                target,
            )
        finally:
            file = io.StringIO()
            state.write(file, "photos", done=True)
    return {row["id"]: row for row in csv.DictReader(io.StringIO(file.getvalue()))}


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "photos").iterdir()}


# From files


@pytest.fixture
def gallery(tmp_path: Path, encode: Encode) -> Path:
    """A good photograph, another, a copy of the first, and all that can be wrong."""
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
    "good": "ok",
    "other": "ok",
    "copy": "same file as good",
    "cut": "damaged image",
    "zero": "the file is empty",
    "page": "a web page, not an image",
    "glass": "every pixel is transparent",
    "small": "too small: 8 × 2",
    "huge": "60 × 60 is too many pixels",
    "long": "larger than 0.004 MB",
    "gone": "no such file",
    "none": "has no path and no url",
    "file": "not a web address: 'file:///etc/passwd'",
    "plain": "http:// is not encrypted; download.web.http: true allows it",
}
STRICT = Checks(min_side=3, max_pixels=2_000, max_bytes=4_000)


def rows_of(folder: Path) -> list[dict[str, str]]:
    return [
        {str(k): str(v) for k, v in row.items()}
        for row in read_manifest(folder / "in/photos.csv").to_dict("records")
    ]


def test_bad_photographs_cost_a_row_each(gallery: Path) -> None:
    table = brought(rows_of(gallery), gallery, STRICT, web=HttpClient(HttpLimits()))
    assert table.keys() == REASONS.keys()
    for identity, reason in REASONS.items():
        assert reason in table[identity]["status"]
        assert (reason == "ok") == bool(table[identity]["path"])
    kept = [row for row in table.values() if row["status"] == KEPT]
    assert [(row["width"], row["height"]) for row in kept] == [("8", "6")] * 2
    assert {row["path"] for row in kept} == {f"photos/{name}" for name in files(gallery)}
    for row in kept:
        digest = hashlib.sha256((gallery / row["path"]).read_bytes()).hexdigest()
        assert row["sha256"] == digest
        assert row["path"] == f"photos/{digest[:20]}.png"


def test_a_second_run_writes_nothing_again_and_removes_strays(gallery: Path) -> None:
    first = brought(rows_of(gallery), gallery, STRICT)
    photos = gallery / "photos"
    times = {path: path.stat().st_mtime_ns for path in photos.iterdir()}
    (photos / f"{'0a' * 10}.jpg").write_bytes(b"of another source")
    (photos / f".{'0a' * 10}-1234abcd.png").write_bytes(b"left by a kill")
    (photos / "mine.txt").write_text("not ours")
    assert brought(rows_of(gallery), gallery, STRICT) == first
    (photos / "mine.txt").unlink()
    assert {path: path.stat().st_mtime_ns for path in photos.iterdir()} == times


def test_a_mended_file_is_looked_at_anew(gallery: Path, encode: Encode) -> None:
    brought(rows_of(gallery), gallery, STRICT)
    (gallery / "in/cut.png").write_bytes(encode(np.zeros((9, 9, 3), np.uint8)))
    assert brought(rows_of(gallery), gallery, STRICT)["cut"]["status"] == KEPT


def test_the_number_of_threads_changes_nothing(gallery: Path) -> None:
    one = brought(rows_of(gallery), gallery, STRICT, web=quick_web(max_connections=1))
    (gallery / "download.sqlite").unlink()
    assert brought(rows_of(gallery), gallery, STRICT, web=quick_web(max_connections=16)) == one


# What photographs look like


def photo(seed: int, side: int = 96) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(blocks).resize((side, side), Image.Resampling.BICUBIC)


def test_copies_in_another_size_or_quality_are_found_within_a_class(
    tmp_path: Path, encode: Encode
) -> None:
    gray = photo(3).convert("L").convert("RGB")
    contents = {
        "a": (encode(photo(1), "JPEG", quality=95), "red"),
        "b": (encode(photo(1, 64), "JPEG", quality=60), "red;blue"),
        "c": (encode(photo(1, 80), "JPEG", quality=60), "green"),
        "d": (encode(photo(2), "JPEG"), "red"),
        "e": (encode(gray, "JPEG"), "red"),
        "f": (encode(gray.rotate(90), "JPEG"), "white;red"),
        "g": (encode(gray.rotate(180), "JPEG"), "cat"),
    }
    for name, (content, _) in contents.items():
        (tmp_path / f"{name}.jpg").write_bytes(content)
    rows = [
        {"id": name, "path": str(tmp_path / f"{name}.jpg"), "tags": tags}
        for name, (_, tags) in contents.items()
    ]
    checks = Checks(min_color=0.005, near_bits=4, near_shade=6)
    status = {name: row["status"] for name, row in brought(rows, tmp_path, checks).items()}
    assert status == {
        "a": "ok",
        "b": "looks like a",
        "c": "ok",
        "d": "ok",
        "e": "black and white, though its tags name a color",
        "f": "ok",
        "g": "ok",
    }
    lenient = brought(rows, tmp_path, Checks())
    assert {row["status"] for row in lenient.values()} == {"ok"}


def test_plain_walls_of_like_colors_are_no_copies(tmp_path: Path, encode: Encode) -> None:
    rows = []
    for shade in (200, 203, 206):
        path = tmp_path / f"{shade}.png"
        path.write_bytes(encode(np.full((40, 60, 3), (shade, 40, 30), np.uint8)))
        rows.append({"id": str(shade), "path": str(path), "tags": "red"})
    table = brought(rows, tmp_path, Checks(near_bits=4, near_shade=6))
    assert {row["status"] for row in table.values()} == {KEPT}


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


def listed(server: FlickrServer) -> list[dict[str, str]]:
    return [
        {
            "id": p.id,
            "url": f"{server.address}/65535/{p.id}_{p.secret}_o.jpg",
            "tags": ";".join(p.tags),
        }
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
def test_what_heals_is_asked_for_again(
    serve: Serve, tmp_path: Path, faults: tuple[str, ...]
) -> None:
    server = serve(photos={"*": faults})
    table = brought(listed(server), tmp_path)
    assert {row["status"] for row in table.values()} == {KEPT}
    for row in table.values():
        contents = server.catalog.by_id[row["id"]].original()
        assert (tmp_path / row["path"]).read_bytes() == contents
        # A slow answer is as good as any.
        assert server.asked[row["id"]] == 1 + len(set(faults) - {"slow"} and faults)


@pytest.mark.parametrize(
    ("what", "reason", "asked"),
    [
        ("placeholder", "photo unavailable: its owner or the site took it away", 0),
        ("404", "the server answered 404 Not Found", 0),
        ("410", "the server answered 410 Gone", 0),
        ("html", "failed: a web page, not an image; the server answered with HTML", 0),
        ("text", "failed: not an image that folkhue reads", 0),
        ("type", "ok", 1),
    ],
)
def test_what_does_not_heal_is_told(
    serve: Serve, tmp_path: Path, pictures: list[Picture], what: str, reason: str, asked: int
) -> None:
    server = serve(forever={pictures[3].id: what})
    table = brought(listed(server)[:6], tmp_path)
    assert table[pictures[3].id]["status"].startswith(reason)
    assert server.asked[pictures[3].id] == asked
    assert sum(row["status"] == KEPT for row in table.values()) == 5 + asked


def test_a_placeholder_without_its_address_is_known_by_size_and_hash(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    gone = placeholder()
    rows = [{"id": "1", "url": f"{server.address}/images/photo_unavailable.png"}]
    content = gone, hashlib.md5(gone).hexdigest()
    pictures = server.catalog.pictures
    same = Picture("9", "", ("red",), 500, 374, lambda: gone)
    pictures.append(same)
    server.catalog.by_id["9"] = same
    rows = listed(server)[-1:]
    assert brought(rows, tmp_path)["9"]["status"] == KEPT
    known = Checks(placeholders=((len(content[0]), content[1]),), min_side=2)
    (tmp_path / "download.sqlite").unlink()
    assert brought(rows, tmp_path, known)["9"]["status"].startswith("photo unavailable")


def test_failures_are_remembered_and_tried_again_on_request(
    serve: Serve, tmp_path: Path, pictures: list[Picture]
) -> None:
    bad = pictures[2].id
    server = serve(photos={bad: ("503",) * 6}, forever={pictures[4].id: "404"})
    assert brought(listed(server), tmp_path)[bad]["status"] == (
        "failed: the server answered 503 Service Unavailable"
    )
    before = server.asked.copy()
    assert brought(listed(server), tmp_path)[bad]["status"].startswith("failed: ")
    assert server.asked == before
    table = brought(listed(server), tmp_path, retry=True)
    assert table[bad]["status"] == KEPT
    assert table[pictures[4].id]["status"] == "the server answered 404 Not Found"
    assert server.asked - before == {bad: 1}


def test_enough_of_each_term_are_fetched_in_order(
    serve: Serve, tmp_path: Path, pictures: list[Picture]
) -> None:
    """24 photographs, three of each of eight terms; the first red one is gone."""
    server = serve(forever={pictures[0].id: "404"})
    table = brought(listed(server), tmp_path, target=2)
    reds = [table[pictures[n].id]["status"] for n in (0, 8, 16)]
    blues = [table[pictures[n].id]["status"] for n in (4, 12, 20)]
    assert reds == ["the server answered 404 Not Found", KEPT, KEPT]
    assert blues == [KEPT, KEPT, NOT_NEEDED]
    assert not server.asked[pictures[20].id]


def test_other_rules_judge_anew_without_asking_for_what_is_there(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    brought(listed(server), tmp_path)
    before = server.asked.copy()
    table = brought(listed(server), tmp_path, Checks(min_side=65))
    assert {row["status"] for row in table.values()} == {"too small: 64 × 64"}
    assert server.asked == before
    assert files(tmp_path) == set()
    table = brought(listed(server), tmp_path, Checks(min_side=64))
    assert {row["status"] for row in table.values()} == {KEPT}


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_lost_files_are_fetched_again(
    harm: Callable[[Path], object], serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    rows = listed(server)
    before = brought(rows, tmp_path)
    harm(tmp_path / before[rows[0]["id"]]["path"])
    assert brought(rows, tmp_path) == before
    assert server.asked[rows[0]["id"]] == 2
    assert server.asked[rows[1]["id"]] == 1


def test_another_target_gives_what_a_new_start_would(serve: Serve, tmp_path: Path) -> None:
    server = serve(forever={"60000000001": "404"})
    for target in (3, 1, 2):
        (tmp_path / str(target)).mkdir()
        fresh = brought(listed(server), tmp_path / str(target), target=target)
        assert brought(listed(server), tmp_path, target=target) == fresh
        assert files(tmp_path) == files(tmp_path / str(target))


def test_other_labels_are_judged_anew(serve: Serve, tmp_path: Path) -> None:
    """A gray picture may stay as long as it is tagged gray as well."""
    server = serve()
    gray = io.BytesIO()
    photo(3).convert("L").convert("RGB").save(gray, "JPEG")
    server.catalog.by_id["9"] = Picture("9", "", ("red",), 96, 96, gray.getvalue)
    url = f"{server.address}/65535/9_{server.catalog.by_id['9'].secret}_o.jpg"
    checks = Checks(min_color=0.005)
    rows = [{"id": "9", "url": url, "tags": "red;white"}]
    assert brought(rows, tmp_path, checks)["9"]["status"] == KEPT
    rows = [{"id": "9", "url": url, "tags": "red"}]
    assert brought(rows, tmp_path, checks)["9"]["status"].startswith("black and white")
    assert server.asked["9"] == 1


def test_copies_are_found_though_it_was_stopped_before_looking(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    same = server.catalog.pictures[0]
    for number in range(1, 4):
        copy = Picture(str(number), "", ("red",), 64, 64, same.original)
        server.catalog.pictures.insert(0, copy)
        server.catalog.by_id[copy.id] = copy
    rows = [row for row in listed(server) if row["tags"].startswith("red")]

    def stopped(state: DownloadState, _: Checks) -> None:
        if state.kept_number():
            raise KeyboardInterrupt

    monkeypatch.setattr("folkhue.datasets.fetch._leave_out_copies", stopped)
    with pytest.raises(KeyboardInterrupt):
        brought(rows, tmp_path, target=3)
    monkeypatch.undo()
    (tmp_path / "fresh").mkdir()
    assert brought(rows, tmp_path, target=3) == brought(rows, tmp_path / "fresh", target=3)


@pytest.mark.parametrize(
    "url",
    ["https://[oops/x.jpg", "https://exa\u2100mple.com/x.jpg", "https://x:99999/", "http://", "x"],
)
def test_an_odd_address_costs_one_row(url: str, serve: Serve, tmp_path: Path) -> None:
    rows = [{"id": "odd", "url": url, "tags": "red"}, *listed(serve())[:2]]
    table = brought(rows, tmp_path)
    assert table["odd"]["status"].startswith(("not a web address", "failed: no address is known"))
    assert [row["status"] for row in table.values()][1:] == [KEPT, KEPT]


def test_a_full_disk_loses_nothing(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after ten photographs; the run after that brings the others."""
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
        brought(rows, tmp_path)
    monkeypatch.undo()
    assert len(files(tmp_path)) == 10
    table = brought(rows, tmp_path)
    assert {row["status"] for row in table.values()} == {KEPT}
    assert files(tmp_path) == {row["path"].removeprefix("photos/") for row in table.values()}


def test_nothing_is_left_running_after_a_stop(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while every server asks to wait for ten minutes ends at once."""
    server = serve(photos={"*": ("429",) * 9}, retry_after="600")
    # Shells let what they start in the background ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        brought(listed(server), tmp_path)
    signal.signal(signal.SIGINT, before)
    timer.join()
    server.faults = Faults()
    assert not [thread for thread in threading.enumerate() if "work" in thread.name]
    assert {row["status"] for row in brought(listed(server), tmp_path).values()} == {KEPT}


def test_one_process_at_a_time(tmp_path: Path) -> None:
    busy = pytest.raises(DownloadError, match="another download is running")
    with DownloadState(tmp_path / "l.sqlite"), busy:
        DownloadState(tmp_path / "l.sqlite")


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 30])
def test_a_foreign_ledger_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "l.sqlite").write_bytes(content)
    with pytest.raises(DownloadError, match=r"l\.sqlite: damaged .*; remove it to list and fetch"):
        DownloadState(tmp_path / "l.sqlite")
