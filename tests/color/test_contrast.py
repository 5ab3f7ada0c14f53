"""Contrast by WCAG 2.2."""

import numpy as np
import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from folkhue.color.contrast import contrast, text_color_on
from folkhue.color.notation import to_hex

colors = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # By hand from the definition; among them the grays next to 4.5:1 on white.
        ((0, 0, 0), (255, 255, 255), 21),
        ((9, 9, 9), (9, 9, 9), 1),
        ((119, 119, 119), (255, 255, 255), 4.478),
        ((118, 118, 118), (255, 255, 255), 4.542),
        ((255, 0, 0), (255, 255, 255), 3.998),
        ((0, 0, 255), (255, 255, 255), 8.592),
        ((0, 255, 0), (255, 255, 255), 1.372),
        ((255, 255, 0), (0, 0, 255), 8.002),
        ((10, 10, 10), (0, 0, 0), 1.061),  # where sRGB is linear
    ],
)
def test_known_ratios(one: tuple[int, ...], other: tuple[int, ...], ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=5e-4)
    assert contrast(other, one) == contrast(one, other)


def test_ratios_agree_with_coloraide(rng: np.random.Generator) -> None:
    one, other = rng.integers(0, 256, (2, 200, 3), np.uint8)
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    expected = [Color(to_hex(a)).contrast(Color(to_hex(b)), method="wcag21") for a, b in pairs]
    # Its weights of red, green and blue have more digits than those of WCAG.
    assert np.allclose(contrast(one, other), expected, rtol=2e-3)


@given(colors)
def test_black_or_white_contrasts_with_any_color(rgb: tuple[int, int, int]) -> None:
    assert contrast(text_color_on(rgb), rgb) >= 4.58
