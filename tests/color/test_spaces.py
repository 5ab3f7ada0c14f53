from collections.abc import Callable

import numpy as np
import pytest
from coloraide.everything import ColorAll as Color
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from support.known_colors import LAB, OKLAB

from folkhue.color.spaces import (
    SPACES,
    to_din99o,
    to_hsl,
    to_hsv_cone,
    to_hue,
    to_lab,
    to_oklab,
    to_oklch,
    to_opponent,
    to_unit,
)

# CIELAB as scikit-image's rgb2lab gives it; OKLab as in the table of its author's page.

colors = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(("rgb", "expected"), LAB)
def test_cielab(rgb: tuple[int, ...], expected: tuple[float, ...]) -> None:
    assert to_lab(np.array(rgb, np.uint8)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("rgb", "expected"), OKLAB)
def test_oklab(rgb: tuple[int, ...], expected: tuple[float, ...]) -> None:
    assert to_oklab(np.array(rgb, np.uint8)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((255, 255, 255), (1, 0, 0)),
        ((255, 0, 0), (1 / 3, 1, 1 / 2)),
        ((0, 255, 0), (1 / 3, -1, 1 / 2)),
        ((0, 0, 255), (1 / 3, 0, -1)),
    ],
)
def test_opponent(rgb: tuple[int, ...], expected: tuple[float, ...]) -> None:
    assert to_opponent(np.array(rgb, np.uint8)) == pytest.approx(expected)


@given(colors)
def test_hue_is_oklab_in_polar_coordinates(rgb: tuple[int, ...]) -> None:
    lightness, a, b = to_oklab(np.array(rgb, np.uint8))
    of_hue, chroma, cosine, sine = to_hue(np.array(rgb, np.uint8))
    assert (of_hue, chroma) == pytest.approx((lightness, np.hypot(a, b)))
    assert (cosine * b, np.hypot(cosine, sine)) == pytest.approx(
        (sine * a, chroma / (chroma + 0.04))
    )


@pytest.mark.parametrize("space", SPACES)
@given(color=colors, other=colors)
def test_conversions_are_injective(
    space: str, color: tuple[int, ...], other: tuple[int, ...]
) -> None:
    one, two = SPACES[space](np.array([color, other], np.uint8))
    assert (one == two).all() == (color == other)


@given(gray=st.integers(0, 255))
def test_grays_have_no_chroma(gray: int) -> None:
    triple = np.full(3, gray, np.uint8)
    assert to_lab(triple)[1:] == pytest.approx([0, 0], abs=1e-6)
    assert to_oklab(triple)[1:] == pytest.approx([0, 0], abs=1e-6)
    assert to_opponent(triple)[1:] == pytest.approx([0, 0], abs=1e-6)
    assert to_hue(triple)[1:] == pytest.approx([0, 0, 0], abs=1e-4)


@pytest.mark.parametrize("space", SPACES)
def test_shape_is_kept(space: str) -> None:
    axes = 4 if space == "hue" else 3
    assert SPACES[space](np.zeros((2, 5, 3), np.uint8)).shape == (2, 5, axes)


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros(4, np.uint8), np.uint8(3)])
def test_arrays_of_other_types_and_shapes_are_rejected(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected uint8 RGB"):
        to_unit(bad)


@pytest.mark.parametrize(
    ("convert", "space"), [(to_din99o, "din99o"), (to_hsl, "hsl"), (to_oklch, "oklch")]
)
def test_conversions_agree_with_coloraide(
    convert: Callable[[NDArray[np.uint8]], NDArray[np.float64]], space: str
) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (200, 3)).astype(np.uint8)
    theirs = [Color("srgb", [part / 255 for part in color]).convert(space) for color in rgb]
    # Coloraide takes white and linear light to more digits.
    assert np.allclose(convert(rgb), [color.coords() for color in theirs], atol=0.02)


@pytest.mark.parametrize("level", [0, 1, 128, 255])
def test_grays_have_no_hue(level: int) -> None:
    gray = np.full(3, level, np.uint8)
    assert to_hsl(gray).tolist() == [0, 0, level / 255]
    assert to_oklch(gray)[1:] == pytest.approx((0, 0), abs=1e-6)
    assert to_din99o(gray)[1:] == pytest.approx((0, 0), abs=0.01)


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((255, 0, 0), (100, 0, 100)),
        ((0, 255, 0), (-50, 86.603, 100)),
        ((0, 0, 128), (-25.098, -43.471, 50.196)),
        ((255, 255, 255), (0, 0, 100)),
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_black_is_the_tip_of_the_hsv_cone(
    rgb: tuple[int, int, int], expected: tuple[float, float, float]
) -> None:
    assert to_hsv_cone(np.array(rgb, np.uint8)) == pytest.approx(expected, abs=0.01)
