"""Runs that end early: stopped, or on a full disk."""

import os
import signal
import threading
from pathlib import Path

import pytest
from flickr_server import Faults, Picture
from support.downloads import downloaded, files_in
from support.listed_photos import ALL_OK, Serve, listed, statuses

from folkhue.datasets.checks import Checks
from folkhue.datasets.state import DownloadState
from folkhue.errors import DownloadError


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
