import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.known_colors import LAB, OKLAB

from folkhue.color.gamut import encode, from_lab, from_oklch, in_gamut, max_chroma
from folkhue.color.spaces import to_lab, to_oklab

# Of sRGB's primaries and secondaries, as CSS Color 4 has them: lightness, chroma, hue in degrees.
OKLCH = [
    ((255, 0, 0), (0.62796, 0.25768, 29.234)),
    ((255, 255, 0), (0.96798, 0.21101, 109.769)),
    ((0, 255, 0), (0.86644, 0.29483, 142.495)),
    ((0, 255, 255), (0.90540, 0.15455, 194.769)),
    ((0, 0, 255), (0.45201, 0.31321, 264.052)),
    ((255, 0, 255), (0.70167, 0.32249, 328.363)),
]
images = arrays(np.uint8, (4, 5, 3))


def polar(rgb: np.ndarray) -> np.ndarray:
    """OKLCh of sRGB, by way of OKLab."""
    lightness, a, b = np.moveaxis(to_oklab(rgb), -1, 0)
    return np.stack([lightness, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360], axis=-1)


@pytest.mark.parametrize(("rgb", "lab"), LAB)
def test_from_cielab(rgb: tuple[int, ...], lab: tuple[float, ...]) -> None:
    assert encode(from_lab(lab)).tolist() == list(rgb)


@pytest.mark.parametrize(("rgb", "oklch"), OKLCH)
def test_from_oklch(rgb: tuple[int, ...], oklch: tuple[float, ...]) -> None:
    assert encode(from_oklch(oklch)).tolist() == list(rgb)


@pytest.mark.parametrize(("rgb", "oklab"), OKLAB)
def test_from_oklab_in_polar_coordinates(rgb: tuple[int, ...], oklab: tuple[float, ...]) -> None:
    lightness, a, b = oklab
    hue = np.degrees(np.arctan2(b, a))
    assert encode(from_oklch((lightness, np.hypot(a, b), hue))).tolist() == list(rgb)


# Grays of linear light, and what IEC 61966-2-1 makes of them.
@pytest.mark.parametrize(
    ("light", "value"),
    [
        *((0.0, 0), (1.0, 255), (0.5, 188), (0.215861, 128), (0.0031308, 10), (0.001, 3)),
        *((-0.2, 0), (1.7, 255)),
    ],
)
def test_encoding(light: float, value: int) -> None:
    assert encode(np.full(3, light)).tolist() == [value] * 3


@given(images)
def test_cielab_round_trip(image: np.ndarray) -> None:
    linear = from_lab(to_lab(image))
    assert in_gamut(linear).all()
    assert np.array_equal(encode(linear), image)


@given(images)
def test_oklch_round_trip(image: np.ndarray) -> None:
    linear = from_oklch(polar(image))
    assert in_gamut(linear).all()
    assert np.array_equal(encode(linear), image)


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_hue_is_an_angle(lightness: float, chroma: float, hue: float) -> None:
    turned = from_oklch((lightness, chroma, hue + 360))
    assert turned == pytest.approx(from_oklch((lightness, chroma, hue)), abs=1e-9)


@pytest.mark.parametrize(
    ("linear", "inside"),
    [
        ((0.0, 0.5, 1.0), True),
        ((-1e-9, 0.5, 1 + 1e-9), True),  # rounding
        ((-0.001, 0.5, 0.5), False),
        ((0.5, 0.5, 1.001), False),
        ((-0.1, 1.1, 0.5), False),
    ],
)
def test_in_gamut_of_linear_light(linear: tuple[float, ...], inside: bool) -> None:
    assert in_gamut(np.array([[linear]])).tolist() == [[inside]]


@pytest.mark.parametrize(
    ("lab", "inside"),
    [
        ((50, 0, 0), True),
        ((100, 0, 0), True),
        ((0, 0, 0), True),
        ((100, 5, 0), False),  # nothing is as light as white but white
        ((0, 0, 10), False),
        ((50, -80, 0), False),  # more than a screen's green
        ((53, 79, 66), True),  # just short of its red
        ((53, 82, 68), False),
    ],
)
def test_in_gamut_of_cielab(lab: tuple[float, ...], inside: bool) -> None:
    assert in_gamut(from_lab(lab)) == inside


@pytest.mark.parametrize(("rgb", "oklch"), [row for row in OKLCH if row[0] != (0, 0, 255)])
def test_primaries_and_secondaries_have_the_maximum_chroma(
    rgb: tuple[int, ...], oklch: tuple[float, ...]
) -> None:
    lightness, _, hue = oklch
    assert np.abs(max_chroma(lightness, hue).astype(int) - rgb).max() <= 2


def test_no_color_beyond_the_maximum_chroma_is_inside_srgb() -> None:
    """Near black, which is left out, a step of 8 bits is much chroma."""
    lightness, hue = np.broadcast_arrays(np.linspace(0.95, 0.2, 16)[:, None], 9 * np.arange(40))
    linear = from_oklch(np.stack([lightness, np.zeros(hue.shape), hue], axis=-1))
    assert in_gamut(linear).all()
    chroma = polar(max_chroma(lightness, hue))[..., 1]
    for more in np.arange(0.01, 0.35, 0.001):
        beyond = from_oklch(np.stack([lightness, chroma + more, hue], axis=-1))
        assert not in_gamut(beyond).any()


@given(st.floats(0, 1), st.floats(0, 360))
def test_maximum_chroma_is_on_the_gamut_boundary_and_keeps_lightness_and_hue(
    lightness: float, hue: float
) -> None:
    found = max_chroma(lightness, hue)
    assert ((found == 0) | (found == 255)).any(), "one channel at its limit"
    # Rounded to 8 bits, which are coarse where it is dark and hues are close.
    near = polar(found)
    assert near[0] == pytest.approx(lightness, abs=0.005 if lightness > 0.2 else 0.1)
    if lightness > 0.2:
        angle = np.radians(near[2] - hue)
        assert 2 * near[1] * abs(np.sin(angle / 2)) < 0.005


@pytest.mark.parametrize(("lightness", "value"), [(0.0, 0), (1.0, 255)])
def test_black_and_white_have_no_hue(lightness: float, value: int) -> None:
    assert (max_chroma(lightness, np.arange(0, 360, 10)) == value).all()


def test_lightness_and_hue_are_broadcast() -> None:
    both = max_chroma(np.linspace(0, 1, 4)[:, None], np.arange(5))
    assert both.shape == (4, 5, 3)
    assert both.dtype == np.uint8
    assert from_lab(np.zeros((2, 3, 3))).shape == from_oklch(np.zeros((2, 3, 3))).shape == (2, 3, 3)
    assert in_gamut(np.zeros((2, 3, 3))).shape == (2, 3)
