"""Searching Openverse, on a server that answers as it does."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openverse_server import Faults, OpenverseServer, Work, works
from support.downloads import files_in, quick_client, records_in, state_in

from folkhue.color.vocabulary import ColorTerm, Vocabulary
from folkhue.datasets.checks import Checks
from folkhue.datasets.fetch import fetch
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.openverse import Search, list_openverse
from folkhue.errors import DownloadError

TERMS = Vocabulary.of(["red", "gray"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with state_in(tmp_path) as state:
        state.listing.begin("test")
    return tmp_path


def run(
    server: OpenverseServer,
    folder: Path,
    photos: int = 40,
    terms: Vocabulary = TERMS,
    *,
    url: str = "",
    calls_per_hour: float = 1e9,
    **search: Any,
) -> None:
    """Search a server; a second call continues the same listing, as the next run does."""
    options = {"licenses": (), "sources": (), "category": "", **search}
    with state_in(folder) as state:
        list_openverse(
            quick_client(max_tries=4),
            Search(photos, **options),
            terms,
            state.listing,
            url=url or server.url,
            calls_per_hour=calls_per_hour,
        )


def listed(found: Sequence[Work], folder: Path, **options: Any) -> list[PhotoRecord]:
    with OpenverseServer(found) as server:
        run(server, folder, **options)
    return records_in(folder)


def pages(server: OpenverseServer, word: str = "red") -> list[int]:
    return [int(asked["page"]) for asked in server.log if asked["q"] == word]


# Requests


@pytest.mark.parametrize(
    ("there", "wanted", "asked", "found"),
    [
        (100, 1, 1, 20),
        (100, 20, 1, 20),
        (100, 21, 2, 40),
        (100, 240, 5, 100),
        (45, 100, 3, 45),
        (0, 100, 1, 0),
        (300, 240, 12, 240),
        (300, 1000, 12, 240),
    ],
)
def test_pages_are_requested_until_there_are_enough_or_no_more(
    there: int, wanted: int, asked: int, found: int, folder: Path
) -> None:
    with OpenverseServer(works(there, "red")) as server:
        run(server, folder, wanted)
    assert pages(server) == list(range(1, asked + 1))
    assert len(records_in(folder)) == found
    assert not server.refused


def test_no_page_beyond_the_cap_is_requested(folder: Path) -> None:
    with OpenverseServer(works(300, "red"), Faults(pages=15)) as server:
        run(server, folder, 1000)
    assert pages(server) == list(range(1, 13))
    assert not server.refused


def test_photographs_that_only_a_machine_tagged_do_not_count(folder: Path) -> None:
    guessed = [Work(n, "Dog", guessed=("red",)) for n in range(30)]
    with OpenverseServer([*guessed, *works(30, "red", start=100)]) as server:
        run(server, folder, 20)
    assert pages(server) == [1, 2, 3]
    assert {row.title for row in records_in(folder)} == {f"Number {n}" for n in range(100, 130)}


def test_search_options_are_sent(folder: Path) -> None:
    with OpenverseServer([]) as server:
        run(server, folder)
        with state_in(folder) as state:
            state.listing.begin("another")
        sources = ("flickr", "wikimedia")
        run(server, folder, licenses=("by", "cc0"), sources=sources, category="photograph")
    first = {"q": "red", "page": "1", "page_size": "20"}
    wanted = {"license": "by,cc0", "source": "flickr,wikimedia", "category": "photograph"}
    assert server.log[0] == first
    assert server.log[3] == first | wanted


def test_search_options_select_photographs(folder: Path) -> None:
    found = [
        Work(1, "red", license="by"),
        Work(2, "red", license="by-nd"),
        Work(3, "red", source="wikimedia"),
        Work(4, "red", category="illustration"),
        Work(5, "red", mature=True),
        Work(6, "red", reported=True),
    ]
    wanted = {"licenses": ["by", "cc0"], "sources": ["flickr"], "category": "photograph"}
    assert [row.id for row in listed(found, folder, **wanted)] == [f"openverse-{found[0].id}"]


def test_every_synonym_is_searched_and_several_words_as_a_phrase(folder: Path) -> None:
    blue = ColorTerm("sky blue", (0, 0, 0), ("azure",))
    terms = Vocabulary((*Vocabulary.of(["red", "gray"]), blue))
    found = [Work(1, "A Grey cat"), Work(2, "Sky blue"), Work(3, "Blue as the sky"), Work(4, "sky")]
    with OpenverseServer([*found, Work(5, "azure")]) as server:
        run(server, folder, terms=terms)
    assert [asked["q"] for asked in server.log] == ["red", "gray", "grey", '"sky blue"', "azure"]
    assert [(row.title, row.labels) for row in records_in(folder)] == [
        ("A Grey cat", ("gray",)),
        ("Sky blue", ("sky blue",)),
        ("azure", ("sky blue",)),
    ]


def test_the_words_of_a_name_take_turns_and_share_what_is_wanted(folder: Path) -> None:
    """What one of them lacks, the others bring."""
    terms = Vocabulary.of({"red": ["rouge", "赤"], "blue": []})
    found = [*works(60, "red"), *works(60, "rouge", start=100), *works(5, "赤", start=200)]
    with OpenverseServer(found) as server:
        run(server, folder, 60, terms)
    asked = [(asked["q"], asked["page"]) for asked in server.log]
    assert asked == [("red", "1"), ("rouge", "1"), ("赤", "1"), ("red", "2"), ("blue", "1")]
    assert Counter(row.tags for row in records_in(folder)) == {"red": 40, "rouge": 20, "赤": 5}
    assert {row.labels for row in records_in(folder)} == {("red",)}


def test_calls_are_spaced_by_the_hourly_limit(folder: Path) -> None:
    with OpenverseServer(works(60, "red")) as server:
        run(server, folder, 60, calls_per_hour=3600 / 0.1)
    assert len(server.times) == 5
    assert server.times[-1] - server.times[0] > 2 * 0.1  # 4 × 0.1, if the server is not late


# Records


@pytest.mark.parametrize(
    ("work", "labels"),
    [
        (Work(1, "Cat", ("red", "sofa")), ("red",)),
        (Work(1, "Red cat", ("sofa",)), ("red",)),
        (Work(1, None, ("GREY", "Red!")), ("red", "gray")),
        (Work(1, "Red cat", ("cat",), guessed=("gray", "grey")), ("red",)),
        (Work(1, "Cat", ("red;hot", "gray")), ("red", "gray")),
        (Work(1, "Cat", guessed=("red",)), ()),
        (Work(1, None, (), guessed=("red",)), ()),
    ],
)
def test_labels_come_from_titles_and_what_people_tagged(
    work: Work, labels: tuple[str, ...], folder: Path
) -> None:
    assert [row.labels for row in listed([work], folder)] == ([labels] if labels else [])


CC = "https://creativecommons.org/"


@pytest.mark.parametrize(
    ("license", "version", "name", "url"),
    [
        ("by", "2.0", "CC BY 2.0", CC + "licenses/by/2.0/"),
        ("by-nc-sa", "4.0", "CC BY-NC-SA 4.0", CC + "licenses/by-nc-sa/4.0/"),
        ("cc0", "1.0", "CC0 1.0", CC + "publicdomain/zero/1.0/"),
        ("pdm", None, "Public Domain Mark 1.0", CC + "publicdomain/mark/1.0/"),
    ],
)
def test_licenses_get_their_usual_names(
    license: str, version: str | None, name: str, url: str, folder: Path
) -> None:
    (row,) = listed([Work(1, "red", license=license, version=version)], folder)
    assert (row.license, row.license_url) == (name, url)


def test_a_record_has_what_a_credit_needs_and_nothing_unknown(folder: Path) -> None:
    found = [Work(7, "Red", ("a; b",), guessed=("dog",)), Work(8, None, ("red",), creator=None)]
    with OpenverseServer(found) as server:
        run(server, folder)
    known, unknown = records_in(folder)
    person = "https://www.flickr.com/photos/1@N00"
    expected = {
        "id": f"openverse-{found[0].id}",
        "url": f"{server.address}/photos/7.jpg",
        "title": "Red",
        "tags": "a  b",
        "owner": "Somebody",
        "owner_url": person,
        "page": f"{person}/7",
        "source": "flickr",
    }
    assert {name: getattr(known, name) for name in expected} == expected
    assert (unknown.title, unknown.owner, unknown.owner_url) == ("", "", "")


def test_a_photograph_of_several_searches_is_listed_once(folder: Path) -> None:
    found = [Work(1, "gray"), Work(2, "red", ("gray",)), Work(3, "grey gray")]
    rows = listed(found, folder)
    assert [(row.title, row.labels) for row in rows] == [
        ("red", ("red", "gray")),
        ("gray", ("gray",)),
        ("grey gray", ("gray",)),
    ]


# Errors


def test_no_request_is_repeated(folder: Path) -> None:
    with OpenverseServer(works(50, "red")) as server:
        run(server, folder)
        before, rows = len(server.log), records_in(folder)
        run(server, folder)
        assert len(server.log) == before
        assert records_in(folder) == rows
        run(server, folder, 60)
        assert pages(server) == [1, 2, 3]


def test_after_the_daily_limit_the_next_run_continues(folder: Path) -> None:
    with OpenverseServer(works(100, "red"), per_day=3) as server:
        with pytest.raises(DownloadError, match=r"wait 12 hours; run it again later, and it cont"):
            run(server, folder, 100)
        assert len(records_in(folder)) == 60
        server.per_day = 200
        run(server, folder, 100)
    assert pages(server) == [1, 2, 3, 4, 5]
    assert [row.title for row in records_in(folder)] == [f"Number {n}" for n in range(100)]


@pytest.mark.parametrize(
    "faults",
    [
        ("429",),
        ("503",),
        ("html",),
        ("frame.page_count=null",),
        ("truncated",),
        ("reset",),
        ("503", "html", "429"),
    ],
)
def test_transient_errors_are_retried(faults: tuple[str, ...], folder: Path) -> None:
    with OpenverseServer(works(50, "red", "gray"), Faults({"*": faults})) as server:
        run(server, folder, 50)
    assert [row.title for row in records_in(folder)] == [f"Number {n}" for n in range(50)]
    assert set(server.asked.values()) == {len(faults) + 1}


def test_retry_after_is_respected(folder: Path) -> None:
    faults = Faults({"red 2": ("429",)}, retry_after="1")
    with OpenverseServer(works(40, "red"), faults) as server:
        run(server, folder)
    assert pages(server) == [1, 2]
    assert server.times[1] - server.times[0] >= 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("503", "503 Service Unavailable"),
        ("html", r"no JSON of the kind expected: not JSON: .*"),
        ("frame.page_count=null", "page_count: expected an integer, got null"),
    ],
)
def test_persistent_errors_end_the_run_and_keep_the_list(
    fault: str, reason: str, folder: Path
) -> None:
    faults = Faults({"red 3": (fault,) * 4})
    with OpenverseServer(works(60, "red"), faults) as server:
        with pytest.raises(DownloadError, match=rf"{reason}; run it again later, and it continues"):
            run(server, folder, 60)
        assert server.asked["red 3"] == 4
        assert len(records_in(folder)) == 40
        run(server, folder, 60)
    assert server.asked == {"red 1": 1, "red 2": 1, "red 3": 5, "gray 1": 1, "grey 1": 1}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"licenses": ["by", "gpl"]}, "400 Bad Request"),
        ({"category": "video"}, "400 Bad Request"),
        ({"url": "/v2/"}, "404 Not Found"),
    ],
)
def test_the_error_for_a_refused_search_says_what_to_check(
    wrong: dict[str, Any], status: str, folder: Path
) -> None:
    with OpenverseServer(works(20, "red")) as server:
        run(server, folder, terms=Vocabulary.of(["red", "blue"]))
        if "url" in wrong:
            wrong = {"url": server.address + wrong["url"]}
        with pytest.raises(DownloadError, match=rf"refuses .* {status}; check download.openverse"):
            run(server, folder, 40, **wrong)
    assert len(records_in(folder)) == 20


def test_listed_photographs_are_fetched(folder: Path) -> None:
    with OpenverseServer([*works(30, "red"), *works(5, "gray", start=30)]) as server:
        run(server, folder)
        with state_in(folder) as state:
            state.listing.end()
            fetch(state, folder / "photos", quick_client(), Checks(min_side=64), TERMS.names, 8)
    kept = [row for row in records_in(folder) if row.status is Status.OK]
    assert [row.title for row in kept] == [f"Number {n}" for n in (*range(8), *range(30, 35))]
    assert {row.path for row in kept} == {f"photos/{name}" for name in files_in(folder)}
    assert {(row.width, row.height) for row in kept} == {(64, 64)}
