"""Bins of CIELAB."""

import cv2
import numpy as np

from folkhue.color.spaces import to_lab
from folkhue.harmonies.bins import bin_centers, bin_codes, bins_of_lab, to_bins


def test_they_are_those_of_opencv_up_to_its_rounding(rng: np.random.Generator) -> None:
    rgb = rng.integers(0, 256, (20_000, 3), dtype=np.uint8)
    theirs = cv2.cvtColor(rgb[None], cv2.COLOR_RGB2LAB)[0] // 16
    assert (to_bins(rgb) == theirs).all(axis=-1).mean() > 0.96


def test_the_center_of_a_bin_is_in_it() -> None:
    bins = np.stack(np.unravel_index(np.arange(16**3), (16,) * 3), axis=-1)
    assert (bins_of_lab(bin_centers(bins)) == bins).all()
    assert (bin_codes(bins) == np.arange(16**3)).all()


def test_colors_are_near_the_centers_of_their_bins(rng: np.random.Generator) -> None:
    rgb = rng.integers(0, 256, (1000, 3), dtype=np.uint8)
    apart = np.abs(to_lab(rgb) - bin_centers(to_bins(rgb)))
    assert (apart <= (8 * 100 / 255 + 0.01, 8.01, 8.01)).all()
