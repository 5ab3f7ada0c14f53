import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor

from folkhue.color.css_spaces import SPACES
from folkhue.color.notation import parse_color, parse_hex, read_color


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("#0af", (0, 170, 255)),
        ("#0AF8", (0, 170, 255)),
        ("#00aaff80", (0, 170, 255)),
        (" Rebeccapurple ", (102, 51, 153)),
        ("mediumpurple", (147, 112, 219)),
        ("rgb(255 128 0)", (255, 128, 0)),
        ("rgba(255, 128, 0, .5)", (255, 128, 0)),
        ("rgb(0 50% 100% / 0.5)", (0, 128, 255)),
        ("rgb(-20 300 none)", (0, 255, 0)),
        ("hsl(120 100% 50%)", (0, 255, 0)),
        ("hsl(0.5turn 100% 50%)", (0, 255, 255)),
        ("hsl(-120deg, 100%, 50%)", (0, 0, 255)),
        ("hsl(200grad 100% 50%)", (0, 255, 255)),
        ("lab(100 0 0)", (255, 255, 255)),
        ("lab(0%, 0, 0)", (0, 0, 0)),
        ("lch(54.29 106.84 40.85)", (255, 0, 0)),
        ("oklab(0.62796 0.22486 0.12585)", (255, 0, 0)),
        ("oklch(62.796% 0.25768 29.234)", (255, 0, 0)),
        ("oklch(6.2796e1% 2.5768e-1 29.234)", (255, 0, 0)),
        ("hwb(120 0% 0%)", (0, 255, 0)),
        ("hwb(0.5turn 20% 40% / 50%)", (51, 153, 153)),
        ("hwb(90 80% 80%)", (128, 128, 128)),
        ("color(srgb 1 0.5 0)", (255, 128, 0)),
        ("color(srgb 100% 50% none / 0.2)", (255, 128, 0)),
        ("color(srgb-linear 1 0.21586 0)", (255, 128, 0)),
        ("color(display-p3 1 0 0)", (255, 0, 0)),
        ("color(display-p3 0.5 0.5 0.5)", (128, 128, 128)),
        ("color(a98-rgb 0.28115 0.28115 0.28115)", (70, 70, 70)),
        ("color(xyz-d50 0.9643 1 0.8251)", (255, 255, 255)),
    ],
)
def test_what_css_allows_is_read(text: str, color: tuple[int, int, int]) -> None:
    assert parse_color(text) == color


def test_a_name_is_read_again_after_pillow_used_it() -> None:
    assert ImageColor.getrgb("rebeccapurple") == parse_color("rebeccapurple") == (102, 51, 153)


@pytest.mark.parametrize(
    "text",
    [
        *("", "#", "#12", "#12345", "16px", "no color", "currentcolor", "transparent"),
        *("rgb(1 2)", "rgb(1 2 3 4 5)", "rgb(1001 0 0)", "rgb(1 2 x)", "rgb((1 2 3)"),
        *("color(cmyk 1 0 0)", "color(srgb 1 0)", "lab(1 2 3", f"rgb({'1' * 30} 0 0)"),
        *("color(1 0 0)", "color()", "color-mix(in lab, red, blue)", "rgb(from red r g b)"),
        *("var(--a)", "rgb(1e999 0 0)", "rgb(calc(1) 0 0)", "rgb(1 2 3 / x)"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_color(text) is None


@given(st.tuples(*3 * [st.integers(0, 255)]))
def test_hexadecimal_digits_are_read_back(color: tuple[int, int, int]) -> None:
    digits = bytes(color).hex()
    assert (
        parse_hex(digits) == parse_hex(f"#{digits.upper()}") == parse_color(f"#{digits}") == color
    )


@given(
    st.sampled_from(["rgb", "hsl", "hwb", "lab", "lch", "oklab", "oklch"]),
    st.lists(st.floats(-1000, 1000), min_size=3, max_size=3),
)
def test_components_in_range_always_give_8_bit_srgb(name: str, parts: list[float]) -> None:
    color = parse_color(f"{name}({' '.join(f'{part:.4f}' for part in parts)})")
    assert color is not None
    assert np.array_equal(np.array(color, np.uint8), color)


percents = st.floats(0, 100)
degrees = st.floats(0, 359)


@given(one=percents, two=percents, three=percents, angle=degrees)
def test_colors_of_css(one: float, two: float, three: float, angle: float) -> None:
    for text in (
        f"rgb({one:.3f}% {two:.3f}% {three:.3f}%)",
        f"hsl({angle:.3f}deg {one:.3f}% {two:.3f}%)",
        f"hwb({angle:.3f}deg {one:.3f}% {two:.3f}%)",
        f"lab({one:.3f} {two - 50:.3f} {three - 50:.3f})",
        f"lch({one:.3f}% {two / 2:.3f}% {angle:.3f})",
        f"oklab({one:.3f}% {two - 50:.3f}% {three - 50:.3f}%)",
        f"oklch({one:.3f}% {two / 200:.5f} {angle:.3f} / 50%)",
    ):
        expected = np.clip(Color(text).convert("srgb").coords(), 0, 1) * 255
        assert parse_color(text) == pytest.approx(tuple(expected), abs=1), text


@pytest.mark.parametrize("space", SPACES)
@given(parts=st.tuples(*3 * [st.floats(0, 1)]))
def test_spaces_of_css(space: str, parts: tuple[float, float, float]) -> None:
    text = f"color({space} {' '.join(f'{part:.4f}' for part in parts)})"
    exact = Color(text.replace(" xyz ", " xyz-d65 ")).convert("srgb").coords()
    found = read_color(text)
    assert found is not None
    assert found.rgb == pytest.approx(tuple(np.clip(exact, 0, 1) * 255), abs=1)
    if abs(np.clip(exact, 0, 1) - exact).max() > 0.01:
        assert not found.in_srgb


@pytest.mark.parametrize(
    ("text", "opacity", "in_srgb"),
    [
        ("#0af", 1.0, True),
        ("#0af8", 136 / 255, True),
        ("#00aaff80", 128 / 255, True),
        ("rgb(1 2 3 / 50%)", 0.5, True),
        ("rgba(1, 2, 3, .25)", 0.25, True),
        ("rgb(1 2 3 / none)", 0.0, True),
        ("hsl(1 2% 3% / 400%)", 1.0, True),
        ("lch(54.29 106.84 40.85)", 1.0, True),
        ("oklch(63.7% 0.237 25.331)", 1.0, True),
        ("oklch(60% 0.4 29)", 1.0, False),
        ("lab(50% 120 0)", 1.0, False),
        ("color(display-p3 1 0 0 / 0.5)", 0.5, False),
        ("color(display-p3 0.5 0.5 0.5)", 1.0, True),
        ("teal", 1.0, True),
    ],
)
def test_opacity_and_gamut_are_told(text: str, opacity: float, in_srgb: bool) -> None:
    found = read_color(text)
    assert found is not None
    assert (found.opacity, found.in_srgb) == (pytest.approx(opacity), in_srgb)


@given(st.text(st.sampled_from("rgbhslacokt()#,/ %.-+e0159"), max_size=30))
def test_invalid_colors_of_css_are_none(text: str) -> None:
    color = parse_color(text)
    assert color is None or all(0 <= value <= 255 for value in color)
