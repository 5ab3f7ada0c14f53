"""Searching museums by color, on servers that answer, and fail to answer, as they do."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from museum_servers import Faults, MuseumServer, Work
from museum_servers.base import works
from support.downloads import files_in, records_in
from support.museum_searches import BLUE, RED, SERVERS, fetched, search, wrong_results

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.attribution import markdown
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.errors import DownloadError, ParamsError

Serve = Callable[..., MuseumServer]


@pytest.fixture(params=SERVERS)
def serve(request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Start each museum with some works."""
    running: list[MuseumServer] = []

    def serve(found: Iterable[Work], faults: Faults | None = None, **options: int) -> MuseumServer:
        running.append(SERVERS[request.param](found, faults, **options))
        return running[-1].__enter__()

    yield serve
    for server in running:
        server.__exit__()


def titles(records: list[PhotoRecord]) -> list[str]:
    return [record.title for record in records]


def numbers(stop: int, start: int = 0) -> list[str]:
    return [f"Number {n}" for n in range(start, stop)]


# Results


@pytest.mark.parametrize(("there", "wanted"), [(0, 9), (100, 1), (130, 100), (230, 1000)])
def test_pages_are_listed_until_there_are_enough_or_no_more(
    there: int, wanted: int, serve: Serve, tmp_path: Path
) -> None:
    server = serve(works(there, RED))
    found = search(server, tmp_path, wanted)
    assert titles(found) == numbers(min(there, -(-wanted // 100) * 100))
    assert not server.refused


def test_the_label_is_the_term_of_the_dominant_color(serve: Serve, tmp_path: Path) -> None:
    found = [
        Work(1, (RED, BLUE), "Blue jugglers"),
        Work(2, (BLUE,), "b"),
        Work(3, ((0, 0, 50), RED), "gray first"),
        Work(4, ((320, 40, 30), RED), "no term first"),
    ]
    records = search(serve(found), tmp_path)
    assert {r.title: (r.labels, r.tags) for r in records} == {
        "Blue jugglers": (("red",), "red"),
        "b": (("blue",), "blue"),
    }


def test_only_pictures_in_the_public_domain_are_listed(serve: Serve, tmp_path: Path) -> None:
    found = [Work(1, (RED,)), Work(2, (RED,), public=False), Work(3, (RED,), pictured=False)]
    assert [r.id[-1] for r in search(serve(found), tmp_path)] == ["1"]
    assert not wrong_results(tmp_path)


def test_a_work_that_a_page_repeats_is_listed_once(serve: Serve, tmp_path: Path) -> None:
    found = works(200, RED)
    server = serve([*found[:100], *found[50:]])
    assert titles(search(server, tmp_path, 160)) == numbers(200)


def test_a_record_has_what_a_credit_needs(serve: Serve, tmp_path: Path) -> None:
    found = [Work(7, (RED,), "The bay", "Mary *Cassatt*"), Work(8, (RED,), None, None)]
    known, unknown = search(serve(found), tmp_path)
    assert (known.title, known.owner, unknown.owner) == ("The bay", "Mary *Cassatt*", "")
    assert known.license in ("CC0 1.0", "Public Domain Mark 1.0")
    assert known.license_url.startswith("https://creativecommons.org/publicdomain/")
    assert known.page.startswith("https://")
    (credit,) = [line for line in markdown([known]) if "The bay" in line]
    assert f"“[The bay]({known.page})” by Mary \\*Cassatt\\*" in credit


def test_a_term_without_a_rule_is_named(serve: Serve, tmp_path: Path) -> None:
    server = serve([])
    with pytest.raises(ParamsError, match=r"no rule turns .* into taupe"):
        search(server, tmp_path, terms=Vocabulary.of(["red", "taupe"]))
    assert not server.asked


@pytest.mark.parametrize("total", [0, 7, 250, 10**6])
def test_totals_may_be_wrong(total: int, serve: Serve, tmp_path: Path) -> None:
    server = serve(works(240, RED), Faults(total=total))
    assert titles(search(server, tmp_path)) == numbers(240)
    assert not server.refused


# Requests


def test_no_request_is_repeated(serve: Serve, tmp_path: Path) -> None:
    server = serve(works(150, RED))
    found = search(server, tmp_path, 100)
    before = len(server.log)
    assert search(server, tmp_path, 100) == found
    assert len(server.log) == before
    assert len(search(server, tmp_path, 150)) == 150
    assert len(server.log) == before + 1


def test_requests_say_who_asks_and_are_spaced(serve: Serve, tmp_path: Path) -> None:
    server = serve(works(250, RED))
    search(server, tmp_path, calls_per_hour=3600 / 0.05)
    assert all(each["User-Agent"].startswith("folkhue (") for each in server.headers)
    assert len(server.times) >= 4
    assert server.times[-1] - server.times[0] > (len(server.times) - 2) * 0.05


def test_a_limit_per_minute_is_waited_for(serve: Serve, tmp_path: Path) -> None:
    server = serve(works(250, RED), per_minute=3)
    server.minute = 1
    assert titles(search(server, tmp_path)) == numbers(250)
    assert server.asked["search"] > len(server.log)


@pytest.mark.parametrize(
    "faults",
    [
        ("429",),
        ("503", "503"),
        ("html",),
        ("truncated",),
        ("reset",),
        ("moved",),
        ("answer=[]",),
        ("damaged gzip", "429"),
    ],
)
def test_transient_errors_are_retried(
    faults: tuple[str, ...], serve: Serve, tmp_path: Path
) -> None:
    server = serve(works(120, RED), Faults(faults))
    assert titles(search(server, tmp_path)) == numbers(120)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("503", "503 Service Unavailable; run it again later, and it continues"),
        ("html", "not JSON: .*; run it again later, and it continues"),
        ("answer={}", "expected an? .*; run it again later, and it continues"),
        ("bomb", "larger than 5 MB; check download[.]|larger than 5 MB"),
        ("403", "403 Forbidden; check download[.]"),
        ("lost", "404 Not Found; check download[.]"),
    ],
)
def test_persistent_errors_end_the_run_and_the_next_one_continues(
    fault: str, reason: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve(works(220, RED))
    search(server, tmp_path, 100)
    before, asked = set(map(str, server.log)), len(server.log)
    server.faults = Faults((*[""] * server.asked["search"], *[fault] * 3))
    with pytest.raises(DownloadError, match=reason):
        search(server, tmp_path)
    assert len(records_in(tmp_path)) == 100
    server.faults = Faults()
    assert titles(search(server, tmp_path)) == numbers(220)
    assert not before & set(map(str, server.log[asked:]))


@pytest.mark.parametrize("value", ["null", "7", '"abc"', "[]", "true"])
def test_a_wrong_result_costs_only_itself_and_is_told(
    value: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve(works(4, RED), Faults(search=f"row={value}"))
    assert titles(search(server, tmp_path)) == ["Number 0", "Number 2", "Number 3"]
    assert list(wrong_results(tmp_path).values()) == [1]


# Pictures


def test_pictures_are_fetched_and_each_fault_costs_only_one(serve: Serve, tmp_path: Path) -> None:
    faults = {
        1: ("403",) * 9,
        2: ("404",) * 9,
        3: ("429", "503"),
        4: ("html",) * 9,
        5: ("truncated",),
        6: ("moved",),
        7: ("reset", "truncated"),
        8: ("503",) * 9,
    }
    server = serve([*works(12, RED), *works(3, BLUE, start=12)], Faults(pictures=faults))
    search(server, tmp_path)
    found = fetched(tmp_path)
    assert Counter(r.status for r in found) == {
        Status.OK: 11,
        Status.UNAVAILABLE: 2,
        Status.FAILED: 2,
    }
    details = {r.title: r.detail for r in found if r.status is not Status.OK}
    assert details["Number 1"] == "the server answered 403 Forbidden"
    assert details["Number 2"] == "the server answered 404 Not Found"
    assert {r.path for r in found if r.path} == {f"photos/{name}" for name in files_in(tmp_path)}
    assert sorted(server.served) == [0, 3, 5, 5, 6, 7, 7, *range(9, 15)]


def test_pictures_are_spaced_too(serve: Serve, tmp_path: Path) -> None:
    server = serve(works(6, RED))
    search(server, tmp_path)
    began = time.monotonic()
    fetched(tmp_path, per_hour=3600 / 0.05, max_connections=4)
    assert len(server.served) == 6
    assert time.monotonic() - began > 5 * 0.05
