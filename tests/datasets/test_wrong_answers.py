"""Answers of Flickr and Openverse that are wrong in one place, hostile, or errors."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openverse_server
import pytest
from flickr_server import Faults, FlickrServer, Picture
from flickr_server.catalog import made_up
from flickr_server.server import KEY, SECRET
from openverse_server import OpenverseServer, works
from support.downloads import quick_client, records_in, state_in
from support.hostile import DEEP

from folkhue._utils.text import printable
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.checks import Checks
from folkhue.datasets.fetch import fetch
from folkhue.datasets.photo_list import kept_photos, write_photo_list
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources import flickr, flickr_client, openverse
from folkhue.errors import DownloadError

TERMS = Vocabulary.of(["red", "teal"])
SURROGATE = r'"\ud800"'
NUMBERS = ("1e400", "-1e400", "NaN", "Infinity", "9" * 30, "9" * 5000, "-1")
OTHERS = ("null", "7", '"abc"', "[]", '["a"]', "{}", '{"a": 1}', "true", "1.5", "1e400")

DEEP_ENOUGH = "[" * 40 + "]" * 40

Server = FlickrServer | OpenverseServer
Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start either service with four photographs, which have different titles."""
    running: list[Server] = []

    def start(service: str, **faults: Any) -> Server:
        if service == "openverse":
            found = [replace(work, title=f"Red {work.number}") for work in works(4, "red")]
            running.append(OpenverseServer(found, openverse_server.Faults(**faults)))
        else:
            running.append(FlickrServer([picture(n) for n in range(4)], Faults(**faults)))
        return running[-1].__enter__()

    yield start
    for server in running:
        server.__exit__()


def picture(number: int) -> Picture:
    return Picture(str(number), f"Red {number}", ("red",), 64, 64, lambda: made_up(number, 64))


def search(server: Server, folder: Path, photos: int = 100, **limits: object) -> None:
    """Search a service; a second call continues the same listing, as the next run does."""
    client = quick_client(max_tries=2, **limits)
    with state_in(folder) as state:
        state.listing.begin("test", number=photos)
        if isinstance(server, OpenverseServer):
            wanted = openverse.Search(photos, (), (), "")
            openverse.list_openverse(
                client, wanted, TERMS, state.listing, url=server.url, calls_per_hour=1e9
            )
        else:
            api = flickr_client.Flickr(KEY, SECRET, client, url=server.url, calls_per_hour=1e9)
            asked = flickr.Search(
                *(photos, ["tags"], [], "safe", ["photos"], "date-posted-asc", 1, 2**31, 32)
            )
            flickr.list_flickr(api, asked, TERMS, state.listing)
        state.listing.end(photos)


def fetched(folder: Path) -> list[PhotoRecord]:
    """Fetch what is listed, write the list, and read it again."""
    with state_in(folder) as state:
        fetch(state, folder / "photos", quick_client(), Checks(), TERMS.names)
        write_photo_list(folder / "photos.csv", state.records("photos", done=True))
    return list(kept_photos(folder / "photos.csv"))


def wrong(folder: Path) -> dict[str, int]:
    with state_in(folder) as state:
        return dict(state.listing.wrong_results().get("red", {}))


# One result

NOT_A_TEXT = ("null", "[]", '["a"]', '{"a": 1}', "true", "1.5", "1e400", '""', '" "', "NaN", "")


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        *((service, f"row={value}") for service in ("flickr", "openverse") for value in OTHERS),
        *(
            (service, f"row.{name}={value}".removesuffix("=" if not value else ""))
            for service, names in (
                ("flickr", ("id", "owner", "license")),
                ("openverse", ("id", "license", "url")),
            )
            for name in names
            for value in NOT_A_TEXT
        ),
    ],
)
def test_a_wrong_result_costs_only_itself_and_is_told(
    service: str, fault: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve(service, search=fault)
    search(server, tmp_path)
    assert [row.title for row in fetched(tmp_path)] == ["Red 0", "Red 2", "Red 3"]
    ((reason, number),) = wrong(tmp_path).items()
    assert number == 1
    what = fault.partition("=")[0].partition(".")[2] or "a result"
    expected = r": expected an object, got " if what == "a result" else ": expected a text, got "
    assert reason.startswith((what + expected, "id: ", "license: "))
    asked = len(server.log)
    search(server, tmp_path)
    assert len(server.log) == asked


@pytest.mark.parametrize(
    ("service", "field", "values"),
    [
        (
            "flickr",
            "description",
            ("null", "[]", '["a"]', '"a"', "7", f'{{"_content": {DEEP_ENOUGH}}}'),
        ),
        ("flickr", "dateupload", (*NUMBERS, *OTHERS, '"' + "9" * 30 + '"')),
        ("flickr", "datetaken", OTHERS),
        ("flickr", "ownername", (*OTHERS, SURROGATE)),
        ("flickr", "tags", (*OTHERS, SURROGATE)),
        ("flickr", "width_o", (*NUMBERS, *OTHERS, '"128.0"', '"abc"', "128.0")),
        ("flickr", "height_o", OTHERS),
        ("flickr", "url_z", OTHERS),
        ("openverse", "creator", (*OTHERS, SURROGATE)),
        ("openverse", "creator_url", OTHERS),
        ("openverse", "license_url", OTHERS),
        ("openverse", "license_version", OTHERS),
        ("openverse", "foreign_landing_url", OTHERS),
        ("openverse", "source", OTHERS),
        (
            "openverse",
            "tags",
            (*OTHERS, "[null]", '[{"name": null}]', '[{"name": 1}]', f'[{{"name": {SURROGATE}}}]'),
        ),
    ],
)
def test_a_wrong_field_that_is_not_required_costs_at_most_the_photograph(
    service: str, field: str, values: tuple[str, ...], serve: Serve, tmp_path: Path
) -> None:
    for number, value in enumerate(values):
        folder = tmp_path / str(number)
        folder.mkdir()
        search(serve(service, search=f"row.{field}={value}"), folder)
        titles = [row.title for row in fetched(folder)]
        kept = ["Red 0", "Red 1", "Red 2", "Red 3"]
        if field in ("width_o", "height_o") and value not in ("7", "128.0", '"128.0"'):
            kept.remove("Red 1")  # it has no other size
        assert titles == kept, value
        assert not wrong(folder)


@pytest.mark.parametrize("service", ["flickr", "openverse"])
@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (SURROGATE, "�"),
        (r'"\udfff and \ud83d\ude00"', "� and 😀"),
        (r'"a\u0000b\r\nc\u001b"', "ab\nc\x1b"),
        ("null", ""),
        ("7", "7"),
        ('["red"]', ""),
        ('{"_content": "red"}', ""),
        ('"\ud800"', "���"),
    ],
)
def test_any_title_can_be_stored_and_read_again(
    service: str, title: str, kept: str, serve: Serve, tmp_path: Path
) -> None:
    search(serve(service, search=f"row.title={title}"), tmp_path)
    assert [row.title for row in fetched(tmp_path)] == ["Red 0", kept, "Red 2", "Red 3"]


# A whole answer


@pytest.mark.parametrize(
    ("service", "fault", "reason"),
    [
        *(
            (service, fault, reason)
            for service in ("flickr", "openverse")
            for fault, reason in [
                ("answer=null", "the answer: expected an object, got null"),
                ("answer=[]", "the answer: expected an object, got an array"),
                ('answer="ok"', "the answer: expected an object, got .ok."),
                ("answer={", "not JSON"),
                ("answer= ", "not JSON"),
                ("answer=<html>", "not JSON"),
                (f"answer={DEEP}", "nested more than 50 levels deep"),
                (f"answer.more={DEEP}", "nested more than 50 levels deep"),
            ]
        ),
        *(
            (service, f"frame.{name}={value}", f"{name}: expected an array, got ")
            for service, name in (("flickr", "photo"), ("openverse", "results"))
            for value in ("null", '"abc"', "{}", "7", "true", "1e400")
        ),
        ("flickr", "frame.photo", "photo: expected an array, got null"),
        ("openverse", "frame.results", "results: expected an array, got null"),
        *(
            (service, f"frame.{name}={value}", f"{name}: expected an integer, got ")
            for service, name in (("flickr", "pages"), ("openverse", "page_count"))
            for value in ("null", '"many"', "[]", "{}", "true", "1.5", "1e400", "9" * 5000)
        ),
        ("flickr", "frame.pages", "pages: expected an integer, got null"),
        ("openverse", "frame.page_count", "page_count: expected an integer, got null"),
        ("flickr", "answer.photos=null", "photos: expected an object, got null"),
        ("flickr", "answer.photos=[]", "photos: expected an object, got an array"),
        ("flickr", "answer.photos", "photos: expected an object, got null"),
        ("flickr", 'answer.stat="fail"', "no reason given"),
    ],
)
def test_an_answer_of_another_kind_ends_the_run_and_the_next_one_continues(
    service: str, fault: str, reason: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve(service, search=fault)
    kind = "no JSON of the kind expected" if "no reason" not in reason else ""
    with pytest.raises(DownloadError, match=f"{kind}.*{reason}.*run it again later, and it contin"):
        search(server, tmp_path)
    server.faults = Faults() if service == "flickr" else openverse_server.Faults()  # type: ignore[assignment]
    search(server, tmp_path)
    assert len(records_in(tmp_path)) == 4


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ("flickr", "frame.total"),
        ("flickr", "frame.total=null"),
        ("flickr", 'frame.total="many"'),
        ("flickr", 'frame.pages="1"'),
        ("flickr", "frame.pages=1.0"),
        ("flickr", "frame.pages=-1"),
        ("flickr", "frame.pages=0"),
        ("flickr", "frame.page=null"),
        ("flickr", "answer.stat"),
        ("flickr", "answer.stat=null"),
        ("openverse", "frame.result_count=null"),
        ("openverse", 'frame.result_count="many"'),
        ("openverse", "frame.result_count"),
        ("openverse", 'frame.page_count="1"'),
        ("openverse", "frame.page_count=-1"),
        ("openverse", "frame.page=null"),
    ],
)
def test_what_is_not_needed_may_be_wrong(
    service: str, fault: str, serve: Serve, tmp_path: Path
) -> None:
    search(serve(service, search=fault), tmp_path)
    assert len(records_in(tmp_path)) == 4


@pytest.mark.parametrize("fault", ["frame.total", "frame.total=null", 'frame.total="many"'])
def test_the_total_is_needed_to_split_a_search(fault: str, serve: Serve, tmp_path: Path) -> None:
    server = serve("flickr", search=fault)
    with pytest.raises(DownloadError, match="total: expected an integer, got "):
        search(server, tmp_path, photos=5000)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("answer.licenses=null", "licenses: expected an object, got null"),
        ("frame.license=null", "license: expected an array, got null"),
        ("frame.license={}", "license: expected an array, got an object"),
        ("frame.license=[]", "licenses.license: expected licenses, got none"),
        ("frame.license=[null]", "licenses.license: expected licenses, got none"),
        (f"answer={DEEP}", "nested more than 50 levels deep"),
    ],
)
def test_licenses_of_another_kind_end_the_run(
    fault: str, reason: str, serve: Serve, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError, match=f"no JSON of the kind expected: .*{reason}|{reason}"):
        search(serve("flickr", licenses=fault), tmp_path)


@pytest.mark.parametrize("fault", ["row=null", "row.id", "row.name=[]", "row.url=7"])
def test_a_license_that_is_wrong_costs_nothing_else(
    fault: str, serve: Serve, tmp_path: Path
) -> None:
    search(serve("flickr", licenses=fault), tmp_path)
    assert len(records_in(tmp_path)) == 4


@pytest.mark.slow
@pytest.mark.parametrize("service", ["flickr", "openverse"])
def test_a_damaged_answer_is_listed_or_ends_the_run(
    service: str, serve: Serve, tmp_path: Path
) -> None:
    """Characters changed, removed and repeated at random: no other error comes out."""
    server, chooser, ends = serve(service), random.Random(0), 0
    search(server, tmp_path)
    whole = json.dumps(good_answer(server))
    for number in range(60):
        damaged = list(whole)
        for _ in range(chooser.choice((1, 1, 5))):
            place = chooser.randrange(len(damaged))
            damaged[place] = chooser.choice(["", "\ud800", "\0", damaged[place] * 2, *'"{[]},:1e-'])
        server.faults.search = f"answer={''.join(damaged)}"
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            search(server, folder)
        except DownloadError:
            ends += 1
        else:
            write_photo_list(folder / "photos.csv", records_in(folder))
    assert 5 < ends < 55


def good_answer(server: Server) -> object:
    """Return what the server answered to its last search for red."""
    asked = [asked for asked in server.log if "red" in (asked.get("q"), asked.get("tags"))][-1]
    answer = server.answer(asked)
    return answer[1] if isinstance(answer, tuple) else answer


# Bodies without limits


@pytest.mark.parametrize("service", ["flickr", "openverse"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("bomb", r"larger than \d+ MB"),
        ("endless", r"larger than \d+ MB"),
        ("a byte at a time", "not finished after 0 seconds"),
        ("damaged gzip", "a damaged answer: damaged"),
    ],
)
def test_a_body_without_limits_ends_the_run(
    service: str, fault: str, reason: str, serve: Serve, tmp_path: Path
) -> None:
    faults = (fault,) * 9
    server = serve(service, calls={"*": faults} if service == "openverse" else faults)
    with pytest.raises(DownloadError, match=reason):
        search(server, tmp_path, max_seconds=0.5 if "not finished" in reason else 60.0)


# Flickr's errors


@pytest.mark.parametrize(
    ("error", "message"),
    [
        *(
            (error, f'Flickr refuses the {what}, and says "{error}": compare FLICKR_API_KEY')
            for error, what in [
                ("100: Invalid API Key (Key has expired)", "key"),
                ("100: Invalid API Key (Key has invalid format)", "key"),
                ("96: Invalid signature", "secret"),
                ("97: Missing signature", "key"),
                ("98: Login failed / Invalid auth token", "key"),
                ("99: User not logged in / Insufficient permissions", "key"),
            ]
        ),
        *(
            (error, f'Flickr refuses the search, and says "{error}"; check download.flickr')
            for error in [
                "1: Too many tags in ALL query",
                "18: Illogical arguments",
                "95: SSL is required",
                '112: Method "unknown" not found',
                "116: Bad URL found",
                "7: \x1b[2J\u202e",
            ]
        ),
        *(
            (error, f"Flickr does not answer ({error}); run it again later")
            for error in [
                "0: Sorry, the Flickr API service is not currently available.",
                "10: Sorry, the Flickr search API is not currently available.",
                "105: Service currently unavailable",
                "106: Write operation failed",
                "201: Sorry",
            ]
        ),
    ],
)
def test_flickrs_errors_are_quoted(error: str, message: str, serve: Serve, tmp_path: Path) -> None:
    server = serve("flickr", calls=(error,) * 9)
    with pytest.raises(DownloadError) as caught:
        search(server, tmp_path)
    assert printable(message) in str(caught.value)
    if "compare" in message:
        assert "https://www.flickr.com/services/apps/create/" in str(caught.value)
        assert sum(server.asked.values()) == 1


def test_what_openverse_says_of_a_search_is_quoted(serve: Serve, tmp_path: Path) -> None:
    server = serve("openverse")
    client = quick_client(max_tries=2)
    wanted = openverse.Search(20, ("gpl",), (), "")
    with state_in(tmp_path) as state:
        state.listing.begin("test")
        with pytest.raises(DownloadError, match="'gpl' does not exist"):
            openverse.list_openverse(client, wanted, TERMS, state.listing, url=server.url)
