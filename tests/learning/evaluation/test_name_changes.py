"""Colors and golden regions that two tables name differently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.tables import table_of

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region
from folkhue.learning.evaluation.name_changes import (
    ComparedRegion,
    Flow,
    compare_regions,
    name_changes,
)

SLICE = 1 << 16
"""Colors of one level of a channel."""

BEFORE = table_of("red green", ("green", np.s_[:128]))


def test_equal_tables_have_no_changes() -> None:
    found = name_changes(BEFORE, BEFORE)
    assert (found.compared, found.changed, list(found.flows)) == (1 << 24, 0, [])


def test_flows_are_counted_the_largest_first() -> None:
    """By name: the order of the names, and that of the channels, makes no difference."""
    after = table_of(
        "green red", ("red", np.s_[120:]), ("unnamed", np.s_[:2]), ("green", np.s_[255])
    )
    found = name_changes(BEFORE, after)
    assert list(found.flows) == [
        Flow("green", "red", 8 * SLICE),
        Flow("green", "unnamed", 2 * SLICE),
        Flow("red", "green", SLICE),
    ]
    assert found.compared == 1 << 24
    assert found.changed == 11 * SLICE


def test_only_names_that_both_tables_have_are_compared() -> None:
    after = table_of("blue red", ("red", np.s_[100:]), ("blue", np.s_[250:]))
    found = name_changes(BEFORE, after)
    assert list(found.flows) == []
    assert found.compared == 122 * SLICE


def region(*names: str) -> Region:
    return Region(names, ((0, 0), (9, 0), (9, 9), (0, 9)))


@pytest.mark.parametrize(
    ("names", "before", "after", "outcome"),
    [
        (["red"], "red", "red", "the same"),
        (["red"], "blue", "red", "right now"),
        (["red"], "red", "blue", "wrong now"),
        (["red"], "green", "blue", "another name"),
        (["red", "blue"], "red", "blue", "another name"),
        (["red", "blue"], "green", "blue", "right now"),
        (["red"], "red", "unnamed", "wrong now"),
    ],
)
def test_outcomes(names: list[str], before: str, after: str, outcome: str) -> None:
    assert ComparedRegion("x", region(*names), before, after, 1.0).outcome == outcome


def photo_of(*reds: int) -> Photo:
    """A photograph of ten rows, and of a column for each level of red."""
    rgb = np.zeros((10, len(reds), 3), np.uint8)
    rgb[..., 0] = reds
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


def compared(photo: Photo, after: str, *regions: Region) -> list[tuple[str, str, float]]:
    golden = GoldenPhoto("x", Path("x"), Path("x"), (10, 10), regions)
    table = table_of(after, (after.split()[-1], np.s_[:100]))
    return [
        (each.before, each.after, each.share)
        for each in compare_regions(golden, photo, BEFORE, table)
    ]


def test_a_region_has_the_name_of_most_of_its_pixels() -> None:
    photo = photo_of(*[110] * 7, *[200] * 3)
    assert compared(photo, "red green", region("red")) == [("green", "red", 0.7)]
    assert compared(photo, "green red", region("green")) == [("green", "green", 0.3)]


def test_regions_with_names_that_one_table_lacks_are_skipped() -> None:
    photo = photo_of(*[200] * 10)
    assert compared(photo, "red blue", region("green")) == []
    assert compared(photo, "red blue", region("red")) == [("red", "red", 0.0)]
    assert compared(photo, "blue red", region("red")) == []
