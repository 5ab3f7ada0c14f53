from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.images.histogram import ColorHistogram, bin_codes, pack, unpack
from folkhue.images.photo import Photo

pixel_lists = arrays(
    np.uint8, st.tuples(st.integers(0, 30), st.just(3)), elements=st.integers(0, 3)
)


@given(pixel_lists)
def test_a_histogram_is_expanded_to_the_same_pixels(pixels: np.ndarray) -> None:
    counts = ColorHistogram.from_pixels(pixels)
    assert Counter(map(tuple, counts.to_pixels().tolist())) == Counter(map(tuple, pixels.tolist()))
    assert counts.total == len(pixels)
    assert (np.diff(pack(counts.colors).astype(int)) > 0).all()
    assert (counts.counts >= 1).all()


@given(pixel_lists, st.integers(0, 3))
def test_selected_colors_keep_their_counts(pixels: np.ndarray, red: int) -> None:
    counts = ColorHistogram.from_pixels(pixels)
    chosen = counts.select(counts.colors[:, 0] == red)
    assert len(chosen) == (counts.colors[:, 0] == red).sum()
    assert chosen.to_pixels().tolist() == sorted(p for p in pixels.tolist() if p[0] == red)


@given(pixel_lists)
def test_packed_colors_are_unpacked(pixels: np.ndarray) -> None:
    assert np.array_equal(unpack(pack(pixels)), pixels)


def test_transparent_pixels_are_not_counted() -> None:
    rgb = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)
    counts = ColorHistogram.from_photo(Photo(rgb, np.array([[True, False]])))
    assert counts.to_pixels().tolist() == [[1, 2, 3]]


@given(arrays(np.uint8, st.tuples(st.integers(0, 30), st.just(3))), st.sampled_from([1, 8, 6, 100]))
def test_bins_are_numbered_by_red_green_and_blue(colors: np.ndarray, width: int) -> None:
    codes = bin_codes(colors, width)
    bins = [tuple(color) for color in (colors // width).tolist()]
    assert (len(set(codes.tolist())), len(codes)) == (len(set(bins)), len(bins))
    assert [bins[place] for place in np.argsort(codes, kind="stable")] == sorted(bins)
