"""How many photographs were wanted, and whether too few are there."""

from __future__ import annotations

import pytest

from folkhue.datasets.coverage import Coverage
from folkhue.datasets.record import Status

OK, FAILED, GONE, COPY = Status.OK, Status.FAILED, Status.UNAVAILABLE, Status.NEAR_DUPLICATE


@pytest.mark.parametrize(
    ("counts", "wrong", "target", "wanted", "text"),
    [
        ({OK: 92}, 0, None, 92, "red: 92 of 92 wanted, 92 listed"),
        ({OK: 7, FAILED: 85}, 0, None, 92, "red: 7 of 92 wanted, 92 listed: 85 failed"),
        ({OK: 7, COPY: 85}, 0, None, 7, "red: 7 of 7 wanted, 92 listed"),
        (
            {OK: 4, GONE: 2, Status.TOO_SMALL: 3, Status.SAME_FILE: 1},
            0,
            None,
            9,
            "red: 4 of 9 wanted, 10 listed: 3 too_small, 2 unavailable",
        ),
        ({OK: 12, Status.PENDING: 6}, 0, 12, 12, "red: 12 of 12 wanted, 18 listed"),
        ({OK: 5}, 0, 12, 5, "red: 5 of 12 wanted, 5 listed"),
        ({OK: 5, COPY: 4}, 0, 8, 5, "red: 5 of 8 wanted, 9 listed"),
        ({}, 0, 12, 0, "red: 0 of 12 wanted, 0 listed"),
        (
            {OK: 2},
            10,
            8,
            8,
            "red: 2 of 8 wanted, 2 listed: 10 wrong in the service's answers",
        ),
    ],
)
def test_what_was_wanted(
    counts: dict[Status, int], wrong: int, target: int | None, wanted: int, text: str
) -> None:
    coverage = Coverage.of("red", counts, wrong, target)
    assert coverage.wanted == wanted
    assert str(coverage) == text


@pytest.mark.parametrize(
    ("kept", "lost", "share", "short"),
    [
        (7, 85, 0.75, True),
        (69, 23, 0.75, False),
        (68, 24, 0.75, True),
        (3, 1, 0.75, False),
        (2, 1, 0.75, False),
        (1, 2, 0.75, True),
        (0, 1, 0.75, False),
        (0, 2, 0.75, True),
        (0, 0, 0.75, False),
        (0, 0, 1.0, False),
        (99, 1, 1.0, True),
        (29, 71, 0.29, False),
        (28, 72, 0.29, True),
        (0, 99, 0.0, False),
    ],
)
def test_too_few_are_less_than_a_share_rounded_down(
    kept: int, lost: int, share: float, short: bool
) -> None:
    assert Coverage.of("red", {OK: kept, GONE: lost}).is_short(share) is short
