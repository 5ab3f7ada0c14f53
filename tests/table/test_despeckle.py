import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from folkhue.table.despeckle import despeckle, regions

SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=12)
NAMES = SHAPES.flatmap(lambda shape: arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 255])))


@st.composite
def maps(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    names = draw(NAMES)
    return names, draw(arrays(bool, names.shape))


def sizes(names: np.ndarray, opaque: np.ndarray) -> np.ndarray:
    """Size of the region that each pixel lies in."""
    region = regions(np.where(opaque, names, np.uint8(7)))
    return np.bincount(region.ravel())[region]


@given(NAMES)
def test_regions_are_those_of_scipy(names: np.ndarray) -> None:
    found, number = regions(names), 0
    for name in np.unique(names):
        labels, many = ndimage.label(names == name)
        number += many
        for label in range(1, many + 1):
            assert len(np.unique(found[labels == label])) == 1
    assert len(np.unique(found)) == found.max() + 1 == number


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["aaaa", "abaa", "aaaa"], ["aaaa", "aaaa", "aaaa"]),  # a speck in the open
        (["aabb", "aabb", "aabb"], ["aabb", "aabb", "aabb"]),  # a border stays
        (["aaab", "aabb", "abbb"], ["aaab", "aabb", "abbb"]),  # a slanting one too
        (["aaaa", "abcb", "bbbb"], ["aaaa", "abbb", "bbbb"]),  # the longer border wins
        (["aaaaa", "abcba", "aaaaa"], ["aaaaa", "aaaaa", "aaaaa"]),  # specks among specks
        (["aaaa", "a--a", "abaa"], ["aaaa", "a--a", "aaaa"]),  # transparency has no say
        (["aaa-", "aa-b"], ["aaa-", "aa-b"]),  # nor is it crossed
        (["ab", "ba"], ["ab", "ba"]),  # specks alone
    ],
)
def test_specks_take_the_name_around_them_and_borders_stay(
    before: list[str], after: list[str]
) -> None:
    drawn, expected = (
        np.array([[ord(c) - ord("a") if c != "-" else 255 for c in row] for row in rows], np.uint8)
        for rows in (before, after)
    )
    opaque = np.array([[c != "-" for c in row] for row in before])
    assert np.array_equal(despeckle(drawn, opaque, 4), expected)


@given(maps(), st.integers(1, 9))
def test_large_regions_and_transparent_pixels_never_change(
    drawn: tuple[np.ndarray, np.ndarray], min_pixels: int
) -> None:
    names, opaque = drawn
    cleaned = despeckle(names, opaque, min_pixels)
    kept = ~opaque | (sizes(names, opaque) >= min_pixels)
    assert np.array_equal(cleaned[kept], names[kept])
    assert np.array_equal(despeckle(cleaned, opaque, min_pixels), cleaned)


@given(NAMES, st.integers(1, 9))
def test_no_speck_remains_beside_a_larger_region(names: np.ndarray, min_pixels: int) -> None:
    opaque = np.ones(names.shape, bool)
    cleaned = despeckle(names, opaque, min_pixels)
    if (sizes(names, opaque) >= min_pixels).any():
        assert sizes(cleaned, opaque).min() >= min_pixels
    else:
        assert np.array_equal(cleaned, names)
