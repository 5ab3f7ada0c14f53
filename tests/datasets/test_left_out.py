"""Photographs that were left out, by reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from folkhue.datasets.left_out import by_reason
from folkhue.datasets.record import PhotoRecord, Status


def rejected(**numbers: int) -> Iterator[PhotoRecord]:
    for status, number in numbers.items():
        for each in range(number):
            yield PhotoRecord(f"{status} {each}", status=Status(status))


@pytest.mark.parametrize(
    ("numbers", "most", "found"),
    [
        ({}, 9, []),
        ({"failed": 2}, 9, [("failed", 2, 0)]),
        ({"failed": 2}, 2, [("failed", 2, 0)]),
        ({"failed": 3}, 2, [("failed", 2, 1)]),
        ({"too_small": 1, "failed": 3}, 9, [("failed", 3, 0), ("too small", 1, 0)]),
        ({"failed": 5, "too_small": 2}, 3, [("failed", 1, 4), ("too small", 2, 0)]),
        ({"not_needed": 9, "too_small": 2}, 2, [("not needed", 0, 9), ("too small", 2, 0)]),
    ],
)
def test_rare_reasons_are_listed_first(
    numbers: dict[str, int], most: int, found: list[tuple[str, int, int]]
) -> None:
    groups = by_reason(rejected(**numbers), most)
    assert [(each.reason, len(each.listed), each.unlisted) for each in groups] == found
    assert [each.number for each in groups] == sorted(numbers.values(), reverse=True)
    assert all(photo.status is group.status for group in groups for photo in group.listed)
