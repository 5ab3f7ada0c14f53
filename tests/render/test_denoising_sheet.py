"""The sheet of photographs next to their kept and dropped pixels."""

import numpy as np
import pytest

from folkhue.images.photo import Photo
from folkhue.render.report.denoising_sheet import CAPTION, GAP, draw_denoising_sheet

RED, BLUE = (200, 20, 30), (20, 30, 200)


def photo(height: int = 10) -> Photo:
    """Make a photograph, red on the left and blue on the right."""
    rgb = np.full((height, 20, 3), BLUE, np.uint8)
    rgb[:, :10] = RED
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


def test_each_photograph_is_beside_its_kept_and_its_dropped_pixels() -> None:
    shown = photo()
    weights = np.zeros((10, 20))
    weights[:, :10] = 1
    sheet = np.asarray(draw_denoising_sheet([(shown, weights, "title")], width=40))
    whole, kept, dropped = (sheet[5, left : left + 40] for left in (0, 40 + GAP, 80 + 2 * GAP))
    assert [tuple(whole[5]), tuple(whole[35])] == [RED, BLUE]
    assert tuple(kept[5]) == RED
    assert tuple(dropped[35]) == BLUE
    assert np.ptp(kept[35]) == np.ptp(dropped[5]) == 0  # the gray of a checkerboard


@pytest.mark.parametrize("heights", [[], [10], [10, 30]])
def test_the_sheet_is_as_high_as_its_rows(heights: list[int]) -> None:
    rows = [(photo(height), np.ones((height, 20)), "title") for height in heights]
    sheet = draw_denoising_sheet(rows, width=40)
    expected = sum(2 * height + CAPTION + GAP for height in heights)
    assert sheet.size == (3 * 40 + 2 * GAP, max(1, expected))
