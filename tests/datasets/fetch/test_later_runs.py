"""Later runs: retries, changed checks and targets, lost files."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flickr_server import Picture
from support.downloads import downloaded, files_in
from support.listed_photos import ALL_OK, Serve, listed, photo, statuses

from folkhue.datasets.checks import Checks
from folkhue.datasets.record import PhotoRecord, Status


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
