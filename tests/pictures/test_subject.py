"""The subject: of product photographs, of cut-outs, and of scenes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from folkhue.pictures.subject import TOLERANCE, find_subject

HEIGHT, WIDTH = 40, 30
INSIDE = slice(10, 30), slice(8, 22)

RED, WHITE = (200, 20, 30), (255, 255, 255)
BACKGROUNDS = {
    "white": WHITE,
    "black": (0, 0, 0),
    "gray": (128, 128, 128),
    "beige": (220, 205, 180),
    "almost white": (254, 252, 250),
}


def all_opaque(rgb: np.ndarray) -> np.ndarray:
    return np.ones(rgb.shape[:2], bool)


def before(background: tuple[int, ...], noise: int = 0) -> np.ndarray:
    """Draw a red rectangle before a background of levels that vary."""
    random = np.random.default_rng(0)
    levels = np.array(background) + random.integers(-noise, noise + 1, (HEIGHT, WIDTH, 3))
    rgb = np.clip(levels, 0, 255).astype(np.uint8)
    rgb[INSIDE] = RED
    return rgb


def inside() -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[INSIDE] = True
    return mask


@pytest.mark.parametrize("noise", [0, TOLERANCE // 2])
@pytest.mark.parametrize("name", BACKGROUNDS)
def test_a_product_is_what_stands_before_the_background(name: str, noise: int) -> None:
    rgb = before(BACKGROUNDS[name], noise)
    assert np.array_equal(find_subject(rgb, all_opaque(rgb)), inside())


def test_what_has_the_background_s_color_inside_a_product_belongs_to_it() -> None:
    rgb = before(WHITE)
    rgb[14:26, 12:18] = WHITE
    assert np.array_equal(find_subject(rgb, all_opaque(rgb)), inside())


def test_a_background_is_also_found_behind_corners() -> None:
    rgb = before(WHITE)
    rgb[10:20, 8:14] = WHITE  # the rectangle is now an L
    expected = inside()
    expected[10:20, 8:14] = False
    assert np.array_equal(find_subject(rgb, all_opaque(rgb)), expected)


@pytest.mark.parametrize("levels", [TOLERANCE, TOLERANCE + 1])
def test_the_background_ends_at_the_tolerance(levels: int) -> None:
    rgb = before((100, 100, 100))
    rgb[INSIDE] = 100 + levels
    found = find_subject(rgb, all_opaque(rgb))
    assert np.array_equal(found, inside() if levels > TOLERANCE else all_opaque(rgb))


def test_of_a_cut_out_it_is_what_is_opaque() -> None:
    rgb = before(WHITE)
    opaque = np.zeros((HEIGHT, WIDTH), bool)
    opaque[3, 4:9] = True
    assert np.array_equal(find_subject(rgb, opaque), opaque)


def test_of_a_scene_it_is_colors_that_are_more_frequent_in_the_center() -> None:
    rgb = np.zeros((50, 50, 3), np.uint8)
    rgb[:, ::2] = (20, 140, 40)
    rgb[:, 1::2] = (90, 160, 220)
    rgb[15:35, 15:35] = RED
    found = find_subject(rgb, all_opaque(rgb))
    assert (rgb[found] == RED).all()
    assert found.sum() == 20 * 20


def test_a_speck_is_no_subject() -> None:
    rgb = np.full((30, 30, 3), 255, np.uint8)
    rgb[15, 10:18] = RED
    assert find_subject(rgb, all_opaque(rgb)).all()  # 8 of 900 pixels
    rgb[16, 10:18] = RED
    assert find_subject(rgb, all_opaque(rgb)).sum() == 16


SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))
LEVELS = st.sampled_from([0, 9, 10, 11, 128, 250, 255])


@given(SHAPES, st.data())
def test_it_is_opaque_somewhere_and_transparent_nowhere(
    shape: tuple[int, int], data: st.DataObject
) -> None:
    rgb = data.draw(arrays(np.uint8, (*shape, 3), elements=LEVELS))
    opaque = data.draw(arrays(bool, shape, fill=st.just(True)).filter(np.any))
    found = find_subject(rgb, opaque)
    assert found.dtype == bool
    assert found.any()
    assert not (found & ~opaque).any()


@given(SHAPES, st.data())
def test_a_mirrored_picture_has_the_mirrored_subject(
    shape: tuple[int, int], data: st.DataObject
) -> None:
    rgb = data.draw(arrays(np.uint8, (*shape, 3), elements=LEVELS))
    found = find_subject(rgb, all_opaque(rgb))
    mirrored = find_subject(np.ascontiguousarray(rgb[:, ::-1]), all_opaque(rgb))
    assert np.array_equal(mirrored[:, ::-1], found)
