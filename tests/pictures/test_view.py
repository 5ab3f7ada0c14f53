"""What features see of a picture: its blocks, its subject, and the box around that."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import folkhue
from folkhue.errors import ImageError
from folkhue.images.photo import Photo
from folkhue.pictures.view import MAX_SIDE, View, reduced


def photo(height: int, width: int, orientation: int = 1) -> Photo:
    rgb = np.random.default_rng(3).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return Photo(rgb, np.ones((height, width), bool), orientation=orientation)


SIZES = {
    # Height, width, and the height and width at no more than 16 pixels.
    "small enough": (16, 16, 16, 16),
    "a pixel": (1, 1, 1, 1),
    "a pixel too wide": (16, 17, 8, 9),
    "halved": (32, 32, 16, 16),
    "quartered": (33, 64, 9, 16),
    "a row": (1, 100, 1, 13),
    "a column": (1000, 1, 16, 1),
    "elongated": (3, 500, 1, 16),
}


@pytest.mark.parametrize("name", SIZES)
def test_no_side_is_longer_and_blocks_have_a_power_of_two_as_their_side(name: str) -> None:
    height, width, *expected = SIZES[name]
    assert reduced(photo(height, width), 16).rgb.shape == (*expected, 3)
    assert reduced(photo(height, width), 16).opaque.shape == (*expected,)


def test_one_that_is_small_enough_stays_what_it_is() -> None:
    assert reduced(small := photo(MAX_SIDE, 9)) is small


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_block_has_the_mean_of_its_pixels(orientation: int) -> None:
    whole = photo(64, 48, orientation)
    blocks = whole.rgb.reshape(16, 4, 12, 4, 3).mean(axis=(1, 3))
    assert np.abs(reduced(whole, 16).rgb - blocks).max() <= 0.5 + 1e-6


def test_transparent_pixels_do_not_count() -> None:
    """Of each block of four pixels, the red ones are opaque, and others are blue."""
    for opaque, expected in ((4, True), (2, True), (1, False)):
        alpha = np.arange(4).reshape(2, 2) < opaque
        mask = np.tile(alpha, (8, 8))
        mask[:2, :2] = True  # so that some block is opaque
        rgb = np.where(mask[..., None], (200, 20, 30), (0, 0, 255)).astype(np.uint8)
        small = reduced(Photo(rgb, mask), 8)
        assert small.opaque[0, 0]
        assert (small.opaque[1:] == expected).all()
        assert (np.abs(small.rgb[small.opaque].astype(int) - (200, 20, 30)) <= 2).all()


def test_a_speck_in_much_transparency_stays() -> None:
    opaque = np.zeros((400, 400), bool)
    opaque[201, 133] = True
    small = reduced(Photo(np.full((400, 400, 3), 90, np.uint8), opaque), 100)
    assert np.argwhere(small.opaque).tolist() == [[50, 33]]


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_what_is_visible_stays_so(height: int, width: int, data: st.DataObject) -> None:
    opaque = data.draw(arrays(bool, (height, width)))
    small = reduced(Photo(np.zeros((height, width, 3), np.uint8), opaque), 8)
    assert max(small.opaque.shape) <= 8
    assert small.opaque.any() == opaque.any()
    assert not small.rgb[small.opaque].any()


def test_nothing_is_seen_of_a_transparent_picture() -> None:
    clear = Photo(np.zeros((3, 4, 3), np.uint8), np.zeros((3, 4), bool))
    with pytest.raises(ImageError, match="every pixel is transparent") as raised:
        View.of(clear, folkhue.load("basic11"))
    assert raised.value.code == "transparent"


def test_a_view_has_names_and_bins_of_its_details_and_a_histogram_of_its_subject() -> None:
    rgb = np.full((448, 300, 3), 255, np.uint8)
    rgb[64:384, 96:200] = (200, 20, 30)
    table = folkhue.load("basic11")
    view = View.of(Photo(rgb, np.ones(rgb.shape[:2], bool)), table)
    assert view.photo.rgb.shape == (224, 150, 3)
    assert view.opaque.shape == view.names.shape == view.bins.shape == (112, 75)
    assert view.box == (slice(16, 96), slice(24, 50))
    bins, shares = view.histogram
    assert bins.tolist() == [int(table.bins(np.array([200, 20, 30], np.uint8)))]
    assert shares.tolist() == [1]
    assert {table.terms[name] for name in np.unique(view.names[view.subject])} == {"red"}


@settings(max_examples=30)
@given(st.integers(1, 20), st.integers(1, 20), st.data())
def test_a_box_is_the_smallest_that_holds_the_subject(
    height: int, width: int, data: st.DataObject
) -> None:
    opaque = data.draw(arrays(bool, (height, width)).filter(np.any))
    rgb = np.zeros((height, width, 3), np.uint8)
    view = View.of(Photo(rgb, opaque), folkhue.load("basic11"))
    inside = view.subject[view.box]
    assert inside.sum() == view.subject.sum()
    assert inside.any(axis=0)[[0, -1]].all()
    assert inside.any(axis=1)[[0, -1]].all()
    assert view.histogram[1].sum() == pytest.approx(1)
