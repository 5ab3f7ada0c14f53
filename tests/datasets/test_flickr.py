"""Searching Flickr: the real flickrapi against a server on this machine."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from flickr_server import Faults, FlickrServer, Picture, sampler, synthetic
from flickr_server.server import KEY, SECRET
from support.downloads import quick_client, state_in

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import HttpClient, HttpLimits
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources import flickr
from folkhue.datasets.sources.flickr import Search, list_flickr
from folkhue.datasets.sources.flickr_client import Flickr
from folkhue.errors import DownloadError, ParamsError

TWO = Vocabulary.of(["red", "blue"])
SEARCH = Search(
    photos=100,
    fields=["tags"],
    licenses=[],
    safe_search="safe",
    content_types=["photos"],
    sort="date-posted-desc",
    uploaded_from=1_000_000_000,
    uploaded_to=2_000_000_000,
    min_side=50,
)


def picture(number: int, *tags: str, **more: Any) -> Picture:
    base = Picture(str(number), f"Number {number}", tags, 640, 480, lambda: b"")
    return replace(base, **{"uploaded": 1_500_000_000 + number, **more})


Serve = Callable[..., FlickrServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[FlickrServer] = []

    def start(pictures: list[Picture], **faults: object) -> FlickrServer:
        running.append(FlickrServer(pictures, Faults(**faults)).__enter__())  # type: ignore[arg-type]
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


def client(
    server: FlickrServer, key: str = KEY, secret: str = SECRET, per_hour: float = 1e7
) -> Flickr:
    return Flickr(key, secret, quick_client(), url=server.url, calls_per_hour=per_hour)


def listed(
    server: FlickrServer,
    path: Path,
    search: Search = SEARCH,
    terms: Vocabulary = TWO,
    flickr: Flickr | None = None,
) -> list[PhotoRecord]:
    with state_in(path) as state:
        if state.listing.begin("test", number=search.photos):
            list_flickr(flickr or client(server), search, terms, state.listing)
            state.listing.end(search.photos)
        return list(state.records("photos", done=False))


def ids(rows: list[PhotoRecord]) -> list[str]:
    return [row.id.removeprefix("flickr-") for row in rows]


def test_a_photograph_is_listed_with_all_that_a_credit_needs(serve: Serve, tmp_path: Path) -> None:
    server = serve(
        [
            picture(
                7,
                "Red",
                "old barn",
                title="Barn",
                description='A <a href="x">red</a> &amp; old\nbarn',
                owner="1@N00",
                owner_name="Zoë Müller",
                license=5,
            )
        ]
    )
    (row,) = listed(server, tmp_path)
    assert row == PhotoRecord(
        id="flickr-7",
        url=f"{server.address}/65535/7_{server.catalog.by_id['7'].secret}_t.jpg",
        title="Barn",
        description="A red & old barn",
        tags="oldbarn;red",
        license="CC BY-SA 2.0",
        license_url="https://creativecommons.org/licenses/by-sa/2.0/",
        owner="Zoë Müller",
        owner_url="https://www.flickr.com/people/1@N00/",
        page="https://www.flickr.com/photos/1@N00/7/",
        source="Flickr",
        taken="2019-06-01 12:00:00",
        uploaded="2017-07-14",
        labels=("red",),
    )


@pytest.mark.parametrize(
    ("min_side", "size"),
    [(50, "t"), (75, "t"), (76, "s"), (180, "s"), (181, "n"), (240, "n"), (480, "o"), (999, "o")],
)
def test_the_smallest_size_that_is_large_enough(
    min_side: int, size: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve([picture(1, "red")])
    (row,) = listed(server, tmp_path, replace(SEARCH, min_side=min_side))
    assert row.url.endswith(f"_{size}.jpg")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, {"1", "2", "3"}),
        ({"licenses": ["CC BY"]}, {"1", "3"}),
        ({"licenses": ["cc by 2.0"]}, {"1"}),
        ({"licenses": ["Attribution License"]}, {"1"}),
        ({"licenses": ["CC BY 4.0", "CC0"]}, {"2", "3"}),
        ({"safe_search": "moderate"}, {"1", "2", "3", "4"}),
        ({"safe_search": "restricted"}, {"1", "2", "3", "4", "5"}),
        ({"content_types": ["screenshots"]}, {"6"}),
        ({"content_types": ["photos", "screenshots", "other"]}, {"1", "2", "3", "6"}),
        ({"uploaded_from": 1_500_000_002}, {"2", "3"}),
        ({"uploaded_to": 1_500_000_002}, {"1", "2"}),
        ({"fields": ["text"]}, {"1", "2", "3", "7"}),
        ({"fields": ["tags", "text"]}, {"1", "2", "3", "7"}),
    ],
)
def test_search_options_select_photographs(
    change: dict[str, Any], found: set[str], serve: Serve, tmp_path: Path
) -> None:
    server = serve(
        [
            picture(1, "red", license=4),
            picture(2, "RED", license=9),
            picture(3, "red", "blue", license=11),
            picture(4, "red", safety=2),
            picture(5, "red", safety=3),
            picture(6, "red", content=1),
            picture(7, "barn", title="A red barn"),
            picture(8, "redwood", title="Redwood"),
        ]
    )
    assert set(ids(listed(server, tmp_path, replace(SEARCH, **change)))) == found


def test_the_error_for_an_unknown_license_lists_the_known_ones(
    serve: Serve, tmp_path: Path
) -> None:
    with pytest.raises(ParamsError, match=r"licenses: unknown license 'CC XY'; there are All"):
        listed(serve([]), tmp_path, replace(SEARCH, licenses=["CC XY"]))


def test_spellings_are_searched_for_as_one_term(serve: Serve, tmp_path: Path) -> None:
    server = serve([picture(1, "grey"), picture(2, "gray"), picture(3, "x", title="Grey day")])
    search = replace(SEARCH, fields=["tags", "text"])
    gray = Vocabulary.of(["gray", "red"])
    assert set(ids(listed(server, tmp_path, search, gray))) == {"1", "2", "3"}


@pytest.mark.parametrize("field", ["tags", "text"])
def test_the_words_of_a_name_take_turns_and_share_what_is_wanted(
    field: str, serve: Serve, tmp_path: Path
) -> None:
    """What one of them lacks, the others bring; words of other languages become the label."""
    number = {"red": 250, "rouge": 150, "赤": 7}
    words = [word for word, n in number.items() for _ in range(n)]
    server = serve([picture(place, word, "made up") for place, word in enumerate(words)])
    terms = Vocabulary.of({"red": ["rouge", "赤"], "blue": []})
    rows = listed(server, tmp_path, replace(SEARCH, photos=300, fields=[field]), terms)
    tags = [row.tags.replace("madeup", "").strip(";") for row in rows]
    assert [*dict.fromkeys(tags)] == ["red", "rouge", "赤"]
    assert Counter(tags) == {"red": 200, "rouge": 100, "赤": 7}
    assert {row.labels for row in rows} == {("red",)}


def test_a_photograph_found_twice_is_listed_once(serve: Serve, tmp_path: Path) -> None:
    server = serve([picture(n, *(("red", "blue") if n % 3 else ("red",))) for n in range(9)])
    search = replace(SEARCH, fields=["tags", "text"])
    with state_in(tmp_path) as state:
        state.listing.begin("test")
        list_flickr(client(server), search, TWO, state.listing)
        state.listing.end()
        assert {t: sum(n.values()) for t, n in state.counts_by_term().items()} == {
            "red": 9,
            "blue": 6,
        }
        assert len(list(state.records("photos", done=False))) == 9


def test_only_documented_arguments_are_sent_and_no_more_calls_than_needed(
    serve: Serve, tmp_path: Path
) -> None:
    """1,200 photographs of a term and 600 of the other need one call, and three and two pages."""
    server = serve(synthetic(1800, ["red", "red", "blue"]))
    listed(server, tmp_path, replace(SEARCH, photos=5000))
    searches = [asked for asked in server.log if asked["method"] == "flickr.photos.search"]
    assert (
        len(server.log) == 1 + 2 + 3 + 2
    )  # and two totals, as more are wanted than one search gives
    documented = {
        *("method", "format", "nojsoncallback", "tags", "tag_mode", "license", "safe_search"),
        *("content_types", "media", "sort", "extras", "per_page", "page"),
        *("min_upload_date", "max_upload_date"),
    }
    assert {name for asked in searches for name in asked} <= documented
    assert {asked["per_page"] for asked in searches} == {"1", "500"}


def assert_split(server: FlickrServer, found: list[str], wanted: int, most: int) -> None:
    """As many are listed as wanted, hardly more, with few searches, none of them past the cap."""
    there = len(server.catalog.pictures)
    assert len(set(found)) == len(found)
    assert min(wanted, there) <= len(found) <= min(wanted + flickr.PER_PAGE * 4, there)
    searches = [asked for asked in server.log if asked.get("tags") == "red"]
    assert 0 < len(searches) <= most
    for asked in searches:
        assert int(asked["page"]) * int(asked["per_page"]) <= flickr.CAP


RED = Vocabulary.of(["red", "teal"])


@pytest.mark.slow
def test_beyond_the_cap_the_time_span_is_split(serve: Serve, tmp_path: Path) -> None:
    """9,000 photographs of one term; a search gives 4,000 and then repeats itself."""
    server = serve(synthetic(9000, ["red"]))
    found = ids(listed(server, tmp_path, replace(SEARCH, photos=6000), RED))
    assert_split(server, found, 6000, most=30)


@pytest.mark.parametrize(("wanted", "most"), [(30, 1), (390, 8), (600, 30), (9999, 80)])
def test_no_more_searches_are_made_than_needed(
    wanted: int, most: int, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with a tenth of the photographs, in the same time."""
    monkeypatch.setattr(flickr, "CAP", 400)
    monkeypatch.setattr(flickr, "PER_PAGE", 50)
    monkeypatch.setattr("flickr_server.server.CAP", 400)
    server = serve(synthetic(9000, ["red"])[::10])
    found = ids(listed(server, tmp_path, replace(SEARCH, photos=wanted), RED))
    assert_split(server, found, wanted, most)


def test_overlapping_pages_list_nothing_twice(serve: Serve, tmp_path: Path) -> None:
    server = serve(synthetic(1500, ["red"]), overlap=7)
    found = ids(listed(server, tmp_path, replace(SEARCH, photos=1400)))
    assert len(found) == len(set(found)) >= 1400


@pytest.mark.parametrize(
    "faults",
    [
        ("105: Service currently unavailable",),
        ("201: Sorry, the Flickr search API is not currently available.", "106: Write failed"),
        ("0: Sorry", "10: Sorry"),
        ("503", "503", "html"),
        ("truncated", "429"),
        ("slow",),
    ],
)
def test_transient_errors_are_retried(
    faults: tuple[str, ...], serve: Serve, tmp_path: Path
) -> None:
    pictures = [picture(n, "red") for n in range(5)]
    (tmp_path / "good").mkdir()
    good = listed(serve(pictures), tmp_path / "good")
    assert ids(listed(serve(pictures, calls=faults), tmp_path)) == ids(good)


def test_listing_more_repeats_no_request(serve: Serve, tmp_path: Path) -> None:
    server = serve(synthetic(3000, ["red", "blue"]))
    few = ids(listed(server, tmp_path, replace(SEARCH, photos=400)))
    more = ids(listed(server, tmp_path, replace(SEARCH, photos=900)))
    assert more[: len(few)] == few
    assert (len(few), len(more)) == (1000, 2000)
    assert max(Counter(map(repr, server.log)).values()) == 1


def test_after_a_failure_the_next_run_continues(serve: Serve, tmp_path: Path) -> None:
    server = serve([picture(n, "red", "blue") for n in range(5)], calls=("503",) * 6)
    with pytest.raises(DownloadError, match=r"does not answer \(.*503.*\); run it again later"):
        listed(server, tmp_path)
    server.faults = Faults()
    assert len(listed(server, tmp_path)) == 5
    before = len(server.log)
    assert len(listed(server, tmp_path)) == 5
    assert len(server.log) == before


@pytest.mark.parametrize(
    ("key", "secret", "what"),
    [("f" * 32, SECRET, "key"), (KEY, "f" * 16, "secret")],
)
def test_the_error_for_a_refused_key_does_not_contain_it(
    key: str,
    secret: str,
    what: str,
    serve: Serve,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    server = serve([picture(1, "red")])
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(
            DownloadError, match=f"Flickr refuses the {what}, and says .*: compare FLICKR_API_KEY"
        ) as caught,
    ):
        listed(server, tmp_path, flickr=client(server, key, secret))
    assert len(server.times) <= 1  # asked once, not again
    said = "".join(
        [caplog.text, str(caught.value), repr(caught.value.__cause__), *capfd.readouterr()]
    )
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for hidden in (key, secret):
        assert hidden not in said
        assert hidden.encode() not in kept


@pytest.mark.parametrize(
    ("key", "secret", "missing"),
    [
        ("", "", "FLICKR_API_KEY and FLICKR_API_SECRET are not set"),
        ("", "x", "FLICKR_API_KEY is not set"),
        ("x", "", "FLICKR_API_SECRET is not set"),
    ],
)
def test_the_error_for_a_missing_key_says_where_to_get_one(
    key: str, secret: str, missing: str
) -> None:
    with pytest.raises(DownloadError, match=missing) as caught:
        Flickr(key, secret, HttpClient(HttpLimits()))
    assert "https://www.flickr.com/services/apps/create/" in str(caught.value)


def test_calls_are_spaced_by_the_hourly_limit(serve: Serve, tmp_path: Path) -> None:
    server = serve([picture(n, "red") for n in range(5)])
    flickr = client(server, per_hour=36_000)  # ten a second
    start = time.monotonic()
    listed(server, tmp_path, flickr=flickr)
    gaps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert len(server.log) == 3
    assert min(gaps) > 0.05
    assert time.monotonic() - start > 0.2


@pytest.mark.parametrize(
    ("limits", "url", "reason"),
    [
        (HttpLimits(), "{url}", r"http:// is not encrypted; download\.web\.http: true allows it"),
        (HttpLimits(allow_http=True), "{url}", "127.0.0.1, an address of a private network"),
        (
            HttpLimits(allow_http=True, allow_private_addresses=True),
            "{url}../none",
            "answered 404 Not Found",
        ),
        (HttpLimits(), "no address", "not a web address"),
    ],
)
def test_a_forbidden_address_is_refused_with_its_reason(
    limits: HttpLimits, url: str, reason: str, tmp_path: Path, serve: Serve
) -> None:
    server = serve([])
    flickr = Flickr(
        KEY, SECRET, HttpClient(limits), url=url.format(url=server.url), calls_per_hour=1e7
    )
    with pytest.raises(DownloadError, match=reason):
        listed(server, tmp_path, flickr=flickr)
    assert not server.log


def test_the_sampler_is_found_by_its_tags(serve: Serve, tmp_path: Path) -> None:
    """The sampler's photographs, as Flickr would list them."""
    basic = Vocabulary.of("basic11")
    server = serve(sampler(ROOT / "data/sampler/photos.csv"))
    search = replace(SEARCH, photos=300, fields=["tags", "text"], licenses=["CC BY", "CC0"])
    rows = listed(server, tmp_path, search, basic)
    assert len(rows) > 100
    assert {row.license for row in rows} == {"CC BY 2.0", "CC BY 4.0", "CC0 1.0"}
