"""Photographs listed by address, from a server with faults."""

import hashlib
from pathlib import Path

import pytest
from flickr_server import Picture
from flickr_server.server import placeholder
from support.downloads import downloaded
from support.listed_photos import ALL_OK, Serve, listed, statuses

from folkhue.datasets.checks import Checks
from folkhue.datasets.record import PhotoRecord, Status


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
