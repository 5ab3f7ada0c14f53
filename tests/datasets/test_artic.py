"""What only the Art Institute of Chicago does."""

import json
from pathlib import Path

import pytest
from museum_servers import ArticServer, Faults, Work
from museum_servers.base import works
from support.museum_searches import RED, search, wrong_results

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.sources.facets import RANGES

ONE = Vocabulary.of(["red", "blue"])


def shades(number: int) -> list[Work]:
    """Return red works of every lightness."""
    return [Work(n, ((352, 80, 20 + n % 39),), f"Number {n}") for n in range(number)]


def test_a_search_beyond_the_window_is_halved(tmp_path: Path) -> None:
    with ArticServer(shades(1_300)) as server:
        records = search(server, tmp_path, 1_200)
    assert 1_200 <= len(records) <= 1_300
    assert len({record.id for record in records}) == len(records)
    assert not server.refused


def test_works_of_one_lightness_end_with_the_window(tmp_path: Path) -> None:
    with ArticServer(works(1_010, RED)) as server:
        assert len(search(server, tmp_path, 2_000)) == 1_000
    assert not server.refused


def test_works_with_most_of_the_color_come_first(tmp_path: Path) -> None:
    found = [Work(n, (RED,), f"Number {n}", share=n / 10) for n in (1, 3, 2)]
    with ArticServer(found) as server:
        assert [r.title[-1] for r in search(server, tmp_path)] == ["3", "2", "1"]


@pytest.mark.parametrize("term", RANGES)
def test_the_corners_of_a_rule_are_found_and_their_neighbors_are_not(
    term: str, tmp_path: Path
) -> None:
    corners = [
        ((range_.hue[end], range_.saturation[end], range_.lightness[end]), (-1, 1)[end])
        for range_ in RANGES[term]
        for end in (0, 1)
    ]
    outer = [(hue, saturation, light + step) for (hue, saturation, light), step in corners]
    inside = [Work(n, (color,)) for n, (color, _) in enumerate(corners)]
    beyond = [
        Work(100 + n, (color,))
        for n, color in enumerate(outer)
        if not any(range_.has(color) for range_ in RANGES[term])
    ]
    other = "red" if term != "red" else "blue"
    with ArticServer([*inside, *beyond]) as server:
        records = search(server, tmp_path, terms=Vocabulary.of([term, other]))
    listed = {int(r.id.removeprefix("artic-")) for r in records if r.labels == (term,)}
    assert listed == {work.number for work in inside}
    assert not wrong_results(tmp_path)


def test_the_request_is_what_the_documentation_asks_for(tmp_path: Path) -> None:
    with ArticServer(works(1, RED)) as server:
        (record,) = search(server, tmp_path, 10)
    asked = json.loads(server.log[0]["params"])
    assert list(server.log[0]) == ["params"]
    assert (asked["page"], asked["limit"]) == (1, 100)
    assert {"term": {"is_public_domain": True}} in asked["query"]["bool"]["must"]
    assert set(asked["fields"]) > {"id", "title", "image_id", "color"}
    assert server.headers[0]["AIC-User-Agent"].startswith("folkhue (")
    image = "2d484387-0000-0000-0000"
    assert record.url == f"{server.address}/iiif/2/{image}/full/843,/0/default.jpg"
    assert (record.id, record.page) == ("artic-0", "https://www.artic.edu/artworks/0")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("row.image_id=null", "image_id: expected a text, got null"),
        ("row.image_id", "image_id: expected a text, got null"),
        ("row.id=null", "id: expected a text, got null"),
        ("row.color=null", "color: expected an object, got null"),
        ('row.color={"h": 0, "s": null, "l": 50}', "s: expected an integer, got null"),
        ('row.color={"h": 120, "s": 90, "l": 50}', "color: expected a color that was searched"),
        ("row.is_public_domain=false", "is_public_domain: expected true"),
        ('row.is_public_domain="yes"', "is_public_domain: expected true"),
    ],
)
def test_a_result_without_what_is_required_is_told(fault: str, reason: str, tmp_path: Path) -> None:
    with ArticServer(works(3, RED), Faults(search=fault)) as server:
        assert [r.title for r in search(server, tmp_path)] == ["Number 0", "Number 2"]
    ((told, number),) = wrong_results(tmp_path).items()
    assert told.startswith(reason)
    assert number == 1


def test_without_a_configuration_pictures_come_from_the_documented_server(tmp_path: Path) -> None:
    with ArticServer(works(1, RED), Faults(search="frame.config=null")) as server:
        (record,) = search(server, tmp_path)
    assert record.url.startswith("https://www.artic.edu/iiif/2/2d484387-")
