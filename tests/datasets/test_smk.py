"""What only SMK does."""

from pathlib import Path

import pytest
from museum_servers import Faults, SmkServer, Work
from museum_servers.base import works
from support.museum_searches import BLUE, RED, search, wrong_results

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import DownloadError

DARK_RED = (0, 100, 25)


def test_the_colors_that_there_are_are_asked_once_and_searched_one_by_one(tmp_path: Path) -> None:
    found = [*works(3, RED, BLUE), *works(2, DARK_RED, start=3), *works(1, BLUE, start=5)]
    with SmkServer(found) as server:
        records = search(server, tmp_path)
        search(server, tmp_path, 2_000)
    assert [r.labels for r in records] == [*[("red",)] * 5, ("blue",)]
    assert [asked.get("facets", asked["filters"].split(",")[0]) for asked in server.log] == [
        "colors",
        "[colors:#FF0000]",
        "[colors:#800000]",
        "[colors:#437ADB]",
    ]
    assert all("[has_image:true],[public_domain:true]" in a["filters"] for a in server.log)


def test_no_further_color_is_searched_when_there_are_enough(tmp_path: Path) -> None:
    with SmkServer([*works(130, RED), *works(120, DARK_RED, start=130)]) as server:
        assert len(search(server, tmp_path, 110)) == 130
    assert not any("#800000" in asked["filters"] for asked in server.log)


def test_a_record_comes_from_the_documented_fields(tmp_path: Path) -> None:
    with SmkServer([Work(7, (RED,), "Sea", "Anna Ancher")]) as server:
        (record,) = search(server, tmp_path)
    assert record.id == "smk-KKS7"
    assert record.url == f"{server.address}/iiif/jp2/kks7.tif.jp2/full/!843,843/0/default.jpg"
    assert record.page == "https://open.smk.dk/artwork/image/KKS7"
    assert (record.owner, record.taken, record.license) == ("Anna Ancher", "1888", "CC0 1.0")


@pytest.mark.parametrize(
    ("rights", "license"),
    [
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("https://creativecommons.org/share-your-work/public-domain/cc0/", "CC0 1.0"),
        ("https://rights.example/free", "Public domain"),
    ],
)
def test_rights_become_a_license(rights: str, license: str, tmp_path: Path) -> None:
    with SmkServer(works(2, RED), Faults(search=f'row.rights="{rights}"')) as server:
        record = search(server, tmp_path)[1]
    assert (record.license, record.license_url) == (license, rights)


@pytest.mark.parametrize(
    ("fault", "url"),
    [
        ("row.image_iiif_id=null", "/iiif/jp2/kks1.tif.jp2/full/!1024,/0/default.jpg"),
        ("row.titles=[]", "/iiif/jp2/kks1.tif.jp2/full/!843,843/0/default.jpg"),
        ("row.artist=7", "/iiif/jp2/kks1.tif.jp2/full/!843,843/0/default.jpg"),
        ("row.frontend_url=null", "/iiif/jp2/kks1.tif.jp2/full/!843,843/0/default.jpg"),
    ],
)
def test_what_is_not_needed_may_be_missing(fault: str, url: str, tmp_path: Path) -> None:
    with SmkServer(works(2, RED), Faults(search=fault)) as server:
        record = search(server, tmp_path)[1]
    assert record.url == server.address + url
    assert record.page == "https://open.smk.dk/artwork/image/KKS1"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("row.object_number=null", "object_number: expected a text, got null"),
        ("row.colors", "colors: expected hex colors, got none"),
        ('row.colors=["red"]', "colors: expected hex colors, got none"),
        ("row.colors=[7]", "colors: expected hex colors, got none"),
        ("row.public_domain=false", "public_domain: expected true"),
        ("row.public_domain", "public_domain: expected true"),
    ],
)
def test_a_result_without_what_is_required_is_told(fault: str, reason: str, tmp_path: Path) -> None:
    with SmkServer(works(3, RED), Faults(search=fault)) as server:
        assert [r.title for r in search(server, tmp_path)] == ["Number 0", "Number 2"]
    ((told, number),) = wrong_results(tmp_path).items()
    assert told.startswith(reason)
    assert number == 1


@pytest.mark.parametrize("facets", ["null", "{}", '{"colors": {}}', '{"colors": [1, "blue"]}'])
def test_without_colors_to_search_the_run_ends(facets: str, tmp_path: Path) -> None:
    with (
        SmkServer(works(3, RED), Faults(search=f"frame.facets={facets}")) as server,
        pytest.raises(DownloadError, match=r"SMK: no JSON of the kind expected: .* it continues"),
    ):
        search(server, tmp_path, terms=Vocabulary.of(["red", "green"]))
