import numpy as np
import pytest
from conftest import ROOT

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region
from folkhue.palettes import regions
from release.marks import BEGIN, END
from studies import accents, networks
from studies.segments import Match


def square(x: int, y: int, side: int) -> Region:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    return Region(("red",), tuple((float(a), float(b)) for a, b in corners))


def test_accents_are_small_and_colorful() -> None:
    rgb = np.full((100, 100, 3), 128, np.uint8)
    rgb[:50, :50] = (200, 30, 30)
    rgb[60:70, 60:70] = (30, 160, 40)
    photo = Photo(rgb, np.ones((100, 100), bool))
    found = (square(5, 5, 40), square(61, 61, 7), square(80, 80, 9))
    golden = GoldenPhoto("a", ROOT, ROOT, (100, 100), found)
    sought = accents.sought_in(golden, None, photo)
    assert {kind: len(colors) for kind, colors in sought.items()} == {
        "accents": 1,  # the red square is too large, the gray one not colorful
        "regions": 3,
        "surfaces": 0,
    }
    assert sought["accents"][0] == pytest.approx([57, -55, 48], abs=4)


def test_the_page_has_a_place_for_every_table() -> None:
    page = networks.PAGE.read_text("utf-8")
    for name in networks.SECTIONS:
        assert page.index(BEGIN.format(name)) < page.index(END.format(name))


def test_regions_are_measured_with_the_weights_of_each_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = regions.NAMES, regions.SUBJECT

    def weights(golden: object, by: str, max_regions: int) -> Match:
        return Match(regions.NAMES / 100, regions.SUBJECT / 100, 0, max_regions)

    monkeypatch.setattr(networks, "match", weights)
    rows = [line.split(" | ")[1:3] for line in networks.segments().splitlines()[2:]]
    assert [[float(each) for each in row] for row in rows] == [
        [*shipped],
        [shipped[0], 0],
        [0, shipped[1]],
        [0, 0],
    ]
    assert shipped == (regions.NAMES, regions.SUBJECT)
