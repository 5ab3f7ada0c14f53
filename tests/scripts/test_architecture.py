"""docs/explanation/architecture.md and its picture describe the code as it is."""

from __future__ import annotations

import pytest

from release.architecture import PAGE, PICTURE, House, drawing, table_of_rooms, table_of_stops
from release.follow import walks

OUT_OF_DATE = "run make architecture"


def test_the_picture_and_the_table_show_today_s_rooms() -> None:
    house = House.read()
    assert PICTURE.read_text("utf-8") == drawing(house), OUT_OF_DATE
    assert table_of_rooms(house) in PAGE.read_text("utf-8"), OUT_OF_DATE


def test_every_arrow_points_down() -> None:
    house = House.read()
    floor_of = {room: floor for floor, rooms in enumerate(house.floors) for room in rooms}
    assert house.arrows
    assert [pair for pair in house.arrows if floor_of[pair[0]] >= floor_of[pair[1]]] == []


@pytest.mark.pipeline
def test_the_ways_through_the_code_are_those_of_a_run() -> None:
    page = PAGE.read_text("utf-8")
    found = walks()
    assert set(found) == {"array", "record", "parameter"}
    for name, walk in found.items():
        assert table_of_stops(walk) in page, f"{name}: {OUT_OF_DATE}"
