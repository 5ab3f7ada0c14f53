"""What only the Rijksmuseum's collection API does."""

from pathlib import Path

import pytest
from conftest import ROOT
from museum_servers import Faults, RijksmuseumServer, Work
from museum_servers.base import works
from support.museum_searches import RED, TERMS, search, wrong_results

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.sources.facets import RANGES, Rules, hsl_of
from folkhue.datasets.sources.rijksmuseum import PALETTE
from folkhue.errors import DownloadError


def test_every_color_of_a_term_is_searched_as_the_dominant_one(tmp_path: Path) -> None:
    colors = [hsl for color in PALETTE if (hsl := hsl_of(color))]
    gray = (208, 7, 48)
    found = [Work(n, (color, gray)) for n, color in enumerate(colors)]
    found += [Work(100 + n, (gray, color)) for n, color in enumerate(colors)]
    with RijksmuseumServer(found) as server:
        records = search(server, tmp_path)
    assert [(r.id.removeprefix("rijksmuseum-RP-P-"), r.labels) for r in records] == [
        (str(PALETTE.index("#981313")), ("red",)),
        (str(PALETTE.index("#DE4153")), ("red",)),
        (str(PALETTE.index("#43C6F8")), ("blue",)),
        (str(PALETTE.index("#4279DB")), ("blue",)),
    ]
    assert {asked["f.normalized32Colors.hex"] for asked in server.log} == {
        *("#981313", "#DE4153", "#43C6F8", "#4279DB")
    }


def test_a_record_comes_from_the_documented_fields(tmp_path: Path) -> None:
    with RijksmuseumServer([Work(7, (RED,), "Sea", "Vermeer")]) as server:
        (record,) = search(server, tmp_path)
    assert (record.id, record.owner, record.license) == (
        *("rijksmuseum-RP-P-7", "Vermeer", "CC0 1.0"),
    )
    assert record.url == f"{server.address}/lh3/w7=s843"
    assert record.page == "https://www.rijksmuseum.nl/en/collection/RP-P-7"


def test_no_page_beyond_the_window_is_requested(tmp_path: Path) -> None:
    with RijksmuseumServer([], Faults(total=10**6)) as server:
        assert search(server, tmp_path) == []
    assert not server.refused
    assert len(server.log) == 4


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("row.objectNumber=null", "objectNumber: expected a text, got null"),
        ("row.webImage=null", "webImage: expected an object, got null"),
        ('row.webImage={"url": null}', "url: expected a text, got null"),
    ],
)
def test_a_result_without_what_is_required_is_told(fault: str, reason: str, tmp_path: Path) -> None:
    with RijksmuseumServer(works(3, RED), Faults(search=fault)) as server:
        assert [r.title for r in search(server, tmp_path)] == ["Number 0", "Number 2"]
    assert wrong_results(tmp_path) == {reason: 1}


@pytest.mark.parametrize("permitted", ["false", "null", '"yes"'])
def test_pictures_that_may_not_be_downloaded_are_left_out(permitted: str, tmp_path: Path) -> None:
    fault = Faults(search=f"row.permitDownload={permitted}")
    with RijksmuseumServer(works(3, RED), fault) as server:
        assert len(search(server, tmp_path)) == 2
    assert not wrong_results(tmp_path)


def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    with RijksmuseumServer([]) as server:
        with pytest.raises(DownloadError, match=r"RIJKSMUSEUM_API_KEY is not set. But the "):
            search(server, tmp_path, key="")
        assert not server.asked


def test_a_wrong_key_is_told_and_never_shown(tmp_path: Path) -> None:
    with RijksmuseumServer(works(1, RED)) as server:
        with pytest.raises(DownloadError, match=r"401 .*; check RIJKSMUSEUM_API_KEY") as caught:
            search(server, tmp_path, key="wr0ng")
        search(server, tmp_path)
    assert "wr0ng" not in str(caught.value)
    assert not any(b"k3y" in path.read_bytes() for path in tmp_path.iterdir())


def test_the_error_says_that_the_api_was_retired(tmp_path: Path) -> None:
    with (
        RijksmuseumServer([], Faults(("410",))) as server,
        pytest.raises(DownloadError, match=r"410 Gone; the museum has retired this API, .* smk"),
    ):
        search(server, tmp_path, terms=TERMS)


def test_the_guide_shows_which_colors_have_a_term() -> None:
    page = (ROOT / "docs/how-to/sources.md").read_text()
    rules = Rules(Vocabulary.of([*RANGES]))
    for term in RANGES:
        if colors := rules.hexes_of(term, PALETTE):
            assert f"\n| {term} | {', '.join(f'`{color}`' for color in colors)} |\n" in page
